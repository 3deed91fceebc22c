/** Forgets history: deletes, a slice at a time among the commits, what only reads before a revision could need. */
import type { GroupCommit } from './group-commit.ts';
import { readCurrent } from './reads.ts';
import { decodeLog, keyBytes, numberKey, readNumberKey, undoKey } from './records.ts';
import { compactedKey, type Tables } from './tables.ts';

/** Commits forgotten in one transaction. */
const slice = 256;

/**
 * Resolves when every row before `revision` is gone and their pages are free for new ones, or nobody wants it any more:
 * what is left then goes with the next compaction.
 */
export async function compactTo(
  tables: Tables,
  commits: GroupCommit,
  revision: number,
  isWanted: () => boolean,
): Promise<void> {
  const { meta, log } = tables;
  await commits.maintain(() => [meta.put(compactedKey, numberKey(revision))]);
  for (let more = true; more && isWanted(); ) {
    await commits.maintain((isPending) => {
      const range = { start: numberKey(0), end: numberKey(revision + 1), limit: slice };
      const rows = [...log.getRange(range)];
      more = rows.length === slice;
      return rows.flatMap(({ key, value }) => [
        ...forget(tables, readNumberKey(key), decodeLog(value), isPending),
        log.remove(key),
      ]);
    });
  }
}

function forget(
  tables: Tables,
  revision: number,
  events: ReturnType<typeof decodeLog>,
  isPending: (key: string) => boolean,
): readonly Promise<unknown>[] {
  return events.flatMap(({ type, key }) => {
    const bytes = keyBytes(key);
    const undone = tables.undo.remove(undoKey(bytes, revision));
    // A tombstone stands for the deletion only while nobody wrote the key again, also not in this very transaction.
    const stands = type === 'delete' && !isPending(key) && readCurrent(tables, key)?.revision === revision;
    return stands ? [undone, tables.current.remove(bytes)] : [undone];
  });
}
