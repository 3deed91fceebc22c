/** Evaluates the nodes of a JSONPath on JSON data. */
import { isPlain } from '../json/plain-object.ts';
import { JsonPathError, type JsonPathNode, type NodeList } from './jsonpath-node.ts';
import { goJson } from './print-jsonpath.ts';

type Values = readonly unknown[];
type NodeOf<Kind extends JsonPathNode['kind']> = Extract<JsonPathNode, { readonly kind: Kind }>;

/** The number of values that evaluations may still visit together. */
export interface JsonPathBudget {
  values: number;
}

/** The maximum number of values that an evaluation visits, because `..*..*..*` multiplies. */
const maxTouchedValues = 5_000_000;

/** Members or items. */
function members(value: unknown): Values {
  if (Array.isArray(value)) return value;
  return isPlain(value) ? Object.values(value) : [];
}

const goTypes: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', bigint: 'int64' };
function goType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return goTypes[typeof value] ?? 'map[string]interface {}';
}

/** Negative, 0 or positive. Throws for types that cannot be compared in Go. Numbers of any type can be compared. */
function compare(left: unknown, right: unknown, ordered: boolean): number {
  const kind = (value: unknown): string => (typeof value === 'bigint' ? 'number' : typeof value);
  for (const value of [left, right]) {
    if (!['string', 'number', 'boolean'].includes(kind(value))) throw new JsonPathError('invalid type for comparison');
  }
  if (kind(left) !== kind(right)) throw new JsonPathError('incompatible types for comparison');
  if (ordered && kind(left) === 'boolean') throw new JsonPathError('invalid type for comparison');
  const [a, b] = [left as string, right as string];
  return a < b ? -1 : a > b ? 1 : 0;
}

const operators: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  '==': (left, right) => compare(left, right, false) === 0,
  '!=': (left, right) => compare(left, right, false) !== 0,
  '<': (left, right) => compare(left, right, true) < 0,
  '<=': (left, right) => compare(left, right, true) <= 0,
  '>': (left, right) => compare(left, right, true) > 0,
  '>=': (left, right) => compare(left, right, true) >= 0,
};

/** An evaluation with a limit on visited values. */
export class JsonPathEvaluation {
  readonly #allowMissingKeys: boolean;
  readonly #budget: JsonPathBudget;

  constructor(allowMissingKeys: boolean, budget: JsonPathBudget = { values: maxTouchedValues }) {
    this.#allowMissingKeys = allowMissingKeys;
    this.#budget = budget;
  }

  /** The selected values. The nodes must not contain `range` or `end`. Throws JsonPathError. */
  evaluate(input: Values, nodes: NodeList): Values {
    let values = input;
    for (const node of nodes) {
      values = this.#step(values, node);
      this.spend(1);
    }
    return values;
  }

  spend(values: number): void {
    this.#budget.values -= values;
    if (this.#budget.values < 0) throw new JsonPathError('evaluation selects too many values');
  }

  #step(values: Values, node: JsonPathNode): Values {
    switch (node.kind) {
      case 'value':
        return typeof node.value === 'string' ? [node.value] : values.map(() => node.value);
      case 'field':
        return this.#field(values, node.name);
      case 'slice':
        return this.#each(values, (value) => this.#slice(value, node));
      case 'filter':
        return this.#each(values, (value) => this.#filter(value, node));
      case 'wildcard':
        return this.#each(values, (value) => this.#children(value));
      case 'recursive':
        return this.#each(values, (value) => this.#descend(value));
      case 'union':
        return node.parts.flatMap((part) => this.evaluate(values, part));
      case 'identifier':
        if (node.name === 'range') return values;
        if (node.name === 'end') return [];
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
    }
  }

  /** Members, items, or the bytes of a string, as in Go. */
  #children(value: unknown): Values {
    if (typeof value !== 'string') return members(value);
    // Counted before they exist: there are no fewer than characters.
    this.spend(value.length);
    return [...new TextEncoder().encode(value)];
  }

  /** The selections of all values, which count before they are collected. */
  #each(values: Values, select: (value: unknown) => Values): Values {
    const found: unknown[] = [];
    for (const value of values) {
      const selected = select(value);
      this.spend(selected.length + 1);
      for (const each of selected) found.push(each);
    }
    return found;
  }

  #field(values: Values, name: string): Values {
    if (values.length === 0) return values;
    this.spend(values.length);
    const found: unknown[] = [];
    for (const value of values) if (isPlain(value) && Object.hasOwn(value, name)) found.push(value[name]);
    if (found.length === 0 && !this.#allowMissingKeys) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  #slice(value: unknown, node: NodeOf<'slice'>): Values {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
    const { length } = value;
    let start = node.start.known ? node.start.value : 0;
    let end = node.end.known ? node.end.value : length;
    if (start < 0) start += length;
    if (end < 0 || (end === 0 && node.single)) end += length;
    if (start === end) return [];
    const outside = (index: number): JsonPathError =>
      new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
    if (start >= length || start < 0) throw outside(start);
    if (end > length || end < 0) throw outside(end - 1);
    if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
    const step = node.step.known ? node.step.value : 1;
    if (step <= 0) throw new JsonPathError('step must be > 0');
    return value.slice(start, end).filter((_, index) => index % step === 0);
  }

  /** Every container and string at and below the value, the outer before the inner. */
  #descend(root: unknown): Values {
    const found: unknown[] = [];
    const pending = [root];
    while (pending.length > 0) {
      const value = pending.pop();
      this.spend(1);
      if (typeof value === 'string' && value !== '') found.push(value);
      const below = members(value);
      if (below.length === 0) continue;
      this.spend(below.length);
      found.push(value);
      for (let index = below.length - 1; index >= 0; index--) pending.push(below[index]);
    }
    return found;
  }

  #filter(list: unknown, node: NodeOf<'filter'>): Values {
    if (!Array.isArray(list)) {
      const shown = list === null || list === undefined ? '<nil>' : typeof list === 'object' ? goJson(list) : `${list}`;
      throw new JsonPathError(`${shown} is not array or slice and cannot be filtered`);
    }
    if (node.operator === 'exists') return list.filter((item) => this.#exists(item, node.left));
    return list.filter((item) => {
      const left = this.evaluate([item], node.left);
      if (left.length === 0) return false;
      const right = left.length > 1 ? [] : this.evaluate([item], node.right);
      if (left.length > 1 || right.length > 1) throw new JsonPathError('can only compare one element at a time');
      if (right.length === 0) return false;
      if (!Object.hasOwn(operators, node.operator)) {
        throw new JsonPathError(`unrecognized filter operator ${node.operator}`);
      }
      return operators[node.operator]?.(left[0], right[0]) === true;
    });
  }

  /** A path that fails selects nothing. */
  #exists(item: unknown, path: NodeList): boolean {
    try {
      return this.evaluate([item], path).length > 0;
    } catch (error) {
      if (error instanceof JsonPathError && this.#budget.values >= 0) return false;
      throw error;
    }
  }
}
