/** The paths of defaulting rules: parsed once, and used without modifying the original object. */
import { invariant } from '@kubets/base';
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';

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

/** The items or keys that are bound to each `[]` and `{}` of a path, in order. */
export type Binding = readonly (number | string)[];
const unbound: Binding = [];

/** The value at a path, its wildcards bound. Undefined if a part of the path does not exist. */
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

/** Containers that were created for one result. Nothing else refers to them, so they can be modified. */
export type Owned = Set<unknown>;

/**
 * The value with another one at a path; missing objects on the way are made. Undefined removes. Containers are copied
 * once: with the same `owned`, many writes into a long list or map cost no more than one copy of it.
 */
export function writePath(
  root: unknown,
  steps: readonly Step[],
  binding: Binding,
  value: unknown,
  owned: Owned = new Set(),
): unknown {
  return write({ steps, binding, value, owned }, root, 0, 0);
}

interface Write {
  readonly steps: readonly Step[];
  readonly binding: Binding;
  readonly value: unknown;
  readonly owned: Owned;
}

/** `at`: the step that leads on from here; `bound`: wildcards before it. */
function write(task: Write, root: unknown, at: number, bound: number): unknown {
  const step = task.steps[at];
  if (step === undefined) return task.value;
  const wild = step.kind === 'items' || step.kind === 'keys';
  const key = (step.kind === 'field' ? step.name : step.kind === 'index' ? step.index : task.binding[bound]) ?? '';
  const deeper = bound + (wild ? 1 : 0);
  if (typeof key === 'number') {
    const items: unknown[] = Array.isArray(root) ? (task.owned.has(root) ? root : [...(root as unknown[])]) : [];
    task.owned.add(items);
    items[key] = write(task, items[key], at + 1, deeper);
    return items;
  }
  const object: Plain = isPlain(root) ? (task.owned.has(root) ? root : { ...root }) : {};
  task.owned.add(object);
  const next = write(task, own(object, key), at + 1, deeper);
  if (next === undefined) delete object[key];
  else setOwn(object, key, next);
  return object;
}
