/** Removes fields that an applier no longer applies, unless another manager owns them. */
import { setOwn } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { difference, emptySet, type FieldSet, fieldSet, intersection, isEmpty, isWithin, union } from './field-set.ts';
import { isBare, isPlain, type MapPlan, type MergePlan, type Plain } from './merge-plan.ts';
import { ownedFields } from './owned-fields.ts';
import { removeFields } from './remove-fields.ts';
import type { Versions, View } from './versions.ts';

/** Sets by version. */
export type VersionedSets = ReadonlyMap<string, FieldSet>;

/** The set with the named fields above its paths, because the owner of a part also owns the containing field. */
function withNamedFields(set: FieldSet, plan: MergePlan): FieldSet {
  if (set.children.size === 0) return set;
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const slot = plan.kind === 'map' && element.startsWith('f:') ? plan.slot(element.slice(2)) : undefined;
    const below = slot?.plan ?? (plan.kind === 'list' && element.startsWith('k:') ? plan.item : undefined);
    const named = below === undefined ? child : withNamedFields(child, below);
    children.set(element, slot?.named && !named.member ? { ...named, member: true } : named);
  }
  return fieldSet(children, set.member);
}

const fieldsOf = ({ value, plan }: View): FieldSet => withNamedFields(ownedFields(value, plan), plan);

/** `merged` without fields that are neither in `pruned` nor owned by a manager. */
function givenBack(merged: View, pruned: View, held: FieldSet): View {
  const left = union(fieldsOf(pruned), withNamedFields(held, merged.plan));
  return { ...merged, value: removeFields(merged.value, difference(fieldsOf(merged), left), merged.plan) };
}

/** Removes only fields that the applier owned before. Fields without an owner are kept. */
function danglingGivenBack(merged: View, pruned: View, last: FieldSet): unknown {
  const gone = difference(fieldsOf(merged), fieldsOf(pruned));
  return removeFields(merged.value, intersection(gone, withNamedFields(last, merged.plan)), merged.plan);
}

/** For one version: the three steps without conversion. */
function prunedValue(merged: View, last: FieldSet, held: FieldSet): unknown {
  const bare = { ...merged, value: removeFields(merged.value, withNamedFields(last, merged.plan), merged.plan) };
  return danglingGivenBack(merged, givenBack(merged, bare, held), last);
}

/** The rest of a field; undefined if it is removed. */
function prunedField(name: string, below: unknown, plan: MapPlan, last: FieldSet, held: FieldSet): unknown {
  const { element, plan: next, named } = plan.slot(name);
  // Below a field with an owner, the same rule applies one level down.
  if (named && next.kind === 'map' && isPlain(below) && held.children.size > 0)
    return pruneFields(below, next, last, held);
  const alone = (set: FieldSet): FieldSet => fieldSet(new Map(isEmpty(set) ? [] : [[element, set]]), false);
  const value: Record<string, unknown> = {};
  setOwn(value, name, below);
  const left = prunedValue({ value, plan }, alone(last), alone(held));
  return isPlain(left) && Object.hasOwn(left, name) ? left[name] : undefined;
}

/** Visits only fields with removed parts. Null if nothing is left, as in `removeFields`. */
function pruneFields(value: Plain, plan: MapPlan, last: FieldSet, held: FieldSet): unknown {
  let pruned: Record<string, unknown> | undefined;
  for (const [element, mine] of last.children) {
    const others = held.children.get(element) ?? emptySet;
    const name = element.slice(2);
    const below = Object.hasOwn(value, name) ? value[name] : undefined;
    if (below === undefined || isWithin(mine, others)) continue;
    const left = prunedField(name, below, plan, mine, others);
    if (left === below) continue;
    pruned ??= { ...value };
    if (left === undefined) delete pruned[name];
    else setOwn(pruned, name, left);
  }
  if (pruned === undefined) return value;
  return isBare(pruned) ? null : pruned;
}

/** The same with conversion: the fields of each manager are checked in the version of its entry. */
function pruneVersioned(
  merged: KubeObject,
  lastVersion: string,
  last: FieldSet,
  held: VersionedSets,
  versions: Versions,
): KubeObject {
  const start = versions.convert(merged, lastVersion);
  if (start === undefined) return merged;
  const bare = removeFields(start.value, withNamedFields(last, start.plan), start.plan);
  let pruned: View = { ...start, value: bare };
  // The version that was pruned first, because the pruned object may not be convertible to other versions.
  const order = [lastVersion, ...[...held.keys()].filter((version) => version !== lastVersion)];
  for (const version of order) {
    const set = held.get(version);
    const whole = set && versions.convert(start.value as KubeObject, version);
    const rest = set && versions.convert(pruned.value as KubeObject, version);
    if (set !== undefined && whole !== undefined && rest !== undefined) pruned = givenBack(whole, rest, set);
  }
  const back = versions.convert(pruned.value as KubeObject, lastVersion);
  const result = back === undefined ? start.value : danglingGivenBack(start, back, last);
  return (versions.convert(result as KubeObject, versions.own)?.value ?? merged) as KubeObject;
}

/**
 * `merged` (in the request's version) without the fields of `last` that are in none of the `held` sets, which include the applier's new
 * set. List items are removed as a whole. Returns the same object if nothing is removed.
 */
export function pruneDropped(
  merged: KubeObject,
  lastVersion: string,
  last: FieldSet,
  held: VersionedSets,
  versions: Versions,
): KubeObject {
  if (isEmpty(last)) return merged;
  if (!versions.isOwn(lastVersion) || [...held.keys()].some((version) => !versions.isOwn(version)))
    return pruneVersioned(merged, lastVersion, last, held, versions);
  const everybody = [...held.values()].reduce(union, emptySet);
  if (isWithin(last, everybody)) return merged;
  const { plan } = versions;
  if (plan.kind !== 'map') return merged;
  return pruneFields(merged as Plain, plan, last, everybody) as KubeObject;
}
