/** One worker for every pod that the API binds to this node, or that the runtime still has. */
import type { Node, Pod } from '@kubets/api';
import { admitPod } from '../pod/admit-pod.ts';
import { identityOf } from '../pod/keys.ts';
import { PodWorker } from './pod-worker.ts';
import type { PodTools } from './tools.ts';

export interface PodWorkers {
  /** The pod as the API shows it. */
  seen(pod: Pod): void;
  /** The pod is gone from the API. */
  gone(pod: Pod): void;
  /** The runtime has something of a pod nobody knows: it is ended. */
  orphan(identity: { readonly uid: string; readonly namespace: string; readonly name: string }): void;
  wake(podUid: string): void;
  wakeNamespace(namespace: string): void;
  get(podUid: string): PodWorker | undefined;
  all(): readonly PodWorker[];
  /** Pods that hold resources of the node, as they are allocated. */
  active(): readonly Pod[];
  /** No more steps; what runs goes on running. */
  close(): Promise<void>;
}

const isOver = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

export function createPodWorkers(tools: PodTools, node: () => Node | undefined): PodWorkers {
  const workers = new Map<string, PodWorker>();
  let closed = false;
  const finished = (uid: string): void => {
    workers.delete(uid);
  };
  const start = (pod: Pod, orphaned: boolean): PodWorker => {
    const worker = new PodWorker(pod, orphaned, { tools, finished });
    workers.set(worker.uid, worker);
    return worker;
  };
  /** Pods that hold resources: those not over, and not being ended. */
  const active = (): readonly Pod[] =>
    [...workers.values()]
      .filter(({ stage, pod }) => stage === 'running' && !isOver(pod))
      .map(({ pod }) => tools.allocations.allocated(pod));

  /** A pod that has run here was admitted then. */
  const admit = (pod: Pod, worker: PodWorker): void => {
    const self = node();
    if (pod.status?.startTime || pod.metadata?.deletionTimestamp || isOver(pod) || self === undefined) return;
    const others = active().filter((other) => other.metadata?.uid !== worker.uid);
    const rejection = admitPod(pod, self, others);
    if (rejection === undefined) return;
    tools.event(pod, '', 'Warning', rejection.reason, rejection.message.replace(/^Pod was rejected: /, ''));
    worker.reject(rejection);
  };

  return {
    seen: (pod) => {
      const { uid } = identityOf(pod);
      const known = workers.get(uid);
      if (closed) return;
      if (known) return known.update(pod);
      const worker = start(pod, false);
      admit(pod, worker);
      worker.wake();
    },
    gone: (pod) => workers.get(identityOf(pod).uid)?.update(undefined),
    orphan: (identity) => {
      if (closed || workers.has(identity.uid)) return;
      const spec = { containers: [], terminationGracePeriodSeconds: 30 };
      start({ metadata: identity, spec }, true).wake();
    },
    wake: (uid) => workers.get(uid)?.wake(),
    wakeNamespace: (namespace) => {
      for (const worker of workers.values()) if (worker.pod.metadata?.namespace === namespace) worker.wake();
    },
    get: (uid) => workers.get(uid),
    active,
    all: () => [...workers.values()],
    close: async () => {
      closed = true;
      await Promise.all([...workers.values()].map((worker) => worker.close()));
    },
  };
}
