/** Where kinds with behaviour of their own come in: subresources and virtual resources, and hooks around writes. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery';
import type { ApiAnswer, ApiRequest, RequestInfo } from './request.ts';
import type { ResourceAccess } from './resource-access.ts';

/** One call of a handler: authorised already, body not read yet. */
export interface SubresourceCall {
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly definition: ResourceDefinition;
  /** Absent for a virtual resource. */
  readonly subresource: SubresourceDefinition | undefined;
  readonly dryRun: boolean;
  /** The body as the kind the (sub)resource takes, checked, defaulted and validated against its schema. */
  body(): Promise<KubeObject>;
  /**
   * Mutating, then validating admission for this call. CREATE unless told otherwise; CONNECT for exec, attach,
   * port-forward and proxy, with the options object.
   */
  admit(
    object: KubeObject | undefined,
    operation?: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT',
    oldObject?: KubeObject,
  ): Promise<KubeObject | undefined>;
  readonly resources: ResourceAccess;
  warn(message: string): void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface SubresourceHandler {
  readonly group: string;
  readonly resource: string;
  /** `exec`, `token`, …; empty for a resource that is not stored (`tokenreviews`, `bindings`). */
  readonly subresource: string;
  handle(call: SubresourceCall): Promise<ApiAnswer>;
}

/** `unknown`: the store did not say whether it made the commit. */
export type WriteFate = 'written' | 'not written' | 'unknown';

/** What a hook took for an object: the object with it filled in, and how to keep it or give it back. */
export interface Reservation {
  readonly object: KubeObject;
  /** Called exactly once, with what became of the object. */
  settle(fate: WriteFate): void | Promise<void>;
}

/** Takes something scarce for an object just before it is written (cluster IPs, node ports). */
export interface WriteHook {
  readonly group: string;
  readonly resource: string;
  /** After mutating admission, before validation. `old` is undefined for a create. Throws a StatusError to refuse. */
  reserve(
    object: KubeObject,
    old: KubeObject | undefined,
    context: { readonly dryRun: boolean; readonly resources: ResourceAccess },
  ): Promise<Reservation>;
  /** The object is gone from the store. */
  released?(object: KubeObject, resources: ResourceAccess): void | Promise<void>;
}

export interface SubresourceHandlers {
  readonly handlers: readonly SubresourceHandler[];
  readonly hooks: readonly WriteHook[];
}
