/** `spec.podFailurePolicy`: the action for a failed pod. Pure. */
import type { Pod, PodFailurePolicy, PodFailurePolicyRule } from '@kubets/api';

export interface FailureVerdict {
  readonly action: 'Count' | 'FailIndex' | 'FailJob' | 'Ignore';
  /** For FailJob: the message of the Job's condition. */
  readonly message?: string;
}

const counted: FailureVerdict = { action: 'Count' };

/** The first container whose exit code matches the rule. */
function matchingExit(
  pod: Pod,
  rule: PodFailurePolicyRule,
): { readonly container: string; readonly code: number } | undefined {
  const wanted = rule.onExitCodes;
  if (wanted === undefined) return undefined;
  for (const { name, state } of [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ]) {
    const code = state?.terminated?.exitCode ?? 0;
    if (code === 0 || (wanted.containerName && wanted.containerName !== name)) continue;
    if (wanted.values.includes(code) === (wanted.operator === 'In')) return { container: name, code };
  }
  return undefined;
}

function matchingCondition(pod: Pod, rule: PodFailurePolicyRule): string | undefined {
  return rule.onPodConditions?.find(({ type, status = 'True' }) =>
    pod.status?.conditions?.some((condition) => condition.type === type && condition.status === status),
  )?.type;
}

/** The action of the first rule that matches; Count without a match. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [at, rule] of (policy?.rules ?? []).entries()) {
    const exit = matchingExit(pod, rule);
    const condition = exit === undefined ? matchingCondition(pod, rule) : undefined;
    if (exit === undefined && condition === undefined) continue;
    if (rule.action !== 'FailJob') return { action: rule.action };
    const where = `${pod.metadata?.namespace}/${pod.metadata?.name}`;
    const what =
      exit === undefined
        ? `Pod ${where} has condition ${condition}`
        : `Container ${exit.container} for pod ${where} failed with exit code ${exit.code}`;
    return { action: 'FailJob', message: `${what} matching ${rule.action} rule at index ${at}` };
  }
  return counted;
}
