/** Validation of the expressions in a schema, with upstream's limits for their estimated costs. */
import type { Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { Pace } from '@kubets/schema/custom';
import { ruleInGo } from '../go-form.ts';
import { type CompiledRule, compileRule, RuleEnvironments } from './compile-rule.ts';
import { product, RuleScope, scopesBelow } from './rule-scope.ts';

/** Upstream's StaticEstimatedCostLimit and StaticEstimatedCRDCostLimit. */
const ruleCostLimit = 10_000_000;
const totalCostLimit = 100_000_000;
/** How many rules are named if the total is too high. */
const maxNamedRules = 4;
const maxRequestBytes = 3 * 1024 * 1024;

interface RuleCost {
  readonly path: string;
  readonly cost: number;
}

export interface RuleCheckOptions {
  /** Schemas whose rules are not compiled, because their keywords have errors. */
  readonly faulty: ReadonlySet<Plain>;
  /** Whether single rules may be too expensive: the schema is that of the stored definition. */
  readonly anyCost: boolean;
}

/** Errors of the rules of `schema` and all schemas below it. The schema is structural. */
export function* ruleErrors(schema: Plain, path: string, options: RuleCheckOptions): Steps<readonly FieldError[]> {
  const check = new RuleCheck(options);
  yield* check.visit(RuleScope.root(schema), path, undefined);
  return [...check.found, ...check.totalErrors(path)];
}

class RuleCheck {
  readonly found: FieldError[] = [];
  readonly #options: RuleCheckOptions;
  readonly #pace = new Pace();
  #total = 0;
  #expensive: readonly RuleCost[] = [];

  constructor(options: RuleCheckOptions) {
    this.#options = options;
  }

  /** `uncorrelated`: the path of the first schema whose values cannot be matched with old ones. */
  *visit(scope: RuleScope, path: string, uncorrelated: string | undefined): Steps<void> {
    if (this.#pace.due()) yield;
    const { schema } = scope;
    for (const [at, below] of scopesBelow(scope))
      yield* this.visit(below, `${path}.${at}`, correlation(schema, at, path, uncorrelated));
    const rules = own(schema, 'x-kubernetes-validations');
    if (!Array.isArray(rules) || rules.length === 0 || this.#options.faulty.has(schema)) return;
    yield* this.#rules(rules, scope, `${path}.x-kubernetes-validations`, uncorrelated);
  }

  *#rules(rules: readonly unknown[], scope: RuleScope, path: string, uncorrelated: string | undefined): Steps<void> {
    const type = scope.type();
    if (typeof type === 'string') {
      this.found.push(fieldError.internal(path, type));
      return;
    }
    const environments = new RuleEnvironments(type);
    const times = scope.cardinality ?? Math.floor(maxRequestBytes / (type.minSize + 1));
    for (const [index, rule] of rules.entries()) {
      // An expression may take some milliseconds.
      yield;
      const compiled = isPlain(rule) ? compileRule(rule, environments) : undefined;
      if (compiled !== undefined) this.#rule(rule as Plain, compiled, `${path}[${index}]`, times, uncorrelated);
    }
  }

  #rule(rule: Plain, compiled: CompiledRule, path: string, times: number, uncorrelated: string | undefined): void {
    const cost = product(compiled.cost, times);
    this.#cost('estimated rule cost', `${path}.rule`, cost);
    if (compiled.error !== undefined) {
      this.found.push(fieldError.invalid(`${path}.rule`, ruleInGo(rule), compiled.error));
    }
    if (compiled.messageError !== undefined) {
      this.found.push(fieldError.invalid(`${path}.messageExpression`, ruleInGo(rule), compiled.messageError));
    } else if (compiled.messageCost !== undefined) {
      this.#cost('estimated messageExpression cost', `${path}.messageExpression`, compiled.messageCost);
    }
    const optional = own(rule, 'optionalOldSelf');
    if (compiled.usesOldSelf && uncorrelated !== undefined) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
      this.found.push(fieldError.invalid(`${path}.rule`, own(rule, 'rule'), detail));
    } else if (!compiled.usesOldSelf && typeof optional === 'boolean') {
      const detail = 'may not be set if oldSelf is not used in rule';
      this.found.push(fieldError.invalid(`${path}.optionalOldSelf`, optional, detail));
    }
  }

  #cost(name: string, path: string, cost: number): void {
    if (cost > ruleCostLimit && !this.#options.anyCost) {
      this.found.push(fieldError.forbidden(path, tooExpensive(name, cost, ruleCostLimit)));
    }
    this.#total = Math.min(this.#total + cost, 2 ** 64);
    if (cost < totalCostLimit / 100) return;
    this.#expensive = [...this.#expensive, { path, cost }].sort((a, b) => b.cost - a.cost).slice(0, maxNamedRules);
  }

  /** Errors if all rules together are too expensive. */
  totalErrors(path: string): readonly FieldError[] {
    if (this.#total <= totalCostLimit) return [];
    const why = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    return [
      ...this.#expensive.map((each) => fieldError.forbidden(each.path, why)),
      fieldError.forbidden(path, tooExpensive(name, this.#total, totalCostLimit)),
    ];
  }
}

/** Values of atomic maps, and of lists other than maps, cannot be matched with old ones. */
function correlation(schema: Plain, below: string, path: string, above: string | undefined): string | undefined {
  if (above !== undefined) return above;
  const mapType = own(schema, 'x-kubernetes-map-type') ?? 'granular';
  if (below.startsWith('properties[')) return mapType === 'granular' ? undefined : path;
  return below === 'items' && own(schema, 'x-kubernetes-list-type') !== 'map' ? path : undefined;
}

function tooExpensive(name: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100' : factor.toFixed(factor < 1.5 ? 6 : 1);
  return `${name} exceeds budget by factor of ${shown}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
