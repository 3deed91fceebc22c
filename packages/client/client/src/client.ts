/**
 * The Kubernetes API as calls on resources. Components know nothing else of the cluster. Failures reject with StatusError. Returned
 * objects are immutable and may be shared.
 */
import type { KubeList, KubeObject, WatchEvent } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Identifies an object. `namespace` is absent for cluster-scoped resources. */
export interface ObjectRef {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface ListOptions extends CallOptions {
  /** Default: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

export interface WatchOptions extends CallOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly timeoutSeconds?: number;
}

export interface WriteOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** The server's time limit in seconds. It writes nothing after that. */
  readonly timeout?: number;
  readonly fieldManager?: string;
}

export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  /** As in {@link WriteOptions}. */
  readonly timeout?: number;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface PatchOptions extends WriteOptions {
  readonly force?: boolean;
  readonly subresource?: string;
}

export interface Client {
  get<T extends KubeObject>(type: ResourceType<T>, ref: ObjectRef, options?: CallOptions): Promise<T>;
  list<T extends KubeObject>(type: ResourceType<T>, options?: ListOptions): Promise<KubeList<T>>;
  /** Ends when the server ends it or the signal aborts. An ERROR event rejects with StatusError. */
  watch<T extends KubeObject>(type: ResourceType<T>, options?: WatchOptions): AsyncIterable<WatchEvent<T>>;
  create<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  update<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject>(
    type: ResourceType<T>,
    ref: ObjectRef,
    patchType: PatchType,
    patch: unknown,
    options?: PatchOptions,
  ): Promise<T>;
  delete<T extends KubeObject>(type: ResourceType<T>, ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  deleteCollection<T extends KubeObject>(type: ResourceType<T>, options: ListOptions & DeleteOptions): Promise<void>;
  /** POST to a subresource such as `binding`, `eviction` or `token`. Returns the response. */
  createSub<R>(
    type: ResourceType,
    ref: ObjectRef,
    subresource: string,
    body: unknown,
    options?: WriteOptions,
  ): Promise<R>;
  getSub<R>(type: ResourceType, ref: ObjectRef, subresource: string, options?: CallOptions): Promise<R>;
  updateSub<R>(
    type: ResourceType,
    ref: ObjectRef,
    subresource: string,
    body: unknown,
    options?: WriteOptions,
  ): Promise<R>;
  /** A request to any other path, as JSON: discovery, `/version`. */
  raw<R>(request: TransportRequest): Promise<R>;
}

/** An API call as data. In process the body is passed as an object; over HTTP it is encoded. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path without query: `/api/v1/namespaces/default/pods/a`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Sends calls to a server. Failures reject with StatusError. */
export interface Transport {
  request(request: TransportRequest): Promise<unknown>;
  /** The events of a watch. The iteration rejects on a failure. */
  watch(request: TransportRequest): AsyncIterable<WatchEvent<KubeObject>>;
}
