/** From client-side to server-side apply: what kubectl's updates own becomes what its applies own. Upstream: csaupgrade. */
import type { JsonObject, KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { union } from './field-set.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';

type Entries = readonly ManagedFieldsEntry[];

const isOf = (entry: ManagedFieldsEntry, manager: string, operation: string, subresource: string): boolean =>
  entry.manager === manager && entry.operation === operation && (entry.subresource ?? '') === subresource;

/** One updater's fields joined to the applier's; the updater's other versions are forgotten. */
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
 * The managers, where `applier` has what the `updaters` had by client-side apply. The same where they had nothing; an
 * entry that cannot be read leaves all as it is.
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
 * The JSON patch that upgrades an object; undefined when there is nothing to do. It holds the object to its
 * resourceVersion, so that a change in between is a Conflict.
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
