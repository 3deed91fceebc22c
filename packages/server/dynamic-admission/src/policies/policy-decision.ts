/** What a validating policy decides about a write with one set of parameters. Upstream: validator. */
import type { Namespace, ValidatingAdmissionPolicy } from '@kubets/api';
import type { AdmissionVersion } from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';
import {
  Budget,
  type EvaluationInputs,
  type ExpressionOutcome,
  matchConditions,
  OutOfBudgetError,
  policyBudget,
  type VersionedObjects,
  type WriteExpressions,
} from '../cel/index.ts';
import type { CompiledValidatingPolicy, CompiledValidation } from './compiled-policy.ts';

export type DecisionReason = 'Forbidden' | 'Invalid' | 'RequestEntityTooLarge';

export interface PolicyDecision {
  readonly action: 'admit' | 'deny';
  /** `error`: nothing is known; the action follows from the failure policy. */
  readonly evaluation: 'admit' | 'error' | 'deny';
  readonly message: string;
  readonly reason?: DecisionReason;
  readonly elapsedMs: number;
}

export type AnnotationDecision =
  | { readonly action: 'publish'; readonly key: string; readonly value: string }
  | { readonly action: 'exclude' }
  | { readonly action: 'error'; readonly error: string; readonly elapsedMs: number };

export interface PolicyResult {
  /** One for each validation, in their order; a single one if the policy cannot be evaluated. */
  readonly decisions: readonly PolicyDecision[];
  readonly annotations: readonly AnnotationDecision[];
}

export interface PolicyInput {
  readonly policy: ValidatingAdmissionPolicy;
  readonly compiled: CompiledValidatingPolicy;
  readonly expressions: WriteExpressions;
  readonly version: AdmissionVersion;
  readonly objects: VersionedObjects;
  readonly params: KubeObject | undefined;
  readonly namespace: Namespace | undefined;
  readonly monotonic: () => number;
}

/** In bytes (upstream's MaxEvaluatedMessageExpressionSizeBytes). */
const maxMessageBytes = 5 * 1024;
const encoder = new TextEncoder();

type Timed = ExpressionOutcome & { readonly elapsedMs: number };

class PolicyEvaluation {
  readonly #input: PolicyInput;

  constructor(input: PolicyInput) {
    this.#input = input;
  }

  get #ignoresErrors(): boolean {
    return this.#input.policy.spec?.failurePolicy === 'Ignore';
  }

  /** Each group of expressions evaluates its variables anew, as upstream. */
  #evaluation(more: Partial<EvaluationInputs> = {}) {
    const { expressions, version, objects, params, compiled } = this.#input;
    return expressions.evaluation({ version, ...objects, params, variables: compiled.variables, ...more });
  }

  #failed(message: string, elapsedMs = 0): PolicyDecision {
    return { action: this.#ignoresErrors ? 'admit' : 'deny', evaluation: 'error', message, elapsedMs };
  }

  async result(): Promise<PolicyResult> {
    const { compiled, policy } = this.#input;
    if (compiled.conditions.length > 0) {
      const match = await matchConditions(compiled.conditions, this.#evaluation(), policy.spec?.failurePolicy);
      if ('error' in match) return { decisions: [this.#failed(match.error)], annotations: [] };
      if (!match.matches) return { decisions: [], annotations: [] };
    }
    try {
      const decisions = await this.#decisions();
      return { decisions, annotations: await this.#annotations() };
    } catch (error) {
      if (!(error instanceof OutOfBudgetError)) throw error;
      return { decisions: [this.#failed(error.message)], annotations: [] };
    }
  }

  async #decisions(): Promise<readonly PolicyDecision[]> {
    const { compiled, namespace, monotonic } = this.#input;
    const budget = new Budget(policyBudget);
    const evaluation = this.#evaluation({ namespace });
    const outcomes: Timed[] = [];
    for (const { expression } of compiled.validations) {
      const started = monotonic();
      const outcome = await evaluation.evaluate(expression, budget);
      outcomes.push({ ...outcome, elapsedMs: monotonic() - started });
    }
    const messages = await this.#messages(budget);
    return compiled.validations.map((each, index) => this.#decision(each, outcomes[index] as Timed, messages, index));
  }

  /** All of them, as upstream: an error of the budget concerns each validation that has a value. */
  async #messages(budget: Budget): Promise<readonly (string | undefined)[] | OutOfBudgetError> {
    const { compiled, namespace } = this.#input;
    if (compiled.validations.every(({ message }) => message === undefined)) return [];
    const evaluation = this.#evaluation({ namespace, authorizer: false });
    const messages: (string | undefined)[] = [];
    try {
      for (const { message } of compiled.validations) {
        const outcome = message === undefined ? undefined : await evaluation.evaluate(message, budget);
        messages.push(outcome !== undefined && 'value' in outcome ? messageText(outcome.value) : undefined);
      }
    } catch (error) {
      if (error instanceof OutOfBudgetError) return error;
      throw error;
    }
    return messages;
  }

  #decision(
    { validation }: CompiledValidation,
    outcome: Timed,
    messages: readonly (string | undefined)[] | OutOfBudgetError,
    index: number,
  ): PolicyDecision {
    const { elapsedMs } = outcome;
    if ('error' in outcome) return this.#failed(outcome.error, elapsedMs);
    if (messages instanceof OutOfBudgetError) {
      return this.#failed(`failed messageExpression: ${messages.message}`, elapsedMs);
    }
    if (outcome.value === true) return { action: 'admit', evaluation: 'admit', message: '', elapsedMs };
    const { message = '', expression, reason = 'Invalid' } = validation;
    const text = messages[index] || message.trim() || `failed expression: ${expression.trim()}`;
    return {
      action: 'deny',
      evaluation: 'deny',
      message: text,
      reason: reason as DecisionReason,
      elapsedMs,
    };
  }

  async #annotations(): Promise<readonly AnnotationDecision[]> {
    const { compiled, namespace, monotonic } = this.#input;
    if (compiled.annotations.length === 0) return [];
    const evaluation = this.#evaluation({ namespace, authorizer: false });
    const budget = new Budget(policyBudget);
    const decisions: AnnotationDecision[] = [];
    for (const { key, expression } of compiled.annotations) {
      const started = monotonic();
      const outcome = await evaluation.evaluate(expression, budget);
      decisions.push(this.#annotation(key, outcome, monotonic() - started));
    }
    return decisions;
  }

  #annotation(key: string, outcome: ExpressionOutcome, elapsedMs: number): AnnotationDecision {
    if ('error' in outcome) {
      return this.#ignoresErrors ? { action: 'exclude' } : { action: 'error', error: outcome.error, elapsedMs };
    }
    const value = typeof outcome.value === 'string' ? outcome.value.trim() : '';
    return value === '' ? { action: 'exclude' } : { action: 'publish', key, value };
  }
}

/** A message that cannot be shown is replaced by the one of the validation. */
function messageText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text.includes('\n') || encoder.encode(text).length > maxMessageBytes ? undefined : text;
}

export function decide(input: PolicyInput): Promise<PolicyResult> {
  return new PolicyEvaluation(input).result();
}
