/** What the kubelet remembers of one pod between operations of its worker. It does not survive a restart of the kubelet. */
import type { Pod } from '@kubets/api';
import type { Rejection } from '../pod/admit-pod.ts';
import { nothingObserved, type ObservedPod } from '../pod/observed.ts';
import type { WaitingReason } from '../status/container-status.ts';

export interface StartFailure extends WaitingReason {
  /** When to try again, milliseconds since the epoch; undefined: with the pod's next sync. */
  readonly retryAt?: number | undefined;
}

export interface PodRecord {
  readonly uid: string;
  /** As the API server last showed it. */
  pod: Pod;
  /** What the runtime had of it when it was last asked. */
  observed: ObservedPod;
  /** By container name: why its last start failed. */
  readonly startFailures: Map<string, StartFailure>;
  /** By container ID: what it left in its termination log. */
  readonly terminationMessages: Map<string, string>;
  /** Milliseconds since the epoch. */
  readonly firstSeenMs: number;
  /** Why the node does not admit it. */
  readonly rejection: Rejection | undefined;
}

export const createPodRecord = (pod: Pod, rejection: Rejection | undefined, firstSeenMs: number): PodRecord => ({
  uid: pod.metadata?.uid ?? '',
  pod,
  observed: nothingObserved,
  startFailures: new Map(),
  terminationMessages: new Map(),
  firstSeenMs,
  rejection,
});
