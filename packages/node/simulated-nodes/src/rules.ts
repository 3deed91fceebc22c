/**
 * What simulated containers do, told by annotations of their pod or by the name of their image. Durations are seconds:
 *
 * - `kubets.dev/start-seconds`: from the binding to the start. Default 0.
 * - `kubets.dev/ready-seconds`: from the start to ready. Default 0.
 * - `kubets.dev/run-seconds`: from the start to the end. Default: for ever, or one second where the restart policy
 *   lets a pod end (a Job's pods do).
 * - `kubets.dev/exit-code`: at the end. Default 0.
 * - `kubets.dev/stop-seconds`: from the stop signal to the end; after its grace a container is killed. Default 0.
 *
 * An image whose last component is `run-5` or `run-5-exit-1` says the same for its container alone.
 * An image whose last component begins with `no-such-` cannot be pulled.
 */
import type { Pod } from '@kubets/api';
import { type AnyContainer, initContainers, isSidecar, podRestartPolicy } from '@kubets/kubelet/pod/containers';

export interface SimulationRules {
  /** Milliseconds all. */
  readonly start: number;
  readonly ready: number;
  /** Undefined: for ever. */
  readonly run: number | undefined;
  readonly exitCode: number;
  readonly stop: number;
}

const prefix = 'kubets.dev/';
/** The default run time of a pod that may complete. */
const defaultRunMs = 1000;

function numberOf(pod: Pod, name: string): number | undefined {
  const text = pod.metadata?.annotations?.[prefix + name];
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

const milliseconds = (seconds: number | undefined): number | undefined => seconds && Math.round(seconds * 1000);

function imageRule(image: string): { readonly run: number; readonly exitCode: number } | undefined {
  const match = /(?:^|\/)run-(\d{1,9})(?:-exit-(\d{1,3}))?(?::[^/]*)?$/.exec(image);
  return match ? { run: Number(match[1]) * 1000, exitCode: Number(match[2] ?? 0) } : undefined;
}

/** Init containers end at once unless their image says otherwise; sidecars run for ever. */
export function rulesOf(pod: Pod, container: AnyContainer): SimulationRules {
  const start = milliseconds(numberOf(pod, 'start-seconds')) ?? 0;
  const ready = milliseconds(numberOf(pod, 'ready-seconds')) ?? 0;
  const stop = milliseconds(numberOf(pod, 'stop-seconds')) ?? 0;
  const times = { start, ready, stop };
  const byImage = imageRule(container.image ?? '');
  if (byImage) return { ...times, ...byImage };
  if (isSidecar(container)) return { ...times, run: undefined, exitCode: 0 };
  if (initContainers(pod).some(({ name }) => name === container.name)) return { ...times, run: 0, exitCode: 0 };
  const seconds = numberOf(pod, 'run-seconds');
  const mayEnd = podRestartPolicy(pod) !== 'Always';
  const run = seconds === undefined ? (mayEnd ? defaultRunMs : undefined) : Math.round(seconds * 1000);
  const exitCode = Math.min(255, Math.floor(numberOf(pod, 'exit-code') ?? 0));
  return { ...times, run, exitCode };
}
