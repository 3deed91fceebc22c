/** Keeps a cache up to date with the store: lists once, then watches, and recovers from errors. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { entryAfter } from '../commit.ts';
import { SortedTree } from '../sorted-tree.ts';
import { CompactedError, type Store, type StoreChange, type StoreEvent, type StoreWatch } from '../store.ts';
import { CachedObject, type ObjectSource } from './cached-object.ts';
import type { CacheHistory, CacheStep, ObjectChange } from './history.ts';

export interface FeedOptions<T> {
  readonly store: Store;
  readonly prefix: string;
  readonly source: ObjectSource<T>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly history: CacheHistory<T>;
  /** Called after a list. Earlier events do not lead to the new state. */
  onListed(): void;
  onStep(step: CacheStep<T>): void;
  /** Called when the history's revision has advanced. */
  onMoved(): void;
}

const listPageSize = 1000;
/** The pause between attempts while the store does not respond (milliseconds). */
const retryDelayMs = 1000;

export class Feed<T> {
  readonly #options: FeedOptions<T>;
  readonly #stop = new AbortController();
  #watch: StoreWatch | undefined;

  constructor(options: FeedOptions<T>) {
    this.#options = options;
  }

  requestProgress(): void {
    this.#watch?.requestProgress();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Runs until it is stopped or the store is closed. */
  async run(): Promise<void> {
    const { prefix, clock, log } = this.#options;
    const { signal } = this.#stop;
    let listed = false;
    while (!signal.aborted) {
      try {
        if (!listed) await this.#list();
        listed = true;
        await this.#follow();
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.warn('the watch of the store ended', { prefix, error: messageOf(error) });
        if (error instanceof CompactedError) listed = false;
        else await clock.sleep(retryDelayMs, signal).catch(() => undefined);
      }
    }
  }

  /** Replaces the state by a list at one revision. Unchanged objects are kept. */
  async #list(): Promise<void> {
    const { store, prefix, history, onListed } = this.#options;
    const known = history.tree;
    const items: CachedObject<T>[] = [];
    let page = await store.list({ prefix, limit: listPageSize });
    const { revision } = page;
    for (;;) {
      for (const entry of page.entries) {
        const item = known.get(entry.key);
        items.push(item?.revision === entry.revision ? item : new CachedObject(entry, this.#options.source));
      }
      const last = page.entries.at(-1);
      if (!page.more || !last) break;
      page = await store.list({ prefix, limit: listPageSize, revision, after: last.key });
    }
    if (this.#stop.signal.aborted) return;
    history.reset(SortedTree.fromSorted(items), revision);
    onListed();
  }

  async #follow(): Promise<void> {
    const { store, prefix, history, onMoved } = this.#options;
    this.#watch = store.watch({ prefix, after: history.revision, signal: this.#stop.signal });
    this.#watch.requestProgress();
    onMoved();
    for await (const change of this.#watch) {
      if (change.events.length === 0) history.advance(change.revision);
      else this.#apply(change);
      onMoved();
    }
  }

  #apply(change: StoreChange): void {
    const { history, clock, onStep } = this.#options;
    let { tree } = history;
    // If the store knows that there was no previous entry, no lookup is needed.
    const standing = ({ key, previous }: StoreEvent): CachedObject<T> | undefined => previous && tree.get(key);
    const changes = change.events.map((event) => this.#changeOf(event, standing(event)));
    for (const { key, now } of changes) tree = now ? tree.set(now) : tree.delete(key);
    const step: CacheStep<T> = { revision: change.revision, changes, tree, at: clock.monotonic() };
    history.push(step);
    onStep(step);
  }

  #changeOf(event: StoreEvent, before: CachedObject<T> | undefined): ObjectChange<T> {
    const entry = entryAfter(event);
    const now = entry && new CachedObject(entry, this.#options.source);
    let departed: CachedObject<T> | undefined;
    return {
      key: event.key,
      now,
      before,
      departed: () => {
        departed ??= (before ?? new CachedObject({ ...event, created: 0 }, this.#options.source)).departedAt(
          event.revision,
        );
        return departed;
      },
    };
  }
}
