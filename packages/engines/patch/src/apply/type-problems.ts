/** Type errors and undeclared fields of an applied configuration, with the messages of upstream's typed values. */
import { encodeJson, isPlain } from '@kubets/machinery/json';
import type { FieldNode, TypeNode, TypeTable } from '@kubets/schema';
import { keyElement, showElement } from './path-element.ts';

/** The maximum number of reported problems. */
const maxProblems = 100;
/** The maximum depth of values in messages. */
const maxShownDepth = 20;

type Scalar = 'numeric' | 'string' | 'boolean' | 'any';

/** Go's name of a decoded JSON value's type. */
function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'map[string]interface {}';
}

/** As Go's %v. */
function plainText(value: unknown, depth = maxShownDepth): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (depth === 0) return '...';
  if (Array.isArray(value)) return `[${value.map((each) => plainText(each, depth - 1)).join(' ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, each]) => `${name}:${plainText(each, depth - 1)}`).join(' ')}]`;
}

/** As Go's %#v. */
function syntaxText(value: unknown, depth = maxShownDepth): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (depth === 0) return '...';
  if (Array.isArray(value)) return `[]interface {}{${value.map((each) => syntaxText(each, depth - 1)).join(', ')}}`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.map(([name, each]) => `${JSON.stringify(name)}:${syntaxText(each, depth - 1)}`);
  return `map[string]interface {}{${members.join(', ')}}`;
}

function scalarOf({ type, format = '', intOrString }: TypeNode, oneOf: unknown): Scalar | undefined {
  if (intOrString === true || oneOf !== undefined) return 'any';
  if (type === 'integer' || type === 'number') return 'numeric';
  if (type === 'boolean') return 'boolean';
  if (type !== 'string') return undefined;
  // Strings with other formats than bytes, such as times, are not checked further.
  return format === '' || format === 'byte' ? 'string' : 'any';
}

function scalarProblem(value: unknown, scalar: Scalar): string | undefined {
  const type = typeof value === 'bigint' ? 'number' : typeof value;
  if (scalar === 'any') return type === 'object' ? `expected any scalar, got &{${plainText(value)}}` : undefined;
  if (scalar === 'numeric')
    return type === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`;
  if (scalar === 'boolean') return type === 'boolean' ? undefined : `expected boolean, got &{${plainText(value)}}`;
  return type === 'string' ? undefined : `expected string, got &value.valueUnstructured{Value:${syntaxText(value)}}`;
}

class Walk {
  readonly problems: string[] = [];
  readonly #table: TypeTable;

  constructor(table: TypeTable) {
    this.#table = table;
  }

  value(value: unknown, given: TypeNode, path: string): void {
    if (value === null || value === undefined || this.problems.length >= maxProblems) return;
    const node = this.#resolved(given);
    const { type, preserveUnknown, fields, items, values } = node;
    const scalar = scalarOf(node, (node as { readonly oneOf?: unknown }).oneOf);
    if (scalar !== undefined) this.#found(path, scalarProblem(value, scalar));
    else if (type === 'array') this.#list(value, items ?? {}, given.listType === undefined ? node : given, path);
    else if (type === 'map') this.#map(value, () => values ?? {}, path);
    else if (fields !== undefined) {
      const byName = new Map(fields.map((field) => [field.name, field]));
      const free = preserveUnknown === true ? {} : undefined;
      this.#map(value, (name) => byName.get(name) ?? free, path);
    } else if (type === 'object' && !isPlain(value)) this.#found(path, `expected map, got &{${plainText(value)}}`);
  }

  /** Attributes of the field are beside the reference; those of the value are at its target. */
  #resolved(node: TypeNode): TypeNode {
    let found = node;
    for (let hops = 0; found.ref !== undefined && hops < maxShownDepth; hops++) {
      const next = this.#table.get(found.ref);
      if (next === undefined) return {};
      found = next;
    }
    return found;
  }

  #found(path: string, problem: string | undefined): void {
    if (problem !== undefined && this.problems.length < maxProblems)
      this.problems.push(path === '' ? problem : `${path}: ${problem}`);
  }

  #map(value: unknown, nodeOf: (name: string) => TypeNode | undefined, path: string): void {
    if (!isPlain(value)) {
      this.#found(path, `expected map, got &{${plainText(value)}}`);
      return;
    }
    for (const [name, each] of Object.entries(value)) {
      const node = nodeOf(name);
      if (node === undefined) this.#found(`${path}.${name}`, 'field not declared in schema');
      else this.value(each, node, `${path}.${name}`);
    }
  }

  #list(value: unknown, item: TypeNode, { listType, listMapKeys = [] }: TypeNode, path: string): void {
    if (!Array.isArray(value)) {
      this.#found(path, `expected list, got &{${plainText(value)}}`);
      return;
    }
    const keys = listType === 'map' ? this.#keysOf(item, listMapKeys) : [];
    for (const [index, each] of value.entries()) {
      if (this.problems.length >= maxProblems) return;
      const step = listType === 'set' ? `[=${encodeJson(each)}]` : keyed(each, keys);
      this.value(each, item, `${path}${step ?? `[${index}]`}`);
    }
  }

  #keysOf(item: TypeNode, names: readonly string[]): readonly FieldNode[] {
    const { fields = [] } = this.#resolved(item);
    return [...names].sort().flatMap((name) => fields.find((field) => field.name === name) ?? { name });
  }
}

/** The name of a keyed item; undefined if it has no keys. */
function keyed(item: unknown, keys: readonly FieldNode[]): string | undefined {
  if (!isPlain(item)) return undefined;
  const found = keys.flatMap(({ name, default: standard }) => {
    const value = (Object.hasOwn(item, name) ? item[name] : undefined) ?? standard;
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : showElement(keyElement(found));
}

/**
 * `.spec.replicas: expected numeric (int or float), got string`, `.foo: field not declared in schema`; at most 100. Empty
 * where every value is of its type. `node` is the type of the whole configuration.
 */
export function typeProblems(config: unknown, node: TypeNode, table: TypeTable): readonly string[] {
  const walk = new Walk(table);
  walk.value(config, node, '');
  return walk.problems;
}
