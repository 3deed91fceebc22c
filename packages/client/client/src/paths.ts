/** The paths and queries of the Kubernetes API. */
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type { DeleteOptions, ListOptions, ObjectRef, WatchOptions, WriteOptions } from './client.ts';

export type Query = Readonly<Record<string, string>>;

/** A path segment from an untrusted name: percent-encoded; BadRequest if it is empty, `.` or `..`. */
function pathSegment(text: string): string {
  if (text === '' || text === '.' || text === '..')
    throw errors.badRequest(`invalid name in path: ${JSON.stringify(text)}`);
  return encodeURIComponent(text);
}

/** `/api/v1/namespaces/a/pods`, or the collection of all namespaces. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const scope = type.namespaced && namespace ? `/namespaces/${pathSegment(namespace)}` : '';
  return `${root}${scope}/${type.plural}`;
}

/** The path of an object or a subresource. BadRequest if a namespaced type has no namespace. */
export function objectPath(type: ResourceType, ref: ObjectRef, subresource?: string): string {
  if (type.namespaced && !ref.namespace) {
    throw errors.badRequest('an empty namespace may not be set when a resource name is provided');
  }
  const path = `${collectionPath(type, ref.namespace)}/${pathSegment(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

function withoutUndefined(query: Readonly<Record<string, string | number | undefined>>): Query {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)] as const],
    ),
  );
}

/** The query of a list, without empty values, as in client-go. */
export function listQuery(options: ListOptions): Query {
  return withoutUndefined({
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit: options.limit,
    continue: options.continue,
    resourceVersion: options.resourceVersion,
    resourceVersionMatch: options.resourceVersionMatch,
  });
}

export function watchQuery(options: WatchOptions): Query {
  return withoutUndefined({
    watch: 'true',
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    resourceVersion: options.resourceVersion,
    allowWatchBookmarks: options.allowWatchBookmarks === true ? 'true' : undefined,
    timeoutSeconds: options.timeoutSeconds,
  });
}

const seconds = (timeout: number | undefined): string | undefined =>
  timeout === undefined ? undefined : `${timeout}s`;

export function writeQuery(options: WriteOptions & { readonly force?: boolean }): Query {
  return withoutUndefined({
    timeout: seconds(options.timeout),
    dryRun: options.dryRun === true ? 'All' : undefined,
    fieldManager: options.fieldManager,
    force: options.force === undefined ? undefined : String(options.force),
  });
}

/** The options of a delete that are not part of its body. */
export function deleteQuery(options: DeleteOptions): Query {
  return withoutUndefined({ timeout: seconds(options.timeout) });
}

/** The `DeleteOptions` body of a delete; undefined without options. */
export function deleteBody(options: DeleteOptions): unknown {
  const body = {
    ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
    ...(options.propagationPolicy === undefined ? {} : { propagationPolicy: options.propagationPolicy }),
    ...(options.preconditions === undefined ? {} : { preconditions: options.preconditions }),
    ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
  };
  return Object.keys(body).length === 0 ? undefined : { apiVersion: 'v1', kind: 'DeleteOptions', ...body };
}
