/** The paths of defaulting rules: parsed once, read and written without touching the object they are given. */
import { invariant } from '@kubets/base';
import { isPlain, own, type Plain, setOwn } from './plain-object.ts';

export type Step =
  | { readonly kind: 'field'; readonly name: string }
  /** `[]`: every item; `{}`: every key. */
  | { readonly kind: 'items' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'index'; readonly index: number };

const grammar = /([A-Za-z0-9_$]+)|\[(\d*)\]|\{([^}]*)\}|\./y;

/** `spec.ports[].protocol`, `max{}`, `labels{kubernetes.io/metadata.name}`, `storedVersions[0]`. */
export function parseDefaultPath(path: string): readonly Step[] {
  const steps: Step[] = [];
  grammar.lastIndex = 0;
  while (grammar.lastIndex < path.length) {
    const match = grammar.exec(path);
    invariant(match !== null, `the path of a default cannot be read: ${path}`);
    const [, name, index, key] = match;
    if (name !== undefined) steps.push({ kind: 'field', name });
    else if (index !== undefined) {
      steps.push(index === '' ? { kind: 'items' } : { kind: 'index', index: Number(index) });
    } else if (key !== undefined) steps.push(key === '' ? { kind: 'keys' } : { kind: 'field', name: key });
  }
  return steps;
}

/** Which item or key each `[]` and `{}` of a path stands for, in order. */
export type Binding = readonly (number | string)[];
const unbound: Binding = [];

/** The value at a path, its wildcards bound. Undefined when something on the way is missing. */
export function readPath(
  root: unknown,
  steps: readonly Step[],
  binding: Binding = unbound,
  length = steps.length,
): unknown {
  let value = root;
  let bound = 0;
  for (let i = 0; i < length; i++) {
    const step = steps[i] as Step;
    const at = step.kind === 'field' ? step.name : step.kind === 'index' ? step.index : binding[bound++];
    if (typeof at === 'number') value = Array.isArray(value) ? (value[at] as unknown) : undefined;
    else value = isPlain(value) && at !== undefined ? own(value, at) : undefined;
    if (value === undefined || value === null) return undefined;
  }
  return value;
}

/**
 * Calls `visit` with every binding of the wildcards that exists in the value; the binding is good for the call only.
 * `keysOf` names the keys a `{}` ranges over.
 */
export function forEachBinding(
  root: unknown,
  steps: readonly Step[],
  keysOf: readonly Step[],
  visit: (binding: Binding) => void,
): void {
  const bound: (number | string)[] = [];
  const descend = (from: number): void => {
    let at = from;
    while (at < steps.length && steps[at]?.kind !== 'items' && steps[at]?.kind !== 'keys') at += 1;
    if (at === steps.length) {
      visit(bound);
      return;
    }
    const ranged = readPath(root, steps[at]?.kind === 'keys' ? keysOf : steps, bound, at);
    const range = Array.isArray(ranged) ? ranged.keys() : isPlain(ranged) ? Object.keys(ranged) : [];
    for (const each of range) {
      bound.push(each);
      descend(at + 1);
      bound.pop();
    }
  };
  descend(0);
}

/** The value with another one at a path; missing objects on the way are made. Undefined removes. */
export function writePath(root: unknown, steps: readonly Step[], binding: Binding, value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const wild = step.kind === 'items' || step.kind === 'keys';
  const at = step.kind === 'field' ? step.name : step.kind === 'index' ? step.index : binding[0];
  const deeper = wild ? binding.slice(1) : binding;
  if (typeof at === 'number') {
    const items: unknown[] = Array.isArray(root) ? [...(root as unknown[])] : [];
    items[at] = writePath(items[at], rest, deeper, value);
    return items;
  }
  const object: Plain = isPlain(root) ? { ...root } : {};
  const key = at ?? '';
  const next = writePath(own(object, key), rest, deeper, value);
  if (next === undefined) delete object[key];
  else setOwn(object, key, next);
  return object;
}
