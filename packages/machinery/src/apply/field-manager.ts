/**
 * Server-side apply: who owns which field of an object, kept up to date by every write and asked by every apply.
 * Counterpart of upstream's structured-merge-diff with its field manager.
 */
import type { KubeObject, StatusCause } from '../meta.ts';
import type { TypeNode, TypeTable } from '../schema/type-node.ts';
import { type StatusError, statusError } from '../status-error.ts';
import { compareValues, type Differences, ownedFields } from './compare.ts';
import {
  difference,
  emptySet,
  type FieldPath,
  type FieldSet,
  intersection,
  isEmpty,
  paths,
  sameSet,
  setOf,
  showPath,
  union,
  unrelated,
  without,
} from './field-set.ts';
import { kubectl, lastAppliedAnnotation, withLastApplied } from './last-applied.ts';
import { type Manager, type Managers, managerKey, readManagers, writeManagers } from './managers.ts';
import { mergeValues, removeFields } from './merge.ts';
import { ListKeyError, resolveNode } from './typed-value.ts';

export interface FieldWriteRequest {
  readonly manager: string;
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** RFC 3339, seconds. */
  readonly now: string;
  /** The object's type, by name or as a node. */
  readonly type: string | TypeNode;
  readonly table: TypeTable;
  /** Fields this endpoint does not write (`status` for the object itself): nobody comes to own them by it. */
  readonly resetFields: readonly FieldPath[];
}

/** Identity and bookkeeping of the object: nobody's fields. */
const unowned: FieldSet = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata', 'f:name'],
  ['f:metadata', 'f:namespace'],
  ['f:metadata', 'f:creationTimestamp'],
  ['f:metadata', 'f:selfLink'],
  ['f:metadata', 'f:uid'],
  ['f:metadata', 'f:generation'],
  ['f:metadata', 'f:managedFields'],
  ['f:metadata', 'f:resourceVersion'],
]);

function typeOf({ type, table }: FieldWriteRequest): TypeNode {
  return resolveNode(typeof type === 'string' ? { ref: type } : type, table);
}

/** What does not count for this endpoint; `metadata` alone is no field of anybody either. */
function ignoredBy({ resetFields }: FieldWriteRequest): FieldSet {
  return union(unowned, setOf(resetFields));
}

function countedOnly(set: FieldSet, ignored: FieldSet): FieldSet {
  const counted = without(set, ignored);
  const metadata = counted.children.get('f:metadata');
  if (metadata?.member !== true) return counted;
  const children = new Map(counted.children);
  if (metadata.children.size === 0) children.delete('f:metadata');
  else children.set('f:metadata', { ...metadata, member: false });
  return { ...counted, children };
}

function compareCounted(before: unknown, after: unknown, request: FieldWriteRequest): Differences {
  const found = compareValues(before, after, typeOf(request), request.table);
  const ignored = ignoredBy(request);
  return {
    added: countedOnly(found.added, ignored),
    modified: countedOnly(found.modified, ignored),
    removed: countedOnly(found.removed, ignored),
  };
}

function withManagers(object: KubeObject, managers: Managers): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  const entries = writeManagers(managers);
  return { ...object, metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries } };
}

function withoutAccount(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

/** What the writer says of the account: nothing (the live one goes on), a new one, or that it is to be forgotten. */
function accountOf(live: KubeObject | undefined, next: KubeObject): Managers | 'forget' {
  const said = next.metadata?.managedFields;
  if (
    said !== undefined &&
    live !== undefined &&
    (said.length === 0 || (said.length === 1 && Object.keys(said[0] ?? {}).length === 0))
  )
    return 'forget';
  return (
    (said === undefined ? undefined : readManagers(said)) ?? readManagers(live?.metadata?.managedFields) ?? new Map()
  );
}

/** Takes from everybody but `own` what the write has changed or removed. */
function releaseOthers(
  managers: Managers,
  own: string,
  { added, modified, removed }: Differences,
): Map<string, Manager> {
  const taken = union(union(added, modified), removed);
  return new Map(
    Array.from(managers, ([key, manager]) => [
      key,
      key === own ? manager : { ...manager, fields: difference(manager.fields, taken) },
    ]),
  );
}

function settle(managers: Map<string, Manager>, key: string, manager: Manager, now: string): Managers {
  const before = managers.get(key);
  const unchanged = before !== undefined && sameSet(before.fields, manager.fields);
  managers.set(key, unchanged ? { ...manager, time: before.time } : { ...manager, time: now });
  return managers;
}

/**
 * The object with the account of a create, update or patch in it: the writer owns what it added or changed; what it
 * changed or removed is no longer anybody else's. `live` is undefined for a create.
 */
export function accountUpdate(live: KubeObject | undefined, next: KubeObject, request: FieldWriteRequest): KubeObject {
  const account = accountOf(live, next);
  if (account === 'forget') return withoutAccount(next);
  const found = compareCounted(live === undefined ? {} : withoutAccount(live), withoutAccount(next), request);
  const identity = {
    name: request.manager,
    operation: 'Update',
    apiVersion: request.apiVersion,
    subresource: request.subresource,
  } as const;
  const key = managerKey(identity);
  const managers = releaseOthers(account, key, found);
  const before = managers.get(key)?.fields ?? emptySet;
  const fields = union(union(difference(before, found.removed), found.modified), found.added);
  return withManagers(next, settle(managers, key, { ...identity, time: '', fields }, request.now));
}

interface Conflict {
  readonly manager: Manager;
  readonly path: FieldPath;
}

function shownManager({ name, operation, apiVersion, subresource }: Manager): string {
  const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(name)}${through}${using}`;
}

function conflictError(conflicts: readonly Conflict[]): StatusError {
  const causes: StatusCause[] = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${shownManager(manager)}`,
    field: showPath(path),
  }));
  const [first] = conflicts;
  if (conflicts.length === 1 && first !== undefined)
    return statusError(
      'Conflict',
      `Apply failed with 1 conflict: conflict with ${shownManager(first.manager)}: ${showPath(first.path)}`,
      { causes },
    );
  const grouped = Map.groupBy(conflicts, ({ manager }) => shownManager(manager));
  const lines = [...grouped.keys()]
    .sort()
    .flatMap((manager) => [
      `conflicts with ${manager}:`,
      ...(grouped.get(manager) ?? []).map(({ path }) => `- ${showPath(path)}`),
    ]);
  return statusError('Conflict', `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, { causes });
}

/**
 * The fields that client-side apply had set and that still have the value it gave them: kubectl may take them over when
 * it moves to server-side apply.
 */
function lastAppliedFields(live: KubeObject | undefined, request: FieldWriteRequest): FieldSet {
  const text = live?.metadata?.annotations?.[lastAppliedAnnotation];
  if (live === undefined || text === undefined || request.manager !== kubectl) return emptySet;
  try {
    const applied = JSON.parse(text) as KubeObject;
    if (applied.apiVersion !== request.apiVersion) return emptySet;
    const { modified, removed } = compareValues(applied, live, typeOf(request), request.table);
    return without(ownedFields(applied, typeOf(request), request.table), union(modified, removed));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ListKeyError) return emptySet;
    throw error;
  }
}

/** Fields of other managers that the apply changes, less those it may take over. */
function conflictsOf(managers: Managers, own: string, changed: FieldSet, allowed: FieldSet): readonly Conflict[] {
  return [...managers].flatMap(([key, manager]) => {
    if (key === own) return [];
    const contested = difference(intersection(manager.fields, changed), allowed);
    return isEmpty(contested) ? [] : Array.from(paths(contested), (path) => ({ manager, path }));
  });
}

/** Fields without a value count as not there. */
function stripNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, below]) => below !== null)
      .map(([name, below]) => [name, stripNulls(below)]),
  );
}

/** Who had the fields of an object that nobody kept account of, before its first apply. */
const beforeFirstApply = 'before-first-apply';

function liveManagers(live: KubeObject | undefined, request: FieldWriteRequest): Managers {
  const known = readManagers(live?.metadata?.managedFields) ?? new Map();
  if (live === undefined || known.size > 0) return known;
  const fields = countedOnly(ownedFields(withoutAccount(live), typeOf(request), request.table), unowned);
  const manager: Manager = {
    name: beforeFirstApply,
    operation: 'Update',
    apiVersion: request.apiVersion,
    subresource: '',
    time: request.now,
    fields,
  };
  return new Map([[managerKey(manager), manager]]);
}

function asBadRequest<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ListKeyError)
      throw statusError('InternalError', `failed to create typed patch object: ${error.message}`, undefined, 500);
    throw error;
  }
}

/**
 * The object that results from applying `config`: merged over what stands, without the fields that this manager applied
 * before and now leaves out, unless somebody else owns them. Throws Conflict when it would change what others own and
 * `force` does not say so.
 */
export function applyConfiguration(
  live: KubeObject | undefined,
  config: KubeObject,
  force: boolean,
  request: FieldWriteRequest,
): KubeObject {
  return asBadRequest(() => {
    const { table } = request;
    const node = typeOf(request);
    const wanted = stripNulls(withoutAccount(config)) as KubeObject;
    const managers = liveManagers(live, request);
    const identity = {
      name: request.manager,
      operation: 'Apply',
      apiVersion: request.apiVersion,
      subresource: request.subresource,
    } as const;
    const key = managerKey(identity);
    const fields = countedOnly(ownedFields(wanted, node, table), ignoredBy(request));
    const base = live === undefined ? {} : withoutAccount(live);
    const merged = mergeValues(base, wanted, node, table);
    const everybody = [...managers].reduce(
      (sum, [other, manager]) => (other === key ? sum : union(sum, manager.fields)),
      fields,
    );
    const dropped = unrelated(managers.get(key)?.fields ?? emptySet, everybody);
    const result = removeFields(merged, dropped, node, table) as KubeObject;
    const found = compareCounted(base, result, request);
    const changed = union(found.added, found.modified);
    const conflicts = force ? [] : conflictsOf(managers, key, changed, lastAppliedFields(live, request));
    if (conflicts.length > 0) throw conflictError(conflicts);
    const settled = settle(releaseOthers(managers, key, found), key, { ...identity, time: '', fields }, request.now);
    return withManagers(withLastApplied(result, config, request.manager), settled);
  });
}
