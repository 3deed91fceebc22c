/** Controllers as data: a level-triggered loop over one resource, around a `reconcile` function. */
import type { PolicyRule } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { Client, IndexFunction, Informer } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { NamespacedName } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';

/** Reads the informer caches that the controller declares. Objects are shared and immutable. */
export interface CacheReader {
  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined;
  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly T[];
  /** Objects whose controller is `owner`. */
  ownedBy<T extends KubeObject>(type: ResourceType<T>, owner: KubeObject): readonly T[];
  /** Objects of the namespace without a controller, which may be adopted. */
  orphans<T extends KubeObject>(type: ResourceType<T>, namespace: string): readonly T[];
  /** Objects by a value of an index that the definition declares. */
  byIndex<T extends KubeObject>(type: ResourceType<T>, index: string, value: string): readonly T[];
}

export interface EventRecorder {
  /** Records an event. As upstream, similar events are aggregated. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

/** What every controller and loop gets. */
export interface LoopContext {
  readonly cache: CacheReader;
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** In `reconcile`, `client` tracks its writes: the key is reconciled again only when the caches show them. */
export type ReconcileContext = LoopContext;

export type StatusOf<T extends KubeObject> = T extends { readonly status?: infer S } ? S : unknown;

export interface ReconcileResult<T extends KubeObject> {
  /** The status to write through the status subresource, if it has changed. */
  readonly status?: StatusOf<T>;
  /** Reconcile again after this many milliseconds, even without a change. */
  readonly requeueAfterMs?: number;
  /** A failure: the key is retried with exponential backoff. */
  readonly error?: unknown;
}

/** An index on a cache. All definitions share the index names of a resource. */
export interface CacheIndex {
  readonly type: ResourceType;
  readonly name: string;
  readonly values: IndexFunction<KubeObject>;
}

interface Definition {
  readonly name: string;
  /** The service account in kube-system that it uses: `replicaset-controller`. Default: `name`. */
  readonly identity?: string;
  /** Rules of the ClusterRole `system:controller:IDENTITY`, which is bound to its service account. */
  readonly rules?: readonly PolicyRule[];
  /** Rules of a Role with the same name, by namespace. */
  readonly namespacedRules?: Readonly<Record<string, readonly PolicyRule[]>>;
  /** The event source. Default: `identity`. */
  readonly component?: string;
  /** Resources it reads whose changes do not trigger it. */
  readonly reads?: readonly ResourceType[];
  readonly indexes?: readonly CacheIndex[];
}

export interface ControllerDefinition<T extends KubeObject> extends Definition {
  readonly for: ResourceType<T>;
  /** Resources whose objects are controlled by objects of `for`: a change enqueues the controller. */
  readonly owns?: readonly ResourceType[];
  /** Other resources, with the keys to enqueue when one of their objects changes. */
  readonly watches?: readonly Watch[];
  /** Default 5. A key is never reconciled concurrently. */
  readonly maxConcurrentReconciles?: number;
  /** Called for every key that was enqueued, while its object exists. */
  reconcile(object: T, context: ReconcileContext): Promise<ReconcileResult<T> | void>;
  /** Called instead of `reconcile` when the object is not in the cache. */
  deleted?(key: NamespacedName, context: ReconcileContext): Promise<void>;
}

/** A loop that is not driven by one resource, such as garbage collection. It runs until the signal aborts. */
export interface LoopDefinition extends Definition {
  /** Called when the caches of `reads` have synced, and again with backoff if it fails. */
  run(context: LoopContext & InformerSource): Promise<void>;
}

export interface InformerSource {
  /** The shared informer of any resource. A new informer is started and has not synced yet. */
  informer<T extends KubeObject>(type: ResourceType<T>): Informer<T>;
  /** Stops the shared informer of a resource that is no longer served. */
  stopInformer(type: ResourceType): void;
}

/** A controller or a loop. */
export type AnyController = ControllerDefinition<KubeObject> | LoopDefinition;

export interface Watch {
  readonly type: ResourceType;
  mapToKeys(object: KubeObject, cache: CacheReader): readonly NamespacedName[];
  /** Whether an update enqueues keys. Default: every update does. */
  concerns?(object: KubeObject, old: KubeObject): boolean;
}

/** Declares a controller. Its types are those of `for`. */
export function defineController<T extends KubeObject>(definition: ControllerDefinition<T>): ControllerDefinition<T> {
  return definition;
}

/** Declares a watch whose functions get the type of the object. `concerns` decides whether an update enqueues keys. */
export function watching<T extends KubeObject>(
  type: ResourceType<T>,
  keys: (object: T, cache: CacheReader) => readonly NamespacedName[],
  concerns?: (object: T, old: T) => boolean,
): Watch {
  return {
    type,
    mapToKeys: (object, cache) => keys(object as T, cache),
    ...(concerns === undefined ? {} : { concerns: (object, old) => concerns(object as T, old as T) }),
  };
}

/** Declares an index whose function gets the type of the object. */
export function indexing<T extends KubeObject>(
  type: ResourceType<T>,
  name: string,
  values: (object: T) => readonly string[],
): CacheIndex {
  return { type, name, values: (object) => values(object as T) };
}

/** Declares a loop. */
export function defineLoop(definition: LoopDefinition): LoopDefinition {
  return definition;
}
