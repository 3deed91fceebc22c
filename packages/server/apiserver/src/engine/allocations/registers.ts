/** Registers of allocations: a key for each name, and what this server knows about them. */
import { invariant } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Store } from '@kubets/storage';
import { CachedObject, createWatchCache, type WatchCache, type WatchCacheOptions } from '@kubets/storage/watch-cache';
import type { AllocationRegister } from '../../subresources/subresource-handlers.ts';
import type { Register, RegisterSet } from '../allocation-register.ts';
import type { Companions } from '../companions.ts';
import { namedObject, newObject } from '../new-object.ts';
import { encodeForStore, storedObjects } from '../object-bytes.ts';
import type { ServedResource } from '../served-resource.ts';
import type { StoredObject } from '../stored-resource.ts';

/** Beside `/registry`: the keys below it are not objects of the API. */
const hiddenRoot = '/allocations/';
/** The field manager of the records, as upstream. */
const manager = 'kube-apiserver';
const user = 'system:apiserver';

export interface RegisterParts extends Pick<WatchCacheOptions<KubeObject>, 'clock' | 'log'> {
  readonly store: Store;
  find(type: ResourceType): ServedResource | undefined;
}

/** Own writes that are remembered in case the cache has not received them yet. */
const maxOwnWrites = 1024;

abstract class CachedRegister implements Register {
  /** Writes of this server: the cache is slightly behind. */
  readonly #own = new Map<string, { readonly revision: number; readonly standing: StoredObject | undefined }>();

  abstract readonly prefix: string;
  abstract readonly cache: WatchCache<KubeObject>;
  abstract encoded(record: KubeObject): Uint8Array;

  key(name: string): string {
    return this.prefix + name;
  }

  async view(): Promise<(key: string) => StoredObject | undefined> {
    const { cache } = this;
    await cache.ready;
    const snapshot = cache.snapshot();
    return (key) => {
      const own = this.#own.get(key);
      return own !== undefined && own.revision > snapshot.revision ? own.standing : snapshot.get(key);
    };
  }

  made({ apply }: Companions, revision: number): void {
    for (const operation of apply) {
      const { key } = operation;
      if (!key.startsWith(this.prefix)) continue;
      const standing =
        operation.type === 'put'
          ? new CachedObject({ key, value: operation.value, revision, created: revision }, storedObjects)
          : undefined;
      this.#own.set(key, { revision, standing });
    }
    if (this.#own.size <= maxOwnWrites) return;
    for (const [key, own] of this.#own) if (own.revision <= this.cache.revision) this.#own.delete(key);
  }

  abstract close(): Promise<void>;
}

/** Allocations that are objects of a kind. */
class ObjectRegister extends CachedRegister {
  readonly prefix: string;
  readonly #resource: () => ServedResource;

  constructor(resource: () => ServedResource) {
    super();
    this.#resource = resource;
    this.prefix = resource().stored.prefix();
  }

  get cache(): WatchCache<KubeObject> {
    return this.#resource().stored.cache;
  }

  encoded(record: KubeObject): Uint8Array {
    const resource = this.#resource();
    const { definition, context } = resource;
    const { now } = resource.strategyContext(user);
    const write = { definition, subresource: '', manager, now };
    const written = context.fields.written(undefined, resource.canonical(record), write);
    const named = namedObject(resource, written, record.metadata?.name ?? '', '');
    return encodeForStore(resource.storable(newObject(resource, named, { user })));
  }

  override made(companions: Companions, revision: number): void {
    super.made(companions, revision);
    this.#resource().stored.wrote(revision);
  }

  /** The register does not own the resource's cache. */
  async close(): Promise<void> {
    return undefined;
  }
}

/** Allocations that the API does not show. */
class HiddenRegister extends CachedRegister {
  readonly prefix: string;
  readonly #parts: RegisterParts;
  #cache: WatchCache<KubeObject> | undefined;

  constructor(name: string, parts: RegisterParts) {
    super();
    this.prefix = `${hiddenRoot}${name}/`;
    this.#parts = parts;
  }

  get cache(): WatchCache<KubeObject> {
    const { store, clock, log } = this.#parts;
    this.#cache ??= createWatchCache<KubeObject>({
      store,
      clock,
      log,
      prefix: this.prefix,
      ...storedObjects,
    });
    return this.#cache;
  }

  encoded(record: KubeObject): Uint8Array {
    return encodeForStore(record);
  }

  async close(): Promise<void> {
    await this.#cache?.[Symbol.asyncDispose]();
  }
}

/** Each register is created on first use. */
export class Registers implements RegisterSet {
  readonly #parts: RegisterParts;
  readonly #registers = new Map<AllocationRegister, CachedRegister>();

  constructor(parts: RegisterParts) {
    this.#parts = parts;
  }

  of(register: AllocationRegister): Register {
    let made = this.#registers.get(register);
    if (made === undefined) {
      made =
        typeof register === 'string'
          ? new HiddenRegister(register, this.#parts)
          : new ObjectRegister(() => this.#resourceOf(register));
      this.#registers.set(register, made);
    }
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#registers.values()].map((each) => each.close()));
  }

  #resourceOf(type: ResourceType): ServedResource {
    const resource = this.#parts.find(type);
    invariant(resource !== undefined, `${type.plural} must be served: its objects are allocations`);
    return resource;
  }
}
