/** Creates the definition of a built-in resource from the facts and the deviations of its kind. */
import { invariant } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { columnsOf, type ResourceFact, resourceFact } from './facts.ts';
import type { Cell, ColumnDefinition, ResourceDefinition, ResourceStrategy } from './resource-definition.ts';
import { unimplementedKindWarning } from './unimplemented/kinds.ts';

export interface ResourceDeclaration<T extends KubeObject> extends ResourceStrategy<T> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly conversion?: NonNullable<ResourceDefinition<T>['conversion']>;
}

/** Kinds without columns show their name and creation time. */
function plainRow(object: KubeObject): readonly Cell[] {
  return [object.metadata?.name ?? '', object.metadata?.creationTimestamp ?? null];
}

/** Upstream stores two kinds in versions that it no longer serves. kubets stores them in the served version. */
function storageVersionOf(fact: ResourceFact): { group: string; version: string } {
  const group = fact.storage?.group ?? fact.group;
  const version = fact.storage?.version ?? fact.version;
  return resourceFact(group, version, fact.kind) === undefined
    ? { group: fact.group, version: fact.version }
    : { group, version };
}

/** The warnings of the kind, and the warning that it is not implemented. */
function warningsOf<T extends KubeObject>(
  warning: string | undefined,
  strategy: ResourceStrategy<T>,
): Pick<ResourceStrategy<T>, 'warnings'> {
  if (warning === undefined) return {};
  return { warnings: (object, old) => [warning, ...(strategy.warnings?.(object, old) ?? [])] };
}

/** Merges a declaration with the facts of its kind. Columns are read lazily. */
export function defineResource<T extends KubeObject>(declaration: ResourceDeclaration<T>): ResourceDefinition<T> {
  const { group, version, kind, conversion, ...strategy } = declaration;
  const fact = resourceFact(group, version, kind);
  invariant(fact !== undefined, `no facts for kind ${kind} in ${group}/${version}`);
  let columns: readonly ColumnDefinition[] | undefined;
  return {
    group,
    version,
    kind,
    plural: fact.plural,
    singular: fact.singular,
    listKind: `${kind}List`,
    namespaced: fact.namespaced ?? false,
    shortNames: fact.shortNames ?? [],
    categories: fact.categories ?? [],
    verbs: fact.verbs,
    subresources: (fact.subresources ?? []).map((sub) => ({ group, version, ...sub })),
    typeName: fact.typeName,
    storageVersion: storageVersionOf(fact),
    storageVersionHash: fact.storageVersionHash ?? '',
    storagePrefix: fact.etcdPrefix ?? '',
    columns() {
      columns ??= columnsOf(group, kind);
      return columns;
    },
    strategy: {
      row: plainRow,
      ...strategy,
      ...warningsOf(unimplementedKindWarning(group, fact.plural, kind), strategy),
    },
    ...(conversion === undefined ? {} : { conversion }),
  };
}
