/** Reads and lists at the revisions that clients can request. */
import type { KubeObject, ListMeta } from '@kubets/machinery/meta';
import { errors, type StatusError, statusError } from '@kubets/machinery/status-error';
import { CompactedError, FutureRevisionError } from '@kubets/storage';
import type { ReadAt } from '@kubets/storage/watch-cache';
import { type ListOptions, revisionOf } from '../decode/list-options.ts';
import type { ServedObjects } from '../requests/served-object.ts';
import { continueExpired, decodeContinue, encodeContinue } from './continue-token.ts';
import { objectFilter } from './object-filter.ts';
import type { ServedResource } from './served-resource.ts';
import { remotelyServed, servedList } from './served-version.ts';

export interface Listed {
  readonly items: ServedObjects;
  readonly metadata: ListMeta;
}

/** `requested` as the client wrote it. */
export function tooLargeRevision(requested: string, current: number): StatusError {
  return statusError('Timeout', `Too large resource version: ${requested}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

/** A resourceVersion as a reader means it: unset the newest, `0` any, N not older than N. */
export function readAt(resourceVersion: string): ReadAt {
  const revision = revisionOf(resourceVersion);
  if (revision === undefined) return 'newest';
  return revision === 0 ? 'any' : { notOlderThan: revision };
}

/** Throws NotFound, and Timeout if the resourceVersion is in the future. */
export async function getObject(
  resource: ServedResource,
  namespace: string,
  name: string,
  resourceVersion = '',
): Promise<KubeObject> {
  const { stored } = resource;
  const key = stored.key(namespace, name);
  const at = readAt(resourceVersion);
  // The newest state is read from the store: that costs less than waiting for the cache to catch up.
  const found = at === 'newest' ? await stored.read(key) : await cachedObject(resource, key, at, resourceVersion);
  if (found === undefined) throw errors.notFound(resource.groupResource, name);
  const { object } = found;
  if (resource.isRemote) await resource.converted([object]);
  return resource.served(object);
}

async function cachedObject(
  resource: ServedResource,
  key: string,
  at: ReadAt,
  resourceVersion: string,
): Promise<{ object: KubeObject } | undefined> {
  try {
    return await resource.stored.cache.get(key, at);
  } catch (error) {
    if (error instanceof FutureRevisionError) throw tooLargeRevision(resourceVersion, error.current);
    throw error;
  }
}

interface Position {
  readonly at: ReadAt;
  /** Only keys after this one, below the range's prefix. */
  readonly after?: string;
  readonly limit: number;
}

function positionOf(options: ListOptions): Position {
  const { limit } = options;
  if (options.continue !== '') {
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw errors.badRequest('specifying resource version is not allowed when using continue');
    }
    const token = decodeContinue(options.continue);
    return { at: token.revision < 0 ? 'newest' : { exact: token.revision }, after: token.after, limit };
  }
  const at = readAt(options.resourceVersion);
  if (typeof at === 'string') {
    // Revision 0 is served from memory, without pages: they would save nothing.
    return { at, limit: at === 'any' ? 0 : limit };
  }
  // A limit with a revision and no match means exactly that revision: the way to page before there was a match.
  const legacy = limit > 0 && options.resourceVersionMatch === '';
  const exact = options.resourceVersionMatch === 'Exact' || legacy;
  return { at: exact && 'notOlderThan' in at ? { exact: at.notOlderThan } : at, limit };
}

function listFailure(error: unknown, position: Position, { resourceVersion }: ListOptions): unknown {
  if (error instanceof FutureRevisionError)
    return tooLargeRevision(resourceVersion || String(error.requested), error.current);
  if (!(error instanceof CompactedError)) return error;
  return position.after === undefined
    ? errors.expired('The resourceVersion for the provided list is too old.')
    : continueExpired(position.after);
}

/** Throws BadRequest, Invalid, Expired (410) and Timeout as upstream does. All namespaces if `namespace` is empty. */
export async function listObjects(resource: ServedResource, namespace: string, options: ListOptions): Promise<Listed> {
  const filter = objectFilter(resource, namespace, options.labelSelector, options.fieldSelector);
  const position = positionOf(options);
  try {
    const page = await resource.stored.cache.list({
      prefix: filter.prefix,
      at: position.at,
      ...(position.limit > 0 ? { limit: position.limit } : {}),
      ...(position.after === undefined ? {} : { after: filter.prefix + position.after }),
      ...(filter.matches === undefined ? {} : { predicate: filter.matches }),
    });
    const items = resource.isRemote ? await remotelyServed(resource, page.items) : servedList(resource, page.items);
    const last = page.items.at(-1)?.key;
    const token = { revision: page.revision, after: (last ?? '').slice(filter.prefix.length) };
    return {
      items,
      metadata: {
        resourceVersion: String(page.revision),
        ...(page.more && last !== undefined ? { continue: encodeContinue(token) } : {}),
        ...(page.more && page.remaining !== undefined ? { remainingItemCount: page.remaining } : {}),
      },
    };
  } catch (error) {
    throw listFailure(error, position, options);
  }
}
