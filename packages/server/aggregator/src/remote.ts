/** Requests to aggregated API servers that the aggregator sends for itself. */
import type { ServerTrust } from '@kubets/apiserver/requests';

export interface RemoteRequest {
  /** Default GET. */
  readonly method?: string;
  readonly url: URL;
  readonly trust: ServerTrust;
  /** Names and values. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: Uint8Array;
  /** A longer body is an error. */
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface RemoteAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Sends a request. Follows no redirects. Rejects if there is no complete answer within the limits. */
export type RemoteFetch = (request: RemoteRequest) => Promise<RemoteAnswer>;
