/** The client: turns calls on resources into requests to a transport. */
import { apiVersionOf, type KubeObject, type WatchEvent } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type {
  CallOptions,
  Client,
  ObjectRef,
  PatchType,
  Transport,
  TransportRequest,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import {
  collectionPath,
  deleteBody,
  deleteQuery,
  listQuery,
  objectPath,
  type Query,
  watchQuery,
  writeQuery,
} from './paths.ts';

const patchContentTypes: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The object with apiVersion and kind, which items of lists do not have. */
function typed<T extends KubeObject>(type: ResourceType<T>, object: T): T {
  if (object.apiVersion !== undefined && object.kind !== undefined) return object;
  return { ...object, apiVersion: apiVersionOf(type), kind: type.kind };
}

function refOf(object: KubeObject): ObjectRef {
  const name = object.metadata?.name;
  if (!name) throw errors.badRequest('name is required');
  return { namespace: object.metadata?.namespace, name };
}

function withSignal(options: CallOptions | undefined): { readonly signal?: AbortSignal } {
  return options?.signal === undefined ? {} : { signal: options.signal };
}

function withQuery(query: Query): { readonly query?: Query } {
  return Object.keys(query).length === 0 ? {} : { query };
}

/** A client over `transport`, without retries, caching or deadlines. */
export function createClient(transport: Transport): Client {
  const call = async <R>(request: TransportRequest): Promise<R> => (await transport.request(request)) as R;
  const write = async <R>(
    method: TransportRequest['method'],
    path: string,
    body: unknown,
    options: (WriteOptions & { readonly force?: boolean }) | undefined,
    contentType = 'application/json',
  ): Promise<R> =>
    call({ method, path, body, contentType, ...withQuery(writeQuery(options ?? {})), ...withSignal(options) });

  return {
    get: async (type, ref, options) => call({ method: 'GET', path: objectPath(type, ref), ...withSignal(options) }),
    list: async (type, options = {}) =>
      call({
        method: 'GET',
        path: collectionPath(type, options.namespace),
        ...withQuery(listQuery(options)),
        ...withSignal(options),
      }),
    watch: <T extends KubeObject>(type: ResourceType<T>, options: WatchOptions = {}) =>
      transport.watch({
        method: 'GET',
        path: collectionPath(type, options.namespace),
        query: watchQuery(options),
        ...withSignal(options),
      }) as AsyncIterable<WatchEvent<T>>,
    create: async (type, object, options) => write('POST', creationPath(type, object), typed(type, object), options),
    update: async (type, object, options) =>
      write('PUT', objectPath(type, refOf(object)), typed(type, object), options),
    updateStatus: async (type, object, options) =>
      write('PUT', objectPath(type, refOf(object), 'status'), typed(type, object), options),
    patch: async (type, ref, patchType, patch, options) =>
      write('PATCH', objectPath(type, ref, options?.subresource), patch, options, patchContentTypes[patchType]),
    delete: async (type, ref, options = {}) => {
      await call({
        method: 'DELETE',
        path: objectPath(type, ref),
        ...withQuery(deleteQuery(options)),
        ...withBody(deleteBody(options)),
        ...withSignal(options),
      });
    },
    deleteCollection: async (type, options) => {
      await call({
        method: 'DELETE',
        path: collectionPath(type, options.namespace),
        ...withQuery({ ...listQuery(options), ...deleteQuery(options) }),
        ...withBody(deleteBody(options)),
        ...withSignal(options),
      });
    },
    createSub: async (type, ref, subresource, body, options) =>
      write('POST', objectPath(type, ref, subresource), body, options),
    getSub: async (type, ref, subresource, options) =>
      call({ method: 'GET', path: objectPath(type, ref, subresource), ...withSignal(options) }),
    updateSub: async (type, ref, subresource, body, options) =>
      write('PUT', objectPath(type, ref, subresource), body, options),
    raw: call,
  };
}

function creationPath(type: ResourceType, object: KubeObject): string {
  const namespace = object.metadata?.namespace;
  if (type.namespaced && !namespace) throw errors.badRequest('an empty namespace may not be set during creation');
  return collectionPath(type, namespace);
}

function withBody(body: unknown): { readonly body?: unknown; readonly contentType?: string } {
  return body === undefined ? {} : { body, contentType: 'application/json' };
}
