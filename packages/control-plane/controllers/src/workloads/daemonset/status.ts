/** The status of a DaemonSet. Pure. */
import type { DaemonSet, DaemonSetStatus } from '@kubets/api';
import { withoutZeros } from '../../shared/counts.ts';
import { isAvailable, isReady } from '../../shared/pods/pod-state.ts';
import { isUpdated } from './daemon-pod.ts';
import type { NodePods } from './node-pods.ts';

/** Of each node, the oldest pod counts. `now` is in milliseconds since 1970. */
export function daemonSetStatus(
  set: DaemonSet,
  nodes: readonly NodePods[],
  hash: string,
  collisionCount: number | undefined,
  now: number,
): DaemonSetStatus {
  const wanted = nodes.filter(({ eligibility }) => eligibility === 'run');
  const first = wanted.flatMap(({ pods }) => pods[0] ?? []);
  const available = first.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length;
  const { conditions } = set.status ?? {};
  return {
    currentNumberScheduled: first.length,
    numberMisscheduled: nodes.filter(({ eligibility, pods }) => eligibility !== 'run' && pods.length > 0).length,
    desiredNumberScheduled: wanted.length,
    numberReady: first.filter(isReady).length,
    observedGeneration: set.metadata?.generation ?? 0,
    ...withoutZeros({
      updatedNumberScheduled: first.filter((pod) => isUpdated(pod, set, hash)).length,
      numberAvailable: available,
      numberUnavailable: wanted.length - available,
    }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}
