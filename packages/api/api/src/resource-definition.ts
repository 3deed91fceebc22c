/**
 * A resource as data: what the generic engine needs to serve it. Names, schema, verbs and columns come from the facts;
 * a definition declares only where its kind deviates from what every kind shares.
 */
import type { FieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { CompiledType } from '@kubets/schema';

export interface SubresourceDefinition {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
  /** The type of request and response, by Go path and name: `k8s.io/api/autoscaling/v1.Scale`. */
  readonly typeName: string;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export type Cell = string | number | boolean | null;

/** Dotted paths of the fields that `autoscaling/v1.Scale` shows. */
export interface ScaleDefinition {
  readonly replicas: string;
  readonly status: string;
  readonly selector: string;
}

export interface StrategyContext {
  /** RFC 3339, seconds. */
  readonly now: string;
  readonly user: string;
  /** The rest of the user who makes the request; absent for writes by the server itself. */
  readonly requester?:
    | {
        readonly uid?: string;
        readonly groups: readonly string[];
        readonly extra?: Readonly<Record<string, readonly string[]>>;
      }
    | undefined;
}

/**
 * Returns the text that a field selector compares. A method type, so that `ResourceDefinition<Pod>` is assignable to that
 * of KubeObject.
 */
export type FieldReader<T> = { read(object: T): string }['read'];

/** A method type for the same reason. */
export type UpdateCheck<T> = { check(object: T, old: T): readonly FieldError[] }['check'];

/** Applies a write of a subresource to the stored object. A method type for the same reason. */
export type SubresourcePreparation<T> = { prepare(object: T, old: T): T }['prepare'];

/** The deletion propagation if a DELETE request names none. */
export type GarbageCollectionPolicy = 'background' | 'orphan' | 'unsupported';

/** Metadata fields that a kind may keep when its status is written. */
export type KeptMetadataField = 'labels' | 'annotations' | 'finalizers' | 'ownerReferences';

/** The deviations that a kind declares. All are optional. Objects are immutable: hooks return new ones. */
export interface ResourceStrategy<T extends KubeObject> {
  readonly scale?: ScaleDefinition;
  /** Dotted paths that updates must not change; otherwise refused with `field is immutable`. */
  readonly immutable?: readonly string[];
  /** Top-level fields that only the status subresource writes. Default: `status`, where the type has one. */
  readonly statusFields?: readonly string[];
  /** Whether spec changes increment `metadata.generation`. Default: if the type has both spec and status. */
  readonly generation?: boolean;
  /** Whether updates without resourceVersion are allowed. Default true. */
  readonly unconditionalUpdate?: boolean;
  /** Whether a PUT can create the object. Default false. */
  readonly createOnUpdate?: boolean;
  /** Validates names. Default: DNS subdomain. */
  readonly nameRule?: 'subdomain' | 'label' | 'label1035' | 'path';
  /**
   * The deletion propagation if a DELETE request names none. Default `background`. `unsupported`: propagation policies in
   * requests are also ignored. Upstream: DefaultGarbageCollectionPolicy of the kind's strategy.
   */
  readonly defaultGarbageCollectionPolicy?: GarbageCollectionPolicy;
  /** Whether DELETE returns the deleted object instead of a Status. Default false. Upstream: Store.ReturnDeletedObject. */
  readonly returnDeletedObject?: boolean;
  /** Whether a create keeps the status of the request. Default false. Upstream: PrepareForCreate. */
  readonly keepStatusOnCreate?: boolean;
  /** Seconds after the last write until the store deletes the object. Default: never. Upstream: Store.TTLFunc. */
  readonly ttlSeconds?: number;
  /**
   * Selectable fields that the watch cache indexes, because many watchers each select a small part of the objects.
   * Upstream: StoreOptions.Indexers and TriggerFunc.
   */
  readonly indexedFields?: readonly string[];
  /**
   * Dotted paths of fields that an endpoint resets, by subresource; the empty name is the main resource. Managers do not
   * become owners of these fields. Defaults: the status fields for the main resource, `spec` for `status`, none for others.
   * Upstream: GetResetFields of the endpoint's strategy.
   */
  readonly resetFields?: Readonly<Record<string, readonly string[]>>;
  /**
   * Metadata fields that a status write does not change. Default: those in `resetFields.status`. Upstream: PrepareForUpdate
   * of the status strategy.
   */
  readonly metadataKeptByStatus?: readonly KeptMetadataField[];
  /** A warning for every response of the kind. Upstream: the type's APILifecycleDeprecated and -Replacement. */
  readonly deprecation?: string;
  /**
   * Whether the object is a namespace: the name in the path of an object, such as `/api/v1/namespaces/NAME`, is then also the
   * namespace of the request. Default false. Upstream: RequestInfoFactory.NewRequestInfo.
   */
  readonly isNamespace?: boolean;
  /** Defaults that depend on other fields. Runs after the tabled defaults, on every decode. */
  default?(object: T): T;
  prepareCreate?(object: T, context: StrategyContext): T;
  prepareUpdate?(object: T, old: T, context: StrategyContext): T;
  /**
   * Other subresources that write the object, by name: which fields they take from `object`. The engine handles metadata.
   * Default: everything except the status fields. Upstream: PrepareForUpdate of the subresource's strategy.
   */
  readonly prepareSubresource?: Readonly<Record<string, SubresourcePreparation<T>>>;
  /** Further changes to a write of the status, or of `approval`. Upstream: PrepareForUpdate of the subresource's strategy. */
  prepareStatus?(object: T, old: T, context: StrategyContext, subresource: string): T;
  validate?(object: T): readonly FieldError[];
  validateUpdate?(object: T, old: T): readonly FieldError[];
  /**
   * Further validation of creates (without `old`) and updates, also of subresources, in several turns of the event loop: for kinds with expressions, which
   * take long to compile. It may import code that the start of the server must not load.
   */
  validateInTurns?(object: T, old: T | undefined, subresource: string): Promise<readonly FieldError[]>;
  validateStatusUpdate?(object: T, old: T): readonly FieldError[];
  /** Validation of other subresources that write the object, by name. */
  readonly validateSubresource?: Readonly<Record<string, UpdateCheck<T>>>;
  /** Warnings for a valid object. `old` is undefined on create. Not called for status writes. */
  warnings?(object: T, old: T | undefined): readonly string[];
  /** The grace period in seconds for a delete that requests `requested`; 0 or no hook: deleted immediately. */
  gracefulDeletion?(object: T, requested: number | undefined): number;
  /**
   * Finalizers outside the metadata. They also delay the deletion of the object. Upstream: the namespace registry's
   * ShouldDeleteNamespaceDuringUpdate.
   */
  ownFinalizers?(object: T): readonly string[];
  /**
   * Further changes to an object that is marked for deletion and waits for finalizers. `object` is already marked.
   * Upstream: the namespace registry's Delete.
   */
  markDeleted?(object: T): T;
  /** Fields that field selectors support, besides metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, FieldReader<T>>>;
  /**
   * A finalizer that the first DELETE adds, besides the deletion time. `markDeleted` makes further changes. Upstream: the Delete of the
   * customresourcedefinition registry.
   */
  readonly deletionFinalizer?: string;
  /** The cells of a printed row, in the order of `columns`. `now` in ms since 1970. */
  row?(object: T, now: number): readonly Cell[];
}

/** An object whose rules are validated. `old`: the object that it replaces, if there is one. */
export interface RuleSubject {
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
  /** What all other validations have found: the rules of an object with a wrong structure are not evaluated. */
  readonly found: readonly FieldError[];
  warn(message: string): void;
}

/** What custom resources have instead of facts. All definitions of one custom resource share `storage`. */
export interface CustomResource {
  /** Reads and compiles the schema, unless that is done. Before anything uses `type`. Rejects with a StatusError. */
  prepare(): undefined | Promise<void>;
  /** Throws before `prepare` is done. */
  readonly type: CompiledType;
  /** The errors of the rules in the schema (`x-kubernetes-validations`). A promise only if the rules are expensive. */
  ruleErrors(subject: RuleSubject): readonly FieldError[] | Promise<readonly FieldError[]>;
  /** The definition of the storage version, which need not be served. */
  readonly storage: ResourceDefinition;
  /** All versions of the resource, also those that are not served: `example.com/v1`. */
  readonly apiVersions: ReadonlySet<string>;
  /** Whether the CustomResourceDefinition is being deleted: no more objects are created, and discovery offers no writes. */
  readonly terminating: boolean;
  /** Aborts after the definition has been replaced: its watches end. */
  readonly replaced: AbortSignal;
}

export interface ResourceDefinition<T extends KubeObject = KubeObject> extends ResourceType<T> {
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceDefinition[];
  /** The object's type, by Go path and name: `k8s.io/api/core/v1.Pod`. */
  readonly typeName: string;
  /** The storage version, and its definition. */
  readonly storageVersion: { readonly group: string; readonly version: string };
  readonly storageVersionHash: string;
  /** The path after `/registry/`, as upstream: `pods`, `services/specs`. Empty: the kind is not stored. */
  readonly storagePrefix: string;
  /** Columns of printed tables; empty for kinds without a table. Those of built-in kinds must be loaded (`loadColumns`). */
  readonly columns: () => readonly ColumnDefinition[];
  readonly strategy: ResourceStrategy<T>;
  /** Conversion to and from the storage version; absent for the storage version. */
  readonly conversion?: {
    toStorage(object: T): KubeObject;
    fromStorage(object: KubeObject): T;
    /**
     * Converts through a webhook; then the two functions above are only for objects that have the wanted version already.
     * In the same order. Rejects with a StatusError if one cannot be converted.
     */
    readonly remote?: {
      toStorage(objects: readonly KubeObject[]): Promise<readonly KubeObject[]>;
      fromStorage(objects: readonly KubeObject[]): Promise<readonly KubeObject[]>;
    };
  };
  /** Only of custom resources. */
  readonly custom?: CustomResource;
}
