/** DaemonSets in tables: eligible nodes, pods and their templates, rolling updates, back-off, status and history. */
import type { ControllerRevision, DaemonSet, Node, Pod, Taint, Toleration } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { FailedPodsBackOff } from './back-off.ts';
import { targetNode, templateForNode } from './daemon-pod.ts';
import { eligibilityOf } from './eligibility.ts';
import { surplusRevisions } from './history.ts';
import { changesEligibility } from './node-changes.ts';
import { podsByNode } from './node-pods.ts';
import { planNodes } from './plan-nodes.ts';
import { planUpdate } from './plan-update.ts';
import { daemonSetStatus } from './status.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
type Spec = Partial<DaemonSet['spec']>;
type PodSpec = NonNullable<DaemonSet['spec']['template']['spec']>;

function daemonSet(spec: Spec = {}, podSpec: Partial<PodSpec> = {}): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      namespace: 'sys',
      name: 'agent',
      uid: 'u',
      generation: 3,
      annotations: { 'deprecated.daemonset.template.generation': '2' },
    },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: {
        metadata: { labels: { app: 'agent' } },
        spec: { containers: [{ name: 'c', image: 'i' }], ...podSpec },
      },
      ...spec,
    },
  };
}
const rolling = (rollingUpdate: { maxSurge?: number | string; maxUnavailable?: number | string }, more: Spec = {}) =>
  daemonSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate }, ...more });
const node = (name: string, taints: readonly Taint[] = [], labels = {}): Node => ({
  metadata: { name, labels },
  spec: { taints },
});
interface PodFacts {
  readonly hash?: string;
  readonly phase?: 'Pending' | 'Running' | 'Failed' | 'Succeeded';
  /** Seconds ago. */
  readonly ready?: number;
  readonly created?: number;
  readonly going?: boolean;
  readonly unassigned?: boolean;
}
function pod(name: string, on: string, { hash = 'new', phase = 'Running', ...more }: PodFacts = {}): Pod {
  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
  const affinity = templateForNode(daemonSet(), on, hash).spec?.affinity;
  return {
    metadata: {
      namespace: 'sys',
      name,
      labels: { app: 'agent', 'controller-revision-hash': hash },
      creationTimestamp: ago(more.created ?? 100),
      ...(more.going ? { deletionTimestamp: ago(1) } : {}),
    },
    spec: {
      containers: [],
      ...(affinity === undefined ? {} : { affinity }),
      ...(more.unassigned ? {} : { nodeName: on }),
    },
    status: {
      phase,
      conditions:
        more.ready === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: ago(more.ready) }],
    },
  };
}
const names = (pods: readonly Pod[]): readonly (string | undefined)[] => pods.map(({ metadata }) => metadata?.name);

describe('eligibilityOf', () => {
  const noSchedule: Taint = { key: 'own', effect: 'NoSchedule' };
  const noExecute: Taint = { key: 'own', effect: 'NoExecute' };
  const all: Toleration = { operator: 'Exists' };
  const zone = (operator: 'In' | 'NotIn') => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator, values: ['a'] }] }],
      },
    },
  });
  it.each<[string, Partial<PodSpec>, Node, string]>([
    ['any node', {}, node('n'), 'run'],
    ['a cordoned node', {}, node('n', [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]), 'run'],
    ['a node that is not ready', {}, node('n', [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }]), 'run'],
    [
      'a node without network',
      {},
      node('n', [{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }]),
      'remain',
    ],
    [
      'the same, with host network',
      { hostNetwork: true },
      node('n', [{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }]),
      'run',
    ],
    ['a taint NoSchedule', {}, node('n', [noSchedule]), 'remain'],
    ['a taint NoExecute', {}, node('n', [noExecute]), 'no'],
    ['a tolerated taint', { tolerations: [all] }, node('n', [noExecute]), 'run'],
    ['another node name', { nodeName: 'm' }, node('n'), 'no'],
    ['its node name', { nodeName: 'n' }, node('n'), 'run'],
    ['a node selector', { nodeSelector: { gpu: 'yes' } }, node('n'), 'no'],
    ['a matching affinity', { affinity: zone('In') }, node('n', [], { zone: 'a' }), 'run'],
    ['an affinity that does not match', { affinity: zone('NotIn') }, node('n', [], { zone: 'a' }), 'no'],
  ])('%s', (_, podSpec, on, expected) => {
    expect(eligibilityOf(daemonSet({}, podSpec))(on)).toBe(expected);
  });

  it('does not depend on heartbeats', () => {
    const old = node('n', [], { zone: 'a' });
    expect(changesEligibility({ ...old, status: { phase: 'Running' } }, old)).toBe(false);
    expect(changesEligibility(node('n', [], { zone: 'b' }), old)).toBe(true);
    expect(changesEligibility(node('n', [noSchedule], { zone: 'a' }), old)).toBe(true);
  });
});

describe('templateForNode', () => {
  it('requires the node, has labels and tolerates problems of nodes', () => {
    const own: Toleration = {
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 5,
    };
    const { metadata, spec } = templateForNode(daemonSet({}, { tolerations: [own] }), 'n', 'abc');
    expect(metadata?.labels).toEqual({
      app: 'agent',
      'pod-template-generation': '2',
      'controller-revision-hash': 'abc',
    });
    expect(spec?.tolerations?.map(({ key, effect, tolerationSeconds }) => [key, effect, tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 'NoExecute', undefined],
      ['node.kubernetes.io/unreachable', 'NoExecute', undefined],
      ['node.kubernetes.io/disk-pressure', 'NoSchedule', undefined],
      ['node.kubernetes.io/memory-pressure', 'NoSchedule', undefined],
      ['node.kubernetes.io/pid-pressure', 'NoSchedule', undefined],
      ['node.kubernetes.io/unschedulable', 'NoSchedule', undefined],
    ]);
    expect(targetNode({ spec: spec ?? { containers: [] } })).toBe('n');
    expect(targetNode({ spec: { containers: [] } })).toBeUndefined();
  });
});

describe('planNodes', () => {
  const plan = (set: DaemonSet, nodes: readonly Node[], pods: readonly Pod[], backOff = 0) => {
    const planned = planNodes(podsByNode(set, nodes, pods), { set, hash: 'new', now, backOff: () => backOff });
    return { ...planned, remove: names(planned.remove), events: planned.events.map(({ reason }) => reason) };
  };
  const quiet = { create: [], remove: [], events: [], failed: [] };
  const taint: Taint = { key: 'own', effect: 'NoSchedule' };

  it.each<[string, readonly Node[], readonly Pod[], object]>([
    ['creates a pod on each node', [node('a'), node('b')], [pod('p', 'a')], { create: ['b'] }],
    ['waits for a pod that is being deleted', [node('a')], [pod('p', 'a', { going: true })], {}],
    [
      'replaces one that has ended and is being deleted',
      [node('a')],
      [pod('p', 'a', { going: true, phase: 'Failed' })],
      { create: ['a'] },
    ],
    [
      'keeps the oldest of several',
      [node('a')],
      [pod('p', 'a', { created: 5 }), pod('q', 'a', { created: 9 })],
      { remove: ['p'] },
    ],
    [
      'keeps the scheduled one',
      [node('a')],
      [pod('p', 'a', { unassigned: true }), pod('q', 'a', { created: 9 })],
      { remove: ['p'] },
    ],
    ['leaves a pod where none would start', [node('a', [taint])], [pod('p', 'a')], {}],
    ['starts none there', [node('a', [taint])], [], {}],
    [
      'deletes from nodes that are not eligible',
      [node('a', [{ ...taint, effect: 'NoExecute' }])],
      [pod('p', 'a'), pod('q', 'a', { going: true })],
      { remove: ['p'] },
    ],
    [
      'deletes pending pods of missing nodes',
      [],
      [pod('p', 'a', { unassigned: true }), pod('q', 'a')],
      { remove: ['p'] },
    ],
    [
      'deletes failed pods',
      [node('a')],
      [pod('p', 'a', { phase: 'Failed' })],
      { remove: ['p'], failed: ['a'], events: ['FailedDaemonPod'] },
    ],
    [
      'deletes succeeded pods',
      [node('a')],
      [pod('p', 'a', { phase: 'Succeeded' })],
      { remove: ['p'], events: ['SucceededDaemonPod'] },
    ],
  ])('%s', (_, nodes, pods, expected) => {
    expect(plan(daemonSet(), nodes, pods)).toEqual({ ...quiet, ...expected });
  });

  it('keeps failed pods during the back-off', () => {
    expect(plan(daemonSet(), [node('a')], [pod('p', 'a', { phase: 'Failed' })], 700)).toEqual({ ...quiet, after: 700 });
  });

  it.each<[string, PodFacts, PodFacts, readonly string[]]>([
    ['both while the updated pod is not available', { ready: 50 }, {}, []],
    ['the updated pod when it is available', { ready: 50 }, { ready: 20 }, ['old']],
    ['the updated pod when the old one is not ready', {}, {}, ['old']],
  ])('keeps %s, with a surge', (_, old, updated, expected) => {
    const set = rolling({ maxSurge: 1, maxUnavailable: 0 }, { minReadySeconds: 10 });
    const pods = [pod('old', 'a', { hash: 'old', created: 99, ...old }), pod('new', 'a', updated)];
    expect(plan(set, [node('a')], pods).remove).toEqual(expected);
  });
});

describe('planUpdate', () => {
  const step = (set: DaemonSet, pods: readonly Pod[], nodes = ['a', 'b', 'c', 'd'].map((name) => node(name))) => {
    const planned = planUpdate(set, podsByNode(set, nodes, pods).nodes, 'new', now);
    return { create: planned.create, remove: names(planned.remove) };
  };
  const old = (on: string, facts: PodFacts = { ready: 50 }): Pod => pod(`old-${on}`, on, { hash: 'old', ...facts });
  const updated = (on: string, facts: PodFacts = { ready: 50 }): Pod => pod(`new-${on}`, on, facts);
  const four = [old('a'), old('b'), old('c'), old('d')];

  it.each<[string, DaemonSet, readonly Pod[], readonly string[]]>([
    ['one by default', rolling({}), four, ['old-a']],
    ['as many as maxUnavailable', rolling({ maxUnavailable: 3 }), four, ['old-a', 'old-b', 'old-c']],
    ['a percentage, rounded up', rolling({ maxUnavailable: '30%' }), four, ['old-a', 'old-b']],
    ['none while an updated pod is not available', rolling({}), [updated('a', {}), old('b'), old('c'), old('d')], []],
    ['none while a node has no pod', rolling({}), [old('b'), old('c'), old('d')], []],
    [
      'old pods that are unavailable, in any number',
      rolling({}),
      [old('a', {}), old('b', {}), old('c'), old('d')],
      ['old-a', 'old-b'],
    ],
    ['none if all are updated', rolling({}), ['a', 'b', 'c', 'd'].map((on) => updated(on)), []],
    ['one if both bounds are 0', rolling({ maxSurge: 0, maxUnavailable: 0 }), four, ['old-a']],
    [
      'none that wait for minReadySeconds',
      rolling({}, { minReadySeconds: 60 }),
      [updated('a'), old('b', { ready: 90 })],
      [],
    ],
  ])('deletes %s', (_, set, pods, expected) => {
    expect(step(set, pods)).toEqual({ create: [], remove: expected });
  });

  it.each<[string, readonly Pod[], object]>([
    ['creates as many as maxSurge', four, { create: ['a', 'b'], remove: [] }],
    ['waits for those that are not available', [...four, updated('a', {})], { create: ['b'], remove: [] }],
    ['deletes old pods of updated nodes', [...four, updated('a')], { create: ['b', 'c'], remove: ['old-a'] }],
    [
      'replaces unavailable old pods, in any number',
      [old('a', {}), old('b', {}), old('c', {}), old('d')],
      { create: ['a', 'b', 'c', 'd'], remove: [] },
    ],
  ])('%s, with a surge', (_, pods, expected) => {
    expect(step(rolling({ maxSurge: 2, maxUnavailable: 0 }), pods)).toEqual(expected);
  });

  it('deletes pods of nodes that no longer need one when others are available', () => {
    const nodes = [node('a', [{ key: 'own', effect: 'NoSchedule' }]), node('b')];
    const set = rolling({ maxSurge: 1, maxUnavailable: 0 });
    expect(step(set, [old('a'), updated('b', {})], nodes).remove).toEqual([]);
    expect(step(set, [old('a'), updated('b')], nodes).remove).toEqual(['old-a']);
    expect(step(set, [old('a', {}), updated('b', {})], nodes).remove).toEqual(['old-a']);
  });
});

it('FailedPodsBackOff doubles up to 15 minutes, and starts again after twice that', () => {
  const backOff = new FailedPodsBackOff();
  let at = now;
  expect(backOff.remainingMs('n', at)).toBe(0);
  const waits = Array.from({ length: 12 }, () => {
    backOff.record('n', at);
    const wait = backOff.remainingMs('n', at);
    at += wait;
    return wait / 1000;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  backOff.record('n', at + 900_000);
  expect(backOff.remainingMs('n', at + 900_000)).toBe(900_000);
  backOff.record('n', at + 4_000_000);
  expect(backOff.remainingMs('n', at + 4_000_000)).toBe(1000);
  backOff.retain(new Set());
  expect(backOff.remainingMs('n', at + 4_000_000)).toBe(0);
});

it('daemonSetStatus counts the oldest pod of each node', () => {
  const set = daemonSet({ minReadySeconds: 10 });
  const nodes = [node('a'), node('b'), node('c'), node('d', [{ key: 'own', effect: 'NoSchedule' }])];
  const pods = [
    pod('a', 'a', { ready: 50 }),
    pod('b', 'b', { ready: 5, hash: 'old', created: 200 }),
    pod('b2', 'b', {}),
    pod('d', 'd', { ready: 50 }),
  ];
  expect(daemonSetStatus(set, podsByNode(set, nodes, pods).nodes, 'new', 1, now)).toEqual({
    currentNumberScheduled: 2,
    numberMisscheduled: 1,
    desiredNumberScheduled: 3,
    numberReady: 2,
    observedGeneration: 3,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
    numberUnavailable: 2,
    collisionCount: 1,
  });
});

it('surplusRevisions keeps the limit and those of existing pods', () => {
  const past = [3, 1, 4, 2].map(
    (revision): ControllerRevision => ({
      metadata: { name: `r${revision}`, labels: { 'controller-revision-hash': `h${revision}` } },
      data: {},
      revision,
    }),
  );
  const surplus = (revisionHistoryLimit: number): readonly (string | undefined)[] =>
    surplusRevisions(daemonSet({ revisionHistoryLimit }), past, [pod('p', 'a', { hash: 'h1' })]).map(
      ({ metadata }) => metadata?.name,
    );
  expect([surplus(2), surplus(4), surplus(0)]).toEqual([['r2', 'r3'], [], ['r2', 'r3', 'r4']]);
});
