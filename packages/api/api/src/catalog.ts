/** The catalog of built-in resources: in discovery order, and by name. */
import type { KubeObject } from '@kubets/machinery/meta';
import { type ResourceFact, resourceFact, resourceList } from './facts.ts';
import { currentRelease, minorOf, type Release } from './releases.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import * as resources from './resources.ts';

interface Catalog {
  readonly all: readonly ResourceDefinition[];
  readonly byPlural: ReadonlyMap<string, ResourceDefinition>;
  readonly byKind: ReadonlyMap<string, ResourceDefinition>;
}

let catalog: Catalog | undefined;

function keyed(
  definitions: readonly ResourceDefinition[],
  key: (definition: ResourceDefinition) => string,
): ReadonlyMap<string, ResourceDefinition> {
  return new Map(definitions.map((each) => [`${each.group}/${each.version}/${key(each)}`, each]));
}

function built(): Catalog {
  if (catalog !== undefined) return catalog;
  const byKind = keyed(Object.values(resources) as readonly ResourceDefinition<KubeObject>[], (each) => each.kind);
  const all = resourceList().flatMap((fact) => byKind.get(`${fact.group}/${fact.version}/${fact.kind}`) ?? []);
  catalog = { all, byKind, byPlural: keyed(all, (each) => each.plural) };
  return catalog;
}

/** Where an older release stored the objects; undefined if it is the same place. */
function storageIn(fact: ResourceFact, release: Release): Pick<ResourceFact, 'storageVersionHash'> | undefined {
  const changes = Object.entries(fact.before ?? {}).filter(([until]) => minorOf(release) < minorOf(until));
  return changes.sort(([a], [b]) => minorOf(a) - minorOf(b))[0]?.[1];
}

/** The definition in an older release; undefined if the release does not serve the resource. */
function definitionIn(definition: ResourceDefinition, release: Release): ResourceDefinition | undefined {
  const fact = resourceFact(definition.group, definition.version, definition.kind);
  if (fact?.introduced !== undefined && minorOf(release) < minorOf(fact.introduced)) return undefined;
  const storage = fact && storageIn(fact, release);
  if (storage?.storageVersionHash === undefined) return definition;
  // kubets stores objects in the served version in each release.
  return { ...definition, storageVersionHash: storage.storageVersionHash };
}

/** All resources that are served by default, in discovery order; with `release`, those of an older release that is emulated. */
export function builtinResources(release: Release = currentRelease): readonly ResourceDefinition[] {
  if (release === currentRelease) return built().all;
  return built().all.flatMap((definition) => definitionIn(definition, release) ?? []);
}

/** The definition with this plural name (`pods`). */
export function findResource(group: string, version: string, plural: string): ResourceDefinition | undefined {
  return built().byPlural.get(`${group}/${version}/${plural}`);
}

/** The definition of this kind (`Pod`). */
export function findKind(group: string, version: string, kind: string): ResourceDefinition | undefined {
  return built().byKind.get(`${group}/${version}/${kind}`);
}
