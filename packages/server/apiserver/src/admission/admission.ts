/** Admission: the interface of plugins that observe, mutate or refuse a write between decoding and the engine. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { CompiledType } from '@kubets/schema';
import type { ResourceReader } from '../access/resource-access.ts';
import type { AnnotationLevel } from '../requests/audit-annotations.ts';
import type { UserInfo } from '../requests/request.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** CreateOptions, UpdateOptions or DeleteOptions of `meta.k8s.io/v1`. */
export interface OptionsObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly [option: string]: unknown;
}

/** One served version of the resource and subresource of a write. */
export interface AdmissionVersion {
  readonly resource: ResourceType;
  /** The kind of the objects: that of the resource, or of its subresource (`Scale`, `Eviction`, `PodExecOptions`). */
  readonly kind: GroupVersionKind;
  /** Of the objects. Compiled on first use. */
  readonly type: CompiledType;
  /** An object of the request's version, in this version. */
  fromRequest(object: KubeObject): KubeObject | Promise<KubeObject>;
  /** An object of this version, in the request's version. */
  toRequest(object: KubeObject): KubeObject | Promise<KubeObject>;
  /** Decodes a value as a request body, without strict field validation: canonical and defaulted. Throws BadRequest. */
  decode(value: unknown): KubeObject;
}

/** One write as admission plugins see it. Objects are immutable: a mutation returns a new one. */
export interface AdmissionAttributes<T extends KubeObject = KubeObject> {
  readonly operation: AdmissionOperation;
  readonly resource: ResourceType;
  readonly subresource: string;
  /** The kind of `object` and `oldObject`. */
  readonly kind: GroupVersionKind;
  /** For a namespace: its own name. */
  readonly namespace: string;
  /** Empty when a collection is deleted, and until a name has been generated. */
  readonly name: string;
  readonly object: T | undefined;
  readonly oldObject: T | undefined;
  /** A patch has UpdateOptions, or CreateOptions if it creates. Undefined for CONNECT. */
  readonly options: OptionsObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** The version of the request. */
  readonly version: AdmissionVersion;
  /** The other served versions of the same stored objects that have this subresource (matchPolicy Equivalent). */
  equivalents(): readonly AdmissionVersion[];
}

/** The commit of a write, for plugins that change other objects together with it. */
export interface AdmissionCommit {
  /** How often other writers have changed what this write expected. If it is not 0, read the `newest` state. */
  readonly attempt: number;
  /** The commit expects that the object still has its resourceVersion. Otherwise, the write is admitted again. */
  expect(type: ResourceType, object: KubeObject): void;
  /** Like {@link expect}, and the commit replaces the object. It is not validated, nor are its managed fields changed. */
  replace(type: ResourceType, object: KubeObject): void;
  /** Called once, when the attempt is over, whatever its outcome. */
  over(callback: () => void): void;
}

/** Reads of the cluster that admission needs (namespaces, service accounts, …), served from the watch cache. */
export interface AdmissionContext {
  get<O extends KubeObject>(type: ResourceType<O>, namespace: string, name: string): Promise<O | undefined>;
  list<O extends KubeObject>(type: ResourceType<O>, namespace?: string): Promise<readonly O[]>;
  /** As `ResourceReader.scan`: for any number of objects. */
  scan: ResourceReader['scan'];
  warn(message: string): void;
  /**
   * Adds an annotation to the audit event of the request, of level Metadata by default. Of several values for a key, the
   * first counts.
   */
  annotate(key: string, value: string, level?: AnnotationLevel): void;
  /** Aborts when nobody waits for the request any more. */
  readonly signal: AbortSignal;
  /** Whether the mutating plugins run for the second time. */
  readonly isReinvocation: boolean;
  /**
   * Called by a plugin that changed the object in a way that earlier plugins may have to react to: all mutating plugins
   * run once more. Without effect during the second run.
   */
  requestReinvocation(): void;
  /** What a plugin remembers between the two runs for the same write. `create` makes its initial value. */
  remembered<V extends object>(plugin: string, create: () => V): V;
  /** In validating admission of a create or an update. Absent if the write commits nothing, such as a dry run. */
  readonly commit?: AdmissionCommit | undefined;
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
  /**
   * Whether the plugin may have something to do for such a write. For plugins that handle all resources but depend on
   * configuration: a write that none is configured for stays synchronous. Called for each write, so it must be cheap.
   */
  isConfigured?(operation: AdmissionOperation, resource: ResourceType, subresource: string): boolean;
  /** Returns the object to continue with. Not called for DELETE. */
  mutate?(
    object: KubeObject,
    attributes: AdmissionAttributes,
    context: AdmissionContext,
  ): KubeObject | Promise<KubeObject>;
  /** The mutating admission of a DELETE, which has no object that could be changed. Throws a StatusError to refuse. */
  mutateDelete?(attributes: AdmissionAttributes, context: AdmissionContext): void | Promise<void>;
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
