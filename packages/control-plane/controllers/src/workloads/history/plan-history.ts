/** Which revision is the one of the current template, and which revisions are deleted. Pure. */
import type { ControllerRevision } from '@kubets/api';
import { byNumber, nextNumber, numberOf, revisionNameOf, sameData } from './revisions.ts';

/** What makes the revision of the current template the last one. */
export type RevisionPlan =
  | { readonly type: 'keep'; readonly revision: ControllerRevision }
  /** A rollback: the revision exists, and gets the next number. */
  | { readonly type: 'renumber'; readonly revision: ControllerRevision; readonly number: number }
  | { readonly type: 'create'; readonly number: number };

/** `revisions` are those of the owner; `wanted` has the data of the current template. */
export function planRevision(
  revisions: readonly ControllerRevision[],
  wanted: Pick<ControllerRevision, 'data'>,
): RevisionPlan {
  const sorted = revisions.toSorted(byNumber);
  const equal = sorted.findLast((each) => sameData(each, { data: wanted.data }));
  if (equal === undefined) return { type: 'create', number: nextNumber(sorted) };
  const last = sorted.at(-1) ?? equal;
  if (sameData(last, equal)) return { type: 'keep', revision: last };
  return { type: 'renumber', revision: equal, number: numberOf(last) + 1 };
}

/** The revisions beyond the limit, lowest number first. Those that are in use (`live` has their names) neither count nor go. */
export function planTruncation(
  revisions: readonly ControllerRevision[],
  live: ReadonlySet<string>,
  limit: number,
): readonly ControllerRevision[] {
  const past = revisions.filter((each) => !live.has(revisionNameOf(each))).toSorted(byNumber);
  return limit < 0 ? [] : past.slice(0, Math.max(0, past.length - limit));
}
