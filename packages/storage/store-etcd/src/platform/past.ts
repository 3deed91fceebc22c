/** Reads changes that are older than the tail's buffer, with a separate watch. */
import type { Clock } from '@kubets/base';
import { CompactedError, type StoreChange } from '@kubets/storage';
import { bytesOf, type Stretch } from '@kubets/storage/engine';
import type { EtcdMembers } from './members.ts';
import type { RevisionShift } from './revision-shift.ts';
import { watchAll } from './watch-stream.ts';

/** The maximum number of commits, and of bytes of their values, per read. */
const countLimit = 500;
const byteLimit = 8 * 1024 * 1024;

export interface PastOptions {
  readonly members: EtcdMembers;
  readonly clock: Clock;
  readonly shift: RevisionShift;
  /** Aborts when the store closes. */
  readonly signal: AbortSignal;
}

/** Some of the changes after `after` up to `through`, which must not be in the future. */
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

/** The oldest revision in etcd, which a watch from revision 1 returns. */
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
