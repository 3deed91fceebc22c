/** What the cases of the conformance kit share: opening, short ways to write and read, collecting a watch. */
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
  /** Closes the store and opens the same data again; absent where an engine keeps nothing. */
  reopen?(): Promise<Store>;
  /** After `store` is closed, without a write: puts another's content in its place, and opens that. */
  restore?(content: StoreContent): Promise<Store>;
  /** Takes away what the engine left behind, after the store is closed. */
  clean?(): Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

/** Test names and what each does with a fresh store. */
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

/** Commits without expectations; the revision it made. */
export async function write(store: Store, ...apply: Operation[]): Promise<number> {
  return made(await store.commit({ expect: [], apply }));
}

/** The revision of a commit that must have gone through. */
export function made(result: CommitResult): number {
  expect(result).toMatchObject({ committed: true });
  return result.committed ? result.revision : 0;
}

/** An entry, or its absence, in one comparable line. */
export function shown(entry: Entry | undefined): string {
  return entry === undefined
    ? 'nothing'
    : `${entry.key}=${text(entry.value)} @${entry.revision} since ${entry.created}`;
}

export function shownEvent(event: StoreEvent): string {
  return `${event.type} ${event.key}=${text(event.value)} @${event.revision} before: ${shown(event.previous)}`;
}

/** Reads a watch until it has told of everything up to `revision`; marks are left out. */
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
      // Asking again at once would keep an engine that works in another thread from ever being heard.
      await systemClock.sleep(1);
      watch.requestProgress();
    }
    await delay?.();
  }
  return changes;
}

/** The rejection or iteration error of a watch that must fail. */
export async function failureOf(task: () => Promise<unknown>): Promise<unknown> {
  try {
    await task();
  } catch (error) {
    return error;
  }
  expect.unreachable('it should have failed');
}
