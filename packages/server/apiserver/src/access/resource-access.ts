/**
 * Reads and writes of stored objects by the server itself: for authorizers, admission, allocators and subresources,
 * which act as part of the server. Authorization and admission do not apply; validation and storage rules do.
 */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

/** One object that was written or deleted. */
export interface ObjectChange {
  readonly object: KubeObject;
  readonly gone: boolean;
}

export interface ResourceReader {
  /**
   * At least as new as the last write that this server answered; undefined only if the store has none. `newest`:
   * includes all earlier writes of other servers.
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
   * Calls `visit` for one object after the other, until it returns false; returns the number of objects that were not
   * visited. Pauses for others between objects, and keeps none: for any number of them. `list` decodes all at once.
   */
  scan<O extends KubeObject>(
    type: ResourceType<O>,
    namespace: string | undefined,
    visit: (object: O) => boolean,
  ): Promise<number>;
  /**
   * Calls `changed` after objects of the type may have changed, and once the first state is known: with the object if
   * only that changed, without if any may have. For caches built on top (RBAC's index). Slightly behind `get` and
   * `list`. Stop it with the signal.
   */
  onChange(type: ResourceType, changed: (change?: ObjectChange) => void, signal: AbortSignal): void;
}

export interface AccessWriteOptions {
  /** Everything except the write. */
  readonly dryRun?: boolean;
  /** Which subresource's rules apply: `status` keeps the spec, absent keeps the status, `*` allows both to change. */
  readonly subresource?: string;
  /** For managedFields; absent: field ownership is not recorded. */
  readonly fieldManager?: string;
}

export interface AccessDeleteOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface ResourceAccess extends ResourceReader {
  /** Throws AlreadyExists if there is one. */
  create<O extends KubeObject>(
    type: ResourceType<O>,
    namespace: string,
    object: O,
    options?: AccessWriteOptions,
  ): Promise<O>;
  /**
   * Reads, changes and writes, and retries after conflicts with other writers. `change` must be pure and may throw a
   * StatusError to give up; if it returns its argument, nothing is written.
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
