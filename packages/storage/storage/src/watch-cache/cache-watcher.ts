/** A watch of the cache: the events it receives for each commit, and its initial state. */
import { invariant } from '@kubets/base';
import { Follower, type FollowerSource } from '../follower.ts';
import type { CachedObject } from './cached-object.ts';
import type { Dispatcher, Listener } from './dispatcher.ts';
import type { CacheHistory, CacheStep, ObjectChange } from './history.ts';
import type { CacheEvent, CacheWatchRequest, Snapshot } from './types.ts';

/** The events of a commit that a watcher receives. */
interface WatcherStep<T> {
  readonly revision: number;
  readonly events: readonly CacheEvent<T>[];
}

export type Batch<T> = readonly CacheEvent<T>[];

/** How many objects of the initial state are read, and how many events are delivered, at a time. */
const statePageSize = 500;

export interface WatcherHost<T> {
  readonly prefix: string;
  readonly history: CacheHistory<T>;
  readonly dispatcher: Dispatcher<T>;
  ended(watcher: CacheWatcher<T>): void;
}

export class CacheWatcher<T> implements Listener<T> {
  readonly request: CacheWatchRequest<T>;
  readonly #host: WatcherHost<T>;
  readonly #prefix: string;
  #follower: Follower<WatcherStep<T>> | undefined;
  #bookmarkWanted = false;
  #over: { readonly failure: { readonly error: unknown } | undefined } | undefined;

  constructor(host: WatcherHost<T>, request: CacheWatchRequest<T>) {
    const { prefix = host.prefix } = request;
    invariant(prefix.startsWith(host.prefix) && prefix.endsWith('/'), `cannot watch the prefix ${prefix}`);
    this.#host = host;
    this.request = request;
    this.#prefix = prefix;
  }

  /** Called by the dispatcher in the turn of the commit. Must not throw. */
  tell(step: CacheStep<T>): void {
    try {
      const seen = this.#seen(step);
      if (seen) this.#follower?.offer(seen);
    } catch (error) {
      this.end({ error });
    }
  }

  requestBookmark(): void {
    this.#bookmarkWanted = true;
    this.#follower?.requestMark();
  }

  end(failure?: { readonly error: unknown }): void {
    this.#over ??= { failure };
    if (this.#follower) this.#follower.end(failure);
    else this.#host.ended(this);
  }

  /**
   * Yields events, starting with the state at `begin` (if given) or after the requested revision. Batches are not empty.
   */
  async *batches(begin: Snapshot<T> | undefined): AsyncGenerator<Batch<T>, void, undefined> {
    const { from, bookmarks } = this.request;
    const after = begin ? begin.revision : 'after' in from ? from.after : 0;
    const follower = this.#follow(after);
    try {
      if (begin) {
        yield* this.#state(begin);
        // If the watch ended meanwhile, objects are missing, and a client would take them for deleted.
        if (bookmarks && !this.#over) yield [{ type: 'BOOKMARK', revision: after, initial: true }];
      }
      for await (const step of follower) {
        const events = [...step.events];
        for (let next = follower.ready(); next !== undefined; next = follower.ready()) {
          events.push(...next.events);
          if (events.length >= statePageSize) break;
        }
        yield events;
      }
    } finally {
      follower.end();
    }
  }

  #follow(after: number): Follower<WatcherStep<T>> {
    const { history, dispatcher } = this.#host;
    const source: FollowerSource<WatcherStep<T>> = {
      head: () => history.revision,
      read: (revision) => {
        const { steps, through } = history.read(revision);
        return { steps: steps.flatMap((step) => this.#seen(step) ?? []), through };
      },
      attach: () => dispatcher.add(this.request, this),
      detach: () => dispatcher.remove(this.request, this),
      ended: () => this.#host.ended(this),
      mark: (revision) => ({ revision, events: [{ type: 'BOOKMARK', revision, initial: false }] }),
    };
    const follower = new Follower(source, after, this.request.signal);
    this.#follower = follower;
    if (this.#over) follower.end(this.#over.failure);
    else if (this.#bookmarkWanted) follower.requestMark();
    return follower;
  }

  *#state(snapshot: Snapshot<T>): Generator<Batch<T>, void, undefined> {
    const predicate = (item: CachedObject<T>): boolean => this.#passes(item);
    const event = (object: CachedObject<T>): CacheEvent<T> => ({ type: 'ADDED', object, revision: object.revision });
    const { key } = this.request;
    if (key !== undefined) {
      const item = snapshot.get(key);
      if (item && predicate(item)) yield [event(item)];
      return;
    }
    let page = snapshot.list({ prefix: this.#prefix, limit: statePageSize });
    for (;;) {
      const events = page.items.filter(predicate).map(event);
      if (events.length > 0) yield events;
      const last = page.items.at(-1);
      if (!page.more || !last || this.#over) return;
      page = snapshot.list({ prefix: this.#prefix, limit: statePageSize, after: last.key });
    }
  }

  #seen(step: CacheStep<T>): WatcherStep<T> | undefined {
    const events: CacheEvent<T>[] = [];
    for (const change of step.changes) {
      const event = this.#eventOf(change, step.revision);
      if (event) events.push(event);
    }
    return events.length === 0 ? undefined : { revision: step.revision, events };
  }

  /** A change that makes an object match, or no longer match, is delivered as ADDED or DELETED, as upstream. */
  #eventOf(change: ObjectChange<T>, revision: number): CacheEvent<T> | undefined {
    const { now, before } = change;
    if (!this.#inScope(change.key)) return undefined;
    const passed = before !== undefined && this.#passes(before);
    if (now !== undefined && this.#passes(now)) {
      return passed
        ? { type: 'MODIFIED', object: now, revision, previous: before }
        : { type: 'ADDED', object: now, revision };
    }
    return passed ? { type: 'DELETED', object: change.departed(), revision } : undefined;
  }

  #inScope(key: string): boolean {
    return this.request.key === undefined ? key.startsWith(this.#prefix) : key === this.request.key;
  }

  #passes(item: CachedObject<T>): boolean {
    const { index, filter } = this.request;
    if (index && this.#host.dispatcher.termOf(index.name, item) !== index.value) return false;
    return filter === undefined || filter(item);
  }
}
