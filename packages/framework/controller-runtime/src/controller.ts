/** What a controller is: a level-triggered loop over one resource, declared as data around a `reconcile`. */
import type { PolicyRule } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { Client, IndexFunction, Informer } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { NamespacedName } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';

/** Read access to the informer caches the controller declared. Objects are shared and immutable. */
export interface CacheReader {
  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined;
  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly T[];
  /** Objects whose controlling owner reference has the owner's uid. */
  ownedBy<T extends KubeObject>(type: ResourceType<T>, owner: KubeObject): readonly T[];
  /** Objects of the namespace that no controller owns: what a controller may adopt. */
  orphans<T extends KubeObject>(type: ResourceType<T>, namespace: string): readonly T[];
  /** Objects under `value` in an index the definition declared. */
  byIndex<T extends KubeObject>(type: ResourceType<T>, index: string, value: string): readonly T[];
}

export interface EventRecorder {
  /** `type` is Normal or Warning; similar events within a window are counted on one object, as upstream does. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

/** What every loop is handed. */
export interface LoopContext {
  readonly cache: CacheReader;
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** In reconcile, `client` notes what it writes: the key comes back only when the caches show it. */
export type ReconcileContext = LoopContext;

export type StatusOf<T extends KubeObject> = T extends { readonly status?: infer S } ? S : unknown;

export interface ReconcileResult<T extends KubeObject> {
  /** The status to write, through the status subresource, if it differs from what stands. */
  readonly status?: StatusOf<T>;
  /** Come back after this many milliseconds even if nothing changes. */
  readonly requeueAfterMs?: number;
  /** What went wrong: the key comes back with exponential back-off. Undefined: nothing did. */
  readonly error?: unknown;
}

/** An index a definition wants on one of its caches; names are shared by everyone who indexes that resource. */
export interface CacheIndex {
  readonly type: ResourceType;
  readonly name: string;
  readonly values: IndexFunction<KubeObject>;
}

interface Definition {
  readonly name: string;
  /** The service account in kube-system it acts as: `replicaset-controller`. Default: its name. */
  readonly identity?: string;
  /** What it may do in the whole cluster: the ClusterRole `system:controller:IDENTITY`, bound to its service account. */
  readonly rules?: readonly PolicyRule[];
  /** What it may do in one namespace, by the namespace's name: a Role of the same name there. */
  readonly namespacedRules?: Readonly<Record<string, readonly PolicyRule[]>>;
  /** Its name in events. Default: its identity. */
  readonly component?: string;
  /** Resources it reads without being woken by their changes. */
  readonly reads?: readonly ResourceType[];
  readonly indexes?: readonly CacheIndex[];
}

export interface ControllerDefinition<T extends KubeObject> extends Definition {
  readonly for: ResourceType<T>;
  /** Resources whose objects carry a controlling owner reference to ours. */
  readonly owns?: readonly ResourceType[];
  /** Other resources, with the keys that a change of one of their objects concerns. */
  readonly watches?: readonly Watch[];
  /** Keys worked on at once. Default 5; one key is never worked on twice at once. */
  readonly maxConcurrentReconciles?: number;
  /** Called for every key that changed. `object` is undefined once it is gone. */
  reconcile(object: T, context: ReconcileContext): Promise<ReconcileResult<T> | void>;
  /** Called instead of reconcile when the object is gone from the cache. */
  deleted?(key: NamespacedName, context: ReconcileContext): Promise<void>;
}

/** For what is no loop over one resource (garbage collection, periodic sweeps): it runs until the signal aborts. */
export interface LoopDefinition extends Definition {
  /** Called once `reads` are synced. Called again, after a pause, if it fails. */
  run(context: LoopContext & InformerSource): Promise<void>;
}

export interface InformerSource {
  /** The shared informer of any resource; one nobody has asked for yet starts now and has still to sync. */
  informer<T extends KubeObject>(type: ResourceType<T>): Informer<T>;
  /** Ends the shared informer of a resource that the API serves no more. */
  stopInformer(type: ResourceType): void;
}

/** Anything the manager runs. */
export type AnyController = ControllerDefinition<KubeObject> | LoopDefinition;

export interface Watch {
  readonly type: ResourceType;
  mapToKeys(object: KubeObject, cache: CacheReader): readonly NamespacedName[];
}

/** Declares a controller; types flow from `for`. */
export function defineController<T extends KubeObject>(definition: ControllerDefinition<T>): ControllerDefinition<T> {
  return definition;
}

/** Declares a watch with its object's type known to `keys`. */
export function watching<T extends KubeObject>(
  type: ResourceType<T>,
  keys: (object: T, cache: CacheReader) => readonly NamespacedName[],
): Watch {
  return { type, mapToKeys: (object, cache) => keys(object as T, cache) };
}

/** Declares an index with its object's type known to `values`. */
export function indexing<T extends KubeObject>(
  type: ResourceType<T>,
  name: string,
  values: (object: T) => readonly string[],
): CacheIndex {
  return { type, name, values: (object) => values(object as T) };
}

/** Declares a loop of its own kind. */
export function defineLoop(definition: LoopDefinition): LoopDefinition {
  return definition;
}
