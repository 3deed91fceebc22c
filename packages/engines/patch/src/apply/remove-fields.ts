/** Removes paths from a value. */
import { setOwn } from '@kubets/machinery/json';
import type { FieldSet } from './field-set.ts';
import { isPlain, type ListPlan, type MapPlan, type MergePlan, type Plain } from './merge-plan.ts';

function fromMap(value: Plain, gone: FieldSet, plan: MapPlan): unknown {
  const kept: Record<string, unknown> = {};
  let same = true;
  for (const name in value) {
    const below = value[name];
    const { element, plan: next } = plan.slot(name);
    const child = gone.children.get(element);
    if (child?.member === true) {
      same = false;
      continue;
    }
    const left = child === undefined ? below : removeFields(below, child, next);
    if (left !== below) same = false;
    setOwn(kept, name, left);
  }
  if (same) return value;
  return Object.keys(kept).length === 0 ? null : kept;
}

function fromList(items: readonly unknown[], gone: FieldSet, plan: ListPlan): unknown {
  const kept = items.flatMap((item) => {
    const child = gone.children.get(plan.element(item));
    if (child?.member === true) return [];
    return [child === undefined ? item : removeFields(item, child, plan.item)];
  });
  if (kept.length === items.length && kept.every((each, index) => each === items[index])) return items;
  return kept.length === 0 ? null : kept;
}

/**
 * The value without the paths of `gone` and everything below them. Returns the same value if nothing is removed, and null if nothing is
 * left.
 */
export function removeFields(value: unknown, gone: FieldSet, plan: MergePlan): unknown {
  if (gone.children.size === 0) return value;
  if (plan.kind === 'map' && isPlain(value)) return fromMap(value, gone, plan);
  if (plan.kind === 'list' && Array.isArray(value)) return fromList(value, gone, plan);
  return value;
}
