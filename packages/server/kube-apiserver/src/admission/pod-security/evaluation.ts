/** Evaluates a pod against the policy of its namespace: refuses, warns, and writes audit annotations. */
import type { Pod, PodSpec, PodTemplateSpec } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionContext, refusal } from '@kubets/apiserver/admission';
import type { StatusError } from '@kubets/machinery/status-error';
import { type LevelVersion, levelVersionText, type Policy, type policyOf } from '@kubets/pod-security';
import { type CheckedPod, detailsOf, evaluatePod, isSignificantUpdate } from '@kubets/pod-security/checks';
import { annotationPrefix, type PodSecurityOptions } from './options.ts';

/** Pod controllers are not refused: their pods are. */
export type Purpose = 'enforce' | 'report';

/** Modes often have the same level and version: each is evaluated once. The result is empty if the pod complies. */
function memoized(pod: CheckedPod, serverMinor: number): (policy: LevelVersion) => string {
  const known = new Map<string, string>();
  return (policy) => {
    const key = levelVersionText(policy);
    const found = known.get(key) ?? detailsOf(evaluatePod(policy, pod, serverMinor));
    known.set(key, found);
    return found;
  };
}

class Evaluation {
  readonly #options: PodSecurityOptions;
  readonly #attributes: AdmissionAttributes;
  readonly #context: AdmissionContext;

  constructor(options: PodSecurityOptions, attributes: AdmissionAttributes, context: AdmissionContext) {
    this.#options = options;
    this.#attributes = attributes;
    this.#context = context;
  }

  #annotate(key: string, value: string): void {
    this.#context.annotate(annotationPrefix + key, value);
  }

  run(pod: CheckedPod, { policy, errors }: ReturnType<typeof policyOf>, purpose: Purpose): void {
    const { metrics, settings, minorVersion } = this.#options;
    const { runtimeClassName = '' } = pod.spec;
    if (runtimeClassName !== '' && settings.exemptions.runtimeClasses.includes(runtimeClassName)) {
      metrics.exempted(this.#attributes);
      this.#annotate('exempt', 'runtimeClass');
      return;
    }
    if (errors.length > 0) {
      const all = errors.map(({ field, message }) => `${field}: ${message}`).join(', ');
      this.#annotate('error', `Failed to parse policy: ${errors.length > 1 ? `[${all}]` : all}`);
      metrics.failed(false, this.#attributes);
    }
    const violationsOf = memoized(pod, minorVersion);
    const refused = purpose === 'enforce' ? this.#enforced(violationsOf, policy) : undefined;
    const audited = violationsOf(policy.audit);
    if (audited !== '') {
      const text = JSON.stringify(levelVersionText(policy.audit));
      this.#annotate('audit-violations', `would violate PodSecurity ${text}: ${audited}`);
      metrics.evaluated('deny', policy.audit, 'audit', this.#attributes);
    }
    if (refused !== undefined) throw refused;
    const warned = violationsOf(policy.warn);
    if (warned === '') return;
    this.#context.warn(`would violate PodSecurity ${JSON.stringify(levelVersionText(policy.warn))}: ${warned}`);
    metrics.evaluated('deny', policy.warn, 'warn', this.#attributes);
  }

  /** The refusal of a pod, if it violates what is enforced. */
  #enforced(violationsOf: (policy: LevelVersion) => string, { enforce }: Policy): StatusError | undefined {
    this.#annotate('enforce-policy', levelVersionText(enforce));
    const found = violationsOf(enforce);
    this.#options.metrics.evaluated(found === '' ? 'allow' : 'deny', enforce, 'enforce', this.#attributes);
    if (found === '') return undefined;
    const text = JSON.stringify(levelVersionText(enforce));
    return refusal(this.#attributes, `violates PodSecurity ${text}: ${found}`);
  }
}

interface Templated {
  readonly metadata?: Pod['metadata'];
  readonly spec?: PodSpec;
}

/** Throws the refusal. A pod or template without a spec is not evaluated, nor is an update that cannot change the result. */
export function evaluate(
  options: PodSecurityOptions,
  found: ReturnType<typeof policyOf>,
  { object, old, purpose }: { object: Templated | PodTemplateSpec | undefined; old: Pod | undefined; purpose: Purpose },
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): void {
  if (object?.spec === undefined) return;
  if (old?.spec !== undefined && !isSignificantUpdate(object.spec, old.spec)) return;
  const pod = { annotations: object.metadata?.annotations ?? {}, spec: object.spec };
  new Evaluation(options, attributes, context).run(pod, found, purpose);
}
