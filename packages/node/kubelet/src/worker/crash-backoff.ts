/** Whether a container that ended has to wait before it starts again. */
import type { Clock } from '@kubets/base';
import { type Backoff, crashLoopMessage } from '../pod/backoff.ts';
import { containerHash } from '../pod/containers.ts';
import { identityOf, podFullName } from '../pod/keys.ts';
import { instancesOf } from '../pod/observed.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import type { StartFailure } from './pod-record.ts';
import type { StartInput } from './start-input.ts';

export interface CrashBackoffDependencies {
  readonly restarts: Backoff;
  readonly clock: Pick<Clock, 'now'>;
  readonly recordEvent: RecordPodEvent;
}

/**
 * Each wait is longer than the one before. A container that was killed just now (by its probes) counts from its run before:
 * the first kill is not delayed, but those that follow soon are. Undefined: it may start, and its start is noted.
 */
export function crashBackoff(
  { pod, container, observed }: Pick<StartInput, 'pod' | 'container' | 'observed'>,
  { restarts, clock, recordEvent }: CrashBackoffDependencies,
): StartFailure | undefined {
  const ended = instancesOf(observed, container.name).find(({ state }) => state === 'exited');
  if (ended === undefined) return undefined;
  const key = `${pod.metadata?.uid}/${container.name}/${containerHash(container)}`;
  const now = clock.now();
  const until = restarts.until(key, ended.finishedAt, now);
  if (until === undefined) {
    restarts.next(key, ended.finishedAt, now);
    return undefined;
  }
  const fullName = podFullName(identityOf(pod));
  const event = `Back-off restarting failed container ${container.name} in pod ${fullName}`;
  recordEvent(pod, container.name, 'Warning', 'BackOff', event);
  const message = crashLoopMessage(restarts.delay(key), container.name, fullName);
  return { reason: 'CrashLoopBackOff', message, retryAt: until };
}
