/** What a commit means, apart from any engine: which expectation fails, and which events it makes. */
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

/** Throws InvalidKeyError for a key no engine could hold. One key may be written only once in a commit. */
export function checkCommit(commit: Commit): void {
  const written = new Set<string>();
  for (const { key } of commit.apply) {
    if (!isStorableKey(key)) throw new InvalidKeyError(`not a key the store can hold: ${JSON.stringify(key)}`);
    invariant(!written.has(key), `a commit writes ${key} twice`);
    written.add(key);
  }
}

/** Throws CommitAbandonedError for a commit that its writer has given up. */
export function checkWanted({ wanted }: Commit): void {
  if (wanted?.() === false) throw new CommitAbandonedError();
}

/** Every key a commit reads or writes, once. */
export function keysOf({ expect, apply }: Commit): ReadonlySet<string> {
  return new Set([...expect, ...apply].map(({ key }) => key));
}

/** The first expectation that does not hold, with what stands there. */
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

/** The events of a commit made at `revision`, in the order of its operations. None when it changes nothing. */
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

/** What a key holds after an event: undefined after a delete. */
export function entryAfter(event: StoreEvent): Entry | undefined {
  if (event.type === 'delete') return undefined;
  const { key, value, revision, previous } = event;
  return { key, value, revision, created: previous?.created ?? revision };
}
