/** Metrics of admission webhooks, with upstream's names. */
import type { AdmissionHost } from '@kubets/apiserver';
import { FailedCallError, RejectionError } from './webhook-failures.ts';

export type WebhookType = 'admit' | 'validating';

/** What is observed about one call. */
export interface ObservedCall {
  readonly name: string;
  readonly type: WebhookType;
  readonly operation: string;
  readonly seconds: number;
  readonly ignoresFailures: boolean;
  /** What it failed with; undefined: the webhook allows the request. */
  readonly error?: unknown;
}

export interface WebhookMetrics {
  observe(call: ObservedCall): void;
  failOpen(name: string, type: WebhookType): void;
  excluded(name: string, type: WebhookType, operation: string): void;
}

const buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];

/** Codes are bounded, and so are the names that somebody who changes configurations can create. */
const maxCode = 600;
const maxNames = 1_000;

function boundedNames(): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= maxNames) return 'other';
    known.add(name);
    return name;
  };
}

const codeText = (code: number): string => String(Math.min(code, maxCode));

interface Outcome {
  readonly code: number;
  readonly rejected: boolean;
  readonly errorType: 'no_error' | 'calling_webhook_error' | 'apiserver_internal_error';
  /** Whether it says something about the webhook. */
  readonly counts: boolean;
}

function outcomeOf({ error, ignoresFailures }: ObservedCall): Outcome {
  if (error === undefined) return { code: 200, rejected: false, errorType: 'no_error', counts: true };
  if (error instanceof FailedCallError)
    return {
      code: error.code,
      rejected: !ignoresFailures,
      errorType: 'calling_webhook_error',
      counts: !error.canceled,
    };
  if (error instanceof RejectionError)
    return { code: error.status.code, rejected: true, errorType: 'no_error', counts: true };
  return { code: 0, rejected: true, errorType: 'apiserver_internal_error', counts: true };
}

export function webhookMetrics({ metrics }: Pick<AdmissionHost, 'metrics'>): WebhookMetrics {
  const named = boundedNames();
  const durations = metrics.histogram(
    'apiserver_admission_webhook_admission_duration_seconds',
    'Admission webhook latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).',
    buckets,
  );
  const requests = metrics.counter(
    'apiserver_admission_webhook_request_total',
    'Admission webhook request total, identified by name and broken out for each admission type (validating or mutating) and operation. Additional labels specify whether the request was rejected or not and an HTTP status code. Codes greater than 600 are truncated to 600, to keep the metrics cardinality bounded.',
  );
  const rejections = metrics.counter(
    'apiserver_admission_webhook_rejection_count',
    'Admission webhook rejection count, identified by name and broken out for each admission type (validating or admit) and operation. Additional labels specify an error type (calling_webhook_error or apiserver_internal_error if an error occurred; no_error otherwise) and optionally a non-zero rejection code if the webhook rejects the request with an HTTP status code (honored by the apiserver when the code is greater or equal to 400). Codes greater than 600 are truncated to 600, to keep the metrics cardinality bounded.',
  );
  const failOpens = metrics.counter(
    'apiserver_admission_webhook_fail_open_count',
    'Admission webhook fail open count, identified by name and broken out for each admission type (validating or mutating).',
  );
  const exclusions = metrics.counter(
    'apiserver_admission_match_condition_exclusions_total',
    'Admission match condition evaluation exclusions count, identified by name of resource containing the match condition and broken out for each kind containing matchConditions (webhook or policy), operation and admission type (validate or admit).',
  );
  return {
    observe(call) {
      const { type, operation, seconds } = call;
      const name = named(call.name);
      const { code, rejected, errorType, counts } = outcomeOf(call);
      const labels = { name, type, operation, rejected: String(rejected) };
      durations.with(labels)(seconds);
      requests.with({ ...labels, code: codeText(code) })(1);
      if (rejected && counts)
        rejections.with({ name, type, operation, error_type: errorType, rejection_code: codeText(code) })(1);
    },
    failOpen: (name, type) => failOpens.with({ name: named(name), type })(1),
    excluded: (name, type, operation) => exclusions.with({ name: named(name), kind: 'webhook', type, operation })(1),
  };
}
