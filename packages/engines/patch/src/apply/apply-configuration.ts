/** Server-side apply: merges a configuration into an object, with conflict detection. */

import { atOnce, deepEqual, type Steps } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { compareValues, type Differences } from './compare.ts';
import { type Conflict, conflictError } from './conflict.ts';
import {
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmpty,
  paths,
  sameSet,
  union,
  without,
} from './field-set.ts';
import {
  type FieldWriteRequest,
  nameOf,
  reconciled,
  releaseOthers,
  resetSet,
  unowned,
  updatedManagers,
  versionsOf,
} from './field-write.ts';
import { kubectl, lastApplied, withLastApplied } from './last-applied.ts';
import {
  type Manager,
  type Managers,
  managerKey,
  readManagers,
  withManagersSteps,
  withoutManagedFields,
} from './managers.ts';
import { mergeValues } from './merge.ts';
import { ListKeyError, type MergePlan, mergePlan } from './merge-plan.ts';
import { type Found, listProblems, ownedFields } from './owned-fields.ts';
import { pruneDropped, type VersionedSets } from './prune.ts';
import { untypedPatch } from './untyped-patch.ts';
import { VersionedDifferences } from './versions.ts';

/** Fields of other managers that the apply changes. */
function conflictsOf(managers: Managers, own: string, found: VersionedDifferences, allowed: FieldSet): Conflict[] {
  return Array.from(managers).flatMap(([key, manager]) => {
    const changes: Differences | undefined = key === own ? undefined : found.at(manager.apiVersion);
    if (changes === undefined) return [];
    const contested = difference(intersection(manager.fields, union(changes.modified, changes.added)), allowed);
    return Array.from(paths(contested), (path) => ({ manager, path }));
  });
}

/**
 * Fields that client-side apply set and that still have that value. kubectl may take them over when it migrates to
 * server-side apply.
 */
function takenOver(live: KubeObject | undefined, request: FieldWriteRequest): FieldSet {
  const applied = request.manager === kubectl ? lastApplied(live) : undefined;
  if (live === undefined || applied?.apiVersion !== request.apiVersion) return emptySet;
  const plan = mergePlan(request.type, request.table);
  if (listProblems(applied, plan).length > 0) return emptySet;
  const { added, modified, removed } = compareValues(applied, live, plan);
  return difference(ownedFields(applied, plan), union(union(added, modified), removed));
}

/** The owner of the fields of an object that had no managed fields before its first apply. */
const beforeFirstApply = 'before-first-apply';

function* liveManagers(live: KubeObject | undefined, base: KubeObject, request: FieldWriteRequest): Steps<Managers> {
  const known = readManagers(live?.metadata?.managedFields);
  if (known === undefined) throw plainError('failed to decode managed fields: an entry is not of the form');
  if (live === undefined || known.size > 0) return known;
  const bare = { apiVersion: base.apiVersion ?? '', kind: base.kind ?? '' };
  return yield* updatedManagers(new Map(), bare, base, request, nameOf(request, 'Update', beforeFirstApply));
}

/** Upstream's errors of the typed converter have no reason. */
function plainError(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

/** Throws the error for a configuration that cannot be applied. */
function appliedFields(config: KubeObject, plan: MergePlan): FieldSet {
  const found: Found = { repeated: false };
  try {
    const fields = ownedFields(config, plan, found);
    if (!found.repeated) return fields;
  } catch (error) {
    if (!(error instanceof ListKeyError)) throw error;
  }
  throw untypedPatch(config, listProblems(config, plan));
}

function heldSets(managers: Managers): VersionedSets {
  const sets = new Map<string, FieldSet>();
  for (const { apiVersion, fields } of managers.values()) {
    const others = sets.get(apiVersion);
    sets.set(apiVersion, others === undefined ? fields : union(others, fields));
  }
  return sets;
}

/**
 * The result of applying `config`: merged into the live object, without fields that this manager applied before and now omits, unless
 * another manager owns them. Throws Conflict if it would change fields of other managers without `force`. The time of the entry is that
 * of the last apply that changed the object.
 */
export function applyConfiguration(
  live: KubeObject | undefined,
  config: KubeObject,
  force: boolean,
  request: FieldWriteRequest,
): KubeObject {
  return atOnce(applySteps(live, config, force, request));
}

/** {@link applyConfiguration} in steps, between which the caller can yield. */
export function* applySteps(
  live: KubeObject | undefined,
  config: KubeObject,
  force: boolean,
  request: FieldWriteRequest,
): Steps<KubeObject> {
  const versions = versionsOf(request);
  const { plan } = versions;
  if (config.metadata?.managedFields !== undefined) throw errors.badRequest('metadata.managedFields must be nil');
  const { apiVersion = request.apiVersion, kind = '' } = config;
  const base = live === undefined ? { apiVersion, kind } : withoutManagedFields(live);
  const managers = reconciled(yield* liveManagers(live, base, request), base, versions);
  yield;
  const name = nameOf(request, 'Apply');
  const key = managerKey(name);
  const last = managers.get(key);
  const whole = without(appliedFields(config, plan), resetSet(request));
  const own = difference(whole, unowned);
  const fields = last !== undefined && sameSet(last.fields, own) ? last.fields : own;
  const mine: Manager = { ...name, time: last?.time ?? '', fields };
  const holders = new Map(managers).set(key, mine);
  yield;
  const merged = mergeValues(base, config, plan) as KubeObject;
  const held = (): VersionedSets => heldSets(new Map(holders).set(key, { ...mine, fields: whole }));
  yield;
  const result =
    last === undefined || last.fields === fields
      ? merged
      : pruneDropped(merged, last.apiVersion, last.fields, held(), versions);
  yield;
  const found = new VersionedDifferences(versions, base, result, resetSet(request));
  yield;
  if (!force) refuseConflicts(holders, key, found, live, request);
  const settled = releaseOthers(holders, key, found);
  const time = live !== undefined && deepEqual(base, result) ? mine.time : request.now;
  const unchanged = last?.fields === fields && last.time === time && last.apiVersion === mine.apiVersion;
  settled.set(key, unchanged ? last : { ...mine, time });
  yield;
  return yield* withManagersSteps(withLastApplied(result, config, request.manager), settled);
}

function refuseConflicts(
  managers: Managers,
  own: string,
  found: VersionedDifferences,
  live: KubeObject | undefined,
  request: FieldWriteRequest,
): void {
  const conflicts = conflictsOf(managers, own, found, emptySet);
  if (conflicts.length === 0) return;
  const allowed = takenOver(live, request);
  const left = isEmpty(allowed) ? conflicts : conflictsOf(managers, own, found, allowed);
  if (left.length > 0) throw conflictError(left);
}
