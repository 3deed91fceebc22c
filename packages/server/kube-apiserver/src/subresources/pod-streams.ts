/** `pods/exec`, `attach` and `portforward`: joins the client's connection with the kubelet's. */
import type { Pod } from '@kubets/api';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { connectHandlerAt, flag, type SubresourceCall, type SubresourceHandler } from '@kubets/apiserver/subresources';
import { errors } from '@kubets/machinery/status-error';
import { containerOf, kubeletAnswer, podOf } from './pod-location.ts';
import { scriptedExecAnswer } from './scripted-exec.ts';
import { type SimulatedPods, scriptedCommand } from './simulated-pods.ts';

const methods = ['GET', 'POST'];

/** The API's names of the streams, and the kubelet's. */
const streams = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' } as const;

function streamQuery(query: URLSearchParams): URLSearchParams {
  const forwarded = new URLSearchParams();
  for (const [asked, kubelets] of Object.entries(streams)) if (flag(query, asked)) forwarded.set(kubelets, '1');
  for (const word of query.getAll('command')) forwarded.append('command', word);
  return forwarded;
}

function optionsObject(kind: string, query: URLSearchParams, container: string): object {
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

/**
 * A WebSocket begins with a GET, for which read permission would suffice
 * (AuthorizePodWebsocketUpgradeCreatePermission).
 */
async function authorizeStream(call: SubresourceCall): Promise<void> {
  if (call.info.verb !== 'create') await call.mayCreate();
}

async function join(
  call: SubresourceCall,
  pod: Pod,
  options: object,
  path: string,
  query: URLSearchParams,
  scripted: () => Promise<ApiAnswer | undefined> = async () => undefined,
): Promise<ApiAnswer> {
  const node = pod.spec?.nodeName;
  if (!node) throw errors.badRequest(`pod ${call.info.name} does not have a host assigned`);
  await call.admit(options, 'CONNECT');
  if (!call.request.upgrade) throw errors.badRequest('Upgrade request required');
  const answer = await scripted();
  if (answer !== undefined) return answer;
  return kubeletAnswer(call.resources, node, path, query);
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
    const container = containerOf(pod, query.get('container') ?? '');
    const path = `/${subresource}/${call.info.namespace}/${call.info.name}/${container}`;
    const scripted = async (): Promise<ApiAnswer | undefined> => {
      if (subresource !== 'exec') return undefined;
      const output = await scriptedCommand(simulated, pod, container, query.getAll('command'), call.resources);
      const wanted = { stdout: flag(query, 'stdout'), stderr: flag(query, 'stderr') && !flag(query, 'tty') };
      return output && scriptedExecAnswer(call.request, wanted, output);
    };
    return join(call, pod, optionsObject(kind, query, container), path, streamQuery(query), scripted);
  });
}

const portForward = connectHandlerAt({ resource: 'pods', subresource: 'portforward', methods }, async (call) => {
  await authorizeStream(call);
  const pod = await podOf(call);
  const ports = call.request.query.getAll('ports').flatMap((each) => each.split(','));
  const query = new URLSearchParams(ports.map((port) => ['port', port]));
  const options = { apiVersion: 'v1', kind: 'PodPortForwardOptions', ports: ports.map(Number) };
  return join(call, pod, options, `/portForward/${call.info.namespace}/${call.info.name}`, query);
});

export const podStreamHandlers = (simulated: SimulatedPods | undefined): readonly SubresourceHandler[] => [
  containerStreams('exec', 'PodExecOptions', simulated),
  containerStreams('attach', 'PodAttachOptions'),
  portForward,
];
