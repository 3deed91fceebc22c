/**
 * The read-your-writes barrier, in place of upstream's expectations. The ledger records every write of a key. The key is reconciled
 * again only when the caches show all of them, so that no controller acts on a stale cache. A write with an unknown outcome blocks
 * its key until the outcome is known.
 */
import { compareResourceVersions, type Informer, type ObjectRef } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { objectKey } from '@kubets/machinery/object-key';
import type { UncertainWrite } from './uncertain-write.ts';

interface Deletion {
  readonly informer: Informer<KubeObject>;
  /** Whether the cache shows the deletion. */
  shown(): boolean;
}

interface Fences {
  /** The latest version written, by cache. */
  readonly versions: Map<Informer<KubeObject>, string>;
  deletions: readonly Deletion[];
  readonly uncertain: Set<UncertainWrite>;
}

const noFences: Pick<Fences, 'versions' | 'deletions'> = { versions: new Map(), deletions: [] };

export class WriteLedger {
  readonly #fences = new Map<string, Fences>();

  /** Whether the caches show all writes of the key. */
  isSatisfied(key: string): boolean {
    const fences = this.#fences.get(key);
    if (fences === undefined) return true;
    for (const [informer, version] of fences.versions) {
      if (compareResourceVersions(informer.lastSyncResourceVersion, version) >= 0) fences.versions.delete(informer);
    }
    fences.deletions = fences.deletions.filter((deletion) => !deletion.shown());
    if (fences.versions.size > 0 || fences.deletions.length > 0 || fences.uncertain.size > 0) return false;
    this.#fences.delete(key);
    return true;
  }

  /** The caches that have not shown all of the key's writes. */
  behind(key: string): readonly Informer<KubeObject>[] {
    const { versions, deletions } = this.#fences.get(key) ?? noFences;
    return [...new Set([...versions.keys(), ...deletions.map(({ informer }) => informer)])];
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
    const shown = (): boolean => {
      const metadata = informer.store.get(at)?.metadata;
      return metadata?.uid !== uid || metadata.deletionTimestamp !== undefined;
    };
    const fences = this.#of(key);
    fences.deletions = [...fences.deletions, { informer, shown }];
  }

  /** Blocks the key until the write is resolved. */
  uncertain(key: string, write: UncertainWrite): void {
    this.#of(key).uncertain.add(write);
  }

  /** Whether the write still blocks the key. */
  awaits(key: string, write: UncertainWrite): boolean {
    return this.#fences.get(key)?.uncertain.has(write) ?? false;
  }

  /** Resolves a write: from now on the key waits for the cache to show `standing`, the object in the store. */
  resolved(key: string, write: UncertainWrite, informer: Informer<KubeObject>, standing: KubeObject | undefined): void {
    if (!this.awaits(key, write)) return;
    if (standing === undefined) this.deleted(key, informer, write.ref);
    else this.wrote(key, informer, standing.metadata?.resourceVersion ?? '');
    this.#of(key).uncertain.delete(write);
  }

  #of(key: string): Fences {
    const fences = this.#fences.get(key) ?? { versions: new Map(), deletions: [], uncertain: new Set() };
    this.#fences.set(key, fences);
    return fences;
  }
}
