/** Why the kubelet makes a pod fail: what the pod's status and its event say. */
import type { FailureReason } from '../lifecycle/pod-state.ts';

export interface PodFailure {
  readonly reason: string;
  readonly message: string;
}

/** The pod was active for longer than its `activeDeadlineSeconds`. */
export const deadlineExceeded: PodFailure = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

export const podFailures: Readonly<Record<FailureReason, PodFailure>> = { DeadlineExceeded: deadlineExceeded };
