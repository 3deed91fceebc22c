/** Where the API keeps a resource: paths and queries as Kubernetes lays them out. */
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type { DeleteOptions, ListOptions, ObjectRef, WatchOptions, WriteOptions } from './client.ts';

export type Query = Readonly<Record<string, string>>;

/** A path segment from a name we did not make: percent-encoded, never `.` or `..`, never empty. */
function segment(text: string): string {
  if (text === '' || text === '.' || text === '..')
    throw errors.badRequest(`invalid name in path: ${JSON.stringify(text)}`);
  return encodeURIComponent(text);
}

/** `/api/v1/namespaces/a/pods`; without a namespace the collection of all of them. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const scope = type.namespaced && namespace ? `/namespaces/${segment(namespace)}` : '';
  return `${root}${scope}/${type.plural}`;
}

/** The path of one object or one of its subresources. A namespaced type needs a namespace: BadRequest without. */
export function objectPath(type: ResourceType, ref: ObjectRef, subresource?: string): string {
  if (type.namespaced && !ref.namespace) {
    throw errors.badRequest('an empty namespace may not be set when a resource name is provided');
  }
  const path = `${collectionPath(type, ref.namespace)}/${segment(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

function withoutAbsent(query: Readonly<Record<string, string | number | undefined>>): Query {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)] as const],
    ),
  );
}

/** The query of a list. An empty selector or limit is left out, as client-go leaves it out. */
export function listQuery(options: ListOptions): Query {
  return withoutAbsent({
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit: options.limit,
    continue: options.continue,
    resourceVersion: options.resourceVersion,
    resourceVersionMatch: options.resourceVersionMatch,
  });
}

export function watchQuery(options: WatchOptions): Query {
  return withoutAbsent({
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
  return withoutAbsent({
    timeout: seconds(options.timeout),
    dryRun: options.dryRun === true ? 'All' : undefined,
    fieldManager: options.fieldManager,
    force: options.force === undefined ? undefined : String(options.force),
  });
}

/** What a delete says that has no place in its body. */
export function deleteQuery(options: DeleteOptions): Query {
  return withoutAbsent({ timeout: seconds(options.timeout) });
}

/** The `DeleteOptions` body of a delete, or undefined when there is nothing to say. */
export function deleteBody(options: DeleteOptions): unknown {
  const body = {
    ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
    ...(options.propagationPolicy === undefined ? {} : { propagationPolicy: options.propagationPolicy }),
    ...(options.preconditions === undefined ? {} : { preconditions: options.preconditions }),
    ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
  };
  return Object.keys(body).length === 0 ? undefined : { apiVersion: 'v1', kind: 'DeleteOptions', ...body };
}
