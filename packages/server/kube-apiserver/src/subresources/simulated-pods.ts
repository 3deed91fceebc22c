/** Pods of simulated nodes: scripted responses; everything else is refused, since there is nothing to dial. */
import { type ContainerStatus, type Node, nodes, type Pod, pods } from '@kubets/api';
import type { ResourceReader } from '@kubets/apiserver/access';
import { groupResource } from '@kubets/apiserver/admission';
import type { Clock } from '@kubets/base';
import { errors, type StatusError } from '@kubets/machinery/status-error';
import type { ScriptedOutput } from './scripted-exec.ts';

/** A script's answers for a pod; undefined if it has none. */
export interface SimulatedPods {
  /** The complete output of the container. */
  log(pod: Pod, container: string): string | undefined;
  exec(pod: Pod, command: readonly string[]): ScriptedOutput | undefined;
}

/** By the container runtime that its node agent reports: only simulated ones have this name. */
const isSimulated = (node: Node): boolean =>
  node.status?.nodeInfo?.containerRuntimeVersion.startsWith('simulated://') === true;

const simulatedError = (node: string, why: string): StatusError =>
  errors.badRequest(`node ${JSON.stringify(node)} is simulated: ${why}`);

/** Throws BadRequest for a simulated node. */
export function checkDialable(node: Node): void {
  if (isSimulated(node)) throw simulatedError(node.metadata?.name ?? '', 'it runs no containers to connect to');
}

/** Throws for a pod (or an endpoint) on a simulated or a missing node. An external endpoint names no node. */
export async function checkNodeDialable(reader: Pick<ResourceReader, 'get'>, name: string | undefined): Promise<void> {
  if (name === undefined || name === '') return;
  const node = await reader.get(nodes, '', name);
  if (node === undefined) throw errors.notFound(groupResource(nodes), name);
  checkDialable(node);
}

export interface ScriptedLogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Only lines from this time on, milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
}

function statusOf({ status = {} }: Pod, container: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status;
  const all = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses];
  return all.find(({ name }) => name === container);
}

/** The start of the run whose log is requested. Throws BadRequest, with upstream's message, if there was none. */
function startOfRun(pod: Pod, container: string, previous: boolean): string {
  const status = statusOf(pod, container);
  const named = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata?.name)}`;
  const { state, lastState } = status ?? {};
  if (previous) {
    const started = lastState?.terminated?.startedAt;
    if (!started) throw errors.badRequest(`previous terminated ${named} not found`);
    return started;
  }
  const started = (state?.running ?? state?.terminated ?? lastState?.terminated)?.startedAt;
  if (!started)
    throw errors.badRequest(`${named} is waiting to start: ${state?.waiting?.reason ?? 'ContainerCreating'}`);
  return started;
}

/** All lines have the time at which the run began. Limited to the last lines, then to a size. */
export function shownLog(text: string, startedAt: string, options: ScriptedLogOptions): string {
  const { since, tailLines, timestamps, limitBytes } = options;
  if (since !== undefined && Date.parse(startedAt) < since) return '';
  const lines = text.split('\n');
  const isWhole = lines.at(-1) === '';
  if (isWhole) lines.pop();
  const kept = tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - tailLines));
  const shown = kept.map((line) => (timestamps ? `${startedAt} ${line}` : line)).join('\n');
  const all = shown === '' || !isWhole ? shown : `${shown}\n`;
  if (limitBytes === undefined) return all;
  return new TextDecoder().decode(new TextEncoder().encode(all).slice(0, limitBytes));
}

const followEveryMs = 1000;

/** The existing log, then nothing until the container has ended. */
async function* followed(
  text: string,
  isRunning: () => Promise<boolean>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
  while (!signal.aborted && (await isRunning())) await clock.sleep(followEveryMs, signal).catch(() => undefined);
}

/** The scripted output of a command; undefined for a node that is not simulated. Throws if there is no script. */
export async function scriptedCommand(
  simulated: SimulatedPods | undefined,
  pod: Pod,
  container: string,
  command: readonly string[],
  reader: Pick<ResourceReader, 'get'>,
): Promise<ScriptedOutput | undefined> {
  const nodeName = pod.spec?.nodeName ?? '';
  const node = await reader.get(nodes, '', nodeName);
  if (node === undefined || !isSimulated(node)) return undefined;
  const output = simulated?.exec(pod, command);
  if (output === undefined)
    throw simulatedError(nodeName, 'its containers run only commands of the annotation kubets.dev/exec');
  if (statusOf(pod, container)?.state?.running === undefined)
    throw errors.badRequest(`container ${JSON.stringify(container)} of pod ${pod.metadata?.name} is not running`);
  return output;
}

export interface ScriptedLogCall {
  readonly reader: Pick<ResourceReader, 'get'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The scripted log of a container; undefined for a node that is not simulated. Throws if there is no script. */
export async function scriptedLog(
  simulated: SimulatedPods | undefined,
  pod: Pod,
  container: string,
  options: ScriptedLogOptions,
  { reader, clock, signal }: ScriptedLogCall,
): Promise<string | AsyncIterable<Uint8Array> | undefined> {
  const nodeName = pod.spec?.nodeName ?? '';
  const node = await reader.get(nodes, '', nodeName);
  if (node === undefined || !isSimulated(node)) return undefined;
  const startedAt = startOfRun(pod, container, options.previous);
  const text = simulated?.log(pod, container);
  if (text === undefined)
    throw simulatedError(nodeName, 'its containers have only the logs of the annotation kubets.dev/logs');
  const shown = shownLog(text, startedAt, options);
  if (!options.follow || options.previous) return shown;
  const { namespace = '', name = '', uid } = pod.metadata ?? {};
  const isRunning = async (): Promise<boolean> => {
    const now = await reader.get(pods, namespace, name);
    return (
      now?.metadata?.uid === uid &&
      now !== undefined &&
      statusOf(now, container)?.state?.running?.startedAt === startedAt
    );
  };
  return followed(shown, isRunning, clock, signal);
}
