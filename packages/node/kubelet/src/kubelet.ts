/** The node agent: makes the pods that the API binds to this node run, and reports what became of them. */
import { type Node, type Pod, type PodStatus, pods } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import { type Client, createInformer } from '@kubets/client';
import { createEventRecorder } from '@kubets/controller-runtime';
import { type ApiObjects, createApiObjects } from './config/api-objects.ts';
import type { Host, HostFacts } from './host/host.ts';
import { createImageManager } from './image/image-manager.ts';
import { createPullRecords } from './image/pull-records.ts';
import { rotateLogs } from './logs/log-rotation.ts';
import { Backoff } from './pod/backoff.ts';
import { fieldPathOf } from './pod/containers.ts';
import { type NodePaths, podDirectory } from './pod/keys.ts';
import { classShares } from './pod/qos.ts';
import { createProber } from './probes/prober.ts';
import { allocatableOf, type NodeSettings } from './registration/node-object.ts';
import { createNodeReporter, type NodeReporter } from './registration/node-reporter.ts';
import type { ContainerRuntime } from './runtime.ts';
import { createStatusWriter, type StatusWriter } from './status/status-writer.ts';
import { createAllocations } from './worker/allocations.ts';
import { createObserver } from './worker/observer.ts';
import { createPodWorkers, type PodWorkers } from './worker/pod-workers.ts';
import { type RuntimePod, relist } from './worker/relist.ts';
import type { HostPortBinding, PodTools } from './worker/tools.ts';

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
  /** Makes exactly these host ports lead to pods. */
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
  /** As last computed here; the API may not show it yet. */
  statusOf(pod: Pod): PodStatus;
  readonly logDir: string;
}

export function createKubelet(options: KubeletOptions): Kubelet {
  return new NodeAgent(options);
}

const housekeepingMilliseconds = 2000;
const sweepMilliseconds = 60_000;

class NodeAgent implements Kubelet {
  readonly #options: KubeletOptions;
  readonly #paths: NodePaths;
  readonly #ready = Promise.withResolvers<void>();
  readonly #hostPorts = new Map<string, readonly HostPortBinding[]>();
  #workers: PodWorkers | undefined;
  #statuses: StatusWriter | undefined;
  #versions = 0;

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
    const workers = createPodWorkers(
      this.#tools(
        facts,
        objects,
        {
          observe: observer.observe,
          features: () => reporter.features,
          node: () => reporter.node,
        },
        signal,
      ),
      () => reporter.node,
    );
    this.#workers = workers;
    const informer = this.#followPods(workers, signal);
    let orphans = new Map<string, RuntimePod>();
    const relisting = relist(
      {
        runtime,
        clock,
        log,
        changed: ({ uid }) => workers.wake(uid),
        looked: (seen, ids) => {
          observer.keep(ids);
          orphans = new Map([...seen].filter(([uid]) => workers.get(uid) === undefined));
        },
      },
      signal,
    );
    const housekeeping = this.#keepHouse(informer, workers, objects, () => orphans, signal);
    const { logDir } = this.#paths;
    const rotating = rotateLogs({ runtime, files: host.files.below(logDir), logDir, clock, log }, signal);
    await Promise.all([reporting, informer.running, relisting, housekeeping, rotating]);
    await workers.close();
  }

  #reporter(facts: HostFacts): NodeReporter {
    const { client, runtime, clock, log, nodeName, labels = {}, taints = [], podCIDR } = this.#options;
    const { maxPods = 110, port = 0 } = this.#options;
    const settings = { nodeName, labels, taints, maxPods, port, ...(podCIDR === undefined ? {} : { podCIDR }) };
    return createNodeReporter({ client, runtime, clock, log, facts, settings });
  }

  #objects(signal: AbortSignal): ApiObjects {
    const { client, clock, random, log } = this.#options;
    const changed = (namespace: string): void => this.#workers?.wakeNamespace(namespace);
    return createApiObjects({ client, clock, random, log, signal, changed });
  }

  #tools(
    facts: HostFacts,
    objects: ApiObjects,
    { node, ...sight }: Pick<PodTools, 'observe' | 'features'> & { node(): Node | undefined },
    signal: AbortSignal,
  ): PodTools {
    const { client, runtime, host, clock, random, log, nodeName, cgroupRoot, maxPods = 110 } = this.#options;
    const { clusterDns = [], clusterDomain = 'cluster.local' } = this.#options;
    const recorder = createEventRecorder({ client, clock, random, log, component: 'kubelet', host: nodeName, signal });
    const event: PodTools['event'] = (pod, container, type, reason, message) => {
      const about = { ...pod, apiVersion: 'v1', kind: 'Pod' };
      recorder.event(about, type, reason, message, container === '' ? undefined : fieldPathOf(pod, container));
    };
    const unhealthy = (pod: Pod, container: string, message: string): void =>
      event(pod, container, 'Warning', 'Unhealthy', message);
    const turned = (uid: string): void => this.#workers?.wake(uid);
    const allocatable = allocatableOf(facts, maxPods);
    const others = (uid: string): readonly Pod[] =>
      (this.#workers?.active() ?? []).filter(({ metadata }) => metadata?.uid !== uid);
    const records = createPullRecords({
      files: host.files,
      runtime,
      rootDir: this.#paths.rootDir,
      log,
      digest: host.digest,
    });
    const pause = (attempt: number): Promise<void> => clock.sleep(Math.min(10_000, 200 * 2 ** attempt), signal);
    const statuses = createStatusWriter(client, log, pause);
    this.#statuses = statuses;
    return {
      client,
      runtime,
      host,
      clock,
      log,
      objects,
      images: createImageManager({ runtime, objects, clock, event, records, digest: host.digest }),
      prober: createProber({ network: host.network, runtime, clock, random, log, unhealthy, turned }),
      statuses,
      restarts: new Backoff(),
      allocations: createAllocations({ files: host.files, paths: this.#paths, log, node, others }),
      paths: this.#paths,
      nodeName,
      facts,
      allocatable: {
        cpu: allocatable['cpu'] ?? '0',
        memory: allocatable['memory'] ?? '0',
        'ephemeral-storage': allocatable['ephemeral-storage'] ?? '0',
      },
      cgroupRoot,
      cluster: { servers: clusterDns, domain: clusterDomain },
      ...sight,
      version: () => `${clock.now().toFixed(0)}.${this.#versions++}.${random.integer(1_000_000)}`,
      event,
      hostPorts: (uid, ports) => this.#syncHostPorts(uid, ports),
    };
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
    return { running: informer.run(signal), synced: () => informer.synced };
  }

  async #syncHostPorts(uid: string, ports: readonly HostPortBinding[]): Promise<void> {
    if (ports.length === 0 && !this.#hostPorts.has(uid)) return;
    if (ports.length === 0) this.#hostPorts.delete(uid);
    else this.#hostPorts.set(uid, ports);
    await this.#options.syncHostPorts?.([...this.#hostPorts.values()].flat());
  }

  /** Ends what nobody wants any more, and keeps the shares of the classes right. */
  async #keepHouse(
    informer: { readonly synced: () => boolean },
    workers: PodWorkers,
    objects: ApiObjects,
    orphans: () => ReadonlyMap<string, RuntimePod>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, log } = this.#options;
    let sweptAt = clock.monotonic();
    while (!signal.aborted) {
      // Before the API's pods are known nobody is an orphan.
      if (informer.synced()) {
        for (const pod of orphans().values()) workers.orphan(pod);
        await this.#cleanDisk(workers).catch((error: unknown) => log.warn('leftovers of pods stay', { error }));
      }
      if (clock.monotonic() - sweptAt > sweepMilliseconds) {
        objects.sweep();
        sweptAt = clock.monotonic();
      }
      await clock.sleep(housekeepingMilliseconds, signal).catch(() => undefined);
    }
  }

  /** Directories and cgroups of pods that are nowhere any more, and the classes' shares. */
  async #cleanDisk(workers: PodWorkers): Promise<void> {
    const { host, cgroupRoot } = this.#options;
    for (const uid of await host.files.list(`${this.#paths.rootDir}/pods`)) {
      if (workers.get(uid)) continue;
      await host.mounts.unmountBelow(podDirectory(this.#paths, uid));
      await host.files.remove(podDirectory(this.#paths, uid));
    }
    const folders = ['kubepods', 'kubepods/burstable', 'kubepods/besteffort'];
    for (const folder of folders)
      for (const name of await host.cgroups.children(`${cgroupRoot}/${folder}`))
        if (name.startsWith('pod') && !workers.get(name.slice(3)))
          await host.cgroups.remove(`${cgroupRoot}/${folder}/${name}`);
    const { burstable, besteffort } = classShares(workers.active());
    await host.cgroups.apply(`${cgroupRoot}/kubepods/burstable`, { cpuShares: burstable });
    await host.cgroups.apply(`${cgroupRoot}/kubepods/besteffort`, { cpuShares: besteffort });
  }
}
