/**
 * A resource as data: what the generic engine needs to serve it. Names, schema, verbs and columns come from the facts;
 * a definition declares only where its kind deviates from what every kind shares.
 */
import type { FieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

export interface SubresourceDefinition {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
  /** The Go-path name of what is sent and answered: `k8s.io/api/autoscaling/v1.Scale`. */
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

/** Where a scalable resource keeps what `autoscaling/v1.Scale` shows: dotted paths. */
export interface ScaleDefinition {
  readonly replicas: string;
  readonly status: string;
  readonly selector: string;
}

export interface StrategyContext {
  /** RFC 3339, seconds. */
  readonly now: string;
  readonly user: string;
}

/** What a field selector compares: the field's text. A method's type, so that `ResourceDefinition<Pod>` is one of KubeObject. */
export type FieldReader<T> = { read(object: T): string }['read'];

/** A method's type, for the same reason. */
export type UpdateCheck<T> = { check(object: T, old: T): readonly FieldError[] }['check'];

/** How a write of a subresource changes what stands. A method's type, for the same reason. */
export type SubresourcePreparation<T> = { prepare(object: T, old: T): T }['prepare'];

/** What happens to dependents when a DELETE names no propagation policy. */
export type GarbageCollectionPolicy = 'background' | 'orphan' | 'unsupported';

/** The fields of the metadata that a kind may keep when its status is written. */
export type KeptMetadataField = 'labels' | 'annotations' | 'finalizers' | 'ownerReferences';

/** The deviations a kind declares; everything is optional. Objects are plain data: return new ones, never write. */
export interface ResourceStrategy<T extends KubeObject> {
  readonly scale?: ScaleDefinition;
  /** Dotted paths that updates must leave as they are; refused as `field is immutable`. */
  readonly immutable?: readonly string[];
  /** Top-level fields that only the status subresource writes. Default: `status`, where the type has one. */
  readonly statusFields?: readonly string[];
  /** Whether the object counts spec changes in `metadata.generation`. Default: it has both spec and status. */
  readonly generation?: boolean;
  /** May an update without resourceVersion go through. Default true. */
  readonly unconditionalUpdate?: boolean;
  /** May a PUT create. Default false. */
  readonly createOnUpdate?: boolean;
  /** How names are checked. Default: DNS subdomain. */
  readonly nameRule?: 'subdomain' | 'label' | 'label1035' | 'path';
  /**
   * What happens to dependents when a DELETE names no propagation policy. Default `background`. `unsupported`: propagation
   * policies of requests are ignored too. Upstream: DefaultGarbageCollectionPolicy of the kind's strategy.
   */
  readonly defaultGarbageCollectionPolicy?: GarbageCollectionPolicy;
  /** Does DELETE answer with the deleted object instead of a Status. Default false. Upstream: Store.ReturnDeletedObject. */
  readonly returnDeletedObject?: boolean;
  /** Does a create keep the status it was sent with. Default false. Upstream: PrepareForCreate, which clears it or does not. */
  readonly keepStatusOnCreate?: boolean;
  /** Seconds after the last write until the store deletes the object. Default: never. Upstream: Store.TTLFunc. */
  readonly ttlSeconds?: number;
  /**
   * Selectable fields that the watch cache keeps an index of: those by which many watchers each want a small part.
   * Upstream: StoreOptions.Indexers and TriggerFunc.
   */
  readonly indexedFields?: readonly string[];
  /**
   * Dotted paths of what an endpoint does not write, by subresource; the empty name is the object itself. Nobody comes to
   * own these fields there. Defaults: the status fields for the object itself, `spec` for `status`, nothing for others.
   * Upstream: GetResetFields of the endpoint's strategy.
   */
  readonly resetFields?: Readonly<Record<string, readonly string[]>>;
  /**
   * Fields of the metadata that a write of the status leaves as they are. Default: those that `resetFields.status` names.
   * Upstream: PrepareForUpdate of the status strategy.
   */
  readonly metadataKeptByStatus?: readonly KeptMetadataField[];
  /** A warning for every answer to a request for the kind. Upstream: the type's APILifecycleDeprecated and -Replacement. */
  readonly deprecation?: string;
  /**
   * Is the object itself a namespace: the path of one object gives its name as the request's namespace, as
   * `/api/v1/namespaces/NAME` does. Default false. Upstream: RequestInfoFactory.NewRequestInfo.
   */
  readonly isNamespace?: boolean;
  /** Defaults that no table can say. Runs after the tabled ones, on every decode. */
  default?(object: T): T;
  prepareCreate?(object: T, context: StrategyContext): T;
  prepareUpdate?(object: T, old: T, context: StrategyContext): T;
  /**
   * Further subresources that write the object: what they write of `object`, by their name. The metadata is the engine's.
   * Default: everything but the status fields. Upstream: PrepareForUpdate of the subresource's strategy.
   */
  readonly prepareSubresource?: Readonly<Record<string, SubresourcePreparation<T>>>;
  validate?(object: T): readonly FieldError[];
  validateUpdate?(object: T, old: T): readonly FieldError[];
  validateStatusUpdate?(object: T, old: T): readonly FieldError[];
  /** Further subresources that write the object: what they check, by their name. */
  readonly validateSubresource?: Readonly<Record<string, UpdateCheck<T>>>;
  /** What to tell the user of an object that is let through. `old` is undefined for a create; never asked for status. */
  warnings?(object: T, old: T | undefined): readonly string[];
  /** Seconds of grace for a delete that asks for `requested`; 0 or absent hook: gone at once. */
  gracefulDeletion?(object: T, requested: number | undefined): number;
  /**
   * Finalizers that the kind keeps outside the metadata; they too hold an object that is being deleted.
   * Upstream: the namespace registry's ShouldDeleteNamespaceDuringUpdate.
   */
  ownFinalizers?(object: T): readonly string[];
  /**
   * What else changes in an object that is marked for deletion and waits for finalizers. `object` bears the marks.
   * Upstream: the namespace registry's Delete.
   */
  markDeleted?(object: T): T;
  /** Fields besides metadata.name and metadata.namespace that field selectors may name. */
  readonly selectableFields?: Readonly<Record<string, FieldReader<T>>>;
  /** The cells of a printed row, in the order of `columns`. `now` in ms since 1970. */
  row?(object: T, now: number): readonly Cell[];
}

export interface ResourceDefinition<T extends KubeObject = KubeObject> extends ResourceType<T> {
  readonly singular: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceDefinition[];
  /** The Go-path name of the object's type: `k8s.io/api/core/v1.Pod`. */
  readonly typeName: string;
  /** The version objects are kept in, and the definition that holds it. */
  readonly storageVersion: { readonly group: string; readonly version: string };
  readonly storageVersionHash: string;
  /** `pods`, `services/specs`: what upstream puts after `/registry/`. Empty: nothing of this kind is stored. */
  readonly storagePrefix: string;
  /** Columns of a printed table; empty for kinds that are never printed as one. */
  readonly columns: readonly ColumnDefinition[];
  readonly strategy: ResourceStrategy<T>;
  /** Present on versions that are not stored: to and from the storage version. */
  readonly conversion?: {
    toStorage(object: T): KubeObject;
    fromStorage(object: KubeObject): T;
  };
}
