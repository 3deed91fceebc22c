/** The writes of one reconciliation: recorded in the ledger, with the latest version of the reconciled object. */
import type { ObjectRef } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { objectKey, objectKeyOf } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { DeclaredCache } from './cache.ts';
import type { WriteResolver } from './resolve-writes.ts';
import type { WriteObserver } from './track-writes.ts';
import type { UncertainWrite } from './uncertain-write.ts';
import type { WriteLedger } from './write-ledger.ts';

export class KeyWrites implements WriteObserver {
  readonly #key: string;
  readonly #type: ResourceType;
  readonly #cache: DeclaredCache;
  readonly #ledger: WriteLedger;
  readonly #resolver: WriteResolver;
  #own: KubeObject | undefined;
  /** Whether other objects were written. */
  reachedOthers = false;

  constructor(key: string, type: ResourceType, cache: DeclaredCache, ledger: WriteLedger, resolver: WriteResolver) {
    this.#key = key;
    this.#type = type;
    this.#cache = cache;
    this.#ledger = ledger;
    this.#resolver = resolver;
  }

  /** The latest version of the reconciled object. */
  latest<T extends KubeObject>(object: T): T {
    return (this.#own as T | undefined) ?? object;
  }

  wrote(type: ResourceType, object: KubeObject): void {
    const informer = this.#cache.find(type);
    if (informer === undefined) return;
    this.#ledger.wrote(this.#key, informer, object.metadata?.resourceVersion ?? '');
    const isOwn =
      type.plural === this.#type.plural && type.group === this.#type.group && objectKeyOf(object) === this.#key;
    if (isOwn) this.#own = object;
    else this.reachedOthers = true;
  }

  deleted(type: ResourceType, ref: ObjectRef): void {
    this.reachedOthers = true;
    const informer = this.#cache.find(type);
    if (informer !== undefined) this.#ledger.deleted(this.#key, informer, ref);
  }

  uncertain(type: ResourceType, write: UncertainWrite): void {
    const informer = this.#cache.find(type);
    if (informer !== undefined) this.#resolver.resolve(this.#key, informer, write);
  }

  uidOf(type: ResourceType, { namespace = '', name }: ObjectRef): string {
    return this.#cache.find(type)?.store.get(objectKey(namespace, name))?.metadata?.uid ?? '';
  }
}
