/** Runs one probe of one container. Lifecycle hooks use the same handlers. */
import type { ContainerPort, HTTPGetAction, LifecycleHandler, Probe } from '@kubets/api';
import { type Clock, DeadlineError, messageOf, withDeadline } from '@kubets/base';
import { type ContainerRuntime, RuntimeError } from '@kubets/cri/runtime';
import { HostError, type ProbeNetwork } from '../host/host.ts';
import type { AnyContainer } from '../pod/containers.ts';

export interface ProbeOutcome {
  /** `error`: the question itself failed; it says nothing about the container. */
  readonly result: 'success' | 'failure' | 'error';
  readonly output: string;
}

export interface ProbeTarget {
  readonly container: AnyContainer;
  readonly containerId: string;
  /** The address of the pod, for probes that name no host. */
  readonly podIP: string;
}

export interface ProbeTools {
  readonly network: ProbeNetwork;
  readonly runtime: Pick<ContainerRuntime, 'execSync'>;
  readonly clock: Clock;
}

const userAgent = 'kube-probe/1.37';
/** The maximum length of probe output in an event. */
const maxOutputLength = 1024;

/** The number of a port. Names refer to the ports of the container. */
export function portNumber(port: number | string, ports: readonly ContainerPort[] = []): number | undefined {
  if (typeof port === 'number') return port;
  const named = ports.find(({ name }) => name === port)?.containerPort;
  if (named !== undefined) return named;
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  return number > 0 && number < 65_536 ? number : undefined;
}

function headersOf(action: HTTPGetAction): readonly { readonly name: string; readonly value: string }[] {
  const own = action.httpHeaders ?? [];
  const names = new Set(own.map(({ name }) => name.toLowerCase()));
  const defaults = [
    { name: 'User-Agent', value: userAgent },
    { name: 'Accept', value: '*/*' },
  ];
  // An empty value takes a default away.
  return [...defaults.filter(({ name }) => !names.has(name.toLowerCase())), ...own.filter(({ value }) => value !== '')];
}

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;

async function execute(command: readonly string[], seconds: number, target: ProbeTarget, tools: ProbeTools) {
  try {
    const { exitCode, stdout, stderr } = await tools.runtime.execSync(target.containerId, command, seconds);
    const decoder = new TextDecoder();
    const output = (decoder.decode(stdout) + decoder.decode(stderr)).slice(0, maxOutputLength);
    return { result: exitCode === 0 ? ('success' as const) : ('failure' as const), output };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    if (error.code === 'DeadlineExceeded')
      return {
        result: 'failure' as const,
        output: `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${seconds}s`,
      };
    return { result: 'error' as const, output: error.message };
  }
}

async function askHttp(action: HTTPGetAction, seconds: number, target: ProbeTarget, tools: ProbeTools) {
  const port = portNumber(action.port, target.container.ports);
  if (port === undefined) return { result: 'error' as const, output: `couldn't find port: ${action.port}` };
  const { status, body } = await tools.network.http({
    scheme: action.scheme === 'HTTPS' ? 'HTTPS' : 'HTTP',
    host: action.host || target.podIP,
    port,
    path: action.path || '/',
    headers: headersOf(action),
    timeoutMs: seconds * 1000,
  });
  if (status >= 200 && status < 400) return { result: 'success' as const, output: body };
  return { result: 'failure' as const, output: `HTTP probe failed with statuscode: ${status}` };
}

async function ask(handler: Handler, seconds: number, target: ProbeTarget, tools: ProbeTools): Promise<ProbeOutcome> {
  if (handler.exec) return execute(handler.exec.command ?? [], seconds, target, tools);
  if (handler.httpGet) return askHttp(handler.httpGet, seconds, target, tools);
  if (handler.tcpSocket) {
    const port = portNumber(handler.tcpSocket.port, target.container.ports);
    if (port === undefined) return { result: 'error', output: `couldn't find port: ${handler.tcpSocket.port}` };
    await tools.network.tcp(handler.tcpSocket.host || target.podIP, port, seconds * 1000);
    return { result: 'success', output: '' };
  }
  if (handler.grpc) {
    const { port, service = '' } = handler.grpc;
    const status = await tools.network.grpc(target.podIP, port, service, seconds * 1000);
    if (status === 'SERVING') return { result: 'success', output: '' };
    return { result: 'failure', output: `service unhealthy (responded with "${status}")` };
  }
  return { result: 'error', output: 'missing probe handler' };
}

/** A refused connection counts as a failure of the container. */
export async function runProbe(probe: Probe, target: ProbeTarget, tools: ProbeTools): Promise<ProbeOutcome> {
  try {
    return await ask(probe, probe.timeoutSeconds ?? 1, target, tools);
  } catch (error) {
    if (error instanceof HostError || error instanceof DeadlineError)
      return { result: 'failure', output: messageOf(error) };
    throw error;
  }
}

/** A lifecycle hook failed: the message for its event. */
export class HookError extends Error {
  override readonly name = 'HookError';
}

/** Runs a hook to its end, `seconds` at most. Rejects with HookError. */
export async function runHook(
  hook: LifecycleHandler,
  target: ProbeTarget,
  tools: ProbeTools,
  seconds: number,
): Promise<void> {
  const run = async (signal: AbortSignal): Promise<void> => {
    if (hook.sleep) return tools.clock.sleep(hook.sleep.seconds * 1000, signal);
    const outcome = await ask(hook, seconds, target, tools);
    if (outcome.result !== 'success') throw new HookError(outcome.output);
  };
  try {
    await withDeadline(tools.clock, seconds * 1000, run);
  } catch (error) {
    throw error instanceof HookError ? error : new HookError(messageOf(error));
  }
}
