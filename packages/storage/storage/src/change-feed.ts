/** The watches of an engine to which every commit comes in order, in this process: hands each to whom it concerns. */
import { Follower, type FollowerSource, type Stretch } from './follower.ts';
import type { StoreChange, StoreWatch, WatchRequest } from './store.ts';

/** What the feed reads again when a watch starts in the past or has fallen behind. */
export interface ChangeHistory {
  /** The newest revision that watches may see. */
  head(): number;
  /** Some of the changes after `revision`; those outside `prefix` may be left out. Throws CompactedError. */
  read(revision: number, prefix: string): Stretch<StoreChange> | Promise<Stretch<StoreChange>>;
  /**
   * Where commits are ordered elsewhere: resolves with true once `head` has reached what was the newest revision when
   * this was called, with false when that cannot be told. Absent where `head` is always the newest.
   */
  caughtUp?(): Promise<boolean>;
}

function narrowedStretch({ steps, through }: Stretch<StoreChange>, prefix: string): Stretch<StoreChange> {
  return { steps: steps.flatMap((change) => narrowed(change, prefix) ?? []), through };
}

/** The part of a change that concerns the prefix; undefined when none does. The very same change when all of it does. */
function narrowed(change: StoreChange, prefix: string): StoreChange | undefined {
  const events = change.events.filter((event) => event.key.startsWith(prefix));
  if (events.length === change.events.length) return change;
  return events.length === 0 ? undefined : { revision: change.revision, events };
}

export class ChangeFeed {
  readonly #history: ChangeHistory;
  readonly #live = new Map<Follower<StoreChange>, string>();
  readonly #open = new Set<Follower<StoreChange>>();
  #closed = false;

  constructor(history: ChangeHistory) {
    this.#history = history;
  }

  /** Tells of a commit. The history's head must already be at it. */
  publish(change: StoreChange): void {
    for (const [follower, prefix] of this.#live) {
      const part = narrowed(change, prefix);
      if (part !== undefined) follower.offer(part);
    }
  }

  watch({ prefix, after, signal }: WatchRequest): StoreWatch {
    const history = this.#history;
    const source: FollowerSource<StoreChange> = {
      head: () => history.head(),
      read: (revision) => {
        const stretch = history.read(revision, prefix);
        if (stretch instanceof Promise) return stretch.then((fetched) => narrowedStretch(fetched, prefix));
        return narrowedStretch(stretch, prefix);
      },
      attach: (follower) => this.#live.set(follower, prefix),
      detach: (follower) => this.#live.delete(follower),
      ended: (follower) => this.#open.delete(follower),
      mark: (revision) => ({ revision, events: [] }),
    };
    const follower: Follower<StoreChange> = new Follower(source, after, signal);
    this.#open.add(follower);
    if (this.#closed) follower.end();
    return {
      requestProgress: () => {
        if (history.caughtUp === undefined) follower.requestMark();
        else void history.caughtUp().then((known) => known && follower.requestMark());
      },
      [Symbol.asyncIterator]: () => follower,
    };
  }

  /** Ends the watches that wait for what comes next and have not got as far as `revision`. */
  fail(error: unknown, revision: number): void {
    for (const follower of [...this.#live.keys()]) if (follower.through < revision) follower.end({ error });
  }

  /** Ends every watch quietly. */
  close(): void {
    this.#closed = true;
    for (const follower of [...this.#open]) follower.end();
  }
}
