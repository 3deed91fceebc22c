/** What both verbs of server-side apply share: who writes, what does not count, and how a change alters the managed fields. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { TypeNode, TypeTable } from '@kubets/schema';
import { difference, emptySet, type FieldPath, type FieldSet, isEmpty, setOf, union } from './field-set.ts';
import { capUpdaters, type Manager, type ManagerName, type Managers, managerKey } from './managers.ts';
import { fitToSchema } from './schema-changes.ts';
import type { Steps } from './steps.ts';
import { VersionedDifferences, type VersionHook, Versions } from './versions.ts';

export interface FieldWriteRequest {
  readonly manager: string;
  /** The version of the endpoint: live object, configuration and result are in it. */
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** RFC 3339, seconds. */
  readonly now: string;
  /** The object's type, by name or as a node. A node without anything: fields are deduced from the values. */
  readonly type: string | TypeNode;
  readonly table: TypeTable;
  /** Fields this endpoint does not write (`status` for the object itself): nobody comes to own them by it. */
  readonly resetFields: readonly FieldPath[];
  /** How other versions show an object; without it, sets of other versions are taken as they stand. */
  readonly versions?: VersionHook;
}

/** Identity and bookkeeping of the object: nobody's fields. */
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

/** Endpoints name their reset fields once. */
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

/** The sets as the types are now; managers of versions that are gone go with them. */
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

/** Takes from everybody but `own` what the write has changed or removed. */
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
