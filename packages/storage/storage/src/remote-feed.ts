/**
 * The watches of a store whose commits are ordered elsewhere, by servers that other processes write to as well. The
 * engine brings every commit here, in order (its tail); each watch is served from the recent ones, reads what is older
 * from the engine, and is marked when the tail has reached what the engine calls its newest revision.
 */
import { ChangeFeed } from './change-feed.ts';
import type { Stretch } from './follower.ts';
import { RecentChanges } from './recent-changes.ts';
import type { StoreChange, StoreWatch, WatchRequest } from './store.ts';

export interface RemoteHistory {
  /** The newest revision of all, whoever made it (a linearizable read). */
  newest(): Promise<number>;
  /** Some of the changes after `after` and not after `through`. Rejects with CompactedError. */
  past(prefix: string, after: number, through: number): Promise<Stretch<StoreChange>>;
  /** The tail is behind the newest revision and somebody waits for it. */
  hurry?(): void;
}

/** Questions that may wait for a tail that has stopped. */
const waitingLimit = 100;

interface Waiting {
  readonly revision: number;
  resolve(reached: boolean): void;
}

export class RemoteFeed {
  readonly #history: RemoteHistory;
  readonly #feed: ChangeFeed;
  #recent: RecentChanges;
  #waiting: Waiting[] = [];
  /** The question for the newest revision that is on its way, and the one that follows it. */
  #asked: Promise<unknown> = Promise.resolve();
  #next: Promise<boolean> | undefined;
  #closed = false;

  constructor(history: RemoteHistory, head: number) {
    this.#history = history;
    this.#recent = new RecentChanges(head);
    this.#feed = new ChangeFeed({
      head: () => this.head,
      read: (revision, prefix) => this.#read(revision, prefix),
      caughtUp: () => this.#caughtUp(),
    });
  }

  /** How far the tail is. */
  get head(): number {
    return this.#recent.head;
  }

  /** The tail brings commits; those it brought already are passed over. */
  publish(changes: readonly StoreChange[]): void {
    for (const change of changes) {
      if (change.revision <= this.head) continue;
      this.#recent.push(change);
      this.#feed.publish(change);
    }
    const { head } = this;
    const reached = this.#waiting.filter(({ revision }) => revision <= head);
    this.#waiting = this.#waiting.filter(({ revision }) => revision > head);
    for (const each of reached) each.resolve(true);
  }

  watch(request: WatchRequest): StoreWatch {
    return this.#feed.watch(request);
  }

  /** History before `revision` is gone: a watch that still needs it is to hear so. */
  compacted(revision: number): void {
    this.#recent.forget(revision);
  }

  /**
   * The tail could not be followed without a gap, and goes on from `head`. Watches that have not got so far by
   * themselves end with `error`; all of them when the tail went back.
   */
  restart(head: number, error: unknown): void {
    const wentBack = head < this.head;
    this.#recent = new RecentChanges(head);
    this.#feed.fail(error, wentBack ? Infinity : head);
    this.publish([]);
  }

  close(): void {
    this.#closed = true;
    this.#feed.close();
    for (const { resolve } of this.#waiting) resolve(false);
    this.#waiting = [];
  }

  #read(revision: number, prefix: string): Stretch<StoreChange> | Promise<Stretch<StoreChange>> {
    const { floor } = this.#recent;
    return revision >= floor ? this.#recent.after(revision) : this.#history.past(prefix, revision, floor);
  }

  /** One question serves all who ask before it is sent; who asks later needs the next one. */
  #caughtUp(): Promise<boolean> {
    this.#next ??= this.#asked.then(() => {
      this.#next = undefined;
      const newest = this.#history.newest();
      this.#asked = newest.catch(() => undefined);
      return newest.then(
        (revision) => this.#reach(revision),
        // Out of reach for now: no mark then; whoever needs one asks again.
        () => false,
      );
    });
    return this.#next;
  }

  #reach(revision: number): Promise<boolean> {
    if (this.head >= revision) return Promise.resolve(true);
    if (this.#closed || this.#waiting.length >= waitingLimit) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.push({ revision, resolve });
    this.#history.hurry?.();
    return promise;
  }
}
