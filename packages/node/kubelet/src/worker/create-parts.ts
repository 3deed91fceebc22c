/** Creates the parts that carry out the operations of all pods of a node, each with the few dependencies it uses. */
import type { Node, Pod } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { ContainerRuntime, RuntimeFeatures } from '@kubets/cri/runtime';
import type { NodeDownward } from '../cri-config/field-ref.ts';
import type { ObjectSource } from '../cri-config/objects.ts';
import type { Host } from '../host/host.ts';
import { createImageManager, type ImageManager } from '../images/image-manager.ts';
import { createPullRecords } from '../images/pull-records.ts';
import { Backoff } from '../pod/backoff.ts';
import type { NodePaths } from '../pod/keys.ts';
import type { ObservedPod } from '../pod/observed.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import { createProber, type Prober } from '../probes/prober.ts';
import type { StatusWriter } from '../status/status-writer.ts';
import { actuateResize } from './actuate-resize.ts';
import { type Allocations, createAllocations } from './allocations.ts';
import { createPodCleaner } from './clean-up.ts';
import { createConfigure } from './configure-container.ts';
import { crashBackoff } from './crash-backoff.ts';
import { createHostPorts, type HostPortBinding, type HostPorts } from './host-ports.ts';
import { createPodKiller, type PodKiller } from './kill-pod.ts';
import { createObservePod } from './observe-pod.ts';
import { createPodSandboxes } from './pod-sandbox.ts';
import { createPodSyncer, type SyncRecord } from './pod-syncer.ts';
import type { PodWorkerParts } from './pod-worker.ts';
import { createRunPostStart } from './post-start.ts';
import { createPreparePod } from './prepare-pod.ts';
import { createStatusReporter, type StatusReporter } from './report-status.ts';
import { createContainerStarter, type StartContainer } from './start-container.ts';
import { nextSyncMs, timeToDeadlineMs } from './timing.ts';

/** The node as its pods' workers see it. */
export interface PartsOptions {
  readonly client: Pick<Client, 'delete'>;
  readonly runtime: ContainerRuntime;
  readonly host: Host;
  readonly objects: ObjectSource;
  readonly statuses: StatusWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly recordEvent: RecordPodEvent;
  readonly paths: NodePaths;
  readonly cgroupRoot: string;
  readonly cluster: { readonly servers: readonly string[]; readonly domain: string };
  readonly downward: NodeDownward;
  readonly nodeMemoryBytes: number;
  /** As the runtime last said. */
  features(): RuntimeFeatures;
  /** The node's own object, once it is known. */
  node(): Node | undefined;
  /** What the runtime has of a pod. */
  observe(podUid: string): Promise<ObservedPod>;
  /** Replaces the host port rules of the node with these. */
  syncHostPorts(ports: readonly HostPortBinding[]): Promise<void>;
  /** The other pods that hold resources of the node, as they are allocated. */
  others(podUid: string): readonly Pod[];
  /** Called when the result of a probe has changed. */
  wake(podUid: string): void;
}

/** The parts that several others use. */
interface Shared {
  readonly images: ImageManager;
  readonly prober: Prober;
  readonly restarts: Backoff;
  readonly allocations: Allocations;
  readonly hostPorts: HostPorts;
  readonly killer: PodKiller;
  readonly reporter: StatusReporter;
}

export interface Parts {
  readonly parts: PodWorkerParts;
  readonly allocations: Allocations;
}

export function createParts(options: PartsOptions): Parts {
  const { client, runtime, host, statuses, clock, log, recordEvent, paths, cgroupRoot, observe } = options;
  const shared = createShared(options);
  const { images, prober, restarts, allocations, killer, reporter } = shared;
  const parts: PodWorkerParts = {
    observe: createObservePod({ observe, files: host.files, paths, allocations, statuses, reporter, clock }),
    sync: createSync(options, shared),
    nextSyncMs: ({ uid, pod, startFailures, firstSeenMs }) => {
      const nowMs = clock.now();
      return nextSyncMs({
        failures: startFailures.values(),
        timeToDeadlineMs: timeToDeadlineMs(pod, firstSeenMs, nowMs),
        resizeWaits: allocations.pending(uid)?.reason === 'Deferred' || allocations.failure(uid) !== undefined,
        nowMs,
      });
    },
    killer,
    cleaner: createPodCleaner({
      client,
      runtime,
      host,
      paths,
      cgroupRoot,
      statuses,
      restarts,
      images,
      allocations,
    }),
    reporter,
    prober,
    recordEvent,
    clock,
    log,
  };
  return { parts, allocations };
}

function createShared(options: PartsOptions): Shared {
  const { runtime, host, objects, statuses, clock, random, log, recordEvent, paths, downward, node, others } = options;
  const { files, network, digest } = host;
  const records = createPullRecords({ files, runtime, rootDir: paths.rootDir, log, digest });
  const allocations = createAllocations({ files, paths, log, node, others });
  const hostPorts = createHostPorts((ports) => options.syncHostPorts(ports));
  const prober = createProber({
    network,
    runtime,
    clock,
    random,
    log,
    unhealthy: (pod, container, message) => recordEvent(pod, container, 'Warning', 'Unhealthy', message),
    resultChanged: (podUid) => options.wake(podUid),
  });
  return {
    images: createImageManager({ runtime, objects, clock, event: recordEvent, records, digest }),
    prober,
    restarts: new Backoff(),
    allocations,
    hostPorts,
    killer: createPodKiller({ runtime, network, hostPorts, clock, log, recordEvent }),
    reporter: createStatusReporter({ prober, allocations, statuses, hostIPs: downward.hostIPs, clock }),
  };
}

function createSync(options: PartsOptions, shared: Shared): SyncRecord {
  const { runtime, host, objects, clock, random, recordEvent, paths, cgroupRoot, cluster, downward } = options;
  const { prober, restarts, allocations, hostPorts, killer, reporter } = shared;
  const resizing = {
    allocations,
    runtime,
    cgroups: host.cgroups,
    cgroupRoot,
    nodeMemoryBytes: options.nodeMemoryBytes,
  };
  let versions = 0;
  const version = (): string => `${clock.now().toFixed(0)}.${versions++}.${random.integer(1_000_000)}`;
  return createPodSyncer({
    prober,
    hostPorts,
    reporter,
    prepare: createPreparePod({
      host,
      paths,
      cgroupRoot,
      allocations,
      objects,
      recordEvent,
      node: downward,
      version,
    }),
    resize: (pod, observed) => actuateResize(pod, observed, resizing),
    probes: {
      liveness: (id) => prober.result('liveness', id),
      startup: (id) => prober.result('startup', id),
    },
    killer,
    sandboxes: createPodSandboxes({ runtime, host, paths, cgroupRoot, cluster, objects, hostPorts, recordEvent }),
    crashBackoff: (input) => crashBackoff(input, { restarts, clock, recordEvent }),
    start: createStart(options, shared),
    node: downward,
    recordEvent,
  });
}

function createStart(options: PartsOptions, { images, allocations, killer }: Shared): StartContainer {
  const { runtime, host, objects, clock, log, recordEvent, paths, nodeMemoryBytes } = options;
  const features = (): RuntimeFeatures => options.features();
  return createContainerStarter({
    images,
    runtime,
    files: host.files,
    paths,
    allocations,
    clock,
    recordEvent,
    configure: createConfigure({ objects, host, paths, nodeMemoryBytes, log, recordEvent, features }),
    runPostStart: createRunPostStart({ runtime, network: host.network, clock, killer, recordEvent }),
  });
}
