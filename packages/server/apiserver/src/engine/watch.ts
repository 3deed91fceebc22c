/** Watches: what a client sees of a resource's changes, from where it wants to begin. */
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { CompactedError, FutureRevisionError } from '@kubets/storage';
import type { CacheEvent } from '@kubets/storage/watch-cache';
import { type ListOptions, revisionOf } from '../decode/list-options.ts';
import { type ServedEvent, type ServedEvents, type ServedObject, unstored } from '../requests/served-object.ts';
import { type ObjectFilter, objectFilter } from './object-filter.ts';
import { readAt, tooLargeRevision } from './read.ts';
import type { ServedResource } from './served-resource.ts';
import { showing } from './served-version.ts';
import type { StoredObject } from './stored-resource.ts';

/** A last bookmark goes out this long before a watch ends, so that the client comes back near the newest. */
const bookmarkBeforeEnd = 2_000;
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
  readonly lifetime: number;
  /** The client has gone, or the server closes. */
  readonly signal: AbortSignal;
}

/**
 * The events as the client gets them. Throws before the first event for what cannot be watched (BadRequest, Invalid);
 * later failures are an ERROR event with a Status, after which it ends.
 */
export function watchObjects(
  resource: ServedResource,
  namespace: string,
  options: ListOptions,
  life: WatchLife,
): AsyncIterable<ServedEvents> {
  const filter = objectFilter(resource, namespace, options.labelSelector, options.fieldSelector);
  revisionOf(options.resourceVersion);
  return eventsOf(resource, options, filter, life);
}

async function* eventsOf(
  resource: ServedResource,
  options: ListOptions,
  filter: ObjectFilter,
  life: WatchLife,
): AsyncGenerator<ServedEvents, void, undefined> {
  const { clock } = resource.context;
  const ending = new AbortController();
  const end = (): void => ending.abort();
  if (life.signal.aborted) return;
  life.signal.addEventListener('abort', end, { once: true });
  const timers = [clock.setTimer(life.lifetime, end)];
  const left = resource.stored.watching();
  try {
    const { matches, ...range } = filter;
    const watch = resource.stored.cache.watch({
      ...range,
      from: await startOf(resource, options),
      ...(matches === undefined ? {} : { filter: matches }),
      bookmarks: options.allowWatchBookmarks,
      signal: ending.signal,
    });
    if (options.allowWatchBookmarks && life.lifetime > bookmarkBeforeEnd) {
      timers.push(clock.setTimer(life.lifetime - bookmarkBeforeEnd, () => watch.requestBookmark()));
    }
    const told = teller(resource, options);
    for await (const batch of watch.batches()) {
      const events = batch.flatMap((event) => told(event) ?? []);
      if (events.length > 0) yield events;
    }
  } catch (error) {
    yield [{ type: 'ERROR', served: unstored(failureOf(error, options).status as unknown as KubeObject) }];
  } finally {
    left();
    for (const timer of timers) timer.cancel();
    life.signal.removeEventListener('abort', end);
    ending.abort();
  }
}

type Teller = (event: CacheEvent<KubeObject>) => ServedEvent | undefined;

function teller(resource: ServedResource, options: ListOptions): Teller {
  const show: (version: StoredObject) => ServedObject = showing(resource);
  return (event) => {
    if (event.type !== 'BOOKMARK') return { type: event.type, served: show(event.object) };
    // Who did not ask for the initial events by name does not know their end.
    if (event.initial && options.sendInitialEvents !== true) return undefined;
    return bookmark(resource, event.revision, event.initial);
  };
}
