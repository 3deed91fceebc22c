/** The ownership graph, from the caches of all deletable resources. */
import type { Informer } from '@kubets/client';
import { type InformerSource, LruMap } from '@kubets/controller-runtime';
import { type KubeObject, type OwnerReference, parseApiVersion } from '@kubets/machinery/meta';
import { objectKey, objectKeyOf } from '@kubets/machinery/object-key';
import type { DiscoveredResource, Discovery } from '../api-discovery/discover-resources.ts';
import { awaitsDependents, droppedReferences, orphansDependents } from './classify.ts';

/** An object and its resource. */
export interface Item {
  readonly resource: DiscoveredResource;
  readonly object: KubeObject;
}

/** Resources that are ignored: there are very many Events, and they neither own nor are owned. */
const ignored: ReadonlySet<string> = new Set(['events.', 'events.events.k8s.io']);
/** The resources whose objects define other resources. */
const definitions: ReadonlySet<string> = new Set([
  'customresourcedefinitions.apiextensions.k8s.io',
  'apiservices.apiregistration.k8s.io',
]);
const versionOf = ({ group, version }: DiscoveredResource): string => (group === '' ? version : `${group}/${version}`);
const nameOf = (resource: DiscoveredResource): string => `${resource.plural}.${resource.group}`;

/** As upstream. */
const maxAbsentOwners = 500;

interface Monitor {
  readonly resource: DiscoveredResource;
  readonly informer: Informer<KubeObject>;
  readonly unsubscribe: () => void;
}

export class ObjectGraph {
  readonly #source: InformerSource;
  readonly #visit: (key: string) => void;
  readonly #definitionChanged: () => void;
  readonly #monitors = new Map<string, Monitor>();
  #kinds: Discovery['kinds'] = new Map();
  /** UIDs of absent owners, because many dependents look up the same owner. */
  readonly #absent = new LruMap<true>(maxAbsentOwners);

  /**
   * @param visit called with the key of each object to process.
   * @param definitionChanged called when other resources may be served than before.
   */
  constructor(source: InformerSource, visit: (key: string) => void, definitionChanged: () => void) {
    this.#source = source;
    this.#visit = visit;
    this.#definitionChanged = definitionChanged;
  }

  get informers(): readonly Informer<KubeObject>[] {
    return Array.from(this.#monitors.values(), (monitor) => monitor.informer);
  }

  /** Watches the served resources and stops watching others. What is known of a version whose discovery failed is kept. */
  follow({ resources, kinds, failures }: Discovery): void {
    const kept = [...this.#kinds].filter(([, resource]) => failures.has(versionOf(resource)));
    this.#kinds = new Map([...kept, ...kinds]);
    const wanted = new Map(
      resources
        .filter(
          (each) =>
            ['delete', 'list', 'watch'].every((verb) => each.verbs.includes(verb)) && !ignored.has(nameOf(each)),
        )
        .map((each) => [nameOf(each), each]),
    );
    for (const [name, { resource, unsubscribe }] of this.#monitors) {
      // A custom resource may no longer be served in the version that has been watched.
      if (wanted.get(name)?.version === resource.version || failures.has(versionOf(resource))) continue;
      unsubscribe();
      this.#source.stopInformer(resource);
      this.#monitors.delete(name);
    }
    for (const [name, resource] of wanted)
      if (!this.#monitors.has(name)) this.#monitors.set(name, this.#monitor(resource));
  }

  /** The object of a key, if it is in the cache. */
  find(key: string): Item | undefined {
    const [name = '', at = ''] = key.split(' ');
    const monitor = this.#monitors.get(name);
    const object = monitor?.informer.store.get(at);
    return monitor === undefined || object === undefined ? undefined : { resource: monitor.resource, object };
  }

  keyFor({ resource, object }: Item): string {
    return `${nameOf(resource)} ${objectKeyOf(object)}`;
  }

  dependentsOf(uid: string): readonly Item[] {
    return Array.from(this.#monitors.values()).flatMap(({ resource, informer }) =>
      informer.store.byIndex('owners', uid).map((object) => ({ resource, object })),
    );
  }

  /** The resource of an owner reference; undefined if its kind is not served. */
  resourceOf(reference: OwnerReference): DiscoveredResource | undefined {
    return this.#kinds.get(`${reference.apiVersion}/${reference.kind}`);
  }

  /** The namespace of the referenced object in the caches; undefined if they do not contain it. */
  namespaceOf(reference: OwnerReference): string | undefined {
    const resource = this.resourceOf(reference);
    const monitor = resource && this.#monitors.get(nameOf(resource));
    if (monitor === undefined || this.#absent.get(reference.uid)) return undefined;
    for (const { metadata } of monitor.informer.store.list())
      if (metadata?.uid === reference.uid) return metadata.namespace ?? '';
    this.#absent.set(reference.uid, true);
    return undefined;
  }

  #monitor(resource: DiscoveredResource): Monitor {
    const informer = this.#source.informer(resource) as Informer<KubeObject>;
    const changed = definitions.has(nameOf(resource)) ? this.#definitionChanged : () => undefined;
    const unsubscribe = informer.subscribe({
      added: (object) => {
        changed();
        this.#consider({ resource, object }, undefined);
      },
      updated: (object, old) => {
        changed();
        this.#consider({ resource, object }, old);
      },
      deleted: (object) => {
        changed();
        this.#mourn(object);
      },
    });
    return { resource, informer, unsubscribe };
  }

  /** Enqueues the object if its deletion involves dependents, or if one of its owners is not in the caches. */
  #consider(item: Item, old: KubeObject | undefined): void {
    const { object } = item;
    const { ownerReferences = [], namespace = '' } = object.metadata ?? {};
    if (awaitsDependents(object) || orphansDependents(object)) this.#visit(this.keyFor(item));
    if (awaitsDependents(object) && (old === undefined || !awaitsDependents(old))) {
      for (const dependent of this.dependentsOf(object.metadata?.uid ?? '')) this.#visit(this.keyFor(dependent));
    }
    if (ownerReferences.some((reference) => !this.#isInSight(reference, namespace))) this.#visit(this.keyFor(item));
    for (const reference of droppedReferences(old?.metadata?.ownerReferences ?? [], ownerReferences))
      this.#visitOwner(reference, namespace);
  }

  /** Enqueues the dependents of a deleted object, and the owners that waited for it. */
  #mourn(object: KubeObject): void {
    const { uid = '', namespace = '', ownerReferences = [] } = object.metadata ?? {};
    this.#absent.set(uid, true);
    for (const dependent of this.dependentsOf(uid)) this.#visit(this.keyFor(dependent));
    for (const reference of ownerReferences) this.#visitOwner(reference, namespace);
  }

  #visitOwner(reference: OwnerReference, namespace: string): void {
    const owner = this.#cached(reference, namespace);
    if (owner !== undefined && awaitsDependents(owner.object)) this.#visit(this.keyFor(owner));
  }

  /** Whether the owner is in the caches. One in foreground deletion counts as absent, so that its dependents are processed. */
  #isInSight(reference: OwnerReference, namespace: string): boolean {
    const owner = this.#cached(reference, namespace);
    return owner !== undefined && !awaitsDependents(owner.object);
  }

  #cached(reference: OwnerReference, namespace: string): Item | undefined {
    const resource = this.resourceOf(reference);
    if (resource === undefined || parseApiVersion(reference.apiVersion) === undefined) return undefined;
    const monitor = this.#monitors.get(nameOf(resource));
    const object = monitor?.informer.store.get(objectKey(resource.namespaced ? namespace : '', reference.name));
    if (monitor === undefined || object?.metadata?.uid !== reference.uid) return undefined;
    return { resource: monitor.resource, object };
  }
}
