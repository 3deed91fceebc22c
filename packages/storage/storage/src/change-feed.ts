/** The watches of an engine whose commits arrive in order in this process. Delivers each change to matching watches. */
import { Follower, type FollowerSource, type Stretch } from './follower.ts';
import type { StoreChange, StoreWatch, WatchRequest } from './store.ts';

/** The history, which the feed reads when a watch starts in the past or falls behind. */
export interface ChangeHistory {
  /** The newest revision that watches may see. */
  head(): number;
  /** Some of the changes after `revision`. Changes outside `prefix` may be omitted. Throws CompactedError. */
  read(revision: number, prefix: string): Stretch<StoreChange> | Promise<Stretch<StoreChange>>;
  /**
   * For engines whose commits are ordered elsewhere: resolves with true when `head` has reached the revision that was the newest
   * at the call, with false if that is unknown. Absent if `head` is always the newest revision.
   */
  caughtUp?(): Promise<boolean>;
}

function narrowedStretch({ steps, through }: Stretch<StoreChange>, prefix: string): Stretch<StoreChange> {
  return { steps: steps.flatMap((change) => narrowed(change, prefix) ?? []), through };
}

/** The events of a change that match the prefix; undefined if there are none. Returns the same object if all match. */
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

  /** Delivers a commit. The head of the history must already include it. */
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

  /** Ends the waiting watches that have not reached `revision`. */
  fail(error: unknown, revision: number): void {
    for (const follower of [...this.#live.keys()]) if (follower.through < revision) follower.end({ error });
  }

  /** Ends all watches without an error. */
  close(): void {
    this.#closed = true;
    for (const follower of [...this.#open]) follower.end();
  }
}
