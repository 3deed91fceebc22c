/** Run-time costs of calls, by function and overload, as upstream. */
import { CelUint } from './ast.ts';
import { CelList, CelMap, CelOpaque, CelOptional, type CelValue, codePoints } from './values.ts';
import { nested, spendWork } from './work-limit.ts';

/** A fixed cost, or one that depends on the arguments (charged before the call) or the result (after it). */
export type CallCost =
  | number
  | {
      readonly before?: (args: readonly CelValue[]) => number;
      readonly after?: (result: CelValue) => number;
    };

/** Cost of traversing one character. */
export const traversalFactor = 0.1;
/** Cost of one character of a pattern, for each unit of the cost of its text. */
export const patternFactor = 0.25;
/** Building a list, which many list functions do. */
export const listCreation = 10;

/** The result of `size(x)`, also for the content of optionals; 1 for values without a size. */
export function sizeOf(value: CelValue | undefined): number {
  if (typeof value === 'string') return codePoints(value);
  if (value === null || typeof value !== 'object') return 1;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CelList || value instanceof CelMap || value instanceof CelOpaque) return value.size;
  return value instanceof CelOptional && value.value !== undefined ? sizeOf(value.value) : 1;
}

const traversal = (size: number): number => Math.ceil(size * traversalFactor);

/** The smaller of two sizes, without counting a long text against a short one. */
function smallerSize(a: CelValue, b: CelValue): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Math.min(sizeOf(a), sizeOf(b));
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const size = codePoints(short);
  return long.length >= 2 * size ? size : Math.min(size, codePoints(long));
}

/** `==`, `!=` and the comparisons of strings and bytes. */
export function equalityCost(a: CelValue, b: CelValue): number {
  if (typeof a !== 'string' && (typeof a !== 'object' || a === null || a instanceof CelUint)) return 1;
  return a instanceof CelOpaque ? 1 : traversal(smallerSize(a, b));
}

/** The total size of a value, with strings by length, which `sum`, `max`, `isSorted`… traverse. */
function wholeTraversal(value: CelValue | undefined): number {
  spendWork(1);
  if (typeof value === 'string') return Math.floor(codePoints(value) * traversalFactor);
  if (value instanceof Uint8Array) return Math.floor(value.length * traversalFactor);
  if (value instanceof CelList) {
    return nested(() => {
      let cost = 0;
      for (let index = 0; index < value.size; index++) cost += wholeTraversal(value.at(index));
      return cost;
    });
  }
  if (!(value instanceof CelMap)) return 1;
  return nested(() =>
    value.keys().reduce<number>((cost, key) => cost + wholeTraversal(key) + wholeTraversal(value.find(key)), 0),
  );
}

const first = (factor: number): CallCost => ({ before: ([value]) => Math.ceil(sizeOf(value) * factor) });
const patternCost = (text: number, pattern: number): number =>
  Math.ceil((1 + text) * traversalFactor) * Math.ceil(pattern * patternFactor);
const pattern: CallCost = { before: ([text, source]) => patternCost(sizeOf(text), sizeOf(source)) };
const whole: CallCost = { before: ([value]) => wholeTraversal(value) };
const compared: CallCost = { before: ([a = null, b = null]) => traversal(smallerSize(a, b)) };

/** A selector costs its parsing and, for every two characters, a requirement. */
function selectorCost(length: number): number {
  return listCreation + traversal(length) + Math.ceil(Math.ceil(length * 0.5) * (listCreation + 40));
}

const listCall = (size: number, factor = 1): number => Math.floor(size * factor) + 1 + listCreation;

/** Sorting and `distinct` compare all pairs. Strings cost a little more. */
function selfComparison(list: CelValue | undefined): number {
  const size = sizeOf(list);
  const item = list instanceof CelList && size > 0 ? list.at(0) : null;
  const texts = typeof item === 'string' || item instanceof Uint8Array;
  return listCall(size * size, texts ? 2 + traversalFactor : 2);
}

const setCost = (factor: number): CallCost => ({ before: ([a, b]) => 1 + Math.floor(sizeOf(a) * sizeOf(b) * factor) });

const outputList: CallCost = { after: (result) => listCall(sizeOf(result)) };

function containsCost(overload: string): CallCost {
  const parsed = overload.endsWith('_string');
  const block = overload.startsWith('cidr_contains_cidr');
  return {
    before: ([cidr, other]) => {
      const size = sizeOf(cidr);
      const masking = block ? traversal(size) + 1 : 0;
      return traversal(2 * size) + masking + (parsed ? traversal(sizeOf(other)) : 0);
    },
  };
}

const byOverload: ReadonlyMap<string, CallCost> = new Map<string, CallCost>([
  ...[
    'starts_with_string',
    'ends_with_string',
    'string_to_bytes',
    'bytes_to_string',
    'strings_quote',
    'string_format',
  ].map((id) => [id, first(traversalFactor)] as const),
  ['in_list', { before: ([, list]) => sizeOf(list) }],
  ...['less', 'greater', 'less_equals', 'greater_equals'].flatMap((name) => [
    [`${name}_string`, compared] as const,
    [`${name}_bytes`, compared] as const,
  ]),
  ['add_string', { before: ([a, b]) => traversal(sizeOf(a) + sizeOf(b)) }],
  ['add_bytes', { before: ([a, b]) => traversal(sizeOf(a) + sizeOf(b)) }],
  ['matches_string', pattern],
  ['contains_string', { before: ([text, part]) => traversal(sizeOf(text)) * traversal(sizeOf(part)) }],
  ['list_sets_contains_list', setCost(1)],
  ['list_sets_intersects_list', setCost(1)],
  ['list_sets_equivalent_list', setCost(2)],
  ['list_slice', outputList],
  ['lists_range', { before: ([count]) => listCall(Math.max(0, Number(count))) }],
  ['list_reverse', outputList],
  ['list_flatten', { before: ([list]) => listCall(sizeOf(list)) }],
  ['list_flatten_int', { before: ([list, depth]) => listCall(sizeOf(list), Number(depth)) }],
  ['list_distinct', { before: ([list]) => selfComparison(list) }],
]);

const traversed = new Set(
  'url lowerAscii upperAscii substring trim jsonpatch.escapeKey cidr isIP isCIDR ip quantity isQuantity semver isSemver'.split(
    ' ',
  ),
);
const wholly = new Set('isSorted sum max min indexOf lastIndexOf includes'.split(' '));

const byFunction: ReadonlyMap<string, CallCost> = new Map<string, CallCost>([
  ['check', 350_000],
  ['fieldSelector', { before: ([, selector]) => selectorCost(sizeOf(selector)) }],
  ['labelSelector', { before: ([, selector]) => selectorCost(sizeOf(selector)) }],
  ['replace', first(2 * traversalFactor)],
  ['split', first(2 * traversalFactor)],
  ['join', { after: (result) => Math.ceil(sizeOf(result) * 2 * traversalFactor) }],
  ['find', pattern],
  ['findAll', pattern],
  ['ip.isCanonical', first(2 * traversalFactor)],
  [
    'validate',
    { before: ([format, text]) => patternCost(sizeOf(text), format instanceof CelOpaque ? format.size : 1) },
  ],
]);

/** The cost rule of a call; `overload` is empty if several are possible. */
export function callCost(name: string, overload: string): CallCost {
  const own = byOverload.get(overload);
  if (own !== undefined) return own;
  if (/^list_.*_sort$/.test(overload)) return { before: ([list]) => selfComparison(list) };
  if (/^list_.*_sortByAssociatedKeys$/.test(overload)) return { before: ([, keys]) => selfComparison(keys) };
  if (name === 'containsIP' || name === 'containsCIDR') return containsCost(overload);
  if (overload === 'cidr_ip') return 1;
  if (wholly.has(name)) return whole;
  if (traversed.has(name)) return first(traversalFactor);
  return byFunction.get(name) ?? 1;
}
