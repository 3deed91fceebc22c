/** Finds the kubelet of a pod, and the container of a request. */
import { type Node, nodes, type Pod, pods } from '@kubets/api';
import type { ResourceReader } from '@kubets/apiserver/access';
import { groupResource } from '@kubets/apiserver/admission';
import { addressNotAllowed, escapedPath, hostOf, mayBeProxyableHost } from '@kubets/apiserver/proxy';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import type { SubresourceCall } from '@kubets/apiserver/subresources';
import { errors } from '@kubets/machinery/status-error';
import { checkDialable } from './simulated-pods.ts';

const defaultKubeletPort = 10250;
const preferredAddresses = ['InternalIP', 'ExternalIP', 'Hostname', 'InternalDNS', 'ExternalDNS'];

export interface Place {
  readonly host: string;
  readonly port: number;
}

function kubeletPlace(node: Node): Place {
  const addresses = node.status?.addresses ?? [];
  for (const type of preferredAddresses) {
    const found = addresses.find((each) => each.type === type && each.address !== '');
    if (found !== undefined)
      return { host: found.address, port: node.status?.daemonEndpoints?.kubeletEndpoint?.Port || defaultKubeletPort };
  }
  const known = addresses.map((each) => each.type).join(' ');
  throw errors.internal(`no preferred addresses found; known addresses: [${known}]`);
}

/** `path` is decoded. Throws BadRequest for a host that must not be dialed: see `proxy-address.ts`. */
export function urlOf(scheme: string, { host, port }: Place, path: string, query?: URLSearchParams): URL {
  if (!mayBeProxyableHost(host)) throw addressNotAllowed();
  const url = new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${escapedPath(path)}`);
  // A URL parses numbers (`2130706433`, `0x7f.1`) as addresses.
  if (!mayBeProxyableHost(hostOf(url))) throw addressNotAllowed();
  if (query !== undefined) url.search = query.toString();
  return url;
}

export async function nodePlace(reader: Pick<ResourceReader, 'get'>, name: string): Promise<Place> {
  const node = await reader.get(nodes, '', name);
  if (node === undefined) throw errors.notFound(groupResource(nodes), name);
  checkDialable(node);
  return kubeletPlace(node);
}

type KubeletAnswer = Extract<ApiAnswer, { client: 'kubelet' }>;

/** The target for a path of the node's kubelet. */
export async function kubeletAnswer(
  reader: Pick<ResourceReader, 'get'>,
  node: string,
  path: string,
  query: URLSearchParams,
): Promise<KubeletAnswer> {
  const target = urlOf('https', await nodePlace(reader, node), path, query);
  return { type: 'proxy', client: 'kubelet', node, target };
}

export async function podOf(call: SubresourceCall): Promise<Pod> {
  const pod = await call.resources.get(pods, call.info.namespace, call.info.name);
  if (pod === undefined) throw errors.notFound(groupResource(pods), call.info.name);
  return pod;
}

/** The requested container, or the only one. Throws BadRequest with upstream's message. */
export function containerOf(pod: Pod, asked: string): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const all = [...initContainers, ...containers, ...ephemeralContainers].map((each) => each.name);
  const name = pod.metadata?.name;
  if (asked !== '') {
    if (!all.includes(asked)) throw errors.badRequest(`container ${asked} is not valid for pod ${name}`);
    return asked;
  }
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only.name;
  const choice = only === undefined ? '' : `, choose one of: [${all.join(' ')}]`;
  throw errors.badRequest(`a container name must be specified for pod ${name}${choice}`);
}
