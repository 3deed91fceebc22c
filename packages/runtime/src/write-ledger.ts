/**
 * The read-your-writes barrier. Every write of a key leaves a fence; the key is worked on again only when the caches have
 * passed all of them, so that no controller acts on a cache that does not show yet what it did.
 */
import { type Client, compareResourceVersions, type Informer, type ObjectRef, objectKey } from '@kubets/client';
import type { KubeObject, ResourceType } from '@kubets/machinery';

interface Fences {
  /** The newest version written to each resource. */
  readonly versions: Map<Informer<KubeObject>, string>;
  /** Deletions; each true once the cache shows it. */
  deletions: (() => boolean)[];
}

export class WriteLedger {
  readonly #fences = new Map<string, Fences>();

  /** Whether the caches show everything this key wrote. */
  caughtUp(key: string): boolean {
    const fences = this.#fences.get(key);
    if (fences === undefined) return true;
    for (const [informer, version] of fences.versions) {
      if (compareResourceVersions(informer.resourceVersion, version) >= 0) fences.versions.delete(informer);
    }
    fences.deletions = fences.deletions.filter((shown) => !shown());
    if (fences.versions.size > 0 || fences.deletions.length > 0) return false;
    this.#fences.delete(key);
    return true;
  }

  forget(key: string): void {
    this.#fences.delete(key);
  }

  wrote(key: string, informer: Informer<KubeObject>, version: string): void {
    const { versions } = this.#of(key);
    if (compareResourceVersions(version, versions.get(informer) ?? '') > 0) versions.set(informer, version);
  }

  /** The object is to go, or to be marked as going, or to be another one of the same name. */
  deleted(key: string, informer: Informer<KubeObject>, ref: ObjectRef): void {
    const at = objectKey(ref.namespace ?? '', ref.name);
    const uid = informer.store.get(at)?.metadata?.uid;
    if (uid === undefined) return;
    this.#of(key).deletions.push(() => {
      const metadata = informer.store.get(at)?.metadata;
      return metadata?.uid !== uid || metadata.deletionTimestamp !== undefined;
    });
  }

  #of(key: string): Fences {
    const fences = this.#fences.get(key) ?? { versions: new Map(), deletions: [] };
    this.#fences.set(key, fences);
    return fences;
  }
}

/** What a tracked client tells of its writes. */
export interface WriteObserver {
  wrote(type: ResourceType, object: KubeObject): void;
  deleted(type: ResourceType, ref: ObjectRef): void;
}

/** `client`, telling the observer of every write that went through (dry runs are none). */
export function trackWrites(client: Client, observer: WriteObserver): Client {
  const noted = async <T extends KubeObject>(
    type: ResourceType,
    dryRun: boolean | undefined,
    write: Promise<T>,
  ): Promise<T> => {
    const object = await write;
    if (dryRun !== true) observer.wrote(type, object);
    return object;
  };
  return {
    ...client,
    create: (type, object, options) => noted(type, options?.dryRun, client.create(type, object, options)),
    update: (type, object, options) => noted(type, options?.dryRun, client.update(type, object, options)),
    updateStatus: (type, object, options) => noted(type, options?.dryRun, client.updateStatus(type, object, options)),
    patch: (type, ref, patchType, patch, options) =>
      noted(type, options?.dryRun, client.patch(type, ref, patchType, patch, options)),
    updateSub: async <R>(...call: Parameters<Client['updateSub']>): Promise<R> => {
      const [type, , , , options] = call;
      return (await noted(type, options?.dryRun, client.updateSub<KubeObject>(...call))) as R;
    },
    delete: async (type, ref, options) => {
      await client.delete(type, ref, options);
      if (options?.dryRun !== true) observer.deleted(type, ref);
    },
  };
}
