/** Where kinds with behaviour of their own come in: subresources and virtual resources, and hooks around writes. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { ResourceAccess } from '../access/resource-access.ts';
import type { ApiAnswer, ApiRequest, RequestInfo } from '../requests/request.ts';

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
  /** Throws Forbidden unless the user may create this (sub)resource as well. */
  mayCreate(): Promise<void>;
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

/** Where claims of one sort stand: as objects of a kind, or in a register of this name that the API does not show. */
export type ClaimRegister = ResourceType | string;

/**
 * A name of a register (a cluster IP, a node port) that one object at most may hold. Its record is written and deleted
 * by the very commits that write and delete the object, whichever server makes them.
 */
export interface Claim {
  readonly register: ClaimRegister;
  readonly name: string;
  /** What is written there; without system fields. */
  readonly record: KubeObject;
}

/** Whose a record is: an object's; nobody's any more; or somebody else's affair. */
export type ClaimHolder = { readonly namespace: string; readonly name: string } | 'nobody' | 'not ours';

/** What is known of claims while an object is filled in. */
export interface ClaimView {
  /**
   * Which names of the register are taken, as this server has heard: good enough to choose by, never to refuse by.
   * `newest`: with everything that other servers have written before the call.
   */
  taken(register: ClaimRegister, newest?: 'newest'): Promise<(name: string) => boolean>;
  /** The record because of which the store has just refused this write. */
  refused(register: ClaimRegister, name: string): KubeObject | undefined;
}

/** A kind whose objects need something scarce, and hold it in the store as long as they are there. */
export interface WriteHook {
  readonly group: string;
  readonly resource: string;
  readonly registers: readonly ClaimRegister[];
  /**
   * The object with everything it needs, chosen from what is free. After mutating admission, before validation; runs
   * again when another writer was faster. `old` is undefined for a create. Throws a StatusError to refuse.
   */
  fill(object: KubeObject, old: KubeObject | undefined, view: ClaimView): Promise<KubeObject>;
  /** What the object holds. Pure. */
  claims(object: KubeObject): readonly Claim[];
  holder(register: ClaimRegister, record: KubeObject): ClaimHolder;
}

export interface SubresourceHandlers {
  readonly handlers: readonly SubresourceHandler[];
  readonly hooks: readonly WriteHook[];
}
