/** One sync of a pod that is to run: probes and host ports follow what runs, then the pod is brought nearer to its spec. */
import type { SyncOutcome } from '../lifecycle/next.ts';
import { readySandbox } from '../pod/observed.ts';
import type { Prober } from '../probes/prober.ts';
import type { HostPorts } from './host-ports.ts';
import type { PodRecord } from './pod-record.ts';
import type { StatusReporter } from './report-status.ts';
import { type SyncDependencies, syncPod } from './sync-pod.ts';

/** `signal`: nothing more is started once it aborts. */
export type SyncRecord = (record: PodRecord, signal: AbortSignal) => Promise<SyncOutcome>;

export interface PodSyncerDependencies extends SyncDependencies {
  readonly prober: Pick<Prober, 'observe'>;
  readonly hostPorts: Pick<HostPorts, 'ensureBound'>;
  readonly reporter: Pick<StatusReporter, 'withStatus'>;
}

export function createPodSyncer(dependencies: PodSyncerDependencies): SyncRecord {
  const { prober, hostPorts, reporter, node } = dependencies;
  return async (record, signal) => {
    const { observed, startFailures } = record;
    const pod = reporter.withStatus(record);
    const sandbox = readySandbox(observed);
    prober.observe(pod, observed, sandbox?.ips[0] ?? node.hostIPs[0] ?? '');
    if (sandbox) await hostPorts.ensureBound(pod, sandbox);
    const { changed, tried, failures, blocked } = await syncPod(pod, observed, dependencies, signal);
    for (const name of tried) startFailures.delete(name);
    for (const [name, failure] of failures) startFailures.set(name, failure);
    if (changed) return 'progressed';
    if (blocked) return 'blocked';
    return tried.length > 0 ? 'attempted' : 'unchanged';
  };
}
