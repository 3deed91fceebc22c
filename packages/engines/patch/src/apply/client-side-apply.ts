/**
 * Migration from client-side to server-side apply: fields owned by kubectl's updates become owned by its applies. Upstream:
 * csaupgrade.
 */
import type { JsonObject, KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { union } from './field-set.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';

type Entries = readonly ManagedFieldsEntry[];

const isOf = (entry: ManagedFieldsEntry, manager: string, operation: string, subresource: string): boolean =>
  entry.manager === manager && entry.operation === operation && (entry.subresource ?? '') === subresource;

/** Merges the fields of an updater into the applier's entry. The updater's entries of other versions are dropped. */
function withUpdater(entries: Entries, updater: string, applier: string, subresource: string): Entries {
  const updates = entries.filter((each) => isOf(each, updater, 'Update', subresource));
  const standing = entries.find((each) => isOf(each, applier, 'Apply', subresource));
  const target = standing ?? updates[0];
  if (target === undefined || updates.length === 0) return entries;
  const same = updates.find((each) => each.apiVersion === target.apiVersion);
  const sets = [target, same ?? target].map(({ fieldsV1 }) => fromFieldsV1(fieldsV1 ?? {}));
  const [own, joined] = sets;
  if (own === undefined || joined === undefined) return entries;
  const upgraded: ManagedFieldsEntry = {
    ...target,
    manager: applier,
    operation: 'Apply',
    fieldsV1: toFieldsV1(union(own, joined)),
  };
  return entries.flatMap((each) => {
    if (each === target) return [upgraded];
    return isOf(each, updater, 'Update', subresource) ? [] : [each];
  });
}

/**
 * The managers after `applier` has taken over the client-side fields of `updaters`. Unchanged if there are none, or if an entry cannot
 * be read.
 */
export function upgradeManagedFields(
  entries: Entries,
  updaters: readonly string[],
  applier: string,
  subresource = '',
): Entries {
  return updaters.reduce((all, updater) => withUpdater(all, updater, applier, subresource), entries);
}

/**
 * The JSON patch that migrates an object; undefined if there is nothing to do. It tests the resourceVersion, so that a concurrent change
 * is a Conflict.
 */
export function upgradePatch(
  { metadata }: KubeObject,
  updaters: readonly string[],
  applier: string,
  subresource = '',
): readonly JsonObject[] | undefined {
  const entries = metadata?.managedFields ?? [];
  const upgraded = upgradeManagedFields(entries, updaters, applier, subresource);
  if (upgraded === entries) return undefined;
  return [
    { op: 'replace', path: '/metadata/managedFields', value: upgraded as unknown as JsonObject },
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata?.resourceVersion ?? '' },
  ];
}
