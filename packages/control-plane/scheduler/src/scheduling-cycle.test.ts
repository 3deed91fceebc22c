/** Which node is selected for a pod, and the message if none is feasible. */
import type { Node, Pod } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { MutableNodeInfo, podInfoOf } from './node-info.ts';
import { defaultPlugins } from './profile.ts';
import { fitErrorMessage, numFeasibleNodesToFind, schedulePod } from './scheduling-cycle.ts';

const random = seededRandom(7);

function nodeInfo(name: string, node: Partial<Node> = {}, pods: readonly Pod[] = []): MutableNodeInfo {
  const info = new MutableNodeInfo(name);
  info.setNode({
    metadata: { name },
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10' } },
    ...node,
  });
  pods.forEach((pod, index) => {
    info.addPod(`${name}-${index}`, podInfoOf(pod));
  });
  return info;
}

const pod = (cpu: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }], ...spec },
});

const place = (nodes: readonly MutableNodeInfo[], wanted: Pod): string => {
  const result = schedulePod(defaultPlugins, nodes, wanted, 0, random);
  return result.scheduled ? result.suggestedHost : fitErrorMessage(result.diagnosis);
};

describe('schedulePod', () => {
  it('prefers the least allocated node', () => {
    expect(place([nodeInfo('full', {}, [pod('3')]), nodeInfo('empty')], pod('500m'))).toBe('empty');
  });

  it('selects nodes with the same score equally often', () => {
    const counts = new Map<string, number>();
    const nodes = ['a', 'b', 'c'].map((name) => nodeInfo(name));
    for (let i = 0; i < 600; i++) {
      const name = place(nodes, pod('1'));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(count).toBeGreaterThan(130);
  });

  it.each<[string, readonly MutableNodeInfo[], Pod, string]>([
    ['no nodes', [], pod('1'), 'no nodes available to schedule pods'],
    [
      'not enough cpu',
      [nodeInfo('a', {}, [pod('3500m')]), nodeInfo('b')],
      pod('5'),
      '0/2 nodes are available: 2 Insufficient cpu.',
    ],
    [
      'several reasons on one node',
      [nodeInfo('a', { status: { allocatable: { cpu: '1', memory: '1Gi', pods: '0' } } })],
      pod('2'),
      '0/1 nodes are available: 1 Insufficient cpu, 1 Too many pods.',
    ],
    [
      'an extended resource',
      [nodeInfo('a')],
      pod('1', { containers: [{ name: 'c', resources: { requests: { 'x.io/gpu': '1' } } }] }),
      '0/1 nodes are available: 1 Insufficient x.io/gpu.',
    ],
    [
      'a cordoned node',
      [nodeInfo('a', { spec: { unschedulable: true } })],
      pod('1'),
      '0/1 nodes are available: 1 node(s) were unschedulable.',
    ],
    [
      'another node by name',
      [nodeInfo('a')],
      pod('1', { nodeName: 'b' }),
      "0/1 nodes are available: 1 node(s) didn't match the requested node name.",
    ],
    [
      'a selector',
      [nodeInfo('a')],
      pod('1', { nodeSelector: { x: 'y' } }),
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
    ],
    [
      'a taint',
      [nodeInfo('a', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })],
      pod('1'),
      '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
    ],
    [
      'a host port in use',
      [nodeInfo('a', {}, [pod('1', { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] })])],
      pod('1', { containers: [{ name: 'c', ports: [{ containerPort: 81, hostPort: 80 }] }] }),
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
    ],
  ])('explains the failure: %s', (_, nodes, wanted, said) => {
    expect(place(nodes, wanted)).toBe(said);
  });

  it('selects a cordoned node for a pod that tolerates its taint', () => {
    const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' as const }];
    expect(place([nodeInfo('a', { spec: { unschedulable: true } })], pod('1', { tolerations }))).toBe('a');
  });

  it('weighs preferred node affinity and PreferNoSchedule taints', () => {
    const preference = { matchExpressions: [{ key: 'disk', operator: 'In' as const, values: ['ssd'] }] };
    const wants = pod('1', {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, preference }] } },
    });
    expect(place([nodeInfo('a'), nodeInfo('b', { metadata: { name: 'b', labels: { disk: 'ssd' } } })], wants)).toBe(
      'b',
    );
    const discouraged = nodeInfo('a', { spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } });
    expect(place([discouraged, nodeInfo('b')], pod('1'))).toBe('b');
  });

  it('stops when enough nodes are feasible, and continues from there', () => {
    const many = Array.from({ length: 1000 }, (_, index) => nodeInfo(`n${index}`));
    expect(schedulePod(defaultPlugins, many, pod('1'), 0, random)).toMatchObject({
      scheduled: true,
      evaluatedNodes: 420,
      feasibleNodes: 420,
    });
  });
});

describe('numFeasibleNodesToFind', () => {
  it.each([
    [10, 10],
    [100, 100],
    [150, 100],
    [1000, 420],
    [5000, 500],
    [10_000, 500],
  ])('of %d nodes: %d', (count, wanted) => {
    expect(numFeasibleNodesToFind(count)).toBe(wanted);
  });
});
