/** Validates a write by the ValidatingAdmissionPolicies that match it. Upstream: the dispatcher of policy/validating. */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '@kubets/api';
import { refusal } from '@kubets/apiserver/admission';
import { StatusError } from '@kubets/machinery/status-error';
import { WriteExpressions } from '../cel/index.ts';
import { AuditedFailures, AuditedValues } from './audit-annotations.ts';
import type { CompiledValidatingPolicy } from './compiled-policy.ts';
import { findInvocations, type Invocation, namespaceOf } from './invocations.ts';
import { type DecisionReason, decide, type PolicyDecision, type PolicyResult } from './policy-decision.ts';
import { type AdmittedRequest, nameOf } from './policy-kinds.ts';
import { errorType, type ValidatingMetrics } from './policy-metrics.ts';
import type { BoundPolicy } from './policy-source.ts';

export type ValidatingBound = BoundPolicy<
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  CompiledValidatingPolicy
>;

type Validation = Invocation<ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, CompiledValidatingPolicy>;

interface Denial {
  readonly policy: ValidatingAdmissionPolicy;
  readonly binding: ValidatingAdmissionPolicyBinding | undefined;
  readonly message: string;
  readonly reason?: DecisionReason | undefined;
}

const codes: Readonly<Record<DecisionReason, number>> = { Forbidden: 403, Invalid: 422, RequestEntityTooLarge: 413 };

function denied(request: AdmittedRequest, { policy, binding, message, reason = 'Invalid' }: Denial): StatusError {
  const by = binding === undefined ? '' : ` with binding '${nameOf(binding)}'`;
  const text = `ValidatingAdmissionPolicy '${nameOf(policy)}'${by} denied request: ${message}`;
  const { status } = refusal(request.attributes, text);
  const details = { ...status.details, causes: [...(status.details?.causes ?? []), { message: text }] };
  return new StatusError({ ...status, reason, code: codes[reason], details });
}

class WriteValidation {
  readonly #request: AdmittedRequest;
  readonly #metrics: ValidatingMetrics;
  readonly #expressions: WriteExpressions;
  readonly #failures = new AuditedFailures();
  readonly #denials: Denial[] = [];

  constructor(request: AdmittedRequest, metrics: ValidatingMetrics) {
    this.#request = request;
    this.#metrics = metrics;
    this.#expressions = new WriteExpressions(request.attributes, request.host);
  }

  async run(policies: readonly ValidatingBound[]): Promise<void> {
    const values = new AuditedValues();
    for (const found of await findInvocations(policies, this.#request)) {
      if ('message' in found) this.#misconfigured(found.policy, found.binding, found.message);
      else await this.#invoke(found, values);
    }
    values.publish(this.#request.context);
    this.#failures.publish(this.#request.context);
    const [first] = this.#denials;
    if (first !== undefined) throw denied(this.#request, first);
  }

  #misconfigured(
    policy: ValidatingAdmissionPolicy,
    binding: ValidatingAdmissionPolicyBinding | undefined,
    message: string,
  ): void {
    if (policy.spec?.failurePolicy !== 'Ignore') this.#denials.push({ policy, binding, message });
  }

  async #invoke(found: Validation, values: AuditedValues): Promise<void> {
    const { policy, binding, version } = found;
    const objects = await this.#expressions.objects(version).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      const message = `failed to configure binding: failed to convert object version: ${why}`;
      this.#misconfigured(policy, binding, message);
    });
    if (objects === undefined) return;
    const compiled = await found.bound.compiled();
    const namespace = compiled.readsNamespace ? await namespaceOf(this.#request) : undefined;
    const { monotonic } = this.#request.host;
    for (const params of found.params) {
      this.#request.context.signal.throwIfAborted();
      const expressions = this.#expressions;
      const result = await decide({ policy, compiled, expressions, version, objects, params, namespace, monotonic });
      this.#enforce(found, result, values);
    }
  }

  #enforce({ policy, binding }: Validation, { decisions, annotations }: PolicyResult, values: AuditedValues): void {
    for (const [index, decision] of decisions.entries()) {
      if (decision.action === 'deny') this.#deny(policy, binding, decision, index);
      else if (decision.evaluation === 'error') this.#observe(policy, binding, decision, 'allow');
    }
    for (const annotation of annotations) {
      if (annotation.action === 'publish') values.add(nameOf(policy), annotation.key, annotation.value);
      else if (annotation.action === 'error') {
        const { error: message, elapsedMs } = annotation;
        this.#denials.push({ policy, binding, message });
        this.#observe(policy, binding, { evaluation: 'error', message, elapsedMs }, 'deny');
      }
    }
  }

  #deny(
    policy: ValidatingAdmissionPolicy,
    binding: ValidatingAdmissionPolicyBinding,
    decision: PolicyDecision,
    index: number,
  ): void {
    const { message, reason } = decision;
    const actions = binding.spec.validationActions;
    for (const action of actions) {
      if (action === 'Deny') {
        this.#denials.push({ policy, binding, message, reason });
        this.#observe(policy, binding, decision, 'deny');
      } else if (action === 'Audit') {
        this.#failures.add({ message, policy: binding.spec.policyName, binding: nameOf(binding), index, actions });
        this.#observe(policy, binding, decision, 'audit');
      } else {
        const names = `'${nameOf(policy)}' with binding '${nameOf(binding)}'`;
        this.#request.context.warn(`Validation failed for ValidatingAdmissionPolicy ${names}: ${message}`);
        this.#observe(policy, binding, decision, 'warn');
      }
    }
  }

  #observe(
    policy: ValidatingAdmissionPolicy,
    binding: ValidatingAdmissionPolicyBinding,
    { evaluation, message, elapsedMs }: Pick<PolicyDecision, 'evaluation' | 'message' | 'elapsedMs'>,
    action: 'allow' | 'deny' | 'audit' | 'warn',
  ): void {
    const type = evaluation === 'admit' ? 'no_error' : errorType(message);
    this.#metrics.observe(nameOf(policy), nameOf(binding), type, action, elapsedMs);
  }
}

/** Throws the refusal of the first validation that fails. */
export function validateWrite(
  policies: readonly ValidatingBound[],
  request: AdmittedRequest,
  metrics: ValidatingMetrics,
): Promise<void> {
  return new WriteValidation(request, metrics).run(policies);
}
