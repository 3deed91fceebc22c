/** Estimated costs and result sizes of calls, as upstream. */
import type { Expr } from './ast.ts';
import { listCreation, patternFactor, traversalFactor } from './call-costs.ts';
import { fixed, product, type Range, scaled, sum, unbounded, unknownSize } from './cost-range.ts';
import { type CelType, sameType } from './types.ts';

/** An operand with its known size. */
export interface EstimatedNode {
  readonly expr: Expr;
  readonly type: CelType;
  readonly path: readonly string[];
  readonly size: Range | undefined;
}

export interface EstimatedCall {
  readonly name: string;
  readonly overload: string;
  readonly target: EstimatedNode | undefined;
  readonly args: readonly EstimatedNode[];
  /** The size a schema declares at a path. */
  readonly sizeAt: (path: readonly string[]) => Range | undefined;
}

export interface CallEstimate {
  readonly cost: Range;
  readonly size?: Range | undefined;
}

type Rule = (call: EstimatedCall) => CallEstimate | undefined;

const sizeOf = (node: EstimatedNode | undefined): Range => node?.size ?? unknownSize;
const traversal = (size: Range, times = 1): Range => scaled(size, times * traversalFactor);

/** The first operand (the target of a method) is traversed. */
const traversed =
  (times = 1, keepsSize = false): Rule =>
  ({ target, args }) => {
    const size = sizeOf(target ?? args[0]);
    return { cost: traversal(size, times), ...(keepsSize ? { size } : {}) };
  };

/** Each element is compared once. Strings count by length. */
const compared: Rule = ({ name, target, sizeAt }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  const [element] = target.type.kind === 'list' ? target.type.params : [];
  if (element === undefined) return { cost: name === 'includes' ? size : traversal(size) };
  const texts = element.kind === 'string' || element.kind === 'bytes';
  const path = target.path.length === 0 ? undefined : sizeAt([...target.path, '@items']);
  const each = texts ? sum(fixed(1), traversal(path ?? unknownSize)) : fixed(1);
  return { cost: product(size, each) };
};

const patternCost = (text: Range, pattern: Range): Range =>
  product(traversal(sum(text, fixed(1))), scaled(pattern, patternFactor));

const found: Rule = ({ target, args }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  return { cost: patternCost(size, sizeOf(args[0])), size: { min: 0, max: size.max } };
};

function replacedSize(text: Range, part: Range, by: Range): Range {
  const most =
    part.min === 0
      ? { count: text.max + 1, kept: text.max }
      : by.max <= part.min
        ? { count: 0, kept: text.max }
        : { count: Math.ceil(text.max / part.min), kept: 0 };
  const least =
    part.max === 0
      ? { count: text.min + 1, kept: text.min }
      : part.max <= by.min
        ? { count: 0, kept: text.min }
        : { count: Math.ceil(text.min / part.max), kept: 0 };
  return sum(product({ min: least.count, max: most.count }, by), { min: least.kept, max: most.kept });
}

const replace: Rule = ({ target, args }) => {
  if (target === undefined) return undefined;
  const text = sizeOf(target);
  return { cost: traversal(text, 2), size: replacedSize(text, sizeOf(args[0]), sizeOf(args[1])) };
};

function literalInt(node: EstimatedNode | undefined): number | undefined {
  const { expr } = node ?? {};
  return expr?.kind === 'literal' && typeof expr.value === 'bigint' ? Number(expr.value) : undefined;
}

const split: Rule = ({ target, args }) => {
  const text = sizeOf(target);
  return { cost: traversal(text, 2), size: { min: 0, max: literalInt(args[1]) ?? text.max } };
};

const join: Rule = ({ target, args, sizeAt }) => {
  if (target === undefined) return undefined;
  const list = sizeOf(target);
  const path = target.path.length === 0 ? undefined : sizeAt([...target.path, '@items']);
  const items = product(list, path ?? unknownSize);
  const separators = { min: Math.max(0, list.min - 1), max: Math.max(0, list.max - 1) };
  const [separator] = args;
  const size = separator === undefined ? items : sum(items, product(sizeOf(separator), separators));
  return { cost: traversal(size), size };
};

const selector: Rule = ({ args }) => {
  const length = sizeOf(args[0]);
  const requirements = scaled(scaled(length, 0.5), listCreation + 40);
  return { cost: sum(fixed(listCreation), traversal(length), requirements) };
};

/** The bytes of an address, of either family. */
const addressSize: Range = { min: 4, max: 16 };

const contains: Rule = ({ overload, args }) => {
  const block = overload.startsWith('cidr_contains_cidr') ? sum(traversal(addressSize), fixed(1)) : fixed(0);
  const parsed = overload.endsWith('_string') ? traversal(sizeOf(args[0])) : fixed(0);
  return { cost: sum(traversal(sum(addressSize, addressSize)), block, parsed) };
};

const opaqueStructs = new Set([
  'kubernetes.Quantity',
  'kubernetes.Semver',
  'kubernetes.authorization.Authorizer',
  'kubernetes.authorization.PathCheck',
  'kubernetes.authorization.GroupCheck',
  'kubernetes.authorization.ResourceCheck',
  'kubernetes.authorization.Decision',
]);

/** Equality of Kubernetes' own types; undefined for all others. */
function opaqueEquality(left: EstimatedNode, right: EstimatedNode): Range | undefined {
  const { name } = left.type;
  if (!sameType(left.type, right.type)) return undefined;
  if (name === 'net.IP' || name === 'net.CIDR' || opaqueStructs.has(name)) return fixed(1);
  if (name === 'kubernetes.NamedFormat') return scaled({ min: 1, max: 64 }, traversalFactor);
  if (name !== 'kubernetes.URL') return undefined;
  return scaled({ min: 1, max: right.size?.max ?? 1 }, traversalFactor);
}

function smallerTraversal(left: Range, right: Range): Range {
  const max = Math.min(left.max, right.max);
  return traversal({ min: max > 0 ? 1 : 0, max });
}

const comparison: Rule = ({ name, args: [left, right] }) => {
  if (left === undefined || right === undefined) return undefined;
  const own = name === '_==_' ? opaqueEquality(left, right) : undefined;
  return { cost: own ?? smallerTraversal(sizeOf(left), sizeOf(right)) };
};

const addition =
  (list: boolean): Rule =>
  ({ args: [left, right] }) => {
    const size = sum(sizeOf(left), sizeOf(right));
    return { cost: list ? fixed(1) : traversal(size), size };
  };

const allocating = (size: Range, factor = 1): CallEstimate => ({
  cost: sum(scaled(size, factor), fixed(1 + listCreation)),
  size,
});

const intOr = (node: EstimatedNode | undefined, otherwise: number): number =>
  Math.max(0, literalInt(node) ?? otherwise);

const slice: Rule = ({ target, args }) => {
  const end = intOr(args[1], sizeOf(target).max);
  return allocating(fixed(Math.max(0, end - intOr(args[0], 0))));
};

const squared =
  (of: (call: EstimatedCall) => EstimatedNode | undefined, factor: number): Rule =>
  (call) => {
    const size = sizeOf(of(call));
    return allocating(product(size, size), factor);
  };

const sets =
  (factor: number): Rule =>
  ({ args: [left, right] }) => ({ cost: sum(scaled(product(sizeOf(left), sizeOf(right)), factor), fixed(1)) });

const onTarget = ({ target }: EstimatedCall): EstimatedNode | undefined => target;

const byOverload: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['list_sets_contains_list', sets(1)],
  ['list_sets_intersects_list', sets(1)],
  ['list_sets_equivalent_list', sets(2)],
  ['list_slice', slice],
  ['lists_range', ({ args }) => allocating(fixed(intOr(args[0], unbounded)))],
  ['list_reverse', ({ target }) => allocating(sizeOf(target))],
  ['list_flatten', ({ target }) => allocating(sizeOf(target))],
  ['list_flatten_int', ({ target, args }) => allocating(sizeOf(target), intOr(args[0], unbounded))],
  ['list_distinct', squared(onTarget, 2)],
  ['cidr_ip', () => ({ cost: fixed(1) })],
  ['string_format', ({ target }) => ({ cost: traversal(sizeOf(target)) })],
  [
    'string_to_bytes',
    ({ args: [text] }) => ({
      cost: traversal(sizeOf(text)),
      size: { min: sizeOf(text).min, max: Math.min(unbounded, sizeOf(text).max * 4) },
    }),
  ],
  [
    'bytes_to_string',
    ({ args: [bytes] }) => ({
      cost: traversal(sizeOf(bytes)),
      size: { min: Math.floor(sizeOf(bytes).min / 4), max: sizeOf(bytes).max },
    }),
  ],
  [
    'strings_quote',
    ({ args: [text] }) => ({
      cost: traversal(sizeOf(text)),
      size: sum(product(sizeOf(text), { min: 1, max: 2 }), fixed(2)),
    }),
  ],
  ['starts_with_string', ({ args: [part] }) => ({ cost: traversal(sizeOf(part)) })],
  ['ends_with_string', ({ args: [part] }) => ({ cost: traversal(sizeOf(part)) })],
  ['in_list', ({ args: [, list] }) => ({ cost: sizeOf(list) })],
  ['matches_string', ({ target, args }) => ({ cost: patternCost(sizeOf(target), sizeOf(args[0])) })],
  ['contains_string', ({ target, args }) => ({ cost: product(traversal(sizeOf(target)), traversal(sizeOf(args[0]))) })],
  ['add_string', addition(false)],
  ['add_bytes', addition(false)],
  ['add_list', addition(true)],
  ['equals', comparison],
  ['not_equals', comparison],
  ...['less', 'greater', 'less_equals', 'greater_equals'].flatMap((name) => [
    [`${name}_string`, comparison] as const,
    [`${name}_bytes`, comparison] as const,
  ]),
]);

const validate: Rule = ({ args }) => ({
  cost: scaled(traversal(sizeOf(args[0])), 128 * patternFactor),
});

const byFunction: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['check', () => ({ cost: fixed(350_000) })],
  ['fieldSelector', selector],
  ['labelSelector', selector],
  ...['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf', 'includes'].map((name) => [name, compared] as const),
  ...['url', 'jsonpatch.escapeKey', 'lowerAscii', 'upperAscii', 'substring', 'trim'].map(
    (name) => [name, traversed(1, true)] as const,
  ),
  ...['cidr', 'isIP', 'isCIDR', 'ip', 'quantity', 'isQuantity', 'semver', 'isSemver'].map(
    (name) => [name, traversed()] as const,
  ),
  ['ip.isCanonical', traversed(2)],
  ['replace', replace],
  ['split', split],
  ['join', join],
  ['find', found],
  ['findAll', found],
  ['containsIP', contains],
  ['containsCIDR', contains],
  ['validate', validate],
]);

/** Cost without that of the operands. */
export function callEstimate(call: EstimatedCall): CallEstimate {
  const sorted = /^list_(.*)_(sort|sortByAssociatedKeys)$/.exec(call.overload);
  if (sorted !== null) {
    const texts = sorted[1] === 'string' || sorted[1] === 'bytes';
    const of = sorted[2] === 'sort' ? onTarget : ({ args: [keys] }: EstimatedCall) => keys;
    return squared(of, texts ? 2 + traversalFactor : 2)(call) ?? { cost: fixed(1) };
  }
  const rule = byOverload.get(call.overload) ?? byFunction.get(call.name);
  return rule?.(call) ?? { cost: fixed(1) };
}
