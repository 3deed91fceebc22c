/** Finds the served resource of a request, with its location in the store. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import { apiVersionOf } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { CompiledType } from '@kubets/schema';
import type { RequestInfo } from '../requests/request.ts';
import { Registers } from './allocations/registers.ts';
import type { ResourcePlace, ResourceRegistry } from './resource-registry.ts';
import { type EngineContext, ServedResource } from './served-resource.ts';
import { StoredResource } from './stored-resource.ts';

export interface Route {
  readonly resource: ServedResource;
  readonly subresource: SubresourceDefinition | undefined;
}

export class ServedResources {
  readonly #registry: ResourceRegistry;
  readonly #context: EngineContext;
  readonly #types: (typeName: string) => CompiledType;
  readonly #stored = new Map<string, StoredResource>();
  /** Definitions never change; a replaced one is forgotten with its served resource. */
  readonly #served = new WeakMap<ResourceDefinition, ServedResource>();
  #sameStorage: ReadonlyMap<string, readonly ResourceDefinition[]> = new Map();
  #generation = -1;

  constructor(
    registry: ResourceRegistry,
    context: Omit<EngineContext, 'registers' | 'find'>,
    types: (typeName: string) => CompiledType,
  ) {
    this.#registry = registry;
    const find = ({ group, version, plural }: ResourceType): ServedResource | undefined =>
      this.find(group, version, plural);
    this.#context = { ...context, find, registers: new Registers({ ...context, find }) };
    this.#types = types;
  }

  of(definition: ResourceDefinition): ServedResource {
    let resource = this.#served.get(definition);
    if (resource === undefined) {
      const { custom } = definition;
      const compile = (): CompiledType => custom?.type ?? this.#types(definition.typeName);
      resource = new ServedResource(definition, this.#storedFor(definition), this.#context, compile);
      this.#served.set(definition, resource);
    }
    return resource;
  }

  /** The served resource with these names; undefined if it is not served. */
  find(group: string, version: string, plural: string): ServedResource | undefined {
    const definition = this.#registry.find(group, version, plural);
    return definition === undefined ? undefined : this.of(definition);
  }

  /** The other served versions of the objects that are stored as those of this one. */
  equivalents({ definition }: ServedResource): readonly ServedResource[] {
    const prefix = this.#registry.storedAs(definition).storagePrefix;
    if (prefix === '') return [];
    if (this.#generation !== this.#registry.generation) {
      this.#sameStorage = Map.groupBy(this.#registry.all(), (each) => this.#registry.storedAs(each).storagePrefix);
      this.#generation = this.#registry.generation;
    }
    const same = this.#sameStorage.get(prefix) ?? [];
    return same.filter((each) => each !== definition).map((each) => this.of(each));
  }

  /** Undefined if nothing is served there. */
  route(info: RequestInfo): Route | undefined {
    if (!info.isResourceRequest) return undefined;
    const resource = this.find(info.group, info.version, info.resource);
    if (resource === undefined) return undefined;
    if (info.subresource === '') return { resource, subresource: undefined };
    const subresource = resource.definition.subresources.find((each) => each.name === info.subresource);
    return subresource === undefined ? undefined : { resource, subresource };
  }

  /**
   * Replaces all definitions of one resource. What is stored is read with the new ones from now on. Returns those that
   * are served: the registry does not accept all.
   */
  replace(previous: readonly ResourceDefinition[], next: readonly ResourceDefinition[]): readonly ResourceDefinition[] {
    const served = next.filter((each) => this.#registry.accepts(each));
    const standing = new Set(served.map(apiVersionOf));
    for (const each of served) this.#registry.register(each);
    for (const each of previous) if (!standing.has(apiVersionOf(each))) this.#registry.unregister(each);
    const [layout] = served.map((each) => this.#registry.storedAs(each));
    if (layout !== undefined) this.#stored.get(layout.storagePrefix)?.redefine(layout);
    return served;
  }

  /** Whether a resource that clients define may be served there. */
  accepts(place: ResourcePlace): boolean {
    return this.#registry.accepts(place);
  }

  /** Ends the cache of a resource that is no longer served; does nothing if it is served again. */
  async retire(definition: ResourceDefinition): Promise<void> {
    const { storagePrefix } = this.#registry.storedAs(definition);
    const known = this.#stored.get(storagePrefix);
    if (known === undefined || this.#registry.all().some((each) => each.storagePrefix === storagePrefix)) return;
    this.#stored.delete(storagePrefix);
    await known.retire();
  }

  stored(): readonly StoredResource[] {
    return [...this.#stored.values()];
  }

  async close(): Promise<void> {
    await this.#context.registers.close();
    await Promise.all(this.stored().map((each) => each.close()));
  }

  #storedFor(definition: ResourceDefinition): StoredResource {
    const layout = this.#registry.storedAs(definition);
    const known = this.#stored.get(layout.storagePrefix);
    if (known !== undefined) return known;
    const stored = new StoredResource(layout, this.#context);
    this.#stored.set(layout.storagePrefix, stored);
    return stored;
  }
}
