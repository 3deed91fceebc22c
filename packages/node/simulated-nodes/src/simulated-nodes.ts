/**
 * Many simulated nodes in one process: one watch of pods for all of them, leases renewed in turn, pods that live by
 * their rules. No kubelet each: the status of a pod is computed by the kubelet's own functions from its timeline.
 */
import { leases, type Node, nodes, type Pod, type PodStatus, pods } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Random, Semaphore, type Timer } from '@kubets/base';
import { type Client, createInformer, type Informer } from '@kubets/client';
import { noRuntimeFeatures } from '@kubets/cri/runtime';
import type { HostFacts } from '@kubets/kubelet/host';
import type { Rejection } from '@kubets/kubelet/pod/admit-pod';
import { leaseNamespace, leaseOf, microTime } from '@kubets/kubelet/registration/lease';
import { nodeObject } from '@kubets/kubelet/registration/node-object';
import { podStatus, rejectedStatus } from '@kubets/kubelet/status/pod-status';
import { statusPatch } from '@kubets/kubelet/status/status-patch';
import { isAlreadyExists, isConflict, isNotFound, isReason } from '@kubets/machinery/status-error';
import { NodeUsage } from './node-usage.ts';
import { simulate } from './timeline.ts';

export interface SimulatedNodesOptions {
  readonly count: number;
  /** The index of the first: fleets in one cluster need ranges of their own for names and addresses. Default 0. */
  readonly first?: number;
  /** Reads all pods, and writes as the nodes unless `clientFor` is given. */
  readonly client: Client;
  /** The identity a node writes under. */
  readonly clientFor?: (nodeName: string) => Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Names the node of this index; default `simulated-0`, `simulated-1`… */
  readonly nameOf?: (index: number) => string;
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly maxPods?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface SimulatedNodes {
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once every node is registered and Ready. */
  whenReady(): Promise<void>;
  /** A paused node does nothing until it is resumed, as if its machine had hung. */
  pause(nodeName: string): void;
  resume(nodeName: string): void;
}

/** Writes under way at once: enough to keep a server busy, few enough to keep memory flat. */
const maxConcurrentWrites = 64;
/** Half of what upstream's kubelet takes would do; a quarter keeps far from the 40 s after which a node is lost. */
const renewPeriodMs = 10_000;
const renewTurnsPerPeriod = 20;
const retryDelayMs = 1000;
/** After this time without a renewal, the node may have been marked NotReady: it reports Ready again. */
const longSilenceMs = 20_000;

interface Life {
  pod: Pod;
  readonly since: number;
  readonly ip: string;
  timer: Timer | undefined;
  busy: boolean;
  dirty: boolean;
  /** The Ready condition as it was last reported. */
  ready: string | undefined;
  /** The latest wall time it was evaluated at, so that a clock set back does not revive a pod. */
  latest: number;
  /** The node did not take it. */
  readonly rejection: Rejection | undefined;
}

interface Moment {
  readonly status: PodStatus;
  /** Nothing of the pod runs any more. */
  readonly over: boolean;
  readonly next: number | undefined;
}

interface SimulatedNode {
  readonly address: string;
  node: Node | undefined;
  leased: boolean;
  /** When the lease was last renewed, milliseconds on the monotonic clock. */
  renewed: number;
  /** It was marked NotReady, possibly because of an old lease. */
  denied: boolean;
}

function readiness(status: Pod['status'] | Node['status']): string | undefined {
  return status?.conditions?.find((each) => each.type === 'Ready')?.status;
}

export function createSimulatedNodes(options: SimulatedNodesOptions): SimulatedNodes {
  return new NodeFleet(options);
}

class NodeFleet implements SimulatedNodes {
  readonly #options: SimulatedNodesOptions;
  readonly #names: readonly string[];
  readonly #nodes = new Map<string, SimulatedNode>();
  readonly #paused = new Set<string>();
  readonly #lives = new Map<string, Life>();
  readonly #usage = new NodeUsage();
  readonly #writes = new Semaphore(maxConcurrentWrites);
  readonly #ready = Promise.withResolvers<void>();
  #addresses = 0;
  /** Addresses that pods have. */
  readonly #taken = new Set<string>();
  #signal: AbortSignal | undefined;

  constructor(options: SimulatedNodesOptions) {
    this.#options = options;
    const nameOf = options.nameOf ?? ((index: number) => `simulated-${index}`);
    const first = options.first ?? 0;
    this.#names = Array.from({ length: options.count }, (_, index) => nameOf(first + index));
    // Pods of fleets get addresses of their own, too.
    this.#addresses = first << 8;
    for (const [index, name] of this.#names.map((each, at) => [first + at, each] as const))
      this.#nodes.set(name, {
        address: `198.18.${index >> 8}.${index & 255}`,
        node: undefined,
        leased: false,
        renewed: 0,
        denied: false,
      });
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  pause(nodeName: string): void {
    this.#paused.add(nodeName);
  }

  resume(nodeName: string): void {
    this.#paused.delete(nodeName);
    for (const life of this.#lives.values()) if (life.pod.spec?.nodeName === nodeName) this.#wake(life);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { client, clock, random, log } = this.#options;
    this.#signal = signal;
    const registered = Promise.all(this.#names.map((name) => this.#writes.run(() => this.#register(name, signal))));
    registered.then(() => this.#ready.resolve(), this.#ready.reject);
    const informer = createInformer(client, pods, { clock, random, log, fieldSelector: 'spec.nodeName!=' });
    const nodeInformer = createInformer(client, nodes, { clock, random, log });
    const look = (node: Node): void => this.#looked(node);
    nodeInformer.subscribe({ added: look, updated: look });
    await Promise.all([
      registered,
      informer.run(signal),
      nodeInformer.run(signal),
      this.#follow(informer, signal),
      this.#renewLeases(signal),
    ]);
    for (const life of this.#lives.values()) life.timer?.cancel();
  }

  #clientFor(name: string): Client {
    return this.#options.clientFor?.(name) ?? this.#options.client;
  }

  #facts(name: string): HostFacts {
    const { cpus = 32, memoryBytes = 256 * 2 ** 30 } = this.#options;
    return {
      cpus,
      memoryBytes,
      ephemeralStorageBytes: 2 ** 40,
      hostname: name,
      addresses: [this.#nodes.get(name)?.address ?? ''],
      machineID: name,
      systemUUID: name,
      bootID: name,
      kernelVersion: 'simulated',
      osImage: 'Simulated node: no container runs here',
      architecture: 'amd64',
    };
  }

  #object(name: string): Node {
    const { clock, labels = {}, maxPods = 110 } = this.#options;
    const version = { name: 'simulated', version: '1', apiVersion: 'v1' };
    const observation = {
      facts: this.#facts(name),
      version,
      conditions: [],
      images: [],
      features: noRuntimeFeatures,
      now: clock.now(),
    };
    return nodeObject({ nodeName: name, labels, taints: [], maxPods, port: 0 }, observation);
  }

  async #register(name: string, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const entry = this.#nodes.get(name);
    while (!signal.aborted && entry) {
      try {
        entry.node = await this.#clientFor(name)
          .create(nodes, this.#object(name))
          .catch((error: unknown) => (isAlreadyExists(error) ? this.#sayReady(name) : Promise.reject(error)));
        entry.renewed = clock.monotonic();
        return await this.#renew(name);
      } catch (error) {
        log.warn('a simulated node could not be registered', { node: name, error: messageOf(error) });
        await clock.sleep(retryDelayMs, signal).catch(() => undefined);
      }
    }
  }

  #sayReady(name: string): Promise<Node> {
    const { status } = this.#object(name);
    return this.#clientFor(name).patch(nodes, { name }, 'strategic', { status }, { subresource: 'status' });
  }

  #looked({ metadata, status }: Node): void {
    const entry = this.#nodes.get(metadata?.name ?? '');
    if (entry !== undefined) entry.denied = readiness(status) !== 'True';
  }

  async #renew(name: string): Promise<void> {
    const { clock } = this.#options;
    const entry = this.#nodes.get(name);
    if (!entry?.node || this.#paused.has(name)) return;
    const client = this.#clientFor(name);
    const ref = { namespace: leaseNamespace, name };
    try {
      if (entry.leased) await client.patch(leases, ref, 'merge', { spec: { renewTime: microTime(clock.now()) } });
      else await client.create(leases, leaseOf(entry.node, clock.now()));
      entry.leased = true;
      if (entry.denied || clock.monotonic() - entry.renewed > longSilenceMs) await this.#sayReady(name);
      entry.renewed = clock.monotonic();
    } catch (error) {
      if (!isAlreadyExists(error) && !isNotFound(error)) throw error;
      entry.leased = isAlreadyExists(error);
    }
  }

  /** Renews a few nodes at a time, to spread the load. */
  async #renewLeases(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    for (let turn = 0; !signal.aborted; turn = (turn + 1) % renewTurnsPerPeriod) {
      const names = this.#names.filter((_, index) => index % renewTurnsPerPeriod === turn);
      for (const name of names) {
        if (this.#nodes.get(name)?.node === undefined) continue;
        this.#writes
          .run(() => this.#renew(name))
          .catch((error) => log.warn('a lease could not be renewed', { node: name, error: messageOf(error) }));
      }
      await clock.sleep(renewPeriodMs / renewTurnsPerPeriod, signal).catch(() => undefined);
    }
  }

  /** From when all pods are known: those of a former life of this process keep their addresses. */
  async #follow(informer: Informer<Pod>, signal: AbortSignal): Promise<void> {
    const synced = await informer.waitForSync(signal).then(
      () => true,
      () => false,
    );
    if (!synced) return;
    for (const pod of informer.store.list()) this.#taken.add(pod.status?.podIP ?? '');
    informer.subscribe({
      added: (pod) => this.#seen(pod),
      updated: (pod) => this.#seen(pod),
      deleted: (pod) => this.#gone(pod),
    });
  }

  #seen(pod: Pod): void {
    if (!this.#nodes.has(pod.spec?.nodeName ?? '')) return;
    const uid = pod.metadata?.uid ?? '';
    const known = this.#lives.get(uid);
    if (known) {
      const mine = known.pod.metadata?.generation === pod.metadata?.generation;
      const ending = !known.pod.metadata?.deletionTimestamp && pod.metadata?.deletionTimestamp !== undefined;
      // Who took this node for lost took its pods for not ready.
      const denied = known.ready !== undefined && readiness(pod.status) !== known.ready;
      known.pod = pod;
      // Ignore the echo of our own status.
      if (!mine || ending || denied) this.#wake(known);
      return;
    }
    const phase = pod.status?.phase;
    if ((phase === 'Succeeded' || phase === 'Failed') && !pod.metadata?.deletionTimestamp) return;
    const started = pod.status?.startTime;
    const life: Life = {
      pod,
      since: started ? Date.parse(started) : this.#options.clock.now(),
      ip: pod.status?.podIP ?? this.#nextAddress(),
      timer: undefined,
      busy: false,
      dirty: false,
      ready: undefined,
      latest: 0,
      rejection: this.#admit(pod),
    };
    this.#lives.set(uid, life);
    this.#wake(life);
  }

  /** A pod that has run here was admitted then. Which nodes it may run on is left to the scheduler. */
  #admit(pod: Pod): Rejection | undefined {
    const node = this.#nodes.get(pod.spec?.nodeName ?? '')?.node;
    const isNew = !pod.status?.startTime && !pod.metadata?.deletionTimestamp;
    if (node !== undefined && isNew) return this.#usage.admit(pod, node);
    this.#usage.hold(pod);
    return undefined;
  }

  #gone(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    this.#usage.release(uid);
    const life = this.#lives.get(uid);
    life?.timer?.cancel();
    this.#lives.delete(uid);
    this.#taken.delete(life?.ip ?? pod.status?.podIP ?? '');
  }

  /** Addresses of a range that no real pod of ours has. */
  #nextAddress(): string {
    for (;;) {
      const number = ++this.#addresses;
      const address = `10.${128 + ((number >> 16) & 127)}.${(number >> 8) & 255}.${number & 255}`;
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
  }

  #wake(life: Life): void {
    life.dirty = true;
    if (life.busy || this.#signal?.aborted) return;
    life.busy = true;
    this.#writes
      .run(() => this.#live(life))
      .catch((error: unknown) => {
        this.#options.log.debug('a simulated pod could not be updated and is retried', { error: messageOf(error) });
        life.timer?.cancel();
        life.timer = this.#options.clock.setTimer(retryDelayMs, () => this.#wake(life));
      })
      .finally(() => {
        life.busy = false;
        if (life.dirty && this.#lives.has(life.pod.metadata?.uid ?? '')) this.#wake(life);
      });
  }

  async #live(life: Life): Promise<void> {
    life.dirty = false;
    life.timer?.cancel();
    const { pod } = life;
    const nodeName = pod.spec?.nodeName ?? '';
    if (this.#paused.has(nodeName)) return;
    const { uid = '', namespace, name = '' } = pod.metadata ?? {};
    const client = this.#clientFor(nodeName);
    const ref = { namespace, name };
    try {
      const over = await this.#report(life, client);
      if (over && life.pod.metadata?.deletionTimestamp)
        await client.delete(pods, ref, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      // Gone, or another pod by now: Conflict for the deletion, Invalid for the patch.
      if (isNotFound(error) || isReason(error, 'Invalid')) return;
      if (!isConflict(error)) throw error;
      // The watch brings the newer pod, but does not wake this life for every change.
      life.timer?.cancel();
      life.timer = this.#options.clock.setTimer(retryDelayMs, () => this.#wake(life));
    }
  }

  #momentOf(life: Life, now: number): Moment {
    const { pod, rejection } = life;
    if (rejection) return { status: rejectedStatus(pod, rejection, life.since), over: true, next: undefined };
    const { observed, knowledge, failure, over, next } = simulate(life, now);
    const hostIPs = [this.#nodes.get(pod.spec?.nodeName ?? '')?.address ?? ''];
    const known = { pod, observed, knowledge, hostIPs, firstSeen: life.since, now };
    return { status: podStatus({ ...known, terminal: over, failure }), over, next };
  }

  /** Resolves with whether nothing of the pod runs any more. */
  async #report(life: Life, client: Client): Promise<boolean> {
    const { clock } = this.#options;
    const { pod } = life;
    const now = Math.max(clock.now(), life.latest);
    life.latest = now;
    const { status, over, next } = this.#momentOf(life, now);
    if (over) this.#usage.release(pod.metadata?.uid ?? '');
    if (next !== undefined) life.timer = clock.setTimer(Math.max(1, next - now), () => this.#wake(life));
    life.ready = readiness(status);
    const patch = statusPatch(pod.status ?? {}, status);
    if (patch === undefined) return over;
    const { namespace, name = '', uid, resourceVersion } = pod.metadata ?? {};
    // With the version that it was computed from: a late patch must not replace a terminal phase that another writer has set.
    const body = { metadata: { uid, resourceVersion }, status: patch };
    const answer = await client.patch(pods, { namespace, name }, 'strategic', body, { subresource: 'status' });
    // The watch may have brought something newer meanwhile.
    if (life.pod !== pod) return over;
    life.pod = answer;
    // The watch does not repeat what the response has shown.
    const { generation, deletionTimestamp } = answer.metadata ?? {};
    const isNews = generation !== pod.metadata?.generation || deletionTimestamp !== pod.metadata?.deletionTimestamp;
    if (isNews) life.dirty = true;
    return over;
  }
}
