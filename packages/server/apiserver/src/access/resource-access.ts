/**
 * The server's own reads and writes of stored objects: for authorizers, admission, allocators and subresources, which
 * act as part of the server. No authorization and no admission happen here; validation and storage rules do.
 */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

/** One object that was written or is gone. */
export interface ObjectChange {
  readonly object: KubeObject;
  readonly gone: boolean;
}

export interface ResourceReader {
  /**
   * At least as new as the last write this server answered; undefined only when the store has none. `newest`: with every
   * other server's writes before the call, too.
   */
  get<O extends KubeObject>(
    type: ResourceType<O>,
    namespace: string,
    name: string,
    age?: 'newest',
  ): Promise<O | undefined>;
  /** All namespaces when `namespace` is absent. */
  list<O extends KubeObject>(type: ResourceType<O>, namespace?: string, age?: 'newest'): Promise<readonly O[]>;
  /**
   * Calls `changed` after objects of the type may have changed, and once the first state is known: with the object where
   * that is all that changed, without when anything may have. For caches built on top (RBAC's index). A moment behind
   * `get` and `list`. Stop with the signal.
   */
  onChange(type: ResourceType, changed: (change?: ObjectChange) => void, signal: AbortSignal): void;
}

export interface AccessWriteOptions {
  /** Everything but the write. */
  readonly dryRun?: boolean;
  /** Which subresource's rules hold: `status` keeps the spec, absent keeps the status, `*` lets both change. */
  readonly subresource?: string;
  /** For managedFields; absent: no field ownership is recorded. */
  readonly fieldManager?: string;
}

export interface AccessDeleteOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface ResourceAccess extends ResourceReader {
  /** AlreadyExists when there is one. */
  create<O extends KubeObject>(
    type: ResourceType<O>,
    namespace: string,
    object: O,
    options?: AccessWriteOptions,
  ): Promise<O>;
  /**
   * Reads, changes and writes, again while another writer comes in between. `change` must be pure and may throw a
   * StatusError to give up; returning its argument writes nothing.
   */
  update<O extends KubeObject>(
    type: ResourceType<O>,
    namespace: string,
    name: string,
    change: (current: O) => O | Promise<O>,
    options?: AccessWriteOptions,
  ): Promise<O>;
  /** As DELETE: grace period, finalizers, preconditions. */
  delete(type: ResourceType, namespace: string, name: string, options?: AccessDeleteOptions): Promise<void>;
}
