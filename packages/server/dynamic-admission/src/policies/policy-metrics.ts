/** Upstream's metrics of checks by policies. */
import type { ApiServer } from '@kubets/apiserver';

type Registry = ApiServer['metrics'];

/** `allow`, `deny`, `audit` or `warn`. */
export type EnforcementAction = 'allow' | 'deny' | 'audit' | 'warn';

export interface ValidatingMetrics {
  observe(policy: string, binding: string, errorType: string, action: EnforcementAction, elapsedMs: number): void;
}

export interface MutatingMetrics {
  observe(policy: string, binding: string, errorType: string, elapsedMs: number): void;
}

const durationBuckets = [0.0000005, 0.001, 0.01, 0.1, 1];

/** The label `error_type` for a message. */
export function errorType(message: string): string {
  if (message.startsWith('compilation')) return 'compile_error';
  if (message.startsWith('validation failed due to running out of cost budget')) return 'out_of_budget';
  return 'invalid_error';
}

/** The metrics of each server, which are registered with the first policy. */
function oncePerRegistry<T>(create: (registry: Registry) => T): (registry: Registry) => T {
  const known = new WeakMap<Registry, { readonly metrics: T }>();
  return (registry) => {
    let found = known.get(registry);
    if (found === undefined) {
      found = { metrics: create(registry) };
      known.set(registry, found);
    }
    return found.metrics;
  };
}

export const validatingMetrics = oncePerRegistry((registry): ValidatingMetrics => {
  const checks = registry.counter(
    'apiserver_validating_admission_policy_check_total',
    'Validation admission policy check total, labeled by policy and further identified by binding and enforcement action taken.',
  );
  const durations = registry.histogram(
    'apiserver_validating_admission_policy_check_duration_seconds',
    'Validation admission latency for individual validation expressions in seconds, labeled by policy and further including binding and enforcement action taken.',
    durationBuckets,
  );
  return {
    observe(policy, binding, error_type, enforcement_action, elapsedMs) {
      const labels = { policy, policy_binding: binding, error_type, enforcement_action };
      checks.with(labels)(1);
      durations.with(labels)(elapsedMs / 1_000);
    },
  };
});

export const mutatingMetrics = oncePerRegistry((registry): MutatingMetrics => {
  const checks = registry.counter(
    'apiserver_mutating_admission_policy_check_total',
    'Mutation admission policy check total, labeled by policy and further identified by binding.',
  );
  const durations = registry.histogram(
    'apiserver_mutating_admission_policy_check_duration_seconds',
    'Mutation admission latency for individual mutation expressions in seconds, labeled by policy and binding.',
    durationBuckets,
  );
  return {
    observe(policy, binding, error_type, elapsedMs) {
      const labels = { policy, policy_binding: binding, error_type };
      checks.with(labels)(1);
      durations.with(labels)(elapsedMs / 1_000);
    },
  };
});
