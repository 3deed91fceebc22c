/** `pods/exec`, `attach` and `portforward`: joins the client's connection with the kubelet's. */
import type { Pod } from '@kubets/api';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { connectHandlerAt, flag, type SubresourceCall, type SubresourceHandler } from '@kubets/apiserver/subresources';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { containerOf, kubeletAnswer, podOf } from './pod-location.ts';
import { scriptedExecAnswer } from './scripted-exec.ts';
import { type SimulatedPods, scriptedCommand } from './simulated-pods.ts';

const methods = ['GET', 'POST'];

/** The API's names of the streams, and the kubelet's. */
const streams = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' } as const;

/** PodExecOptions and PodAttachOptions, as admission sees and may change them. */
interface StreamOptions extends KubeObject {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly tty?: boolean;
  readonly container?: string;
  readonly command?: readonly string[];
}

interface PortForwardOptions extends KubeObject {
  readonly ports?: readonly number[];
}

function streamOptions(kind: string, query: URLSearchParams, container: string): StreamOptions {
  const on = Object.keys(streams).filter((name) => flag(query, name));
  const command = query.getAll('command');
  return {
    apiVersion: 'v1',
    kind,
    ...Object.fromEntries(on.map((name) => [name, true])),
    ...(container === '' ? {} : { container }),
    ...(command.length === 0 ? {} : { command }),
  };
}

/** The query for the kubelet. */
function streamQuery(options: StreamOptions): URLSearchParams {
  const forwarded = new URLSearchParams();
  for (const [asked, kubelets] of Object.entries(streams))
    if (options[asked as keyof typeof streams] === true) forwarded.set(kubelets, '1');
  for (const word of options.command ?? []) forwarded.append('command', word);
  return forwarded;
}

/**
 * A WebSocket begins with a GET, for which read permission would suffice
 * (AuthorizePodWebsocketUpgradeCreatePermission).
 */
async function authorizeStream(call: SubresourceCall): Promise<void> {
  if (call.info.verb !== 'create') await call.mayCreate();
}

/** The options of the connection, as admission leaves them. */
async function admitted<O extends KubeObject>(call: SubresourceCall, pod: Pod, options: O): Promise<O> {
  if (!pod.spec?.nodeName) throw errors.badRequest(`pod ${call.info.name} does not have a host assigned`);
  const result = await call.admit(options, 'CONNECT');
  if (!call.request.upgrade) throw errors.badRequest('Upgrade request required');
  return (result ?? options) as O;
}

function toKubelet(call: SubresourceCall, pod: Pod, path: string, query: URLSearchParams): Promise<ApiAnswer> {
  return kubeletAnswer(call.resources, pod.spec?.nodeName ?? '', path, query);
}

function containerStreams(
  subresource: 'exec' | 'attach',
  kind: string,
  simulated?: SimulatedPods | undefined,
): SubresourceHandler {
  return connectHandlerAt({ resource: 'pods', subresource, methods }, async (call) => {
    const { query } = call.request;
    await authorizeStream(call);
    const pod = await podOf(call);
    const asked = streamOptions(kind, query, containerOf(pod, query.get('container') ?? ''));
    const options = await admitted(call, pod, asked);
    const container = containerOf(pod, options.container ?? '');
    if (subresource === 'exec') {
      const { command = [], stdout = false, stderr = false, tty = false } = options;
      const output = await scriptedCommand(simulated, pod, container, command, call.resources);
      if (output !== undefined) return scriptedExecAnswer(call.request, { stdout, stderr: stderr && !tty }, output);
    }
    const path = `/${subresource}/${call.info.namespace}/${call.info.name}/${container}`;
    return toKubelet(call, pod, path, streamQuery(options));
  });
}

const portForward = connectHandlerAt({ resource: 'pods', subresource: 'portforward', methods }, async (call) => {
  await authorizeStream(call);
  const pod = await podOf(call);
  const asked = call.request.query.getAll('ports').flatMap((each) => each.split(','));
  const options: PortForwardOptions = { apiVersion: 'v1', kind: 'PodPortForwardOptions', ports: asked.map(Number) };
  const result = await admitted(call, pod, options);
  const ports = result === options ? asked : (result.ports ?? []).map(String);
  const query = new URLSearchParams(ports.map((port) => ['port', port]));
  return toKubelet(call, pod, `/portForward/${call.info.namespace}/${call.info.name}`, query);
});

export const podStreamHandlers = (simulated: SimulatedPods | undefined): readonly SubresourceHandler[] => [
  containerStreams('exec', 'PodExecOptions', simulated),
  containerStreams('attach', 'PodAttachOptions'),
  portForward,
];
