/** The facts of groups and resources, from what servers of a release serve. */
import { createHash } from 'node:crypto';
import { groupVersion, type Served, type ServedResource } from './served.ts';

/** What the Go program prints about groups and storage. */
export interface StorageFacts {
  /** Versions of each group in the order in which the storage prefers them. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Storage prefixes that differ from the plural, by `group/plural`. */
  readonly prefixes: Readonly<Record<string, string>>;
}

/** The servers of a release that differ in what is enabled. */
export interface Servers {
  /** With default flags. */
  readonly byDefault: Served;
  /** With all group versions, and the feature gates below. */
  readonly all: Served;
}

/** Gates without which a kind is not served, even if its group version is enabled. */
export const gatesOfKinds: Readonly<Record<string, string>> = {
  'certificates.k8s.io/ClusterTrustBundle': 'ClusterTrustBundle',
  'certificates.k8s.io/PodCertificateRequest': 'PodCertificateRequest',
  'lifecycle.k8s.io/Eviction': 'EvictionRequestAPI',
  'lifecycle.k8s.io/EvictionRequest': 'EvictionRequestAPI',
  'scheduling.k8s.io/CompositePodGroup': 'CompositePodGroup',
  'scheduling.k8s.io/PodGroup': 'GenericWorkload',
  'scheduling.k8s.io/Workload': 'GenericWorkload',
  'storagemigration.k8s.io/StorageVersionMigration': 'StorageVersionMigrator',
};

/** Groups with an API server of their own inside kube-apiserver: their prefix contains the group. */
const groupsWithServers: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

const hashOf = (group: string, version: string, kind: string): string =>
  createHash('sha256').update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString('base64');

type Entries = Record<string, unknown>;

const nonEmpty = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list?.length ? list : undefined);

const present = (entries: Entries): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

const stageOf = (version: string): string | undefined => /alpha|beta/.exec(version)?.[0];

function subresourceFact(parent: string, served: ServedResource): Entries {
  const { name, kind, verbs, group, version } = served;
  return present({ name: name.slice(parent.length + 1), kind, verbs, group, version });
}

function storageFacts(group: string, resource: ServedResource, facts: StorageFacts): Entries {
  const { kind, name, storageVersionHash } = resource;
  if (storageVersionHash === undefined || storageVersionHash === '') return {};
  const version = facts.groups[group]?.find((each) => hashOf(group, each, kind) === storageVersionHash);
  // Events of both groups are stored as those of the core group.
  const elsewhere = version === undefined && hashOf('', 'v1', kind) === storageVersionHash;
  if (version === undefined && !elsewhere) throw new RangeError(`no version of ${group} ${kind} has the storage hash`);
  return {
    storage: elsewhere ? { group: '', version: 'v1' } : { version },
    storageVersionHash,
    etcdPrefix: facts.prefixes[`${group}/${name}`] ?? (groupsWithServers.has(group) ? `${group}/${name}` : name),
  };
}

function resourceFacts(
  group: string,
  version: string,
  list: readonly ServedResource[],
  facts: StorageFacts,
): Entries[] {
  return list
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => {
      const { name, kind, singularName, namespaced, verbs, shortNames, categories } = resource;
      const subresources = list.filter((each) => each.name.startsWith(`${name}/`));
      return present({
        group,
        version,
        kind,
        plural: name,
        singular: singularName,
        namespaced,
        verbs,
        shortNames: nonEmpty(shortNames),
        categories: nonEmpty(categories),
        gate: gatesOfKinds[`${group}/${kind}`],
        ...storageFacts(group, resource, facts),
        subresources: nonEmpty(subresources.map((each) => subresourceFact(name, each))),
      });
    });
}

function groupFact({ byDefault, all }: Servers, name: string, facts: StorageFacts): Entries {
  const on = byDefault.groups.find((group) => group.name === name);
  const every = all.groups.find((group) => group.name === name);
  const versions = on?.versions ?? [];
  const off = every?.versions.filter((version) => !versions.includes(version)) ?? [];
  const keys = (every?.versions ?? []).map(
    (version) => [version, all.priorities.get(groupVersion(name, version))] as const,
  );
  const priorities = keys.flatMap(([version, priority]) =>
    priority === undefined ? [] : [[version, priority.version] as const],
  );
  const hasPriority = !groupsWithoutPriority.has(name);
  return present({
    versions,
    offByDefault: nonEmpty(off),
    preferred: on?.preferred,
    preferredAllOn: on === undefined ? every?.preferred : undefined,
    schemePriority: facts.groups[name],
    groupPriority: hasPriority ? keys.find(([, priority]) => priority !== undefined)?.[1]?.group : undefined,
    versionPriority: hasPriority ? Object.fromEntries(priorities) : undefined,
  });
}

/** The aggregator serves its own group, and places it before the others. */
const groupsWithoutPriority: ReadonlySet<string> = new Set(['apiregistration.k8s.io']);

export interface ResourceFacts {
  readonly groups: Readonly<Record<string, unknown>>;
  readonly resources: readonly Entries[];
  readonly offByDefault: readonly Entries[];
}

export function resourceFactsOf(servers: Servers, facts: StorageFacts): ResourceFacts {
  const listsOf = (served: Served): Entries[] =>
    served.groups.flatMap(({ name, versions }) =>
      versions.flatMap((version) =>
        resourceFacts(name, version, served.resources.get(groupVersion(name, version)) ?? [], facts),
      ),
    );
  const nameOf = ({ group, version, plural }: Entries): string => `${group}/${version}/${plural}`;
  const resources = listsOf(servers.byDefault);
  const on = new Set(resources.map(nameOf));
  const offByDefault = listsOf(servers.all)
    .filter((resource) => !on.has(nameOf(resource)))
    .map((resource) => present({ ...resource, stage: stageOf(String(resource['version'])) }));
  const names = servers.all.groups.map(({ name }) => name);
  const groups = Object.fromEntries(names.map((name) => [name, groupFact(servers, name, facts)]));
  return { groups, resources, offByDefault };
}

/** The resources that these gates do not enable, but that others do. Each needs an entry in the table of gates. */
export function unknownGates(withKnownGates: Served, all: Served): readonly string[] {
  const names = (served: Served): string[] =>
    [...served.resources].flatMap(([key, list]) => list.map(({ name }) => `${key}/${name}`));
  const known = new Set(names(withKnownGates));
  return names(all).filter((name) => !known.has(name));
}
