/** The semantics of a commit, independent of engines: the failed expectation, and the resulting events. */
import { invariant } from '@kubets/base';
import { isStorableKey } from './keys.ts';
import {
  type Commit,
  CommitAbandonedError,
  type Entry,
  type Expectation,
  InvalidKeyError,
  type StoreEvent,
} from './store.ts';

const nothing = new Uint8Array(0);

/** Throws InvalidKeyError for an invalid key. A commit may write each key only once. */
export function checkCommit(commit: Commit): void {
  const written = new Set<string>();
  for (const { key } of commit.apply) {
    if (!isStorableKey(key)) throw new InvalidKeyError(`invalid key: ${JSON.stringify(key)}`);
    invariant(!written.has(key), `a commit writes ${key} twice`);
    written.add(key);
  }
}

/** Throws CommitAbandonedError for a commit that its writer has cancelled. */
export function checkWanted({ wanted }: Commit): void {
  if (wanted?.() === false) throw new CommitAbandonedError();
}

/** The distinct keys that a commit reads or writes. */
export function keysOf({ expect, apply }: Commit): ReadonlySet<string> {
  return new Set([...expect, ...apply].map(({ key }) => key));
}

/** The first expectation that does not hold, with the current entry. */
export function firstBroken(
  expect: readonly Expectation[],
  current: (key: string) => Entry | undefined,
): { readonly key: string; readonly current: Entry | undefined } | undefined {
  for (const { key, revision } of expect) {
    const entry = current(key);
    if ((entry?.revision ?? 0) !== revision) return { key, current: entry };
  }
  return undefined;
}

/** The events of a commit at `revision`, in the order of its operations. Empty if it changes nothing. */
export function eventsOf(
  commit: Commit,
  revision: number,
  current: (key: string) => Entry | undefined,
): readonly StoreEvent[] {
  const events: StoreEvent[] = [];
  for (const operation of commit.apply) {
    const { type, key } = operation;
    const previous = current(key);
    if (type === 'delete' && previous === undefined) continue;
    const value = type === 'put' ? operation.value : nothing;
    events.push({ type, key, revision, value, ...(previous === undefined ? {} : { previous }) });
  }
  return events;
}

/** The entry after an event; undefined after a delete. */
export function entryAfter(event: StoreEvent): Entry | undefined {
  if (event.type === 'delete') return undefined;
  const { key, value, revision, previous } = event;
  return { key, value, revision, created: previous?.created ?? revision };
}
