/** Finds the endpoint a request is for: the served resources, each with its place in the store. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { CompiledType } from '@kubets/schema';
import type { RequestInfo } from '../requests/request.ts';
import { Registers } from './claims/registers.ts';
import { Endpoint, type EngineContext } from './endpoint.ts';
import type { ResourceRegistry } from './resource-registry.ts';
import { StoredResource } from './stored-resource.ts';

export interface Route {
  readonly endpoint: Endpoint;
  readonly subresource: SubresourceDefinition | undefined;
}

export class Endpoints {
  readonly #registry: ResourceRegistry;
  readonly #context: EngineContext;
  readonly #types: (typeName: string) => CompiledType;
  readonly #stored = new Map<string, StoredResource>();
  #endpoints = new Map<ResourceDefinition, Endpoint>();
  #generation = -1;

  constructor(
    registry: ResourceRegistry,
    context: Omit<EngineContext, 'registers'>,
    types: (typeName: string) => CompiledType,
  ) {
    this.#registry = registry;
    const find = ({ group, version, plural }: ResourceType): Endpoint | undefined => this.find(group, version, plural);
    this.#context = { ...context, registers: new Registers({ ...context, find }) };
    this.#types = types;
  }

  of(definition: ResourceDefinition): Endpoint {
    if (this.#generation !== this.#registry.generation) {
      // Definitions may have been replaced: their endpoints are made anew, what is stored stays where it is.
      this.#endpoints = new Map();
      this.#generation = this.#registry.generation;
    }
    let endpoint = this.#endpoints.get(definition);
    if (endpoint === undefined) {
      endpoint = new Endpoint(definition, this.#storedFor(definition), this.#context, () =>
        this.#types(definition.typeName),
      );
      this.#endpoints.set(definition, endpoint);
    }
    return endpoint;
  }

  /** The endpoint of a resource by its names; undefined when it is not served. */
  find(group: string, version: string, plural: string): Endpoint | undefined {
    const definition = this.#registry.find(group, version, plural);
    return definition === undefined ? undefined : this.of(definition);
  }

  /** Undefined when nothing is served there. */
  route(info: RequestInfo): Route | undefined {
    if (!info.isResourceRequest) return undefined;
    const endpoint = this.find(info.group, info.version, info.resource);
    if (endpoint === undefined) return undefined;
    if (info.subresource === '') return { endpoint, subresource: undefined };
    const subresource = endpoint.definition.subresources.find((each) => each.name === info.subresource);
    return subresource === undefined ? undefined : { endpoint, subresource };
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
