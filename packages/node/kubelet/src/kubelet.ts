/** The node agent: makes the pods that the API binds to this node run, and reports what became of them. */
import { type Pod, type PodStatus, pods } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import { type Client, createInformer } from '@kubets/client';
import { createEventRecorder } from '@kubets/controller-runtime/events';
import type { ContainerRuntime } from '@kubets/cri/runtime';
import { type ApiObjects, createApiObjects } from './cri-config/api-objects.ts';
import type { Host, HostFacts } from './host/host.ts';
import { keepHouse } from './housekeeping.ts';
import { rotateLogs } from './logs/log-rotation.ts';
import { fieldPathOf } from './pod/containers.ts';
import type { NodePaths } from './pod/keys.ts';
import type { RecordPodEvent } from './pod/record-event.ts';
import { allocatableOf, type NodeSettings } from './registration/node-object.ts';
import { createNodeReporter, type NodeReporter } from './registration/node-reporter.ts';
import { createStatusWriter, type StatusWriter } from './status/status-writer.ts';
import { createParts } from './worker/create-parts.ts';
import type { HostPortBinding } from './worker/host-ports.ts';
import { createObserver, type Observer } from './worker/observer.ts';
import { type RuntimePod, runPleg } from './worker/pleg.ts';
import { createPodWorkers, type PodWorkers } from './worker/pod-workers.ts';

export interface KubeletOptions {
  readonly nodeName: string;
  readonly client: Client;
  readonly runtime: ContainerRuntime;
  readonly host: Host;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Pods' volumes and hosts files. */
  readonly rootDir: string;
  /** Containers' logs. */
  readonly logDir: string;
  /** All pods' cgroups are below it, as `/kubets/NAME`. */
  readonly cgroupRoot: string;
  /** Addresses of the cluster's DNS (none yet: pods get the node's) and its domain. */
  readonly clusterDns?: readonly string[];
  readonly clusterDomain?: string;
  /** Of the kubelet's own server. */
  readonly port?: number;
  readonly maxPods?: number;
  readonly podCIDR?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: NodeSettings['taints'];
  /** Replaces the host port rules of the node with these. */
  syncHostPorts?(ports: readonly HostPortBinding[]): Promise<void>;
}

export interface Kubelet {
  /** Runs until the signal aborts; containers live on. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once the node is registered and Ready. */
  whenReady(): Promise<void>;
  readonly runtime: ContainerRuntime;
  pods(): readonly Pod[];
  pod(namespace: string, name: string): Pod | undefined;
  /** The last computed status, which the API server may not show yet. */
  statusOf(pod: Pod): PodStatus;
  readonly logDir: string;
}

export function createKubelet(options: KubeletOptions): Kubelet {
  return new NodeAgent(options);
}

const defaultMaxPods = 110;
const initialStatusRetryDelayMs = 200;
const maxStatusRetryDelayMs = 10_000;

class NodeAgent implements Kubelet {
  readonly #options: KubeletOptions;
  readonly #paths: NodePaths;
  readonly #ready = Promise.withResolvers<void>();
  #workers: PodWorkers | undefined;
  #statuses: StatusWriter | undefined;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#paths = { rootDir: options.rootDir, logDir: options.logDir };
  }

  get runtime(): ContainerRuntime {
    return this.#options.runtime;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  pods(): readonly Pod[] {
    return (this.#workers?.all() ?? []).map(({ pod }) => pod);
  }

  pod(namespace: string, name: string): Pod | undefined {
    // A pod and its successor of the same name may both be here for a moment: the newer one is meant.
    return this.pods().findLast(({ metadata }) => metadata?.namespace === namespace && metadata.name === name);
  }

  statusOf(pod: Pod): PodStatus {
    return this.#statuses?.known(pod.metadata?.uid ?? '') ?? pod.status ?? {};
  }

  get logDir(): string {
    return this.#paths.logDir;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { runtime, host, clock, log } = this.#options;
    const facts = await host.facts();
    const reporter = this.#reporter(facts);
    reporter.whenReady().then(this.#ready.resolve, this.#ready.reject);
    const reporting = reporter.run(signal);
    const objects = this.#objects(signal);
    const observer = createObserver(runtime);
    const workers = this.#createWorkers(facts, objects, observer, reporter, signal);
    this.#workers = workers;
    const informer = this.#followPods(workers, signal);
    let orphans = new Map<string, RuntimePod>();
    const pleg = runPleg(
      {
        runtime,
        clock,
        log,
        podChanged: ({ uid }) => workers.wake(uid),
        relisted: (seen, ids) => {
          observer.keep(ids);
          orphans = new Map([...seen].filter(([uid]) => workers.get(uid) === undefined));
        },
      },
      signal,
    );
    const { logDir } = this.#paths;
    const housekeeping = keepHouse(
      {
        host,
        workers,
        paths: this.#paths,
        cgroupRoot: this.#options.cgroupRoot,
        clock,
        log,
        synced: informer.synced,
        orphans: () => orphans.values(),
        sweepObjects: () => objects.sweep(),
      },
      signal,
    );
    const rotating = rotateLogs({ runtime, files: host.files.below(logDir), logDir, clock, log }, signal);
    await Promise.all([reporting, informer.running, pleg, housekeeping, rotating]);
    await workers.close();
  }

  #reporter(facts: HostFacts): NodeReporter {
    const { client, runtime, clock, log, nodeName, labels = {}, taints = [], podCIDR } = this.#options;
    const { maxPods = defaultMaxPods, port = 0 } = this.#options;
    const settings = { nodeName, labels, taints, maxPods, port, ...(podCIDR === undefined ? {} : { podCIDR }) };
    return createNodeReporter({ client, runtime, clock, log, facts, settings });
  }

  #objects(signal: AbortSignal): ApiObjects {
    const { client, clock, random, log } = this.#options;
    const changed = (namespace: string): void => this.#workers?.wakeNamespace(namespace);
    return createApiObjects({ client, clock, random, log, signal, changed });
  }

  #eventRecorder(signal: AbortSignal): RecordPodEvent {
    const { client, clock, random, log, nodeName } = this.#options;
    const recorder = createEventRecorder({ client, clock, random, log, component: 'kubelet', host: nodeName, signal });
    return (pod, container, type, reason, message) => {
      const about = { ...pod, apiVersion: 'v1', kind: 'Pod' };
      recorder.event(about, type, reason, message, container === '' ? undefined : fieldPathOf(pod, container));
    };
  }

  #createWorkers(
    facts: HostFacts,
    objects: ApiObjects,
    { observe }: Observer,
    reporter: NodeReporter,
    signal: AbortSignal,
  ): PodWorkers {
    const { client, runtime, host, clock, random, log, nodeName, cgroupRoot } = this.#options;
    const { maxPods = defaultMaxPods, clusterDns = [], clusterDomain = 'cluster.local' } = this.#options;
    const pause = (attempt: number): Promise<void> =>
      clock.sleep(Math.min(maxStatusRetryDelayMs, initialStatusRetryDelayMs * 2 ** attempt), signal);
    const statuses = createStatusWriter(client, log, pause);
    this.#statuses = statuses;
    const { cpu = '0', memory = '0', 'ephemeral-storage': storage = '0' } = allocatableOf(facts, maxPods);
    const allocatable = { cpu, memory, 'ephemeral-storage': storage };
    const { parts, allocations } = createParts({
      client,
      runtime,
      host,
      objects,
      statuses,
      clock,
      random,
      log,
      recordEvent: this.#eventRecorder(signal),
      paths: this.#paths,
      cgroupRoot,
      cluster: { servers: clusterDns, domain: clusterDomain },
      downward: { nodeName, hostIPs: facts.addresses, allocatable },
      nodeMemoryBytes: facts.memoryBytes,
      features: () => reporter.features,
      node: () => reporter.node,
      observe,
      syncHostPorts: async (ports) => this.#options.syncHostPorts?.(ports),
      others: (uid) => (this.#workers?.active() ?? []).filter(({ metadata }) => metadata?.uid !== uid),
      wake: (uid) => this.#workers?.wake(uid),
    });
    return createPodWorkers({ parts, allocations, node: () => reporter.node });
  }

  #followPods(
    workers: PodWorkers,
    signal: AbortSignal,
  ): { readonly running: Promise<void>; readonly synced: () => boolean } {
    const { client, clock, random, log, nodeName } = this.#options;
    const fieldSelector = `spec.nodeName=${nodeName}`;
    const informer = createInformer(client, pods, { clock, random, log, fieldSelector });
    informer.subscribe({
      added: (pod) => workers.seen(pod),
      updated: (pod, old) => {
        // Deleted and made again under the same name between two looks.
        if (pod.metadata?.uid !== old.metadata?.uid) workers.gone(old);
        workers.seen(pod);
      },
      deleted: (pod) => workers.gone(pod),
    });
    return { running: informer.run(signal), synced: () => informer.hasSynced };
  }
}
