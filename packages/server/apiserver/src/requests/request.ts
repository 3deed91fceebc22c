/** Requests and responses as the pipeline passes them between stages, without encoding. */
import type { KubeObject, ListMeta, Status } from '@kubets/machinery/meta';
import type { WriteGuard } from '../access/write-guard.ts';
import type { ServedEvents, ServedObjects } from './served-object.ts';

/** The user, as authenticated. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export type RequestBody =
  | { readonly type: 'none' }
  /** As received over the wire; decoded by content type in the decode stage. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** From an in-process client: an object already, which must not be modified. */
  | { readonly type: 'object'; readonly object: unknown };

export interface ApiRequest {
  readonly method: string;
  /** Decoded path without query, starting with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The meaning of method, path and query: see `requestInfo`. */
  readonly info: RequestInfo;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /**
   * Given if the body has not been read and `body` is none: the pipeline reads it once the request is allowed.
   * Rejects with a StatusError if the body is invalid.
   */
  readonly readBody?: () => Promise<RequestBody>;
  readonly user: UserInfo;
  /** The client's address, for audit and flow control; empty in process. */
  readonly remoteAddress: string;
  /** Aborts when the client disconnects or the request's deadline passes. */
  readonly signal: AbortSignal;
  /** The client wants to switch protocols (exec, attach, port-forward): the listener joins the connections. */
  readonly upgrade: boolean;
  /** The condition of its writes; only in process. */
  readonly guard?: WriteGuard;
}

/** The meaning of a path and a method: upstream's RequestInfo. */
export interface RequestInfo {
  readonly isResourceRequest: boolean;
  readonly path: string;
  /**
   * `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, `proxy`; without a resource the
   * HTTP method in lower case.
   */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/** The answer of a stage. Bytes appear only in the listener (and in `raw`). */
export type ApiAnswer =
  | {
      readonly type: 'object';
      readonly status: number;
      readonly object: KubeObject | Status;
      readonly warnings?: readonly string[];
    }
  | {
      readonly type: 'list';
      readonly apiVersion: string;
      readonly kind: string;
      readonly metadata: ListMeta;
      readonly items: ServedObjects;
      readonly warnings?: readonly string[];
    }
  /** `ended` aborts when the watch has ended. A reader that stops early calls `return`. */
  | { readonly type: 'watch'; readonly events: AsyncIterable<ServedEvents>; readonly ended: AbortSignal }
  | {
      readonly type: 'raw';
      readonly status: number;
      readonly contentType: string;
      /** A stream may last as long as necessary at the paths of `isLongRunning`; over HTTP only. */
      readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The listener forwards the request (or joins the upgraded connection) to this URL, with our client certificate. */
  | {
      readonly type: 'proxy';
      readonly client: 'kubelet';
      readonly target: URL;
      /** The node whose certificate the kubelet must show. */
      readonly node: string;
      /**
       * Logs: the kubelet receives a plain GET without the client's headers or body, and only its content is passed on.
       * Its errors are answered as a Status.
       */
      readonly contentOnly?: boolean;
    }
  /** The same for a pod or a Service, whose certificates cannot be verified here. */
  | { readonly type: 'proxy'; readonly client: 'plain'; readonly target: URL }
  /** The same for an aggregated API server, with the certificate of the front proxy. */
  | {
      readonly type: 'proxy';
      readonly client: 'extension';
      readonly target: URL;
      readonly trust: ServerTrust;
      /** Headers that tell the server who the user is: names and values. */
      readonly identity: readonly (readonly [string, string])[];
    };

/** How a server that a Service names proves who it is. */
export interface ServerTrust {
  /** The name in its certificate: `NAME.NAMESPACE.svc`. */
  readonly serverName: string;
  /** PEM; absent: the certificate authorities of the system. */
  readonly authority?: string;
  /** Any certificate is accepted. */
  readonly insecure: boolean;
}
