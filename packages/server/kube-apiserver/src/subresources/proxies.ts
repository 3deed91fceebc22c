/** `nodes/proxy`, `pods/proxy` and `services/proxy`: forwards HTTP into the cluster. */
import { endpoints, type Pod, pods, services } from '@kubets/api';
import { groupResource } from '@kubets/apiserver/admission';
import { addressNotAllowed, escapedPath, isProxyableIp } from '@kubets/apiserver/proxy';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { connectHandlerAt, type SubresourceCall, type SubresourceHandler } from '@kubets/apiserver/subresources';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { nodePlace, type Place, urlOf } from './pod-location.ts';
import { checkNodeDialable } from './simulated-pods.ts';

/** The methods of upstream's proxies. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

export interface ProxyName {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
}

/** `name`, `name:port`, `scheme:name:port`; undefined for anything else. */
export function parseProxyName(text: string): ProxyName | undefined {
  const parts = text.split(':');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1 && first !== '') return { scheme: '', name: first, port: '' };
  if (parts.length === 2 && first !== '') return { scheme: '', name: first, port: second };
  const known = first === '' || first === 'http' || first === 'https';
  return parts.length === 3 && known && second !== '' ? { scheme: first, name: second, port: third } : undefined;
}

function nameOf(call: SubresourceCall, what: string): ProxyName {
  const parsed = parseProxyName(call.info.name);
  if (parsed === undefined) throw errors.badRequest(`invalid ${what} request ${JSON.stringify(call.info.name)}`);
  return parsed;
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : undefined;
}

/**
 * The path after `/proxy`: empty, or beginning with a slash. Counted in segments, since names can look like parts
 * of the path, and slashes can be repeated.
 */
function pathAfterProxy({ info }: SubresourceCall): string {
  const segments = info.namespace === '' ? 5 : 7;
  return info.path.replace(new RegExp(`^(/+[^/]+){${segments}}`), '');
}

/** As admission sees and may change them. */
interface ProxyOptions extends KubeObject {
  readonly path?: string;
}

/** A path that does not begin with a slash would become part of the address. */
const rooted = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`);

async function forward(
  call: SubresourceCall,
  kind: string,
  target: { readonly scheme: string; readonly place: Place; readonly node?: string },
): Promise<ApiAnswer> {
  const asked = pathAfterProxy(call);
  const { query, method, upgrade } = call.request;
  const options: ProxyOptions = { apiVersion: 'v1', kind, ...(asked === '' ? {} : { path: asked }) };
  const admitted: ProxyOptions = (await call.admit(options, 'CONNECT')) ?? options;
  const path = admitted === options ? asked : rooted(admitted.path ?? '');
  // Relative links of a page work only below a slash.
  if (path === '' && (method === 'GET' || method === 'HEAD') && !upgrade) {
    const search = query.size === 0 ? '' : `?${query}`;
    const location = `${escapedPath(call.info.path)}/${search}`;
    return { type: 'raw', status: 301, contentType: 'text/plain', body: '', headers: { location } };
  }
  const { node } = target;
  const url = urlOf(target.scheme || 'http', target.place, path, query);
  return node === undefined
    ? { type: 'proxy', client: 'plain', target: url }
    : { type: 'proxy', client: 'kubelet', node, target: url };
}

const nodeProxy = connectHandlerAt({ resource: 'nodes', subresource: 'proxy', methods }, async (call) => {
  const { scheme, name, port } = nameOf(call, 'node');
  const kubelet = await nodePlace(call.resources, name);
  const asked = port === '' ? kubelet.port : portNumber(port);
  if (asked === undefined) throw errors.badRequest(`invalid node request ${JSON.stringify(call.info.name)}`);
  if (asked === kubelet.port) return forward(call, 'NodeProxyOptions', { scheme: 'https', place: kubelet, node: name });
  return forward(call, 'NodeProxyOptions', { scheme, place: { host: kubelet.host, port: asked } });
});

/** The address of a pod comes from its node: it must be an IP address, not a name. */
function podAddress(pod: Pod): string {
  const address = pod.status?.podIP ?? '';
  if (!isProxyableIp(address)) throw addressNotAllowed();
  return address;
}

const podProxy = connectHandlerAt({ resource: 'pods', subresource: 'proxy', methods }, async (call) => {
  const { scheme, name, port } = nameOf(call, 'pod');
  const pod = await call.resources.get(pods, call.info.namespace, name);
  if (pod === undefined) throw errors.notFound(groupResource(pods), name);
  const first = pod.spec?.containers.flatMap((container) => container.ports ?? [])[0]?.containerPort;
  const asked = port === '' ? (first ?? (scheme === 'https' ? 443 : 80)) : portNumber(port);
  if (asked === undefined) throw errors.badRequest(`invalid pod request ${JSON.stringify(call.info.name)}`);
  const place = { host: podAddress(pod), port: asked };
  await checkNodeDialable(call.resources, pod.spec?.nodeName);
  return forward(call, 'PodProxyOptions', { scheme, place });
});

interface EndpointPlace extends Place {
  readonly nodeName: string | undefined;
}

async function endpointOf(call: SubresourceCall, { name, port }: ProxyName): Promise<EndpointPlace> {
  const { namespace } = call.info;
  const service = await call.resources.get(services, namespace, name);
  if (service === undefined) throw errors.notFound(groupResource(services), name);
  let portName = port;
  const asked = portNumber(port);
  if (asked !== undefined) {
    const found = service.spec?.ports?.find((each) => each.port === asked);
    if (found === undefined)
      throw errors.unavailable(`no service port ${asked} found for service ${JSON.stringify(name)}`);
    portName = found.name ?? '';
  }
  const subsets = (await call.resources.get(endpoints, namespace, name))?.subsets ?? [];
  const places = subsets.flatMap((subset) =>
    (subset.ports ?? [])
      .filter((each) => (each.name ?? '') === portName)
      .flatMap((each) => (subset.addresses ?? []).map(({ ip, nodeName }) => ({ host: ip, port: each.port, nodeName }))),
  );
  const chosen = places[call.random.integer(Math.max(1, places.length))];
  if (chosen === undefined)
    throw errors.unavailable(
      `no endpoints available for service ${JSON.stringify(subsets.length === 0 ? name : call.info.name)}`,
    );
  return chosen;
}

const serviceProxy = connectHandlerAt({ resource: 'services', subresource: 'proxy', methods }, async (call) => {
  const asked = nameOf(call, 'service');
  const place = await endpointOf(call, asked);
  await checkNodeDialable(call.resources, place.nodeName);
  return forward(call, 'ServiceProxyOptions', { scheme: asked.scheme, place });
});

export const proxyHandlers: readonly SubresourceHandler[] = [nodeProxy, podProxy, serviceProxy];
