/** What a node says of itself, and how it keeps saying so, on a virtual clock against one node in memory. */
import type { Lease, Node, NodeCondition } from '@kubets/api';
import { type LogLine, loggerTo, seededRandom, VirtualClock } from '@kubets/base';
import { createClient, type Transport, type TransportRequest } from '@kubets/client';
import type { ContainerRuntime, RuntimeCondition } from '@kubets/cri/runtime';
import { createSimulatedRuntime } from '@kubets/cri/simulated-runtime';
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../host/host.ts';
import { leaseOf, microTime } from './lease.ts';
import {
  allocatableOf,
  capacityOf,
  conditionsOf,
  labelPatch,
  type NodeObservation,
  type NodeSettings,
  nodeObject,
  nodeStatus,
} from './node-object.ts';
import { createNodeReporter } from './node-reporter.ts';

const Mi = 1024 * 1024;
const facts: HostFacts = {
  cpus: 4,
  memoryBytes: 8192 * Mi + 100,
  ephemeralStorageBytes: 100 * Mi,
  hostname: 'h',
  addresses: ['192.0.2.1', '192.0.2.2'],
  machineID: 'm',
  systemUUID: 's',
  bootID: 'b',
  kernelVersion: '6.1',
  osImage: 'Debian',
  architecture: 'arm64',
};
const settings: NodeSettings = { nodeName: 'n', labels: {}, taints: [], maxPods: 110, port: 10250 };
const up: readonly RuntimeCondition[] = [
  { type: 'RuntimeReady', status: true, reason: '', message: '' },
  { type: 'NetworkReady', status: true, reason: '', message: '' },
];
const noNetwork: readonly RuntimeCondition[] = [
  { type: 'RuntimeReady', status: true, reason: '', message: '' },
  { type: 'NetworkReady', status: false, reason: 'NetworkPluginNotReady', message: 'cni plugin not initialized' },
];
const observation: NodeObservation = {
  facts,
  version: { name: 'containerd', version: 'v2.1.0', apiVersion: 'v1' },
  conditions: up,
  images: [],
  features: { supplementalGroupsPolicy: true, handlers: [] },
  now: Date.UTC(2026, 0, 1),
};

describe('node resources', () => {
  it('capacityOf states whole units, and pods as they are limited', () => {
    expect(capacityOf(facts, 110)).toEqual({
      cpu: '4',
      memory: '8388608Ki',
      'ephemeral-storage': '102400Ki',
      'hugepages-1Gi': '0',
      'hugepages-2Mi': '0',
      pods: '110',
    });
  });

  it.each([
    ['keeps 100 MiB of memory back', facts, '8286208Ki', '94371840'],
    ['is never negative', { ...facts, memoryBytes: 50 * Mi, ephemeralStorageBytes: 0 }, '0Ki', '0'],
  ])('allocatableOf %s', (_, of, memory, storage) => {
    expect(allocatableOf(of, 110)).toMatchObject({ cpu: '4', memory, 'ephemeral-storage': storage, pods: '110' });
  });
});

describe('node conditions', () => {
  const ready = (conditions: readonly NodeCondition[]) => conditions.find(({ type }) => type === 'Ready');
  it.each<[string, readonly RuntimeCondition[] | undefined, string, string, string]>([
    ['everything is ready', up, 'True', 'KubeletReady', 'kubelet is posting ready status'],
    ['the runtime does not answer', undefined, 'False', 'KubeletNotReady', 'container runtime is down'],
    [
      'the network is not ready',
      noNetwork,
      'False',
      'KubeletNotReady',
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized',
    ],
    [
      'the runtime is not ready',
      [{ type: 'RuntimeReady', status: false, reason: 'R', message: 'm' }],
      'False',
      'KubeletNotReady',
      'container runtime not ready: RuntimeReady=false reason:R message:m',
    ],
  ])('conditionsOf: Ready when %s', (_, runtime, status, reason, message) => {
    expect(ready(conditionsOf([], runtime, 0))).toMatchObject({ status, reason, message });
  });

  it('conditionsOf keeps the time of the last transition until the status changes', () => {
    const first = conditionsOf([], up, 1_000);
    const same = conditionsOf(first, up, 2_000);
    const turned = conditionsOf(same, undefined, 3_000);
    expect([first, same, turned].map((all) => [ready(all)?.lastTransitionTime, ready(all)?.lastHeartbeatTime])).toEqual(
      [
        ['1970-01-01T00:00:01Z', '1970-01-01T00:00:01Z'],
        ['1970-01-01T00:00:01Z', '1970-01-01T00:00:02Z'],
        ['1970-01-01T00:00:03Z', '1970-01-01T00:00:03Z'],
      ],
    );
  });

  it('conditionsOf keeps conditions of others as they are', () => {
    const other: NodeCondition = { type: 'NetworkUnavailable', status: 'False', reason: 'x' };
    const types = conditionsOf([other], up, 0).map(({ type }) => type);
    expect(types).toEqual(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready', 'NetworkUnavailable']);
    expect(conditionsOf([other], up, 0).at(-1)).toBe(other);
  });
});

describe('node objects', () => {
  it('nodeStatus names at most 50 images, the largest first, by five names each', () => {
    const images = Array.from({ length: 60 }, (_, index) => ({
      id: String(index),
      repoTags: Array.from({ length: 9 }, (_each, tag) => `i${index}:${tag}`),
      repoDigests: [`i${index}@d`],
      size: index,
      username: '',
      pinned: false,
    }));
    const named = nodeStatus(settings, { ...observation, images }, undefined).images ?? [];
    expect(named).toHaveLength(50);
    expect(named[0]).toEqual({ names: ['i59@d', 'i59:0', 'i59:1', 'i59:2', 'i59:3'], sizeBytes: 59 });
  });

  it('nodeStatus names the addresses, the runtime and the port', () => {
    const status = nodeStatus(settings, observation, undefined);
    expect(status.addresses).toEqual([
      { type: 'InternalIP', address: '192.0.2.1' },
      { type: 'InternalIP', address: '192.0.2.2' },
      { type: 'Hostname', address: 'n' },
    ]);
    expect(status.nodeInfo?.containerRuntimeVersion).toBe('containerd://2.1.0');
    expect(status.daemonEndpoints?.kubeletEndpoint?.Port).toBe(10250);
  });

  it.each<[string, Partial<NodeSettings>, object]>([
    ['is empty by default', {}, {}],
    ['has the pod range', { podCIDR: '10.0.0.0/24' }, { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'] }],
    ['has taints', { taints: [{ key: 'k', effect: 'NoSchedule' }] }, { taints: [{ key: 'k', effect: 'NoSchedule' }] }],
    ['is cordoned', { unschedulable: true }, { unschedulable: true }],
  ])('nodeObject: its spec %s', (_, more, wanted) => {
    expect(nodeObject({ ...settings, ...more }, observation).spec).toEqual(wanted);
  });

  it('nodeObject labels the node with its name and host, and with labels of its own', () => {
    expect(nodeObject({ ...settings, labels: { own: 'x' } }, observation).metadata?.labels).toEqual({
      'kubernetes.io/hostname': 'n',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'arm64',
      'beta.kubernetes.io/os': 'linux',
      'beta.kubernetes.io/arch': 'arm64',
      own: 'x',
    });
  });

  it.each<[string, Readonly<Record<string, string>> | undefined, object | undefined]>([
    ['is none where all labels are there', { a: '1', b: '2', other: 'x' }, undefined],
    ['adds what is missing', { a: '1' }, { b: '2' }],
    ['changes what differs', { a: '0', b: '2' }, { a: '1' }],
    ['adds all where there are none', undefined, { a: '1', b: '2' }],
  ])('labelPatch %s', (_, labels, wanted) => {
    const node: Node = { metadata: labels === undefined ? {} : { labels } };
    const patch = labelPatch(node, { metadata: { labels: { a: '1', b: '2' } } });
    expect(patch).toEqual(wanted === undefined ? undefined : { metadata: { labels: wanted } });
  });
});

describe('node leases', () => {
  it('leaseOf is held by the node, which owns it', () => {
    expect(leaseOf({ metadata: { name: 'n', uid: 'u' } }, 1_234)).toMatchObject({
      metadata: { name: 'n', namespace: 'kube-node-lease', ownerReferences: [{ kind: 'Node', name: 'n', uid: 'u' }] },
      spec: { holderIdentity: 'n', leaseDurationSeconds: 40, renewTime: '1970-01-01T00:00:01.234000Z' },
    });
    expect(microTime(0)).toBe('1970-01-01T00:00:00.000000Z');
  });
});

/** One node and its lease in memory. */
class OneNode implements Transport {
  node: Node | undefined;
  lease: Lease | undefined;
  readonly writes: string[] = [];
  /** What the next requests whose line matches are answered with. */
  readonly failures: { readonly line: string; readonly error: Error }[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async request({ method, path, body }: TransportRequest): Promise<unknown> {
    const what = path.includes('/leases') ? 'lease' : path.endsWith('/status') ? 'status' : 'node';
    const line = `${method} ${what}`;
    if (method !== 'GET') this.writes.push(`${line}@${this.#clock.monotonic()}`);
    const failing = this.failures.findIndex((failure) => failure.line === line);
    if (failing >= 0) throw this.failures.splice(failing, 1)[0]?.error;
    if (what === 'lease') return this.#lease(method, body as Lease);
    if (method === 'POST') {
      if (this.node !== undefined) throw errors.alreadyExists({ group: '', resource: 'nodes' }, 'n');
      this.node = body as Node;
      return this.node;
    }
    if (this.node === undefined) throw errors.notFound({ group: '', resource: 'nodes' }, 'n');
    if (method === 'PATCH') {
      const { metadata, status } = body as Node;
      this.node = {
        ...this.node,
        metadata: { ...this.node.metadata, labels: { ...this.node.metadata?.labels, ...metadata?.labels } },
        ...(status === undefined ? {} : { status }),
      };
    }
    return this.node;
  }

  #lease(method: string, body: Lease): Lease {
    if (method !== 'GET') this.lease = body;
    if (this.lease === undefined) throw errors.notFound({ group: 'coordination.k8s.io', resource: 'leases' }, 'n');
    return this.lease;
  }

  async *watch(): AsyncGenerator<never> {}

  /** Of one kind, in order. */
  of(line: string): readonly number[] {
    return this.writes.filter((each) => each.startsWith(`${line}@`)).map((each) => Number(each.slice(line.length + 1)));
  }

  get ready(): string | undefined {
    return this.node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  }
}

function start(prepare: (api: OneNode) => void = () => undefined) {
  const clock = new VirtualClock();
  const api = new OneNode(clock);
  prepare(api);
  const world = { conditions: up };
  const simulated = createSimulatedRuntime({ clock, random: seededRandom(1) });
  const runtime: ContainerRuntime = Object.assign(Object.create(simulated), {
    conditions: async () => world.conditions,
  });
  const warnings: LogLine[] = [];
  const stop = new AbortController();
  const reporter = createNodeReporter({
    client: createClient(api),
    runtime,
    clock,
    log: loggerTo((line) => line.level === 'warn' && warnings.push(line)),
    facts,
    settings: { ...settings, labels: { own: 'x' } },
  });
  const done = reporter.run(stop.signal);
  return {
    api,
    clock,
    world,
    warnings,
    reporter,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await clock.advance(10_000);
      await done;
      expect(clock.pending).toBe(0);
    },
  };
}

describe('createNodeReporter', () => {
  it('NodeReporter.run registers the node and renews its lease every ten seconds', async () => {
    await using run = start();
    await run.clock.advance(35_000);
    await run.reporter.whenReady();
    expect([run.api.of('POST node'), run.api.of('POST lease'), run.api.of('PUT lease')]).toEqual([
      [0],
      [0],
      [10_000, 20_000, 30_000],
    ]);
    expect(run.api.lease?.spec?.renewTime).toBe('2026-01-01T00:00:30.000000Z');
  });

  it('NodeReporter.run writes a status that did not change every five minutes only', async () => {
    await using run = start();
    await run.clock.advance(650_000);
    expect(run.api.of('PATCH status')).toEqual([300_000, 600_000]);
  });

  it('NodeReporter.run tells within ten seconds that the node is not ready, and soon that it is again', async () => {
    await using run = start();
    await run.clock.advance(5_000);
    run.world.conditions = noNetwork;
    await run.clock.advance(5_000);
    expect(run.api.ready).toBe('False');
    run.world.conditions = up;
    await run.clock.advance(100);
    expect(run.api.ready).toBe('True');
  });

  it('NodeReporter.run adopts a node that is there, with the labels it lacks', async () => {
    await using run = start((api) => {
      api.node = { metadata: { name: 'n', uid: 'u', labels: { theirs: 'y' } }, spec: { unschedulable: true } };
    });
    await run.clock.advance(0);
    expect(run.api.node?.metadata?.labels).toMatchObject({ theirs: 'y', own: 'x', 'kubernetes.io/hostname': 'n' });
    expect([run.api.node?.spec?.unschedulable, run.api.ready]).toEqual([true, 'True']);
  });

  it('NodeReporter.run tries to register again after 100 ms, 200 ms and so on, and says why', async () => {
    await using run = start((api) => {
      for (let i = 0; i < 3; i++) api.failures.push({ line: 'POST node', error: errors.internal('away') });
    });
    await run.clock.advance(2_000);
    expect(run.api.of('POST node')).toEqual([0, 100, 300, 700]);
    expect(run.warnings).toHaveLength(3);
  });

  it('NodeReporter.run registers a node again that was deleted', async () => {
    await using run = start();
    await run.clock.advance(1_000);
    run.api.node = undefined;
    await run.clock.advance(320_000);
    expect(run.api.ready).toBe('True');
    expect(run.api.of('POST node')).toHaveLength(2);
  });

  it('NodeReporter.run renews a lease after a conflict with what stands there, without a warning', async () => {
    await using run = start();
    await run.clock.advance(5_000);
    run.api.failures.push({
      line: 'PUT lease',
      error: errors.conflict({ group: 'coordination.k8s.io', resource: 'leases' }, 'n', 'changed'),
    });
    await run.clock.advance(6_000);
    expect(run.api.of('PUT lease')).toEqual([10_000, 10_200]);
    expect(run.warnings).toEqual([]);
  });

  it('NodeReporter.run gives a lease up until its next turn after five failures, with one warning', async () => {
    await using run = start();
    await run.clock.advance(5_000);
    for (let i = 0; i < 5; i++) run.api.failures.push({ line: 'PUT lease', error: errors.internal('away') });
    await run.clock.advance(16_000);
    expect(run.api.of('PUT lease')).toEqual([10_000, 10_200, 10_400, 10_600, 10_800, 20_800]);
    expect(run.warnings.map(({ message }) => message)).toEqual(['the node lease could not be renewed']);
  });
});
