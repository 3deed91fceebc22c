/** `metadata.managedFields` as managers with their sets, and back. */
import type { ManagedFieldsEntry } from '../meta.ts';
import { type FieldSet, fromFieldsV1, isEmpty, toFieldsV1, union } from './field-set.ts';

export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339; empty when not known. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** Two entries are of one manager when this is the same: an applier keeps its entry when it changes versions. */
export function managerKey({ name, operation, apiVersion, subresource }: Omit<Manager, 'time' | 'fields'>): string {
  return JSON.stringify([name, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

export type Managers = ReadonlyMap<string, Manager>;

/** Undefined when an entry is not of the form: upstream then leaves the account alone. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers | undefined {
  const managers = new Map<string, Manager>();
  for (const entry of entries ?? []) {
    const fields = fromFieldsV1(entry.fieldsV1 ?? {});
    const { operation } = entry;
    if (fields === undefined || (operation !== 'Apply' && operation !== 'Update') || entry.fieldsType !== 'FieldsV1')
      return undefined;
    const manager: Manager = {
      name: entry.manager ?? '',
      operation,
      apiVersion: entry.apiVersion ?? '',
      subresource: entry.subresource ?? '',
      time: entry.time ?? '',
      fields,
    };
    managers.set(managerKey(manager), manager);
  }
  return managers;
}

/** More updaters than this, and the oldest are counted as one. */
const mostUpdaters = 10;
const ancient = 'ancient-changes';

/** As Go compares; the locale's own order is another, and its tables take milliseconds to load. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byAge(a: Manager, b: Manager): number {
  return (
    compare(a.operation, b.operation) ||
    compare(a.time, b.time) ||
    compare(a.name, b.name) ||
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.subresource, b.subresource)
  );
}

/** Appliers first, each kind by age; empty sets are left out. */
export function writeManagers(managers: Managers): readonly ManagedFieldsEntry[] {
  return capped([...managers.values()].filter(({ fields }) => !isEmpty(fields)))
    .sort(byAge)
    .map(({ name, operation, apiVersion, subresource, time, fields }) => ({
      ...(name === '' ? {} : { manager: name }),
      operation,
      apiVersion,
      ...(time === '' ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === '' ? {} : { subresource }),
    }));
}

function capped(managers: readonly Manager[]): Manager[] {
  const updaters = managers.filter((each) => each.operation === 'Update').sort(byAge);
  const tooMany = updaters.slice(0, Math.max(0, updaters.length - mostUpdaters));
  if (tooMany.length === 0) return [...managers];
  const buckets = new Map<string, Manager>();
  for (const each of tooMany) {
    const bucket = buckets.get(each.apiVersion);
    const joined = bucket === undefined ? each.fields : union(bucket.fields, each.fields);
    buckets.set(each.apiVersion, { ...each, name: ancient, subresource: '', fields: joined });
  }
  return [...managers.filter((each) => !tooMany.includes(each)), ...buckets.values()];
}
