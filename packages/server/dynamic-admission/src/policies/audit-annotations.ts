/** Audit annotations of validating policies: the values of their expressions, and failures with the action Audit. */
import type { AdmissionContext } from '@kubets/apiserver/admission';

type Sink = Pick<AdmissionContext, 'annotate'>;

const maxFailures = 50;
/** In bytes, of one value. */
const maxValueBytes = 10 * 1024;
/** The number of values for one write. Upstream has no limit, although each object that is a parameter can add one. */
const maxValues = 200;
const failureKey = 'validation.policy.admission.k8s.io/validation_failure';

export interface AuditedFailure {
  readonly message: string;
  readonly policy: string;
  readonly binding: string;
  readonly index: number;
  readonly actions: readonly string[];
}

/** As Go's JSON encoder writes text. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export class AuditedFailures {
  readonly #failures: AuditedFailure[] = [];

  /** Those beyond the limit are dropped. */
  add(failure: AuditedFailure): void {
    if (this.#failures.length < maxFailures) this.#failures.push(failure);
  }

  publish(sink: Sink): void {
    if (this.#failures.length === 0) return;
    const shown = this.#failures.map(({ message, policy, binding, index, actions }) => ({
      message,
      policy,
      binding,
      expressionIndex: index,
      validationActions: actions,
    }));
    sink.annotate(failureKey, goJson(shown));
  }
}

/** Cuts off after the last whole character. */
function shortened(value: string): string {
  const bytes = new TextEncoder().encode(value);
  if (bytes.length <= maxValueBytes) return value;
  return new TextDecoder().decode(bytes.subarray(0, maxValueBytes), { stream: true });
}

/** The different values of each key of a policy, from its bindings and their parameters. */
export class AuditedValues {
  readonly #values = new Map<string, Set<string>>();
  #count = 0;

  add(policy: string, key: string, value: string): void {
    this.#count += 1;
    if (this.#count > maxValues) return;
    const name = `${policy}/${key}`;
    let values = this.#values.get(name);
    if (values === undefined) {
      values = new Set();
      this.#values.set(name, values);
    }
    values.add(shortened(value));
  }

  publish(sink: Sink): void {
    for (const [name, values] of this.#values) sink.annotate(name, [...values].join(', '));
  }
}
