/** Computes the status of a pod and hands it to the status writer. */
import type { Pod, PodStatus } from '@kubets/api';
import type { Clock } from '@kubets/base';
import type { FailureReason } from '../lifecycle/pod-state.ts';
import type { Prober } from '../probes/prober.ts';
import { kubeletConditions } from '../status/conditions.ts';
import type { ContainerKnowledge } from '../status/container-status.ts';
import { podFailures } from '../status/pod-failure.ts';
import { podStatus, rejectedStatus } from '../status/pod-status.ts';
import type { StatusWriter } from '../status/status-writer.ts';
import type { Allocations } from './allocations.ts';
import type { PodRecord } from './pod-record.ts';

export interface StatusQuestion {
  /** Nothing of the pod runs any more. */
  readonly terminal: boolean;
  readonly failureReason: FailureReason | undefined;
}

export interface StatusReporter {
  compute(record: PodRecord, question: StatusQuestion): PodStatus;
  /** Hands the status to the writer, which sends it when it differs from what the API server shows. */
  report(record: PodRecord, question: StatusQuestion): void;
  /** The pod with its allocated resources and the status last computed, and the conditions of others as the API shows them. */
  withStatus(record: PodRecord): Pod;
}

export interface StatusReporterDependencies {
  readonly prober: Pick<Prober, 'result'>;
  readonly allocations: Pick<Allocations, 'allocated' | 'actuated' | 'pending' | 'failure'>;
  readonly statuses: Pick<StatusWriter, 'known' | 'set'>;
  readonly hostIPs: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
}

export function createStatusReporter(dependencies: StatusReporterDependencies): StatusReporter {
  const { prober, allocations, statuses, hostIPs, clock } = dependencies;

  const withStatus = ({ uid, pod }: PodRecord): Pod => {
    const known = statuses.known(uid);
    const allocated = allocations.allocated(pod);
    if (known === undefined) return allocated;
    const own = (known.conditions ?? []).filter(({ type }) => kubeletConditions.has(type));
    const others = (pod.status?.conditions ?? []).filter(({ type }) => !kubeletConditions.has(type));
    return { ...allocated, status: { ...known, conditions: [...own, ...others] } };
  };

  const knowledgeOf = ({ uid, startFailures, terminationMessages }: PodRecord): ContainerKnowledge => ({
    waiting: (name) => startFailures.get(name),
    readiness: (id) => prober.result('readiness', id),
    startup: (id) => prober.result('startup', id),
    terminationMessage: (id) => terminationMessages.get(id) ?? '',
    actuated: (id) => allocations.actuated(uid, id),
  });

  const compute = (record: PodRecord, { terminal, failureReason }: StatusQuestion): PodStatus => {
    const { uid, pod, observed, rejection, firstSeenMs } = record;
    if (rejection) return rejectedStatus(pod, rejection, firstSeenMs);
    return podStatus({
      pod: withStatus(record),
      observed,
      knowledge: knowledgeOf(record),
      hostIPs,
      firstSeen: firstSeenMs,
      now: clock.now(),
      terminal,
      failure: failureReason && podFailures[failureReason],
      resize: { pending: allocations.pending(uid), failure: allocations.failure(uid) },
    });
  };

  return {
    compute,
    withStatus,
    report: (record, question) => statuses.set(record.pod, compute(record, question)),
  };
}
