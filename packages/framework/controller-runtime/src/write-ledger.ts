/**
 * The read-your-writes barrier. Every write of a key leaves a fence; the key is worked on again only when the caches have
 * passed all of them, so that no controller acts on a cache that does not show yet what it did. A write whose outcome is
 * not known bars its key until the store has told what became of it.
 */
import { compareResourceVersions, type Informer, type ObjectRef } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { objectKey } from '@kubets/machinery/object-key';
import type { UncertainWrite } from './uncertain-write.ts';

interface Deletion {
  readonly informer: Informer<KubeObject>;
  /** Whether the cache shows it. */
  shown(): boolean;
}

interface Fences {
  /** The newest version written to each resource. */
  readonly versions: Map<Informer<KubeObject>, string>;
  deletions: readonly Deletion[];
  readonly uncertain: Set<UncertainWrite>;
}

const noFences: Pick<Fences, 'versions' | 'deletions'> = { versions: new Map(), deletions: [] };

export class WriteLedger {
  readonly #fences = new Map<string, Fences>();

  /** Whether the caches show everything this key wrote. */
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

  /** Bars the key until the write is settled. */
  uncertain(key: string, write: UncertainWrite): void {
    this.#of(key).uncertain.add(write);
  }

  /** Whether the key still waits to hear of this write. */
  awaits(key: string, write: UncertainWrite): boolean {
    return this.#fences.get(key)?.uncertain.has(write) ?? false;
  }

  /** The write's time is over or its outcome seen: `standing` is what the store has there, and the cache is to show. */
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
