/** Adapts recorded sets to schema changes: fields that have become atomic are owned as a whole. */
import { type FieldSet, fieldSet, leaf } from './field-set.ts';
import { deducedPlan, type MergePlan } from './merge-plan.ts';

/** A cache of sets that match a plan. */
const fitting = new WeakMap<FieldSet, MergePlan>();

function belowOf(plan: MergePlan, element: string): MergePlan | undefined {
  if (plan.kind === 'list') return plan.item;
  return plan.kind === 'map' && element.startsWith('f:') ? plan.slot(element.slice(2)).plan : undefined;
}

function fitted(set: FieldSet, plan: MergePlan): FieldSet {
  if (plan === deducedPlan || set.children.size === 0) return set;
  if (plan.kind === 'leaf') return plan.atomic ? leaf : set;
  let children: Map<string, FieldSet> | undefined;
  for (const [element, child] of set.children) {
    if (child.children.size === 0) continue;
    const below = belowOf(plan, element);
    const next = below === undefined ? child : fitted(child, below);
    if (next === child) continue;
    children ??= new Map(set.children);
    children.set(element, next);
  }
  return children === undefined ? set : fieldSet(children, set.member);
}

/** The set for the current type. Returns the same set if it matches. */
export function fitToSchema(set: FieldSet, plan: MergePlan): FieldSet {
  if (fitting.get(set) === plan) return set;
  const fit = fitted(set, plan);
  fitting.set(fit, plan);
  return fit;
}
