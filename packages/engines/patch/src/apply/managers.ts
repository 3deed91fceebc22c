/** Conversion between `metadata.managedFields` and managers with their sets. */
import type { Steps } from '@kubets/base';
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { type FieldSet, isEmpty, union } from './field-set.ts';
import { findLargeParts, fromFieldsV1, toFieldsV1 } from './fields-v1.ts';
import { byText } from './path-element.ts';

export interface ManagerName {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

export interface Manager extends ManagerName {
  /** RFC 3339, seconds; empty when not known. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** The identity of a manager. An applier keeps its entry when it uses another version. */
export function managerKey({ name, operation, apiVersion, subresource }: ManagerName): string {
  return `${operation}\n${operation === 'Apply' ? '' : apiVersion}\n${subresource}\n${name}`;
}

export type Managers = ReadonlyMap<string, Manager>;

/** Cached entries, because most are written unchanged. */
const read = new WeakMap<ManagedFieldsEntry, Manager>();
const written = new WeakMap<Manager, ManagedFieldsEntry>();

function readManager(entry: ManagedFieldsEntry): Manager | undefined {
  const known = read.get(entry);
  if (known !== undefined) return known;
  const fields = fromFieldsV1(entry.fieldsV1 ?? {});
  const { operation, apiVersion } = entry;
  if (fields === undefined || (operation !== 'Apply' && operation !== 'Update')) return undefined;
  if (!apiVersion || entry.fieldsType !== 'FieldsV1') return undefined;
  const manager: Manager = {
    name: entry.manager ?? '',
    operation,
    apiVersion,
    subresource: entry.subresource ?? '',
    time: entry.time ?? '',
    fields,
  };
  read.set(entry, manager);
  if (toFieldsV1(fields) === entry.fieldsV1) written.set(manager, entry);
  return manager;
}

/** Undefined for an invalid entry. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers | undefined {
  const managers = new Map<string, Manager>();
  for (const entry of entries ?? []) {
    const manager = readManager(entry);
    if (manager === undefined) return undefined;
    managers.set(managerKey(manager), manager);
  }
  return managers;
}

/** Whether all entries are valid, with fields that can be decoded. */
export function areManagedFieldsReadable(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  return readManagers(entries) !== undefined;
}

function byAge(a: Manager, b: Manager): number {
  return (
    byText(a.operation, b.operation) ||
    byText(a.time, b.time) ||
    byText(a.name, b.name) ||
    byText(a.apiVersion, b.apiVersion) ||
    byText(a.subresource, b.subresource)
  );
}

function writeManager(manager: Manager): ManagedFieldsEntry {
  const known = written.get(manager);
  if (known !== undefined) return known;
  const { name, operation, apiVersion, subresource, time, fields } = manager;
  const entry: ManagedFieldsEntry = {
    ...(name === '' ? {} : { manager: name }),
    operation,
    apiVersion,
    ...(time === '' ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  };
  written.set(manager, entry);
  read.set(entry, manager);
  return entry;
}

/** Appliers first, then updaters, each sorted by time. Managers without fields are omitted. */
export function writeManagers(managers: Managers): readonly ManagedFieldsEntry[] {
  const kept = Array.from(managers.values()).filter(({ fields }) => !isEmpty(fields));
  return kept.sort(byAge).map(writeManager);
}

/** The object with these managers. */
export function withManagers(object: KubeObject, managers: Managers): KubeObject {
  const entries = writeManagers(managers);
  if (entries.length === 0) return withoutManagedFields(object);
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

/** {@link withManagers} in steps, between which the caller can yield. */
export function* withManagersSteps(object: KubeObject, managers: Managers): Steps<KubeObject> {
  const large: FieldSet[] = [];
  for (const manager of managers.values()) if (!written.has(manager)) findLargeParts(manager.fields, large);
  for (const part of large) {
    toFieldsV1(part);
    yield;
  }
  return withManagers(object, managers);
}

export function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata === undefined || !Object.hasOwn(object.metadata, 'managedFields')) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The maximum number of updaters before the oldest ones of a version are merged. */
const maxUpdaters = 10;
const ancient = 'ancient-changes';

/**
 * Merges the oldest updaters of each version until their number is within the limit. The first updater of a version is kept until there
 * is a second one to merge with.
 */
export function capUpdaters(managers: Managers): Managers {
  const updaters = Array.from(managers).filter(
    ([, { operation, fields }]) => operation === 'Update' && !isEmpty(fields),
  );
  let count = updaters.length;
  if (count <= maxUpdaters) return managers;
  const oldest = updaters.sort(([a, left], [b, right]) => byText(left.time, right.time) || byText(a, b));
  const capped = new Map(managers);
  const first = new Map<string, string>();
  for (const [key, manager] of oldest) {
    if (count <= maxUpdaters) break;
    const { apiVersion } = manager;
    const held = first.get(apiVersion);
    if (held === undefined) {
      first.set(apiVersion, key);
      continue;
    }
    const name: ManagerName = { name: ancient, operation: 'Update', apiVersion, subresource: '' };
    const bucket = managerKey(name);
    const joined = capped.get(bucket) ?? capped.get(held);
    if (!capped.has(bucket)) capped.delete(held);
    capped.delete(key);
    const fields = joined === undefined ? manager.fields : union(manager.fields, joined.fields);
    capped.set(bucket, { ...name, time: manager.time, fields });
    count -= 1;
  }
  return capped;
}
