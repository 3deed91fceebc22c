/** What a pod's object means for the pod's life. Pure. */
import type { Pod } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import type { ObjectFacts } from '../lifecycle/next.ts';
import { kubeletConditions } from '../status/conditions.ts';
import { graceOf } from './kill-pod.ts';

const minGraceSeconds = 1;

/** `pod`: as the API server shows it, or showed it last where `inApi` is false. */
export function objectFacts(pod: Pod, inApi: boolean): ObjectFacts {
  const deletionRequested = Boolean(pod.metadata?.deletionTimestamp);
  // A pod whose object was removed by force is not waited for, but its containers get their stop signal.
  const forced = !inApi && !deletionRequested;
  return { inApi, deletionRequested, graceSeconds: Math.max(minGraceSeconds, forced ? minGraceSeconds : graceOf(pod)) };
}

const foreignConditions = (pod: Pod): unknown =>
  pod.status?.conditions?.filter(({ type }) => !kubeletConditions.has(type)).map(({ type, status }) => [type, status]);

/** Whether an update changes more than the status that the kubelet reported itself. */
export function isRelevantChange(before: Pod, now: Pod): boolean {
  const relevant = ({ metadata, ...pod }: Pod): unknown => ({
    generation: metadata?.generation,
    deletion: [metadata?.deletionTimestamp, metadata?.deletionGracePeriodSeconds],
    texts: [metadata?.labels, metadata?.annotations],
    conditions: foreignConditions(pod),
  });
  return now.metadata?.generation === undefined || !deepEqual(relevant(before), relevant(now));
}
