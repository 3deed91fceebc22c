/** Aggregated discovery: all groups in one document (`apidiscovery.k8s.io/v2`). */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import { encodeJson } from '@kubets/machinery/json';
import type { ResourceRegistry } from '../engine/resource-registry.ts';
import { parseAccept } from '../responses/negotiate.ts';
import { offeredVerbs, servedGroups } from './classic.ts';
import { documentHash } from './hashes.ts';
import type { RemoteDiscovery, RemoteGroupVersion, ServedGroup } from './remote-discovery.ts';

export const aggregatedContentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Whether the client prefers the aggregated form to the classic one. */
export function wantsAggregated(accept: string | undefined): boolean {
  for (const media of parseAccept(accept ?? '')) {
    if (media.type !== 'application/json' && media.type !== '*/*') continue;
    const as = media.parameters.get('as');
    if (as === undefined) return false;
    const { parameters } = media;
    if (
      as === 'APIGroupDiscoveryList' &&
      parameters.get('g') === 'apidiscovery.k8s.io' &&
      parameters.get('v') === 'v2'
    ) {
      return true;
    }
  }
  return false;
}

function responseKind(type: { readonly group: string; readonly version: string; readonly kind: string }): object {
  return { group: type.group, version: type.version, kind: type.kind };
}

function subresourceBody(subresource: SubresourceDefinition): object {
  return { subresource: subresource.name, responseKind: responseKind(subresource), verbs: subresource.verbs };
}

function resourceBody(definition: ResourceDefinition): object {
  const { plural, singular, namespaced, shortNames, categories, subresources } = definition;
  return {
    resource: plural,
    responseKind: responseKind(definition),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: offeredVerbs(definition),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources: subresources.map(subresourceBody) }),
  };
}

function groupBody(group: ServedGroup, registry: ResourceRegistry, remote: readonly RemoteGroupVersion[]): object {
  return {
    metadata: group.name === '' ? { creationTimestamp: null } : { name: group.name, creationTimestamp: null },
    versions: group.versions.map((version) => {
      const there = remote.find((each) => each.group === group.name && each.version === version);
      if (there !== undefined)
        return { version, resources: there.resources, freshness: there.current ? 'Current' : 'Stale' };
      const resources = registry
        .resourcesOf(group.name, version)
        .toSorted((a, b) => (a.plural < b.plural ? -1 : 1))
        .map(resourceBody);
      return { version, resources, freshness: 'Current' };
    }),
  };
}

export interface AggregatedDocument {
  readonly bytes: Uint8Array;
  /** In quotes, as in the ETag header. */
  readonly etag: string;
}

async function document(
  groups: readonly ServedGroup[],
  registry: ResourceRegistry,
  remote: readonly RemoteGroupVersion[],
): Promise<AggregatedDocument> {
  const body = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map((group) => groupBody(group, registry, remote)),
  };
  const bytes = new TextEncoder().encode(`${encodeJson(body)}\n`);
  return { bytes, etag: `"${await documentHash(bytes)}"` };
}

/** Documents for `/api` and `/apis`, rebuilt only when what is served has changed. */
export class AggregatedDiscovery {
  readonly #registry: ResourceRegistry;
  readonly #remote: RemoteDiscovery;
  #generation = '';
  readonly #made = new Map<boolean, Promise<AggregatedDocument>>();

  constructor(registry: ResourceRegistry, remote: RemoteDiscovery) {
    this.#registry = registry;
    this.#remote = remote;
  }

  /** `legacy`: the core group of `/api`; otherwise the named groups of `/apis`. */
  of(legacy: boolean): Promise<AggregatedDocument> {
    const generation = `${this.#registry.generation} ${this.#remote.generation}`;
    if (this.#generation !== generation) {
      this.#made.clear();
      this.#generation = generation;
    }
    let made = this.#made.get(legacy);
    if (made === undefined) {
      const groups = servedGroups(this.#registry, this.#remote).filter((group) => (group.name === '') === legacy);
      made = document(groups, this.#registry, this.#remote.groupVersions());
      this.#made.set(legacy, made);
    }
    return made;
  }
}
