/** Conversion between the managed fields of an object and of its Scale, as upstream's scale handler. */
import type { ManagedFieldsEntry } from '@kubets/machinery/meta';
import { difference, type FieldPath, hasPath, setOf } from './field-set.ts';
import { type Manager, type Managers, managerKey, readManagers, writeManagers } from './managers.ts';

const scaleVersion = 'autoscaling/v1';
const scaleReplicas: FieldPath = ['f:spec', 'f:replicas'];

/** The path of the replicas in a version of the resource; undefined if the version does not exist. */
export type ReplicasPath = (apiVersion: string) => FieldPath | undefined;

type Entries = readonly ManagedFieldsEntry[];

/** Whether two entries are of the same manager, ignoring the version. */
function sharedKey(manager: Manager): string {
  return managerKey({ ...manager, apiVersion: '' });
}

function read(entries: Entries | undefined): Managers {
  return readManagers(entries) ?? new Map();
}

/** The owners of the object's replicas, as managers of its Scale. */
export function scaleManagedFields(parent: Entries | undefined, replicas: ReplicasPath): Entries {
  const managers = new Map<string, Manager>();
  for (const manager of read(parent).values()) {
    const path = replicas(manager.apiVersion);
    if (path === undefined || !hasPath(manager.fields, path)) continue;
    const held = { ...manager, apiVersion: scaleVersion, fields: setOf([scaleReplicas]) };
    managers.set(managerKey(held), held);
  }
  return writeManagers(managers);
}

/**
 * The object's managed fields after a write of its Scale. A manager that no longer owns the replicas of the Scale loses those of the
 * object. A new one owns them in `apiVersion`. Managers of versions that are no longer served are dropped.
 */
export function parentManagedFields(
  parent: Entries | undefined,
  scale: Entries | undefined,
  apiVersion: string,
  replicas: ReplicasPath,
): Entries {
  const holders = new Map(Array.from(read(scale).values(), (manager) => [sharedKey(manager), manager]));
  const managers = new Map<string, Manager>();
  for (const [key, manager] of read(parent)) {
    const path = replicas(manager.apiVersion);
    if (path === undefined) continue;
    const held = hasPath(manager.fields, path);
    const stolen = held && !holders.delete(sharedKey(manager));
    managers.set(key, stolen ? { ...manager, fields: difference(manager.fields, setOf([path])) } : manager);
  }
  const path = replicas(apiVersion);
  for (const manager of path === undefined ? [] : holders.values()) {
    if (!hasPath(manager.fields, scaleReplicas)) continue;
    // Upstream sets no time for these.
    const held = { ...manager, apiVersion, time: '', fields: setOf(path === undefined ? [] : [path]) };
    const known = managers.get(managerKey(held));
    managers.set(managerKey(held), known === undefined ? held : { ...known, fields: held.fields });
  }
  return writeManagers(managers);
}
