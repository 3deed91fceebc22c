/** Compaction: deletes rows that only reads before a revision need, in slices between commits. */
import type { GroupCommit } from './group-commit.ts';
import { readCurrent } from './reads.ts';
import { decodeLog, keyBytes, numberKey, readNumberKey, undoKey } from './records.ts';
import { compactedKey, type Tables } from './tables.ts';

/** The number of commits per transaction. */
const sliceCommits = 256;

/**
 * Resolves when all rows before `revision` are deleted and their pages can be reused, or when it is cancelled. The next compaction
 * then deletes the rest.
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
      const range = { start: numberKey(0), end: numberKey(revision + 1), limit: sliceCommits };
      const rows = [...log.getRange(range)];
      more = rows.length === sliceCommits;
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
    // The tombstone can be deleted only if the key was not written again, including in this transaction.
    const stands = type === 'delete' && !isPending(key) && readCurrent(tables, key)?.revision === revision;
    return stands ? [undone, tables.current.remove(bytes)] : [undone];
  });
}
