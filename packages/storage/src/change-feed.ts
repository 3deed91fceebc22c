/** The watches of an engine that orders its commits in this process: hands each commit to whom it concerns. */
import { Follower, type FollowerSource } from './follower.ts';
import type { StoreChange, StoreWatch, WatchRequest } from './store.ts';

/** What the feed reads again when a watch starts in the past or has fallen behind. */
export interface ChangeHistory {
  /** The newest revision that watches may see. */
  head(): number;
  /** Changes after `revision`, some at a time, and how far they reach. Throws CompactedError. */
  read(revision: number): { readonly steps: readonly StoreChange[]; readonly through: number };
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
        const { steps, through } = history.read(revision);
        return { steps: steps.flatMap((change) => narrowed(change, prefix) ?? []), through };
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
      requestProgress: () => follower.requestMark(),
      [Symbol.asyncIterator]: () => follower,
    };
  }

  /** Ends every watch quietly. */
  close(): void {
    this.#closed = true;
    for (const follower of [...this.#open]) follower.end();
  }
}
