/** Functions on lists: those of Kubernetes, of CEL's lists extension (version 3), and of CEL's sets extension. */
import { add } from './arithmetic.ts';
import { CelUint } from './ast.ts';
import { ArrayList } from './collections.ts';
import { compare, equal, listIncludes } from './equality.ts';
import { type Library, type Overload, overload } from './functions.ts';
import { typeOfValue } from './inspect.ts';
import {
  CelDuration,
  CelFault,
  CelList,
  CelOptional,
  type CelValue,
  isFault,
  noOptional,
  noSuchOverload,
} from './values.ts';
import { nested, spendWork } from './work-limit.ts';

const comparable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

function isSorted(list: CelList): CelValue {
  for (let index = 1; index < list.size; index++) {
    const order = compare(list.at(index - 1), list.at(index));
    if (order === undefined) return noSuchOverload;
    if (order === 1) return false;
  }
  return true;
}

/** The maximum (`sign` 1) or minimum (−1) of a list. The first of equal elements is returned. */
const extreme =
  (name: string, sign: number) =>
  (list: CelList): CelValue => {
    if (list.size === 0) return new CelFault(`${name} called on empty list`);
    let found = list.at(0);
    for (let index = 1; index < list.size; index++) {
      const order = compare(list.at(index), found);
      if (order === undefined) return noSuchOverload;
      if (order === sign) found = list.at(index);
    }
    return found;
  };

const zeros: Readonly<Record<string, CelValue>> = {
  int: 0n,
  uint: new CelUint(0n),
  double: 0,
  duration: new CelDuration(0n),
};

function sum(list: CelList, zero: CelValue): CelValue {
  let total = zero;
  for (let index = 0; index < list.size && !isFault(total); index++) total = add(total, list.at(index));
  return total;
}

function indexOf(list: CelList, item: CelValue): CelValue {
  for (let index = 0; index < list.size; index++) if (equal(list.at(index), item)) return BigInt(index);
  return -1n;
}

function lastIndexOf(list: CelList, item: CelValue): CelValue {
  for (let index = list.size - 1; index >= 0; index--) if (equal(list.at(index), item)) return BigInt(index);
  return -1n;
}

/** Declares one overload for each element type. */
const each = (types: readonly string[], make: (type: string) => Overload): readonly Overload[] => types.map(make);

export const kubernetesLists: Library = {
  isSorted: each(comparable, (type) => overload(`list_${type}_is_sorted_bool`, `list(${type}).() bool`, isSorted)),
  sum: each(Object.keys(zeros), (type) =>
    overload(`list_${type}_sum_${type}`, `list(${type}).() ${type}`, (list: CelList) => sum(list, zeros[type] ?? 0n)),
  ),
  max: each(comparable, (type) => overload(`list_${type}_max_${type}`, `list(${type}).() ${type}`, extreme('max', 1))),
  min: each(comparable, (type) => overload(`list_${type}_min_${type}`, `list(${type}).() ${type}`, extreme('min', -1))),
  indexOf: [overload('list_a_index_of_int', 'list(A).(A) int', indexOf)],
  lastIndexOf: [overload('list_a_last_index_of_int', 'list(A).(A) int', lastIndexOf)],
};

function slice(list: CelList, start: bigint, end: bigint): CelValue {
  const refuse = (why: string): CelFault => new CelFault(`cannot slice(${start}, ${end}), ${why}`);
  if (start < 0n || end < 0n) return refuse('negative indexes not supported');
  if (start > end) return refuse('start index must be less than or equal to end index');
  if (BigInt(list.size) < end) return refuse(`list is length ${list.size}`);
  spendWork(Number(end - start));
  return new ArrayList(Array.from({ length: Number(end - start) }, (_, index) => list.at(Number(start) + index)));
}

function flattened(list: CelList, depth: bigint): readonly CelValue[] {
  return list.items().flatMap((item) => {
    if (depth === 0n || !(item instanceof CelList)) return [item];
    return nested(() => flattened(item, depth - 1n));
  });
}

function flatten(list: CelList, depth = 1n): CelValue {
  return depth < 0n ? new CelFault('level must be non-negative') : new ArrayList(flattened(list, depth));
}

function sortByKeys(list: CelList, keys: CelList): CelValue {
  if (list.size !== keys.size) {
    const sizes = `${list.size} and ${keys.size} elements respectively`;
    const message = 'expected a list of the same size as the associated keys list, but got';
    return new CelFault(`@sortByAssociatedKeys() ${message} ${sizes}`);
  }
  if (list.size === 0) return list;
  const type = typeOfValue(keys.at(0)).name;
  const rows = list.items().map((item, index) => [keys.at(index), item] as const);
  if (compare(keys.at(0), keys.at(0)) === undefined) return new CelFault('list elements must be comparable');
  if (rows.some(([key]) => typeOfValue(key).name !== type)) {
    return new CelFault('list elements must have the same type');
  }
  const sorted = rows.toSorted(([a], [b]) => {
    const order = compare(a, b);
    return typeof order === 'number' ? order : 0;
  });
  return new ArrayList(sorted.map(([, item]) => item));
}

function range(count: bigint): CelValue {
  spendWork(Number(count));
  return new ArrayList(Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index)));
}

function distinct(list: CelList): CelValue {
  const found: CelValue[] = [];
  for (const item of list.items()) if (!found.some((other) => equal(item, other))) found.push(item);
  return new ArrayList(found);
}

const overloadName = (type: string): string =>
  type === 'duration' ? 'google.protobuf.Duration' : type === 'timestamp' ? 'google.protobuf.Timestamp' : type;

export const listsExtension: Library = {
  slice: [overload('list_slice', 'list(T).(int, int) list(T)', slice)],
  flatten: [
    overload('list_flatten', 'list(list(T)).() list(T)', flatten),
    overload('list_flatten_int', 'list(dyn).(int) list(dyn)', flatten),
  ],
  sort: each(comparable, (type) =>
    overload(`list_${overloadName(type)}_sort`, `list(${type}).() list(${type})`, (list: CelList) =>
      sortByKeys(list, list),
    ),
  ),
  '@sortByAssociatedKeys': each(comparable, (type) =>
    overload(`list_${overloadName(type)}_sortByAssociatedKeys`, `list(T).(list(${type})) list(T)`, sortByKeys),
  ),
  'lists.range': [overload('lists_range', '(int) list(int)', range)],
  reverse: [
    overload('list_reverse', 'list(T).() list(T)', (list: CelList) => new ArrayList(list.items().toReversed())),
  ],
  distinct: [overload('list_distinct', 'list(T).() list(T)', distinct)],
};

function containsAll(list: CelList, part: CelList): boolean {
  for (let index = 0; index < part.size; index++) if (!listIncludes(list, part.at(index))) return false;
  return true;
}

function intersects(a: CelList, b: CelList): boolean {
  for (let index = 0; index < a.size; index++) if (listIncludes(b, a.at(index))) return true;
  return false;
}

export const sets: Library = {
  'sets.contains': [overload('list_sets_contains_list', '(list(T), list(T)) bool', containsAll)],
  'sets.equivalent': [
    overload(
      'list_sets_equivalent_list',
      '(list(T), list(T)) bool',
      (a: CelList, b: CelList) => containsAll(a, b) && containsAll(b, a),
    ),
  ],
  'sets.intersects': [overload('list_sets_intersects_list', '(list(T), list(T)) bool', intersects)],
};

function unwrapped(list: CelList): CelValue {
  const items = list.items();
  const wrong = items.some((item) => !(item instanceof CelOptional));
  if (wrong) return new CelFault('value is not optional');
  return new ArrayList(
    items.flatMap((item) => (item instanceof CelOptional && item.value !== undefined ? [item.value] : [])),
  );
}

/** The first or last element, as an optional. */
const end =
  (last: boolean) =>
  (list: CelList): CelValue =>
    list.size === 0 ? noOptional : new CelOptional(list.at(last ? list.size - 1 : 0));

/** List functions of the optional types. */
export const optionalLists: Library = {
  first: [overload('list_first', 'list(V).() optional(V)', end(false))],
  last: [overload('list_last', 'list(V).() optional(V)', end(true))],
  'optional.unwrap': [overload('optional_unwrap', '(list(optional(V))) list(V)', unwrapped)],
  unwrapOpt: [overload('optional_unwrapOpt', 'list(optional(V)).() list(V)', unwrapped)],
};
