/** The shared informers as a controller may read them: only the resources it declares. */
import { invariant } from '@kubets/base';
import { type Informer, type InformerFactory, orphansIndexValue } from '@kubets/client';
import { type KubeObject, qualified } from '@kubets/machinery/meta';
import { objectKey } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { AnyController, CacheReader } from './controller.ts';

const nameOf = (type: ResourceType): string => qualified({ group: type.group, resource: type.plural });

/** All resources that the definition reads. */
function typesOf(definition: AnyController): readonly ResourceType[] {
  const types = [
    ...('for' in definition ? [definition.for, ...(definition.owns ?? [])] : []),
    ...('for' in definition ? (definition.watches ?? []).map((watch) => watch.type) : []),
    ...(definition.reads ?? []),
  ];
  return [...new Map(types.map((type) => [nameOf(type), type])).values()];
}

/** The informers and indexes that a definition declares. */
export class DeclaredCache implements CacheReader {
  readonly #owner: string;
  readonly #informers: ReadonlyMap<string, Informer<KubeObject>>;

  constructor(definition: AnyController, factory: InformerFactory) {
    this.#owner = definition.name;
    this.#informers = new Map(typesOf(definition).map((type) => [nameOf(type), factory.informer(type)]));
    for (const index of definition.indexes ?? []) this.informer(index.type).addIndex(index.name, index.values);
  }

  get informers(): readonly Informer<KubeObject>[] {
    return [...this.#informers.values()];
  }

  /** Undefined for a resource that was not declared. */
  find(type: ResourceType): Informer<KubeObject> | undefined {
    return this.#informers.get(nameOf(type));
  }

  informer(type: ResourceType): Informer<KubeObject> {
    const informer = this.find(type);
    invariant(informer !== undefined, `${this.#owner} reads ${nameOf(type)} without declaring it`);
    return informer;
  }

  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined {
    return this.informer(type).store.get(objectKey(namespace, name)) as T | undefined;
  }

  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly T[] {
    return this.informer(type).store.list(namespace) as KubeObject[] as T[];
  }

  ownedBy<T extends KubeObject>(type: ResourceType<T>, owner: KubeObject): readonly T[] {
    return this.byIndex(type, 'owner', owner.metadata?.uid ?? '');
  }

  orphans<T extends KubeObject>(type: ResourceType<T>, namespace: string): readonly T[] {
    return this.byIndex(type, 'owner', orphansIndexValue(namespace));
  }

  byIndex<T extends KubeObject>(type: ResourceType<T>, index: string, value: string): readonly T[] {
    return this.informer(type).store.byIndex(index, value) as KubeObject[] as T[];
  }
}
