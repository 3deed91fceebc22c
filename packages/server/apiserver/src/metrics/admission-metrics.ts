/** Metrics of admission, with upstream's names. Upstream: `admission/metrics`. */
import type { AdmissionMetrics, ObserveAdmission } from '../admission/admission-metrics.ts';
import type { MetricRegistry, Series } from './metric-registry.ts';

const buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5];

/** Series appear with their first value. */
function observer(seriesOf: (rejected: string) => Series): ObserveAdmission {
  let admitted: Series | undefined;
  return (elapsedMs, rejected) => {
    if (rejected) seriesOf('true')(elapsedMs / 1_000);
    else {
      admitted ??= seriesOf('false');
      admitted(elapsedMs / 1_000);
    }
  };
}

export function admissionMetrics(registry: MetricRegistry, monotonic: () => number): AdmissionMetrics {
  const plugins = registry.histogram(
    'apiserver_admission_controller_admission_duration_seconds',
    'Admission controller latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).',
    buckets,
  );
  const steps = registry.histogram(
    'apiserver_admission_step_admission_duration_seconds',
    'Admission sub-step latency histogram in seconds, broken out for each operation and API resource and step type (validate or admit).',
    buckets,
  );
  return {
    monotonic,
    plugin: (name, type, operation) => observer((rejected) => plugins.with({ name, type, operation, rejected })),
    step: (type, operation) => observer((rejected) => steps.with({ type, operation, rejected })),
  };
}
