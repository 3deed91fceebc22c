/** The metrics of PodSecurity, with upstream's names. */
import type { AdmissionAttributes } from '@kubets/apiserver/admission';
import type { Counter, Labels, MetricRegistry, Series } from '@kubets/apiserver/metrics';
import type { LevelVersion, Mode } from '@kubets/pod-security';

export interface PodSecurityMetrics {
  evaluated(decision: 'allow' | 'deny', policy: LevelVersion, mode: Mode, attributes: AdmissionAttributes): void;
  exempted(attributes: AdmissionAttributes): void;
  failed(fatal: boolean, attributes: AdmissionAttributes): void;
}

/** `controller` for everything that is not a pod itself. */
function requestLabels({ operation, resource, subresource }: AdmissionAttributes): Labels {
  return {
    request_operation: operation.toLowerCase(),
    resource: resource.plural === 'pods' ? 'pod' : 'controller',
    subresource,
  };
}

/** Adds one to the series with these labels. A series is kept with the values of its labels, of which there are few. */
function counting(
  counter: Counter,
): (values: readonly string[], attributes: AdmissionAttributes, more: Labels) => void {
  const known = new Map<string, Series>();
  return (values, attributes, more) => {
    const { operation, resource, subresource } = attributes;
    const key = `${values.join(' ')} ${operation} ${resource.plural} ${subresource}`;
    const series = known.get(key) ?? counter.with({ ...more, ...requestLabels(attributes) });
    known.set(key, series);
    series(1);
  };
}

/** `minor`: the version of this server. Later versions of the standards are counted together, so that labels cannot add series. */
export function podSecurityMetrics(registry: MetricRegistry, minor: number): PodSecurityMetrics {
  const evaluations = registry.counter(
    'pod_security_evaluations_total',
    'Number of policy evaluations that occurred, not counting ignored or exempt requests.',
  );
  const exemptions = registry.counter(
    'pod_security_exemptions_total',
    'Number of exempt requests, not counting ignored or out of scope requests.',
  );
  const errors = registry.counter(
    'pod_security_errors_total',
    'Number of errors preventing normal evaluation. Non-fatal errors may result in the latest restricted profile being used for evaluation.',
  );
  const [addEvaluation, addExemption, addError] = [counting(evaluations), counting(exemptions), counting(errors)];
  const versionLabel = ({ level, version }: LevelVersion): string => {
    if (level === 'privileged' || version.text === 'latest') return 'latest';
    return version.minor > minor ? 'future' : version.text;
  };
  return {
    evaluated(decision, policy, mode, attributes) {
      const version = versionLabel(policy);
      const labels = { decision, policy_level: policy.level, policy_version: version, mode };
      addEvaluation([decision, policy.level, version, mode], attributes, labels);
    },
    exempted: (attributes) => addExemption([], attributes, {}),
    failed: (fatal, attributes) => addError([String(fatal)], attributes, { fatal: String(fatal) }),
  };
}
