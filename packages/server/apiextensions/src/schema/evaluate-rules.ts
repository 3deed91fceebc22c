/**
 * Evaluates the rules of a schema on an object, with upstream's budget and messages. Upstream: Validator.validate of
 * apiextensions-apiserver/pkg/apiserver/schema/cel.
 */
import type { RuleSubject } from '@kubets/api';
import { nextTurn } from '@kubets/base';
import { CelOptional, noOptional, toNative } from '@kubets/cel';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain } from '@kubets/machinery/json';
import type { TypeNode } from '@kubets/schema';
import { itemsByKey } from '@kubets/schema/custom';
import type { Rule, RuleNode } from './compile-rules.ts';
import { Correlation } from './correlation.ts';
import { formatPath, type RulePath } from './rule-path.ts';

/** Upstream's RuntimeCELCostBudget: for all rules of an object together. */
const costBudget = 10_000_000;
/** Cost after which other requests get a turn. */
const costPerTurn = 100_000;
/** Rules after which other requests get a turn, however cheap they are. */
const rulesPerTurn = 2_000;
const maxMessageBytes = 5 * 1024;

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';
const notChecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/** Errors after which no rules are evaluated: values may not have the types that rules expect. */
const blocking: ReadonlySet<FieldError['type']> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** A value with the rules of its schema. */
interface Place {
  readonly node: RuleNode;
  readonly value: unknown;
  /** What `oldSelf` is; undefined if there is no comparable old value. */
  readonly old: unknown;
  /** Undefined for a new object. */
  readonly correlation: Correlation | undefined;
  readonly path: RulePath | undefined;
}

/** A rule on a value. */
type RuleAt = readonly [rule: Rule, place: Place];

/** All rules of the object with their values, in the order of upstream: a value before those below it. */
function* rulesOf(place: Place): Generator<RuleAt, void> {
  const { node, value, old, correlation, path } = place;
  if (value === null || value === undefined) return;
  for (const rule of node.rules) yield [rule, place];
  if (Array.isArray(value)) {
    if (node.items === undefined) return;
    const { listType, listMapKeys = [] } = node.node;
    const oldItem = listType === 'map' && Array.isArray(old) ? itemsByKey(old, listMapKeys) : undefined;
    for (const [index, item] of value.entries()) {
      yield* rulesOf({
        node: node.items,
        value: item,
        old: oldItem?.(item),
        correlation: correlation?.item(index, item, node.node),
        path: { parent: path, step: String(index), kind: 'key' },
      });
    }
  } else if (isPlain(value)) {
    for (const name in value) {
      const field = node.fields.get(name);
      const below = field ?? node.values;
      if (below === undefined) continue;
      yield* rulesOf({
        node: below,
        value: value[name],
        old: isPlain(old) && Object.hasOwn(old, name) ? old[name] : undefined,
        correlation:
          path === undefined && (name === 'apiVersion' || name === 'kind')
            ? undefined
            : correlation?.field(name, value[name]),
        path: { parent: path, step: name, kind: field === undefined ? 'key' : 'field' },
      });
    }
  }
}

/** The type in the words of the schema; empty for one that takes integers and strings. */
function declaredType({ type, ref }: TypeNode): string {
  if (type === 'map' || (type === undefined && ref !== undefined)) return 'object';
  return type ?? '';
}

const shownRule = ({ message, source }: Rule): string => (message === '' ? source : message);

/** Structured values are not shown. */
function invalid(field: string, value: unknown, detail: string): FieldError {
  if (typeof value !== 'object') return fieldError.invalid(field, value, detail);
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${detail}` };
}

function failureOf({ reason }: Rule, field: string, value: unknown, detail: string): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return fieldError.forbidden(field, detail);
    case 'FieldValueRequired':
      return fieldError.required(field, detail);
    case 'FieldValueDuplicate':
      return fieldError.duplicate(field, value);
    default:
      return invalid(field, value, detail);
  }
}

/** The evaluation of all rules of one object. */
/** The rules of an object, or of several values that share a budget. */
export class RuleEvaluation {
  readonly errors: FieldError[] = [];
  readonly #warn: (message: string) => void;
  #budget = costBudget;
  /** Of this turn. */
  #rules = 0;
  #turnBudget = costBudget - costPerTurn;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Whether other requests should get a turn. */
  due(): boolean {
    if (this.#budget > this.#turnBudget && this.#rules < rulesPerTurn) return false;
    this.#turnBudget = this.#budget - costPerTurn;
    this.#rules = 0;
    return true;
  }

  /** One rule on one value; false: no further rules are evaluated. */
  rule(rule: Rule, place: Place): boolean {
    this.#rules++;
    const { value, old } = place;
    if (this.#budget <= 0) return this.#stop(place, outOfBudget);
    if (typeof rule.program === 'string') {
      this.#invalid(place, `rule compile error: ${rule.program}`);
      return true;
    }
    if (rule.usesOldSelf && old === undefined && !rule.optionalOldSelf) return true;
    const outcome = rule.program.evaluate({ self: value, ...oldSelfOf(rule, place) });
    if (outcome.cost > this.#budget) return this.#stop(place, outOfBudget);
    this.#budget -= outcome.cost;
    if ('error' in outcome) return this.#failed(rule, place, outcome);
    return outcome.value === true || this.#violated(rule, place);
  }

  /** A rule that cannot be evaluated. The error shows the type of the schema instead of the value, as upstream. */
  #invalid(place: Place, detail: string): void {
    this.errors.push(fieldError.invalid(formatPath(place.path), declaredType(place.node.node), detail));
  }

  #stop(place: Place, detail: string): false {
    this.#invalid(place, detail);
    return false;
  }

  #failed(rule: Rule, place: Place, { error, exceeded }: { error: string; exceeded: boolean }): boolean {
    const shown = shownRule(rule);
    if (exceeded) {
      const why = 'no further validation rules will be run due to call cost exceeds limit for rule';
      return this.#stop(place, `'${error}': ${why}: ${shown}`);
    }
    const mismatch = 'call arguments did not match a supported operator, function or macro signature for rule';
    this.#invalid(
      place,
      error.startsWith('no such overload') ? `'${error}': ${mismatch}: ${shown}` : `${error} evaluating rule: ${shown}`,
    );
    return true;
  }

  /** The rule is false: reports why, in the words of its message. */
  #violated(rule: Rule, place: Place): boolean {
    const field = formatPath(place.path, rule.fieldPath);
    const message = this.#message(rule, place);
    const error = failureOf(rule, field, place.value, message.text);
    if (!rule.usesOldSelf && place.correlation?.unchanged === true) this.#warn(`${error.field}: ${error.message}`);
    else this.errors.push(error);
    return !message.last;
  }

  /** `last`: the message was too expensive. */
  #message(rule: Rule, place: Place): { readonly text: string; readonly last: boolean } {
    const standard = { text: rule.message === '' ? `failed rule: ${rule.source}` : rule.message, last: false };
    if (rule.messageExpression === undefined) return standard;
    const { old } = place;
    const outcome = rule.messageExpression.evaluate({
      self: place.value,
      ...(old === undefined ? {} : { oldSelf: old }),
    });
    const failed = 'messageExpression evaluation failed due to running out of cost budget';
    if (outcome.cost > this.#budget) return { text: `${failed}, no further validation rules will be run`, last: true };
    this.#budget -= outcome.cost;
    if ('error' in outcome) {
      if (!outcome.exceeded) return standard;
      const why = 'no further validation rules will be run due to call cost exceeds limit for messageExpression';
      return { text: `${why}: ${JSON.stringify(rule.messageSource)}`, last: true };
    }
    const text = String(toNative(outcome.value)).trim();
    const usable = text !== '' && !text.includes('\n') && new TextEncoder().encode(text).length <= maxMessageBytes;
    return usable ? { text, last: false } : standard;
  }
}

function oldSelfOf(rule: Rule, { old, node }: Place): { readonly oldSelf?: unknown } {
  if (!rule.usesOldSelf) return {};
  if (!rule.optionalOldSelf) return { oldSelf: old };
  return { oldSelf: old === undefined ? noOptional : new CelOptional(node.type.adapt(old)) };
}

/** Synchronous unless the rules are expensive. `node`: of `compileRules`. */
export function evaluateRules(
  node: RuleNode,
  { object, old, found, warn }: RuleSubject,
  evaluation = new RuleEvaluation(warn),
): readonly FieldError[] | Promise<readonly FieldError[]> {
  if (found.some(({ type }) => blocking.has(type))) return [fieldError.invalid('<nil>', undefined, notChecked)];
  const correlation = old === undefined ? undefined : new Correlation(object, old, undefined);
  const rules = rulesOf({ node, value: object, old, correlation, path: undefined });
  return evaluateSome(evaluation, rules) ? evaluation.errors : inTurns(evaluation, rules);
}

/** False if there is more to do after other requests have had a turn. */
function evaluateSome(evaluation: RuleEvaluation, rules: Generator<RuleAt, void>): boolean {
  for (;;) {
    const next = rules.next();
    if (next.done || !evaluation.rule(...next.value)) return true;
    if (evaluation.due()) return false;
  }
}

async function inTurns(evaluation: RuleEvaluation, rules: Generator<RuleAt, void>): Promise<readonly FieldError[]> {
  do await nextTurn();
  while (!evaluateSome(evaluation, rules));
  return evaluation.errors;
}
