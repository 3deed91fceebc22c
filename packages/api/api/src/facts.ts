/** Lookup of API facts at run time. They are parsed on first use, not at import. */
import { invariant, loadOnce } from '@kubets/base';
import {
  type DefaultRule,
  type DefaultsTable,
  defaultsTable as defaultsTableOf,
  type TypeNode,
  type TypeTable,
  typeTable as typeTableOf,
} from '@kubets/schema';
import { defaultFacts } from './generated/defaults.gen.ts';
import { resourceFacts } from './generated/resources.gen.ts';
import { typeFacts } from './generated/types.gen.ts';
import type { Release } from './releases.ts';
import type { ColumnDefinition, SubresourceDefinition } from './resource-definition.ts';

export { featureDefault } from './feature-gates.ts';
export { kubernetesVersion } from './generated/fingerprint.ts';

/** The facts of a resource; absent means none. */
export interface ResourceFact {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced?: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly (Pick<SubresourceDefinition, 'name' | 'kind' | 'verbs' | 'typeName'> & {
    readonly group?: string;
    readonly version?: string;
  })[];
  readonly storage?: { readonly group?: string; readonly version: string };
  readonly storageVersionHash?: string;
  readonly etcdPrefix?: string;
  readonly typeName: string;
  /** The first release that serves it, unless all do. */
  readonly introduced?: Release;
  /** Where it was stored in releases older than the key. */
  readonly before?: Readonly<Record<Release, Pick<ResourceFact, 'storage' | 'storageVersionHash'>>>;
}

/** An API group with the versions it serves, newest first. */
export interface ApiGroup {
  readonly name: string;
  readonly versions: readonly string[];
  readonly preferred: string;
  /** The priority in discovery, highest first. The aggregator's group has none and comes second. */
  readonly priority: number;
  /** The priority of each version within the group; absent for versions that have none. */
  readonly versionPriorities: Readonly<Record<string, number>>;
}

interface ResourceFacts {
  readonly groups: Readonly<
    Record<
      string,
      {
        readonly versions: readonly string[];
        readonly offByDefault?: readonly string[];
        readonly preferred: string;
        readonly groupPriority?: number;
        readonly versionPriority?: Readonly<Record<string, number>>;
      }
    >
  >;
  readonly resources: readonly ResourceFact[];
}

type ColumnFact = Pick<ColumnDefinition, 'name' | 'type'> & Partial<ColumnDefinition>;

interface ColumnFacts {
  /** Descriptions of the columns for metadata, by name. */
  readonly common: Readonly<Record<string, string>>;
  readonly defaultColumns: readonly ColumnFact[];
  readonly noTable: readonly string[];
  readonly kinds: Readonly<Record<string, 'default' | readonly ColumnFact[]>>;
}

let byKind: ReadonlyMap<string, ResourceFact> | undefined;
let types: TypeTable | undefined;
let defaults: DefaultsTable | undefined;
let groupList: readonly ApiGroup[] | undefined;

/** All resources that the newest release serves by default, in discovery order. */
export function resourceList(): readonly ResourceFact[] {
  return (resourceFacts() as ResourceFacts).resources;
}

/** The versions of each group that are served by default, and those that are not. */
export function registeredGroups(): ReadonlyMap<
  string,
  Readonly<Record<'versions' | 'offByDefault', readonly string[]>>
> {
  const all = Object.entries((resourceFacts() as ResourceFacts).groups);
  return new Map(all.map(([name, { versions, offByDefault = [] }]) => [name, { versions, offByDefault }]));
}

/** The facts of a kind; undefined if it is not served by default. */
export function resourceFact(group: string, version: string, kind: string): ResourceFact | undefined {
  byKind ??= new Map(resourceList().map((fact) => [`${fact.group}/${fact.version}/${fact.kind}`, fact]));
  return byKind.get(`${group}/${version}/${kind}`);
}

/** The API groups in discovery order. */
export function groups(): readonly ApiGroup[] {
  groupList ??= Object.entries((resourceFacts() as ResourceFacts).groups).map(([name, group]) => ({
    name,
    versions: group.versions,
    preferred: group.preferred,
    priority: group.groupPriority ?? 0,
    versionPriorities: group.versionPriority ?? {},
  }));
  return groupList;
}

/** The schemas of built-in types, by Go path and name. */
export function typeTable(): TypeTable {
  types ??= typeTableOf(typeFacts() as Readonly<Record<string, TypeNode>>);
  return types;
}

/** The names of all built-in types. */
export function typeNames(): readonly string[] {
  return Object.keys(typeFacts() as object);
}

let kinds: ReadonlyMap<string, string> | undefined;

/** The version in keys of kinds that every group version has, such as DeleteOptions. */
const anyVersion = '*';

function kindIndex(): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const [name, type] of Object.entries(typeFacts() as Readonly<Record<string, TypeNode>>)) {
    const short = name.slice(name.lastIndexOf('.') + 1);
    if (type.gvk === anyVersion) index.set(`${anyVersion} ${short}`, name);
    else
      for (const [group, version, kind] of (type.gvk ?? []) as readonly (readonly [string, string, string])[])
        index.set(`${group === '' ? version : `${group}/${version}`} ${kind}`, name);
  }
  return index;
}

/** The type of a built-in kind, by its Go path and name; undefined for kinds that are not built in. */
export function typeNameOfKind(apiVersion: string, kind: string): string | undefined {
  kinds ??= kindIndex();
  return kinds.get(`${apiVersion} ${kind}`) ?? kinds.get(`${anyVersion} ${kind}`);
}

/** The default values of absent fields, by type. */
export function defaultsTable(): DefaultsTable {
  defaults ??= defaultsTableOf(defaultFacts() as Readonly<Record<string, readonly DefaultRule[]>>);
  return defaults;
}

const column = (fact: ColumnFact, common: ColumnFacts['common']): ColumnDefinition => ({
  name: fact.name,
  type: fact.type,
  format: fact.format ?? '',
  description: fact.description ?? common[fact.name] ?? '',
  priority: fact.priority ?? 0,
});

let columnFacts: (() => unknown) | undefined;

/** Loads what `columnsOf` and the columns of definitions need. Only tables have columns. */
export const loadColumns: () => Promise<void> = loadOnce(async () => {
  ({ columnFacts } = await import('./generated/columns.gen.ts'));
});

/**
 * The printed columns of a kind: name and creation time if it has no others; empty if it has no table. `loadColumns` must have been
 * awaited.
 */
export function columnsOf(group: string, kind: string): readonly ColumnDefinition[] {
  invariant(columnFacts !== undefined, 'the columns have not been loaded');
  const facts = columnFacts() as ColumnFacts;
  const key = group === '' ? kind : `${group}/${kind}`;
  if (facts.noTable.includes(key)) return [];
  const found = Object.hasOwn(facts.kinds, key) ? facts.kinds[key] : undefined;
  const columns = found === undefined || found === 'default' ? facts.defaultColumns : found;
  return columns.map((fact) => column(fact, facts.common));
}
