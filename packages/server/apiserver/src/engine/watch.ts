/** Watches: the events of a resource's objects from a requested revision. */
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { CompactedError, FutureRevisionError } from '@kubets/storage';
import type { CacheEvent, CacheWatch } from '@kubets/storage/watch-cache';
import { type ListOptions, revisionOf } from '../decode/list-options.ts';
import { type ServedEvent, type ServedEvents, type ServedObject, unstored } from '../requests/served-object.ts';
import { type ObjectFilter, objectFilter } from './object-filter.ts';
import { readAt, tooLargeRevision } from './read.ts';
import type { ServedResource } from './served-resource.ts';
import { remotelyServed, showing } from './served-version.ts';
import type { StoredObject } from './stored-resource.ts';

/**
 * Milliseconds before the end of a watch at which a last bookmark is sent, so that the client resumes near the newest
 * state.
 */
const bookmarkBeforeEndMs = 2_000;
const initialEventsEnd = 'k8s.io/initial-events-end';

type Start = { readonly after: number } | { readonly state: 'newest' | 'any' | { readonly notOlderThan: number } };

async function startOf(resource: ServedResource, options: ListOptions): Promise<Start> {
  const revision = revisionOf(options.resourceVersion) ?? 0;
  const initial = options.sendInitialEvents ?? revision === 0;
  if (!initial) return { after: revision === 0 ? await resource.context.store.revision() : revision };
  const at = readAt(options.resourceVersion);
  return { state: typeof at === 'object' && 'exact' in at ? 'newest' : at };
}

function bookmark(resource: ServedResource, revision: number, end: boolean): ServedEvent {
  const { definition } = resource;
  const annotations = end ? { annotations: { [initialEventsEnd]: 'true' } } : {};
  const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...annotations };
  const object = { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata };
  return { type: 'BOOKMARK', served: unstored(object) };
}

function failureOf(error: unknown, options: ListOptions): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof CompactedError) {
    return errors.expired(`too old resource version: ${options.resourceVersion || '0'} (${error.compacted})`);
  }
  if (error instanceof FutureRevisionError)
    return tooLargeRevision(options.resourceVersion || String(error.requested), error.current);
  throw error;
}

export interface WatchLife {
  /** Milliseconds until the server ends the watch. */
  readonly lifetimeMs: number;
  /** The client has disconnected, or the server is closing. */
  readonly signal: AbortSignal;
}

/**
 * An open watch. It ends in one place only: if its client disconnects, its time is up, its events are no longer read,
 * its custom resource is replaced, the server closes or the store fails, `end` undoes everything. The layer below (the cache's watch) ends with `ended`;
 * the layers above (frames, connections) hold nothing and call `return`, which also works before the first event.
 */
export class ObjectWatch implements AsyncIterableIterator<ServedEvents> {
  readonly #resource: ServedResource;
  readonly #options: ListOptions;
  readonly #filter: ObjectFilter;
  readonly #convert: EventConverter;
  readonly #ending = new AbortController();
  readonly #release: () => void;
  #watch: CacheWatch<KubeObject> | undefined;
  #batches: AsyncIterator<readonly CacheEvent<KubeObject>[]> | undefined;

  constructor(resource: ServedResource, options: ListOptions, filter: ObjectFilter, { lifetimeMs, signal }: WatchLife) {
    this.#resource = resource;
    this.#options = options;
    this.#filter = filter;
    this.#convert = eventConverter(resource, options);
    const { clock } = resource.context;
    const end = (): void => this.end();
    const uncount = resource.stored.watching();
    const timers = [clock.setTimer(lifetimeMs, end)];
    if (options.allowWatchBookmarks && lifetimeMs > bookmarkBeforeEndMs) {
      timers.push(clock.setTimer(lifetimeMs - bookmarkBeforeEndMs, () => this.#watch?.requestBookmark()));
    }
    const signals = [
      signal,
      ...(resource.definition.custom === undefined ? [] : [resource.definition.custom.replaced]),
    ];
    for (const each of signals) each.addEventListener('abort', end, { once: true });
    this.#release = () => {
      uncount();
      for (const timer of timers) timer.cancel();
      for (const each of signals) each.removeEventListener('abort', end);
    };
    if (signals.some((each) => each.aborted)) this.end();
  }

  /** Aborts when the watch has ended. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** An error becomes an ERROR event with a Status, after which the watch ends. */
  async next(): Promise<IteratorResult<ServedEvents, undefined>> {
    try {
      while (!this.ended.aborted) {
        this.#batches ??= await this.#begin();
        const { done, value } = await this.#batches.next();
        if (done) break;
        const events = this.#resource.isRemote
          ? await this.#remotely(value)
          : value.flatMap((event) => this.#convert(event) ?? []);
        if (events.length > 0) return { done: false, value: events };
      }
    } catch (error) {
      this.end();
      const { status } = failureOf(error, this.#options);
      return { done: false, value: [{ type: 'ERROR', served: unstored(status as unknown as KubeObject) }] };
    }
    return this.return();
  }

  /** The objects of the events are converted together. */
  async #remotely(events: readonly CacheEvent<KubeObject>[]): Promise<ServedEvents> {
    const versions = events.flatMap((event) => (event.type === 'BOOKMARK' ? [] : [event.object]));
    const served = (await remotelyServed(this.#resource, versions))[Symbol.iterator]();
    return events.flatMap((event) => {
      if (event.type === 'BOOKMARK') return this.#convert(event) ?? [];
      return [{ type: event.type, served: served.next().value as ServedObject }];
    });
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  end(): void {
    if (this.ended.aborted) return;
    this.#release();
    this.#ending.abort();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #begin(): Promise<AsyncIterator<readonly CacheEvent<KubeObject>[]>> {
    const { matches, ...range } = this.#filter;
    const from = await startOf(this.#resource, this.#options);
    this.#watch = this.#resource.stored.cache.watch({
      ...range,
      from,
      ...(matches === undefined ? {} : { filter: matches }),
      bookmarks: this.#options.allowWatchBookmarks,
      signal: this.ended,
    });
    return this.#watch.batches()[Symbol.asyncIterator]();
  }
}

/** Throws BadRequest or Invalid for what cannot be watched. */
export function watchObjects(
  resource: ServedResource,
  namespace: string,
  options: ListOptions,
  life: WatchLife,
): ObjectWatch {
  const filter = objectFilter(resource, namespace, options.labelSelector, options.fieldSelector);
  revisionOf(options.resourceVersion);
  return new ObjectWatch(resource, options, filter, life);
}

type EventConverter = (event: CacheEvent<KubeObject>) => ServedEvent | undefined;

function eventConverter(resource: ServedResource, options: ListOptions): EventConverter {
  const show: (version: StoredObject) => ServedObject = showing(resource);
  return (event) => {
    if (event.type !== 'BOOKMARK') return { type: event.type, served: show(event.object) };
    // Only a client that has requested the initial events expects their end.
    if (event.initial && options.sendInitialEvents !== true) return undefined;
    return bookmark(resource, event.revision, event.initial);
  };
}
