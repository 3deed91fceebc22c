/** Plans a group of commits, which are decided in order and written in one transaction. Pure. */
import type { Commit, CommitResult, Entry, StoreChange } from '@kubets/storage';
import { entryAfter, eventsOf, firstBroken, leasesOf } from '@kubets/storage/engine';
import { current } from './tables.ts';

export interface NewRow {
  readonly key: string;
  readonly revision: number;
  readonly ordinal: number;
  /** The revision that replaces it in the group; its own revision for a delete. */
  replaced: number;
  readonly created: number;
  /** Milliseconds since the epoch. */
  readonly expires: number | undefined;
  /** Undefined for a delete. */
  readonly value: Uint8Array | undefined;
}

export interface GroupPlan {
  /** The result of each commit, in order. */
  readonly results: readonly CommitResult[];
  readonly changes: readonly StoreChange[];
  readonly rows: readonly NewRow[];
  /** The revision that replaces an existing row, by key. */
  readonly replaced: ReadonlyMap<string, number>;
  readonly head: number;
}

/** @param standing the entries of the commits' keys at `head`. */
export function planGroup(
  commits: readonly Commit[],
  head: number,
  standing: ReadonlyMap<string, Entry>,
  now: number,
): GroupPlan {
  const state = new Map<string, Entry | undefined>(standing);
  const newest = new Map<string, NewRow>();
  const replaced = new Map<string, number>();
  const rows: NewRow[] = [];
  const changes: StoreChange[] = [];
  const read = (key: string): Entry | undefined => state.get(key);
  const results = commits.map((commit): CommitResult => {
    const broken = firstBroken(commit.expect, read);
    if (broken) return { committed: false, ...broken };
    const revision = head + changes.length + 1;
    const events = eventsOf(commit, revision, read);
    if (events.length === 0) return { committed: true, revision: revision - 1 };
    const expires = new Map(leasesOf(commit, revision, now).map((lease) => [lease.key, lease.expires]));
    for (const [ordinal, event] of events.entries()) {
      const { key } = event;
      const entry = entryAfter(event);
      const before = newest.get(key);
      if (before?.replaced === current) before.replaced = revision;
      else if (before === undefined && standing.has(key)) replaced.set(key, revision);
      const row: NewRow = {
        key,
        revision,
        ordinal,
        replaced: entry ? current : revision,
        created: entry?.created ?? 0,
        expires: expires.get(key),
        value: entry?.value,
      };
      rows.push(row);
      newest.set(key, row);
      state.set(key, entry);
    }
    changes.push({ revision, events });
    return { committed: true, revision };
  });
  return { results, changes, rows, replaced, head: head + changes.length };
}
