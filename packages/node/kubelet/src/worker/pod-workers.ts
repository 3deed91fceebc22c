/** One worker for every pod that the API server binds to this node, or that the runtime still has. */
import type { Node, Pod } from '@kubets/api';
import { admitPod, type Rejection } from '../pod/admit-pod.ts';
import { identityOf } from '../pod/keys.ts';
import { isTerminalPhase } from '../status/phase.ts';
import type { Allocations } from './allocations.ts';
import { type NewPod, PodWorker, type PodWorkerParts } from './pod-worker.ts';

export interface PodWorkers {
  /** The pod as the API server shows it. */
  seen(pod: Pod): void;
  /** The pod is gone from the API server. */
  gone(pod: Pod): void;
  /** The runtime has a pod that the API server does not have on this node: it is terminated. */
  orphan(identity: { readonly uid: string; readonly namespace: string; readonly name: string }): void;
  wake(podUid: string): void;
  wakeNamespace(namespace: string): void;
  get(podUid: string): PodWorker | undefined;
  all(): readonly PodWorker[];
  /** Pods that hold resources of the node, as they are allocated. */
  active(): readonly Pod[];
  /** Nothing more is done; what runs goes on running. */
  close(): Promise<void>;
}

export interface PodWorkersOptions {
  readonly parts: PodWorkerParts;
  readonly allocations: Pick<Allocations, 'allocated'>;
  /** The node's own object, once it is known. */
  node(): Node | undefined;
}

const orphanGraceSeconds = 30;

const isOver = (pod: Pod): boolean => isTerminalPhase(pod.status?.phase);

export function createPodWorkers({ parts, allocations, node }: PodWorkersOptions): PodWorkers {
  const workers = new Map<string, PodWorker>();
  let closed = false;
  const start = (newPod: NewPod): void => {
    const worker = new PodWorker(newPod, parts, (uid) => workers.delete(uid));
    workers.set(worker.uid, worker);
    worker.start();
  };
  const active = (): readonly Pod[] =>
    [...workers.values()]
      .filter(({ stage, pod }) => stage === 'sync' && !isOver(pod))
      .map(({ pod }) => allocations.allocated(pod));

  /** Undefined: the pod may run. A pod that has run on this node was admitted before. */
  const reject = (pod: Pod): Rejection | undefined => {
    const self = node();
    if (pod.status?.startTime || pod.metadata?.deletionTimestamp || isOver(pod) || self === undefined) return undefined;
    const rejection = admitPod(pod, self, active());
    if (rejection === undefined) return undefined;
    const message = rejection.message.replace(/^Pod was rejected: /, '');
    parts.recordEvent(pod, '', 'Warning', rejection.reason, message);
    return rejection;
  };

  return {
    seen: (pod) => {
      if (closed) return;
      const known = workers.get(identityOf(pod).uid);
      if (known) known.update(pod);
      else start({ pod, inApi: true, rejection: reject(pod) });
    },
    gone: (pod) => workers.get(identityOf(pod).uid)?.update(undefined),
    orphan: (identity) => {
      if (closed || workers.has(identity.uid)) return;
      const spec = { containers: [], terminationGracePeriodSeconds: orphanGraceSeconds };
      start({ pod: { metadata: identity, spec }, inApi: false });
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
