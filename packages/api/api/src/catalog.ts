/** The catalog of built-in resources: in discovery order, and by name. */
import type { KubeObject } from '@kubets/machinery/meta';
import { resourceList } from './facts.ts';
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

/** All resources that are served by default, in discovery order. */
export function builtinResources(): readonly ResourceDefinition[] {
  return built().all;
}

/** The definition with this plural name (`pods`). */
export function findResource(group: string, version: string, plural: string): ResourceDefinition | undefined {
  return built().byPlural.get(`${group}/${version}/${plural}`);
}

/** The definition of this kind (`Pod`). */
export function findKind(group: string, version: string, kind: string): ResourceDefinition | undefined {
  return built().byKind.get(`${group}/${version}/${kind}`);
}
