/** Compiles the defaulting rules of one type into a function over its values. */
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';
import { divideAwayFromZero, formatQuantity, parseQuantity, powerOfTen } from '@kubets/machinery/quantity';
import { type Condition, compileCondition, isPerItem } from './default-conditions.ts';
import {
  type Binding,
  forEachBinding,
  type Owned,
  parseDefaultPath,
  readPath,
  type Step,
  writePath,
} from './default-path.ts';
import type { DefaultCondition, DefaultRule, DefaultsTable } from './default-rule.ts';
import type { FieldNode, TypeNode, TypeTable } from './type-node.ts';
import { isEmptyValue, resolveType } from './zero.ts';

/** The other inputs of defaulting, besides the value. */
interface DefaultingInput {
  readonly now: string | undefined;
}

/** Returns the value with defaults, or the same value if none was missing. */
export type Defaulter = (value: unknown, input: DefaultingInput) => unknown;

const none: Binding = [];

interface Target {
  readonly steps: readonly Step[];
  /** Whether the value counts as absent. */
  unset(value: unknown): boolean;
  /** Whether the value would be omitted from the encoding. */
  traceless(value: unknown): boolean;
}

export interface RuleContext {
  readonly table: TypeTable;
  readonly defaults: DefaultsTable;
  readonly gate: (name: string) => boolean;
}

/** The rules of `name`, those of `sameAs` included, as one function; undefined if there are none. */
export function compileRules(name: string, context: RuleContext): Defaulter | undefined {
  const rules = (context.defaults.get(name) ?? []).flatMap((rule) =>
    rule.sameAs === undefined ? [rule] : (context.defaults.get(rule.sameAs) ?? []),
  );
  const node = context.table.get(name) ?? {};
  const steps = rules.flatMap((rule) => compileRule(rule, node, context) ?? []);
  if (steps.length === 0) return undefined;
  return (value, input) => {
    if (!isPlain(value)) return value;
    let current: unknown = value;
    let fired = '';
    for (const { path, apply } of steps) {
      const next = apply(value, current, input, fired === path);
      if (next !== current) fired = path;
      current = next;
    }
    return current;
  };
}

interface CompiledRule {
  readonly path: string;
  apply(original: unknown, current: unknown, input: DefaultingInput, firedBefore: boolean): unknown;
}

function compileRule(rule: DefaultRule, node: TypeNode, context: RuleContext): CompiledRule | undefined {
  if (rule.computed || rule.path === undefined || rule.roundUpToPowerOf10 !== undefined) return undefined;
  const { path } = rule;
  if (path.endsWith('[0]')) return firstItemRule(rule, path);
  const target = targetOf(parseDefaultPath(path), node, context.table);
  const simple =
    rule.when === undefined && rule.copyOf === undefined && rule.append === undefined && rule.value !== null;
  if (simple && target.steps.length === 1 && target.steps[0]?.kind === 'field') return simpleRule(rule, path, target);
  return { path, apply: generalRule(rule, target, context.gate) };
}

/** The common case of one field and a constant, without paths. */
function simpleRule(rule: DefaultRule, path: string, target: Target): CompiledRule {
  return {
    path,
    apply(_original, current, input) {
      const object = current as Plain;
      if (!target.unset(own(object, path))) return current;
      const value = rule.now === undefined ? rule.value : input.now;
      return value === undefined || target.traceless(value) ? current : { ...object, [path]: value };
    },
  };
}

function generalRule(rule: DefaultRule, target: Target, gate: (name: string) => boolean): CompiledRule['apply'] {
  const source = rule.copyOf === undefined ? undefined : parseDefaultPath(rule.copyOf);
  const compile = (each: DefaultCondition): Condition => compileCondition(each, gate);
  const once = (rule.when ?? []).filter((each) => !isPerItem(each)).map(compile);
  const perItem = (rule.when ?? []).filter(isPerItem).map(compile);
  const { steps } = target;
  const wild = steps.some((step) => step.kind === 'items' || step.kind === 'keys');
  return (original, current, input, firedBefore) => {
    let result = current;
    const view = { original, current, binding: none };
    if (!once.every((holds) => holds(view))) return current;
    const owned: Owned = new Set();
    const put = (binding: Binding, value: unknown): void => {
      result = writePath(result, steps, binding, value, owned);
    };
    const at = (binding: Binding): void => {
      if (!perItem.every((holds) => holds({ original, current: result, binding }))) return;
      const present = readPath(result, steps, binding);
      if (rule.append !== undefined) {
        if (firedBefore) put(binding, [...(present as unknown[]), ...rule.append]);
      } else if (rule.value === null) {
        if (present !== undefined) put(binding, undefined);
      } else if (target.unset(present)) {
        const value = presetOf(rule, result, source, binding, input);
        if (value !== undefined && !target.traceless(value)) put(binding, value);
      }
    };
    if (wild) forEachBinding(current, steps, source ?? steps, at);
    else at(none);
    return result;
  };
}

function presetOf(
  rule: DefaultRule,
  object: unknown,
  source: readonly Step[] | undefined,
  binding: Binding,
  input: DefaultingInput,
): unknown {
  if (rule.now !== undefined) return input.now;
  if (source === undefined) return rule.value;
  const value = readPath(object, source, binding);
  if (isEmptyValue(value) || (!rule.lowerCase && rule.suffix === undefined))
    return isEmptyValue(value) ? undefined : value;
  const text = String(value);
  return (rule.lowerCase ? text.toLowerCase() : text) + (rule.suffix ?? '');
}

/** `list[0]` copied from the item of another list for which the condition holds: only into an empty list. */
function firstItemRule(rule: DefaultRule, path: string): CompiledRule {
  const list = parseDefaultPath(path.slice(0, -3));
  const source = parseDefaultPath(rule.copyOf ?? '');
  const when = (rule.when ?? []).map((each) => ({ steps: parseDefaultPath(each.path ?? ''), is: each.is }));
  return {
    path,
    apply(_original, current) {
      if (!isEmptyValue(readPath(current, list))) return current;
      let value: unknown;
      forEachBinding(current, source, source, (binding) => {
        if (value !== undefined || !when.every(({ steps, is }) => readPath(current, steps, binding) === is)) return;
        value = readPath(current, source, binding);
      });
      return value === undefined ? current : writePath(current, list, [], [value]);
    },
  };
}

/** The properties of the field at a path. */
function targetOf(steps: readonly Step[], root: TypeNode, table: TypeTable): Target {
  let node: TypeNode = root;
  for (const step of steps) {
    const type = resolveType(node, table)?.node ?? {};
    if (step.kind === 'items' || step.kind === 'index') node = type.items ?? {};
    else if (step.kind === 'keys' || type.type === 'map') node = type.values ?? {};
    else node = type.fields?.find((field) => field.name === step.name) ?? {};
  }
  return { steps, ...fieldDefaulting(node as FieldNode, table) };
}

/** Whether a field counts as absent, and which of its values are omitted from the encoding. */
export function fieldDefaulting(field: TypeNode, table: TypeTable): Omit<Target, 'steps'> {
  const type = resolveType(field, table)?.node.type;
  const collection = type === 'array' || type === 'map';
  if (field.ptr && !collection)
    return { unset: (value) => value === undefined || value === null, traceless: () => false };
  const omitsEmpty = field.omit !== undefined && (collection || field.ref === undefined);
  return { unset: isEmptyValue, traceless: (value) => omitsEmpty && isEmptyValue(value) };
}

/** Rounds the quantities of a resource list up to 10^`exponent` units, as upstream does with finer ones. */
export function roundUpResources(exponent: number): Defaulter {
  const step = powerOfTen(9 + exponent);
  return (value) => {
    if (!isPlain(value)) return value;
    let result: Plain | undefined;
    for (const key in value) {
      const text = value[key];
      if (typeof text !== 'string' || !/[nu.]/.test(text)) continue;
      const { nanos, format } = parseQuantity(text);
      if (nanos % step === 0n) continue;
      const rounded = formatQuantity({ nanos: divideAwayFromZero(nanos, step) * step, format });
      result ??= { ...value };
      setOwn(result, key, rounded);
    }
    return result ?? value;
  };
}
