/** What is older than the tail keeps: read with a watch of its own, for as long as it takes. */
import type { Clock } from '@kubets/base';
import { CompactedError, type StoreChange } from '@kubets/storage';
import { bytesOf, type Stretch } from '@kubets/storage/engine';
import type { EtcdMembers } from './members.ts';
import type { RevisionShift } from './revision-shift.ts';
import { watchAll } from './watch-stream.ts';

/** What is read at a time: commits, and bytes of their values. */
const countLimit = 500;
const byteLimit = 8 * 1024 * 1024;

export interface PastOptions {
  readonly members: EtcdMembers;
  readonly clock: Clock;
  readonly shift: RevisionShift;
  /** The store is closing. */
  readonly signal: AbortSignal;
}

/** Some of the changes after `after` and not after `through`, which must not be in the future. */
export async function readPast(options: PastOptions, after: number, through: number): Promise<Stretch<StoreChange>> {
  const steps: StoreChange[] = [];
  let bytes = 0;
  for await (const changes of watchAll({ ...options, after })) {
    for (const change of changes) {
      if (change.revision > through) break;
      steps.push(change);
      bytes += bytesOf(change);
    }
    const reached = changes.at(-1)?.revision ?? after;
    if (reached >= through || steps.length >= countLimit || bytes >= byteLimit) break;
  }
  return { steps, through: steps.at(-1)?.revision ?? through };
}

/** The revision etcd's history begins at: a watch from its very start is told. */
export async function compactedRevision(options: PastOptions): Promise<number> {
  const stop = new AbortController();
  try {
    for await (const changes of watchAll({ ...options, after: 0, signal: stop.signal })) {
      return (changes[0]?.revision ?? 1) - 1;
    }
  } catch (error) {
    if (error instanceof CompactedError) return error.compacted;
    throw error;
  } finally {
    stop.abort();
  }
  return 0;
}
