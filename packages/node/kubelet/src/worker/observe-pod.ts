/** Observes one pod: what the runtime has of it, and what follows for its lifecycle. */
import type { Clock } from '@kubets/base';
import { terminationMessage } from '../cri-config/termination-message.ts';
import type { Host } from '../host/host.ts';
import type { Observation } from '../lifecycle/next.ts';
import type { NodePaths } from '../pod/keys.ts';
import { nothingRuns, type ObservedPod } from '../pod/observed.ts';
import { hasFinished, isTerminalPhase } from '../status/phase.ts';
import type { StatusWriter } from '../status/status-writer.ts';
import type { Allocations } from './allocations.ts';
import type { PodRecord } from './pod-record.ts';
import type { StatusReporter } from './report-status.ts';
import { timeToDeadlineMs } from './timing.ts';

/** `allocate`: the node decides on the resources that the pod asks for, before anything else is done for it. */
export type ObservePod = (record: PodRecord, allocate: boolean) => Promise<Observation>;

export interface ObserveDependencies {
  /** What the runtime has of a pod. */
  readonly observe: (podUid: string) => Promise<ObservedPod>;
  readonly files: Pick<Host['files'], 'below'>;
  readonly paths: NodePaths;
  readonly allocations: Pick<Allocations, 'decide'>;
  readonly statuses: Pick<StatusWriter, 'known'>;
  readonly reporter: Pick<StatusReporter, 'compute'>;
  readonly clock: Pick<Clock, 'now'>;
}

async function readTerminationMessages(
  { uid, observed, terminationMessages }: PodRecord,
  { files, paths }: Pick<ObserveDependencies, 'files' | 'paths'>,
): Promise<void> {
  for (const container of observed.containers)
    if (container.state === 'exited' && !terminationMessages.has(container.id))
      terminationMessages.set(container.id, await terminationMessage(files, paths, uid, container));
}

export const createObservePod = (dependencies: ObserveDependencies): ObservePod => {
  const { observe, allocations, statuses, reporter, clock } = dependencies;
  return async (record, allocate) => {
    record.observed = await observe(record.uid);
    await readTerminationMessages(record, dependencies);
    if (allocate) await allocations.decide(record.pod);
    const { uid, pod, observed, firstSeenMs } = record;
    const status = reporter.compute(record, { terminal: false, failureReason: undefined });
    const reportedByOthers = statuses.known(uid) === undefined;
    const stopped = nothingRuns(observed);
    return {
      stopped,
      finished: isTerminalPhase(status.phase) || hasFinished(pod, status),
      statusIsFinal: reportedByOthers && isTerminalPhase(pod.status?.phase) && stopped,
      deadlineExceeded: (timeToDeadlineMs(pod, firstSeenMs, clock.now()) ?? 1) <= 0,
    };
  };
};
