/** The conditions of defaulting rules. */
import { deepEqual } from '@kubets/base';
import { isPlain } from '@kubets/machinery/json';
import { type Binding, parseDefaultPath, readPath, type Step } from './default-path.ts';
import type { DefaultCondition } from './default-rule.ts';
import { isEmptyValue } from './zero.ts';

/** The input of a rule: the original object and its current state. */
interface RuleView {
  readonly original: unknown;
  readonly current: unknown;
  readonly binding: Binding;
}

export type Condition = (view: RuleView) => boolean;

/** Whether the condition refers to single items or keys. */
export function isPerItem(condition: DefaultCondition): boolean {
  return /[[{]/.test(condition.path ?? condition.tagOf ?? '');
}

/** Compiles a condition. Feature gates are evaluated once. */
export function compileCondition(condition: DefaultCondition, gate: (name: string) => boolean): Condition {
  if (condition.other) return () => false;
  if (condition.gate !== undefined) {
    const on = gate(condition.gate);
    return () => on;
  }
  if (condition.noOtherSource) return ({ current }) => hasNoSource(current);
  if (condition.tagOf !== undefined) return tagCondition(condition, parseDefaultPath(condition.tagOf));
  const steps = parseDefaultPath(condition.path ?? '');
  if (condition.set === true) return (view) => isSet(readPath(view.current, steps, view.binding));
  // Absence is checked in the original object, so earlier defaults do not count.
  if (condition.set === false) return (view) => !isSet(readPath(view.original, steps, view.binding));
  if (condition.in !== undefined) {
    const allowed = condition.in;
    return (view) => allowed.includes(readPath(view.current, steps, view.binding));
  }
  return (view) => deepEqual(readPath(view.current, steps, view.binding), condition.is);
}

/** Whether the value differs from Go's zero value. An existing object does, even if it is empty, because it is a pointer. */
function isSet(value: unknown): boolean {
  return isPlain(value) || !isEmptyValue(value);
}

/** Whether no source of a Volume is set: it has no field except its name. */
function hasNoSource(volume: unknown): boolean {
  return isPlain(volume) && Object.keys(volume).every((key) => key === 'name');
}

function tagCondition(condition: DefaultCondition, steps: readonly Step[]): Condition {
  const holder = steps.slice(0, -1);
  return ({ current, binding }) => {
    if (readPath(current, holder, binding) === undefined) return false;
    const image = readPath(current, steps, binding);
    const tag = imageTag(typeof image === 'string' ? image : '');
    return condition.is === undefined ? tag !== condition.isNot : tag === condition.is;
  };
}

/** The tag of an image reference; `latest` when it has neither tag nor digest, '' when there is no image. */
export function imageTag(image: string): string {
  if (image === '') return '';
  const [name = '', digest] = image.split('@', 2);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon >= 0) return name.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
}
