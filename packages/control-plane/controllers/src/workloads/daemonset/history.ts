/** Which past revisions of a DaemonSet are deleted. Pure. */
import type { ControllerRevision, DaemonSet, Pod } from '@kubets/api';
import { byNumber } from '../history/revisions.ts';
import { hashLabel } from './daemon-pod.ts';

const defaultLimit = 10;

/** The hash of a revision; its name if it has none. */
export const hashOf = ({ metadata }: ControllerRevision): string =>
  metadata?.labels?.[hashLabel] ?? metadata?.name ?? '';

/** The oldest past revisions beyond the limit. Those of existing pods count, but remain. */
export function surplusRevisions(
  set: DaemonSet,
  past: readonly ControllerRevision[],
  pods: readonly Pod[],
): readonly ControllerRevision[] {
  const inUse = new Set(pods.map((pod) => pod.metadata?.labels?.[hashLabel]));
  const surplus = Math.max(0, past.length - (set.spec.revisionHistoryLimit ?? defaultLimit));
  return past
    .filter((each) => !inUse.has(hashOf(each)))
    .toSorted(byNumber)
    .slice(0, surplus);
}
