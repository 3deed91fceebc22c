/** The types of etcd's messages: the used fields, with their names on the wire. */
export interface Header {
  readonly revision: number;
}

export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly mod_revision: number;
  readonly create_revision: number;
  /** 0 without a lease. */
  readonly lease: number;
}

export interface RangeRequest {
  readonly key: Uint8Array;
  readonly range_end?: Uint8Array;
  readonly limit?: number;
  readonly revision?: number;
  readonly count_only?: boolean;
  readonly keys_only?: boolean;
}

export interface RangeResponse {
  readonly header: Header;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  readonly count: number;
}

/** `Compare.CompareResult.EQUAL` and `Compare.CompareTarget.MOD`. */
export const equal = 0;
export const modRevision = 2;

interface Compare {
  readonly result: typeof equal;
  readonly target: typeof modRevision;
  readonly key: Uint8Array;
  readonly mod_revision: number;
}

export type RequestOperation =
  | { readonly request_range: RangeRequest }
  | { readonly request_put: { readonly key: Uint8Array; readonly value: Uint8Array; readonly lease?: number } }
  | { readonly request_delete_range: { readonly key: Uint8Array; readonly range_end?: Uint8Array } };

export interface TxnRequest {
  readonly compare: readonly Compare[];
  readonly success: readonly RequestOperation[];
  readonly failure: readonly RequestOperation[];
}

export interface TxnResponse {
  readonly header: Header;
  readonly succeeded: boolean;
  readonly responses: readonly { readonly response_range?: RangeResponse | null }[];
}

export interface TimeToLiveResponse {
  /** Seconds; -1 if the lease has expired. */
  readonly TTL: number;
}

/** `Event.EventType.DELETE`. */
export const deleteEvent = 1;

export interface WatchEvent {
  readonly type: number;
  readonly kv: KeyValue;
  readonly prev_kv: KeyValue | null;
}

export interface WatchResponse {
  readonly header: Header | null;
  readonly created: boolean;
  readonly canceled: boolean;
  readonly compact_revision: number;
  readonly cancel_reason: string;
  readonly fragment: boolean;
  readonly events: readonly WatchEvent[];
}
