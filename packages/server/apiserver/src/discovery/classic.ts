/** Discovery by group: `/api`, `/apis`, and the resources of each group-version. */
import type { ResourceDefinition } from '@kubets/api';
import { groups as builtinGroups } from '@kubets/api/facts';
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { sortKubeVersions } from '@kubets/machinery/versions';
import type { ResourceRegistry } from '../engine/resource-registry.ts';
import { mergeGroups, type RemoteDiscovery, type ServedGroup } from './remote-discovery.ts';

/** The groups that have resources, here or on other API servers. */
export function servedGroups(registry: ResourceRegistry, remote: RemoteDiscovery): readonly ServedGroup[] {
  return mergeGroups(ownGroups(registry), remote.groupVersions());
}

/** Built-in groups in upstream's order, others by name, with the newest version first. */
function ownGroups(registry: ResourceRegistry): readonly ServedGroup[] {
  const served = registry.groups();
  const known = builtinGroups().filter((group) => served.has(group.name));
  const names = new Set(known.map((group) => group.name));
  const others = [...served.keys()].filter((name) => !names.has(name)).toSorted();
  return [...names, ...others].map((name) => {
    const own = served.get(name) ?? [];
    const order = known.find((group) => group.name === name);
    const versions = order === undefined ? [] : [...order.versions.filter((each) => own.includes(each))];
    const extra = sortKubeVersions(own.filter((each) => !versions.includes(each)));
    const all = [...versions, ...extra];
    const preferred = order !== undefined && all.includes(order.preferred) ? order.preferred : (all[0] as string);
    return { name, versions: all, preferred };
  });
}

/** `/api`. */
export function apiVersions(registry: ResourceRegistry): KubeObject {
  const legacy = ownGroups(registry).find((group) => group.name === '');
  return {
    kind: 'APIVersions',
    versions: legacy?.versions ?? [],
    serverAddressByClientCIDRs: [],
  } as KubeObject;
}

function groupBody(group: ServedGroup): object {
  const version = (each: string): object => ({ groupVersion: `${group.name}/${each}`, version: each });
  return { name: group.name, versions: group.versions.map(version), preferredVersion: version(group.preferred) };
}

/** `/apis`. */
export function apiGroupList(registry: ResourceRegistry, remote: RemoteDiscovery): KubeObject {
  const named = servedGroups(registry, remote).filter((group) => group.name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupBody) } as KubeObject;
}

/** `/apis/<group>`; undefined if it has no resources. */
export function apiGroup(registry: ResourceRegistry, remote: RemoteDiscovery, name: string): KubeObject | undefined {
  const group = servedGroups(registry, remote).find((each) => each.name === name && name !== '');
  return group === undefined ? undefined : ({ kind: 'APIGroup', apiVersion: 'v1', ...groupBody(group) } as KubeObject);
}

const verbsWhileTerminating: readonly string[] = ['delete', 'deletecollection', 'get', 'list', 'watch'];

/** The verbs in discovery. Objects of a resource that is being removed can still be updated, to remove their finalizers. */
export const offeredVerbs = ({ custom, verbs }: ResourceDefinition): readonly string[] =>
  custom?.terminating === true ? verbsWhileTerminating : verbs;

function resourceEntries(definition: ResourceDefinition): readonly object[] {
  const { plural, singular, namespaced, kind, shortNames, categories, storageVersionHash } = definition;
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: offeredVerbs(definition),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(storageVersionHash === '' ? {} : { storageVersionHash }),
  };
  const subresources = definition.subresources.map((sub) => ({
    name: `${plural}/${sub.name}`,
    singularName: '',
    namespaced,
    ...(apiVersionOf(sub) === apiVersionOf(definition) ? {} : { group: sub.group, version: sub.version }),
    kind: sub.kind,
    verbs: sub.verbs,
  }));
  return [main, ...subresources];
}

/** `/api/v1`, `/apis/<group>/<version>`; undefined if nothing is served there. */
export function apiResourceList(registry: ResourceRegistry, group: string, version: string): KubeObject | undefined {
  const definitions = registry.resourcesOf(group, version);
  if (definitions.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group, version }),
    resources: definitions.toSorted((a, b) => (a.plural < b.plural ? -1 : 1)).flatMap(resourceEntries),
  } as KubeObject;
}
