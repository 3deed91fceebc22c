/** Why the kubelet ends a pod before its work is done. */
export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

/** The pod was active for longer than its `activeDeadlineSeconds`. */
export const deadlineExceeded: Verdict = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};
