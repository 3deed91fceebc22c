/** Common parts of apply and update: the writer, ignored fields, and the effect of a change on managed fields. */
import type { Steps } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { TypeNode, TypeTable } from '@kubets/schema';
import { difference, emptySet, type FieldPath, type FieldSet, isEmpty, setOf, union } from './field-set.ts';
import { capUpdaters, type Manager, type ManagerName, type Managers, managerKey } from './managers.ts';
import { fitToSchema } from './schema-changes.ts';
import { VersionedDifferences, type VersionHook, Versions } from './versions.ts';

export interface FieldWriteRequest {
  readonly manager: string;
  /** The version of the request, in which live object, configuration and result are. */
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** RFC 3339, seconds. */
  readonly now: string;
  /** The object's type, by name or as a node. For an empty node, fields are deduced from values. */
  readonly type: string | TypeNode;
  readonly table: TypeTable;
  /** Fields that this endpoint resets (`status` for the main resource). Managers do not become owners of them. */
  readonly resetFields: readonly FieldPath[];
  /** Converts objects to other versions. Absent: sets of other versions are used unchanged. */
  readonly versions?: VersionHook;
}

/** Identity and bookkeeping fields, which have no owners. */
export const unowned: FieldSet = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ['f:metadata', 'f:name'],
  ['f:metadata', 'f:namespace'],
  ['f:metadata', 'f:creationTimestamp'],
  ['f:metadata', 'f:selfLink'],
  ['f:metadata', 'f:uid'],
  ['f:metadata', 'f:clusterName'],
  ['f:metadata', 'f:generation'],
  ['f:metadata', 'f:managedFields'],
  ['f:metadata', 'f:resourceVersion'],
]);

/** Cached reset fields of endpoints. */
const resetSets = new WeakMap<readonly FieldPath[], FieldSet>();

export function resetSet({ resetFields }: FieldWriteRequest): FieldSet {
  const known = resetSets.get(resetFields);
  if (known !== undefined) return known;
  const set = setOf(resetFields);
  resetSets.set(resetFields, set);
  return set;
}

export function versionsOf({ apiVersion, type, table, versions }: FieldWriteRequest): Versions {
  return new Versions(apiVersion, type, table, versions);
}

export function nameOf(request: FieldWriteRequest, operation: 'Apply' | 'Update', name = request.manager): ManagerName {
  const { apiVersion, subresource } = request;
  return { name: name === '' ? 'unknown' : name, operation, apiVersion, subresource };
}

/** Sets converted to the current types. Managers of removed versions are dropped. */
export function reconciled(managers: Managers, object: KubeObject, versions: Versions): Managers {
  let changed: Map<string, Manager> | undefined;
  for (const [key, manager] of managers) {
    const view = versions.isOwn(manager.apiVersion) ? versions : versions.at(object, manager.apiVersion);
    const fields = view === undefined ? undefined : fitToSchema(manager.fields, view.plan);
    if (fields === manager.fields) continue;
    changed ??= new Map(managers);
    if (fields === undefined) changed.delete(key);
    else changed.set(key, { ...manager, fields });
  }
  return changed ?? managers;
}

/** Removes changed and removed fields from all managers except `own`. */
export function releaseOthers(
  managers: Managers,
  own: string | undefined,
  found: VersionedDifferences,
): Map<string, Manager> {
  const released = new Map<string, Manager>();
  for (const [key, manager] of managers) {
    const changes = key === own ? undefined : found.at(manager.apiVersion);
    if (changes === undefined) {
      if (key === own) released.set(key, manager);
      continue;
    }
    const { added, modified, removed } = changes;
    const fields = difference(difference(difference(manager.fields, added), modified), removed);
    if (!isEmpty(fields)) released.set(key, fields === manager.fields ? manager : { ...manager, fields });
  }
  return released;
}

/** The managers after an update. */
export function* updatedManagers(
  known: Managers,
  live: KubeObject,
  next: KubeObject,
  request: FieldWriteRequest,
  name: ManagerName,
): Steps<Managers> {
  const versions = versionsOf(request);
  const found = new VersionedDifferences(versions, live, next, resetSet(request));
  yield;
  const standing = reconciled(known, live, versions);
  yield;
  const managers = releaseOthers(standing, undefined, found);
  yield;
  const taken = difference(union(found.own.modified, found.own.added), unowned);
  if (!isEmpty(taken)) {
    const key = managerKey(name);
    const before = managers.get(key)?.fields ?? emptySet;
    managers.set(key, { ...name, time: request.now, fields: union(before, taken) });
  }
  return capUpdaters(managers);
}
