/** The interfaces for behavior of individual kinds: subresources, virtual resources and write hooks. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { ResourceAccess } from '../access/resource-access.ts';
import type { ApiAnswer, ApiRequest, RequestInfo } from '../requests/request.ts';

/** One call of a handler: authorized, its body not read yet. */
export interface SubresourceCall {
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly definition: ResourceDefinition;
  /** Absent for a virtual resource. */
  readonly subresource: SubresourceDefinition | undefined;
  readonly dryRun: boolean;
  /** The body as the kind that the (sub)resource accepts, checked, defaulted and validated against its schema. */
  body(): Promise<KubeObject>;
  /**
   * Mutating, then validating admission for this call. CREATE by default; CONNECT for exec, attach,
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

/**
 * Where allocations of one type are stored: as objects of a kind, or in a register of this name that the API does not
 * show.
 */
export type AllocationRegister = ResourceType | string;

/**
 * A name in a register (a cluster IP, a node port) that at most one object may hold. Its record is written and deleted
 * by the same commits that write and delete the object, on whichever server.
 */
export interface Allocation {
  readonly register: AllocationRegister;
  readonly name: string;
  /** The record; without system fields. */
  readonly record: KubeObject;
}

/** The holder of a record: an object; none any more; or not managed by this register. */
export type AllocationHolder = { readonly namespace: string; readonly name: string } | 'nobody' | 'not ours';

/** What is known about allocations while an object is completed. */
export interface AllocationView {
  /**
   * The names of the register that are taken as far as this server knows: good enough to choose by, never to refuse by.
   * `newest`: includes all earlier writes of other servers.
   */
  taken(register: AllocationRegister, newest?: 'newest'): Promise<(name: string) => boolean>;
  /** All objects of another kind, from which the allocations are chosen, as far as this server knows. */
  objects<T extends KubeObject>(type: ResourceType<T>, newest?: 'newest'): Promise<readonly T[]>;
  /** The record because of which the store has just refused this write. */
  refused(register: AllocationRegister, name: string): KubeObject | undefined;
}

/** A kind whose objects need allocations, and hold them in the store as long as they exist. */
export interface WriteHook {
  readonly group: string;
  readonly resource: string;
  readonly registers: readonly AllocationRegister[];
  /**
   * The object with all its allocations, chosen from free ones. After mutating admission, before validation; runs again
   * after a conflict with another writer. `old` is undefined for a create. Throws a StatusError to refuse.
   */
  fill(object: KubeObject, old: KubeObject | undefined, view: AllocationView): Promise<KubeObject>;
  /** The allocations that the object holds. Pure. */
  allocations(object: KubeObject): readonly Allocation[];
  holder(register: AllocationRegister, record: KubeObject): AllocationHolder;
}

export interface SubresourceHandlers {
  readonly handlers: readonly SubresourceHandler[];
  readonly hooks: readonly WriteHook[];
}
