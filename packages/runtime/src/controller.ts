/** What a controller is: a level-triggered loop over one resource, declared as data around a `reconcile`. */

import type { Clock, Logger, Random } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject, ResourceType } from '@kubets/machinery';

/** A key of the work queue: an object of the controller's resource. */
export interface Key {
  readonly namespace: string;
  readonly name: string;
}

/** Read access to the informer caches the controller declared. Objects are shared and immutable. */
export interface CacheReader {
  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined;
  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly T[];
  /** Objects whose controlling owner reference has the owner's uid. */
  ownedBy<T extends KubeObject>(type: ResourceType<T>, owner: KubeObject): readonly T[];
}

export interface EventRecorder {
  /** `type` is Normal or Warning; similar events within a window are counted on one object, as upstream does. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export interface ReconcileContext {
  readonly cache: CacheReader;
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export interface ReconcileResult<T extends KubeObject> {
  /** The status to write, through the status subresource, if it differs from what stands. */
  readonly status?: T extends { readonly status?: infer S } ? S : never;
  /** Come back after this many milliseconds even if nothing changes. */
  readonly after?: number;
  /** What went wrong: the key comes back with exponential back-off. Undefined: nothing did. */
  readonly retry?: unknown;
}

export interface ControllerDefinition<T extends KubeObject> {
  readonly name: string;
  readonly for: ResourceType<T>;
  /** Resources whose objects carry a controlling owner reference to ours. */
  readonly owns?: readonly ResourceType[];
  /** Other resources, with the keys that a change of one of their objects concerns. */
  readonly watches?: readonly Watch[];
  /** Keys worked on at once. Default 5; one key is never worked on twice at once. */
  readonly concurrency?: number;
  /** Called for every key that changed. `object` is undefined once it is gone. */
  reconcile(object: T, context: ReconcileContext): Promise<ReconcileResult<T> | void>;
  /** Called instead of reconcile when the object is gone from the cache. */
  gone?(key: Key, context: ReconcileContext): Promise<void>;
}

export interface Watch {
  readonly type: ResourceType;
  keys(object: KubeObject, cache: CacheReader): readonly Key[];
}

/** Declares a controller; types flow from `for`. */
export function defineController<T extends KubeObject>(definition: ControllerDefinition<T>): ControllerDefinition<T> {
  return definition;
}

/** Declares a watch with its object's type known to `keys`. */
export function watching<T extends KubeObject>(
  type: ResourceType<T>,
  keys: (object: T, cache: CacheReader) => readonly Key[],
): Watch {
  return { type, keys: (object, cache) => keys(object as T, cache) };
}
