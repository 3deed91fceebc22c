/** When a pod is to be synced again if nothing happens. Pure. */
import type { Pod } from '@kubets/api';
import { resyncPeriodMs } from '../lifecycle/next.ts';
import type { StartFailure } from './pod-record.ts';

/** The delay before a failed start is retried, unless the failure says otherwise. */
const restartDelayMs = 10_000;
/** How often a resize that has no room, or failed, is tried again. */
const resizeRetryPeriodMs = 10_000;
const minSyncDelayMs = 10;

/** How long the pod may be active from now on, in milliseconds; undefined: as long as it likes. */
export function timeToDeadlineMs(pod: Pod, firstSeenMs: number, nowMs: number): number | undefined {
  const seconds = pod.spec?.activeDeadlineSeconds;
  if (seconds === undefined) return undefined;
  const startedAtMs = pod.status?.startTime ? Date.parse(pod.status.startTime) : firstSeenMs;
  return startedAtMs + seconds * 1000 - nowMs;
}

export interface NextSyncInput {
  readonly failures: Iterable<StartFailure>;
  readonly timeToDeadlineMs: number | undefined;
  readonly resizeWaits: boolean;
  readonly nowMs: number;
}

export function nextSyncMs({ failures, timeToDeadlineMs: deadlineMs, resizeWaits, nowMs }: NextSyncInput): number {
  const delays = [...failures].map(({ retryAt }) => (retryAt === undefined ? restartDelayMs : retryAt - nowMs));
  if (resizeWaits) delays.push(resizeRetryPeriodMs);
  return Math.max(minSyncDelayMs, Math.min(resyncPeriodMs, deadlineMs ?? resyncPeriodMs, ...delays));
}
