/** Helpers of the conformance cases: opening stores, writing, printing entries and events, collecting the output of a watch. */
import { systemClock } from '@kubets/base';
import { expect } from 'vitest';
import type {
  CommitResult,
  Entry,
  Operation,
  Store,
  StoreChange,
  StoreContent,
  StoreEvent,
  WatchRequest,
} from '../store.ts';

interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens the same data again. Absent if the engine does not persist data. */
  reopen?(): Promise<Store>;
  /** Called on a store without writes, after it was closed: restores the content in its place and opens it. */
  restore?(content: StoreContent): Promise<Store>;
  /** Removes the files or databases of the engine, after the store is closed. */
  clean?(): Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

/** Test functions by test name. Each gets an empty store. */
export type StoreCases = Readonly<Record<string, (store: Store) => Promise<void>>>;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);
export const put = (key: string, value: string | Uint8Array): Operation => ({
  type: 'put',
  key,
  value: typeof value === 'string' ? bytes(value) : value,
});
export const del = (key: string): Operation => ({ type: 'delete', key });

/** Negative, zero or positive as `a` sorts before, with or after `b`. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const differs = a.findIndex((byte, index) => byte !== b[index]);
  return differs < 0 ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? -1);
}

/** Commits without expectations. Returns the new revision. */
export async function write(store: Store, ...apply: Operation[]): Promise<number> {
  return made(await store.commit({ expect: [], apply }));
}

/** Fails the test if the commit did not succeed. Returns its revision. */
export function made(result: CommitResult): number {
  expect(result).toMatchObject({ committed: true });
  return result.committed ? result.revision : 0;
}

/** An entry, or its absence, as one line for comparison. */
export function shown(entry: Entry | undefined): string {
  return entry === undefined
    ? 'nothing'
    : `${entry.key}=${text(entry.value)} @${entry.revision} since ${entry.created}`;
}

export function shownEvent(event: StoreEvent): string {
  return `${event.type} ${event.key}=${text(event.value)} @${event.revision} before: ${shown(event.previous)}`;
}

/** Reads a watch until it has delivered all changes up to `revision`. The result contains no marks. */
export async function collect(
  store: Store,
  request: WatchRequest,
  revision: number,
  delay?: () => Promise<void>,
): Promise<readonly StoreChange[]> {
  const watch = store.watch(request);
  const changes: StoreChange[] = [];
  watch.requestProgress();
  for await (const change of watch) {
    if (change.events.length > 0) changes.push(change);
    if (change.revision >= revision) break;
    if (change.events.length === 0) {
      // Without this pause, an engine in another thread could never deliver its messages.
      await systemClock.sleep(1);
      watch.requestProgress();
    }
    await delay?.();
  }
  return changes;
}

/** The error of a task that must fail. */
export async function failureOf(task: () => Promise<unknown>): Promise<unknown> {
  try {
    await task();
  } catch (error) {
    return error;
  }
  expect.unreachable('the task did not fail');
}
