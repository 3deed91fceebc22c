/**
 * The watches of a store whose commits are ordered by a server that other processes also use. The engine passes all commits in
 * order (the tail). Watches are served from recent commits and read older ones from the engine. They get marks when the tail has
 * reached the newest revision of the engine.
 */
import { ChangeFeed } from './change-feed.ts';
import type { Stretch } from './follower.ts';
import { RecentChanges } from './recent-changes.ts';
import type { StoreChange, StoreWatch, WatchRequest } from './store.ts';

export interface RemoteHistory {
  /** The newest revision of all processes (a linearizable read). */
  newest(): Promise<number>;
  /** Some of the changes after `after` and not after `through`. Rejects with CompactedError. */
  past(prefix: string, after: number, through: number): Promise<Stretch<StoreChange>>;
  /** Called when the tail is behind the newest revision and a watch waits for it. */
  hurry?(): void;
}

/** The maximum number of requests that wait for a stopped tail. */
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
  /** The request for the newest revision in flight, and the next one. */
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

  /** The revision of the tail. */
  get head(): number {
    return this.#recent.head;
  }

  /** Adds commits of the tail. Known commits are skipped. */
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

  /** History before `revision` was compacted. Watches that need it get an error. */
  compacted(revision: number): void {
    this.#recent.forget(revision);
  }

  /**
   * The tail has a gap and continues from `head`. Watches that have not reached it end with `error`. If the tail went back, all end.
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

  /** One request serves all callers before it is sent. Later callers need the next one. */
  #caughtUp(): Promise<boolean> {
    this.#next ??= this.#asked.then(() => {
      this.#next = undefined;
      const newest = this.#history.newest();
      this.#asked = newest.catch(() => undefined);
      return newest.then(
        (revision) => this.#reach(revision),
        // The store is unavailable, so there is no mark. Callers ask again.
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
