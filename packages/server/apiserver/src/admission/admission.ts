/** Admission: the interface of plugins that observe, mutate or refuse a write between decoding and the engine. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { UserInfo } from '../requests/request.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One write as admission plugins see it. Objects are immutable: a mutation returns a new one. */
export interface AdmissionAttributes<T extends KubeObject = KubeObject> {
  readonly operation: AdmissionOperation;
  readonly resource: ResourceType;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: T | undefined;
  readonly oldObject: T | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
}

/** Reads of the cluster that admission needs (namespaces, service accounts, …), served from the watch cache. */
export interface AdmissionContext {
  get<O extends KubeObject>(type: ResourceType<O>, namespace: string, name: string): Promise<O | undefined>;
  list<O extends KubeObject>(type: ResourceType<O>, namespace?: string): Promise<readonly O[]>;
  warn(message: string): void;
}

export interface AdmissionPlugin {
  readonly name: string;
  /** Absent: every resource. */
  readonly on: {
    readonly resource?: ResourceType;
    /** Absent: the object itself only. `''` is the object itself, `*` the object and all subresources. */
    readonly subresources?: readonly string[];
    readonly operations: readonly AdmissionOperation[];
  };
  /** Returns the object to continue with. */
  mutate?(
    object: KubeObject,
    attributes: AdmissionAttributes,
    context: AdmissionContext,
  ): KubeObject | Promise<KubeObject>;
  /** Throws a StatusError to refuse. */
  validate?(attributes: AdmissionAttributes, context: AdmissionContext): void | Promise<void>;
}

/** Declares a plugin; its `mutate` and `validate` know the type of the object. */
export function defineAdmission<T extends KubeObject>(plugin: {
  readonly name: string;
  readonly on: {
    readonly resource: ResourceType<T>;
    readonly subresources?: readonly string[];
    readonly operations: readonly AdmissionOperation[];
  };
  mutate?(object: T, attributes: AdmissionAttributes<T>, context: AdmissionContext): T | Promise<T>;
  validate?(attributes: AdmissionAttributes<T>, context: AdmissionContext): void | Promise<void>;
}): AdmissionPlugin {
  return plugin as unknown as AdmissionPlugin;
}
