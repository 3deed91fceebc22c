/** What the engine must know of built-in kinds besides their strategy: facts of upstream's registries, as data. */
import type { ResourceDefinition } from '@kubets/api';
import {
  type GroupResource,
  type NameRule,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  nameIsPathSegment,
  qualified,
} from '@kubets/machinery';

export const groupResourceOf = (definition: ResourceDefinition): GroupResource => ({
  group: definition.group,
  resource: definition.plural,
});

/** What a DELETE without a propagation policy means for dependents. */
export type GarbageCollection = 'background' | 'orphan' | 'unsupported';

const garbageCollection: Readonly<Record<string, GarbageCollection>> = {
  'jobs.batch': 'orphan',
  replicationcontrollers: 'orphan',
  events: 'unsupported',
  'events.events.k8s.io': 'unsupported',
};

/** DELETE answers with the object where these are concerned, otherwise with a Status. */
const answersDeletedObject: ReadonlySet<string> = new Set([
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'deviceclasses.resource.k8s.io',
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourceclaims.resource.k8s.io',
  'resourceclaimtemplates.resource.k8s.io',
  'resourcequotas',
  'resourceslices.resource.k8s.io',
  'serviceaccounts',
  'services',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
]);

/** Kinds whose status a client may send along when it creates them: a kubelet registers its node with it. */
const keepsStatusOnCreate: ReadonlySet<string> = new Set(['nodes']);

/** Seconds after which the store lets go of an object that is not written again: kube-apiserver's --event-ttl. */
const leases: Readonly<Record<string, number>> = { events: 3600, 'events.events.k8s.io': 3600 };

const nameOf = (definition: ResourceDefinition): string => qualified(groupResourceOf(definition));

export function garbageCollectionOf(definition: ResourceDefinition): GarbageCollection {
  const name = nameOf(definition);
  return Object.hasOwn(garbageCollection, name) ? (garbageCollection[name] as GarbageCollection) : 'background';
}

export const returnsDeletedObject = (definition: ResourceDefinition): boolean =>
  answersDeletedObject.has(nameOf(definition));

export const statusComesWithCreate = (definition: ResourceDefinition): boolean =>
  keepsStatusOnCreate.has(nameOf(definition));

export function leaseSecondsOf(definition: ResourceDefinition): number | undefined {
  const name = nameOf(definition);
  return Object.hasOwn(leases, name) ? leases[name] : undefined;
}

export const isNamespaces = (definition: ResourceDefinition): boolean =>
  definition.group === '' && definition.plural === 'namespaces';

const nameRules: Readonly<Record<string, NameRule>> = {
  subdomain: nameIsDnsSubdomain,
  label: nameIsDnsLabel,
  label1035: nameIsDns1035Label,
  path: nameIsPathSegment,
};

export function nameRuleOf(definition: ResourceDefinition): NameRule {
  return nameRules[definition.strategy.nameRule ?? 'subdomain'] as NameRule;
}

/** Fields by which many watchers each want a small part: every kubelet its own pods. */
const indexedFields: Readonly<Record<string, readonly string[]>> = { pods: ['spec.nodeName'] };

export function indexedFieldsOf(definition: ResourceDefinition): readonly string[] {
  const name = nameOf(definition);
  return Object.hasOwn(indexedFields, name) ? (indexedFields[name] as readonly string[]) : [];
}
