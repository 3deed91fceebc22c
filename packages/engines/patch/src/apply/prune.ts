/** What an applier no longer applies is taken out of the object, as far as nobody else holds it. */
import { setOwn } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { difference, emptySet, type FieldSet, fieldSet, intersection, isEmpty, isWithin, union } from './field-set.ts';
import { isBare, isPlain, type MapPlan, type MergePlan, type Plain } from './merge-plan.ts';
import { ownedFields } from './owned-fields.ts';
import { removeFields } from './remove-fields.ts';
import type { Versions, View } from './versions.ts';

/** Sets by the version they are of. */
export type VersionedSets = ReadonlyMap<string, FieldSet>;

/** The set with those named fields that lead to a path of it: who holds a part holds the field it is in. */
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

/** `merged` without what is neither left in `pruned` nor held by anybody. */
function givenBack(merged: View, pruned: View, held: FieldSet): View {
  const left = union(fieldsOf(pruned), withNamedFields(held, merged.plan));
  return { ...merged, value: removeFields(merged.value, difference(fieldsOf(merged), left), merged.plan) };
}

/** Only what the applier held before goes: nobody's fields stay. */
function danglingGivenBack(merged: View, pruned: View, last: FieldSet): unknown {
  const gone = difference(fieldsOf(merged), fieldsOf(pruned));
  return removeFields(merged.value, intersection(gone, withNamedFields(last, merged.plan)), merged.plan);
}

/** One version only: the three steps in place. */
function prunedValue(merged: View, last: FieldSet, held: FieldSet): unknown {
  const bare = { ...merged, value: removeFields(merged.value, withNamedFields(last, merged.plan), merged.plan) };
  return danglingGivenBack(merged, givenBack(merged, bare, held), last);
}

/** What is left of a field; undefined when it goes. */
function prunedField(name: string, below: unknown, plan: MapPlan, last: FieldSet, held: FieldSet): unknown {
  const { element, plan: next, named } = plan.slot(name);
  // Below a field that somebody still holds the question is the same, one level down.
  if (named && next.kind === 'map' && isPlain(below) && held.children.size > 0)
    return pruneFields(below, next, last, held);
  const alone = (set: FieldSet): FieldSet => fieldSet(new Map(isEmpty(set) ? [] : [[element, set]]), false);
  const value: Record<string, unknown> = {};
  setOwn(value, name, below);
  const left = prunedValue({ value, plan }, alone(last), alone(held));
  return isPlain(left) && Object.hasOwn(left, name) ? left[name] : undefined;
}

/** Only fields of which something is dropped are walked. Null where nothing is left, as in `removeFields`. */
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

/** The same through other versions: each manager's fields are looked for in the version it wrote them in. */
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
  // The version that was pruned first: others may not convert what lacks a field they need.
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
 * `merged` (in the request's version) without the fields of `last` that are in none of the `held` sets, the applier's new
 * one among them; items of lists go as a whole. The same object when nothing goes.
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
