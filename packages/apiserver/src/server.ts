/** The API server put together: options in, a thing that answers requests out. */
import type { ResourceDefinition } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { KubeObject, WatchEvent } from '@kubets/machinery';
import type { Store } from '@kubets/storage';
import type { AdmissionPlugin } from './admission.ts';
import type { Authorizer } from './authorizer.ts';
import type { ApiAnswer, ApiRequest, UserInfo } from './request.ts';
import type { ResourceAccess, ResourceReader } from './resource-access.ts';
import type { SubresourceHandlers } from './subresource-handlers.ts';

/** What `/version` says. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

export interface HealthCheck {
  readonly name: string;
  /** In which of the endpoints it counts; absent: all. */
  readonly endpoints?: readonly ('healthz' | 'livez' | 'readyz')[];
  /** Rejects when unhealthy. */
  check(): void | Promise<void>;
}

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Default: the built-in ones. */
  readonly resources?: readonly ResourceDefinition[];
  /** Gets the server's own reads, which work from the first request on. */
  readonly authorizer: Authorizer | ((reader: ResourceReader) => Authorizer);
  /** In the order they run. */
  readonly admission: readonly AdmissionPlugin[];
  readonly subresources: SubresourceHandlers;
  readonly version: VersionInfo;
  readonly healthChecks?: readonly HealthCheck[];
  /** Requests under way at once before 429; long-running ones do not count. Default 400 and 200, as upstream. */
  readonly maxRequestsInflight?: number;
  readonly maxMutatingRequestsInflight?: number;
  /** Shortest life of a watch without timeoutSeconds, in seconds; each gets up to twice that. Default 1800. */
  readonly minRequestTimeout?: number;
}

/** One API call of an in-process client. The body, and what comes back, are objects: shared, never written into. */
export interface ServerTransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Structurally the client package's `Transport`. */
export interface ServerTransport {
  request(request: ServerTransportRequest): Promise<unknown>;
  watch(request: ServerTransportRequest): AsyncIterable<WatchEvent<KubeObject>>;
}

export interface ApiServer extends AsyncDisposable {
  /** Readies what every request needs; requests before it wait. */
  start(): Promise<void>;
  /** Ends watches and refuses new requests with 503. The store stays open: it is the caller's. */
  close(): Promise<void>;
  /**
   * Everything after authentication. Never rejects for a failed request: the answer is then a Status object.
   * `respond` turns the answer into bytes.
   */
  handle(request: ApiRequest): Promise<ApiAnswer>;
  /** How a component in this process calls the API as `user`, passing every stage from authorisation on. */
  transport(user: UserInfo): ServerTransport;
  /** The server's own reads and writes, past authorisation and admission. */
  readonly resources: ResourceAccess;
  /** Serves one more resource from now on (or replaces it); `unregisterResource` stops. */
  registerResource(definition: ResourceDefinition): void;
  unregisterResource(definition: ResourceDefinition): void;
}
