/** The status and the score of each plugin, with upstream's reasons. */
import type { Container, NodeSelectorTerm, Pod, PreferredSchedulingTerm, Taint, Toleration } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { MutableNodeInfo, podInfoOf } from '../node-info.ts';
import type { SchedulerPlugin, Status } from '../plugin.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeResourcesBalancedAllocation, nodeResourcesFit } from './node-resources-fit.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { taintToleration } from './taint-toleration.ts';

type PodSpec = NonNullable<Pod['spec']>;
interface NodeParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
  readonly allocatable?: Readonly<Record<string, string>>;
  readonly pods?: readonly Pod[];
}

const roomy = { cpu: '4', memory: '8Gi', pods: '10' };

function nodeInfo(name: string, parts: NodeParts = {}): MutableNodeInfo {
  const { labels = {}, taints = [], unschedulable = false, allocatable = roomy, pods = [] } = parts;
  const info = new MutableNodeInfo(name);
  info.setNode({ metadata: { name, labels }, spec: { taints, unschedulable }, status: { allocatable } });
  pods.forEach((pod, index) => {
    info.addPod(String(index), podInfoOf(pod));
  });
  return info;
}

const podWith = (spec: Partial<PodSpec> = {}): Pod => ({
  metadata: { namespace: 'ns', name: 'p' },
  spec: { containers: [], ...spec },
});
const requesting = (requests: Readonly<Record<string, string>>): Pod =>
  podWith({ containers: [{ name: 'c', resources: { requests } }] });

function filtered(plugin: SchedulerPlugin, pod: Pod, node: MutableNodeInfo): Status | 'skip' {
  const state = plugin.preFilter?.(pod);
  if (state === 'skip') return 'skip';
  return plugin.filter?.(state, node, pod) ?? 'skip';
}
function score(plugin: SchedulerPlugin, pod: Pod, node: MutableNodeInfo): number | 'skip' {
  const state = plugin.preFilter?.(pod);
  return state === 'skip' ? 'skip' : (plugin.score?.(state, node, pod) ?? 'skip');
}

const success: Status = { code: 'Success' };
const unresolvable = (reason: string): Status => ({ code: 'UnschedulableAndUnresolvable', reasons: [reason] });
const unschedulable = (...reasons: string[]): Status => ({ code: 'Unschedulable', reasons });

describe('NodeUnschedulable', () => {
  const cordoned = { unschedulable: true };
  const refused = unresolvable('node(s) were unschedulable');
  it.each<[string, NodeParts, readonly Toleration[], Status | 'skip']>([
    ['accepts a node that is not cordoned', {}, [], success],
    ['rejects a cordoned node', cordoned, [], refused],
    [
      'accepts a pod that tolerates the taint of cordoned nodes',
      cordoned,
      [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }],
      'skip',
    ],
    ['accepts a pod that tolerates every taint', cordoned, [{ operator: 'Exists' }], 'skip'],
    [
      'rejects a pod that tolerates the taint with another effect only',
      cordoned,
      [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoExecute' }],
      refused,
    ],
    ['rejects a pod that tolerates another taint', cordoned, [{ key: 'other', operator: 'Exists' }], refused],
  ])('NodeUnschedulable.filter %s', (_, node, tolerations, wanted) => {
    expect(filtered(nodeUnschedulable, podWith({ tolerations }), nodeInfo('a', node))).toEqual(wanted);
  });
});

describe('NodeName', () => {
  it.each<[string, Partial<PodSpec>, Status | 'skip']>([
    ['skips a pod that names no node', {}, 'skip'],
    ['skips a pod whose node name is empty', { nodeName: '' }, 'skip'],
    ['accepts the node that the pod names', { nodeName: 'a' }, success],
    ['rejects every other node', { nodeName: 'b' }, unresolvable("node(s) didn't match the requested node name")],
    ['compares the whole name', { nodeName: 'a1' }, unresolvable("node(s) didn't match the requested node name")],
  ])('NodeName.filter %s', (_, spec, wanted) => {
    expect(filtered(nodeName, podWith(spec), nodeInfo('a'))).toEqual(wanted);
  });
});

describe('TaintToleration', () => {
  const refused = unresolvable('node(s) had untolerated taint(s)');
  const taint = (effect: Taint['effect'], key = 'k', value = 'v'): Taint => ({ key, value, effect });
  it.each<[string, readonly Taint[], readonly Toleration[], Status]>([
    ['accepts a node without taints', [], [], success],
    ['rejects a NoSchedule taint', [taint('NoSchedule')], [], refused],
    ['rejects a NoExecute taint', [taint('NoExecute')], [], refused],
    ['accepts a PreferNoSchedule taint', [taint('PreferNoSchedule')], [], success],
    ['accepts a taint that is tolerated by value', [taint('NoSchedule')], [{ key: 'k', value: 'v' }], success],
    ['rejects a taint of another value', [taint('NoSchedule')], [{ key: 'k', value: 'w' }], refused],
    [
      'accepts a taint that is tolerated by existence',
      [taint('NoSchedule')],
      [{ key: 'k', operator: 'Exists' }],
      success,
    ],
    [
      'rejects a toleration of another effect',
      [taint('NoSchedule')],
      [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }],
      refused,
    ],
    [
      'rejects a node with one untolerated taint of two, with one reason',
      [taint('NoSchedule'), taint('NoExecute', 'k2'), taint('NoSchedule', 'k3')],
      [{ key: 'k', operator: 'Exists' }],
      refused,
    ],
  ])('TaintToleration.filter %s', (_, taints, tolerations, wanted) => {
    expect(filtered(taintToleration, podWith({ tolerations }), nodeInfo('a', { taints }))).toEqual(wanted);
  });

  it.each<[string, readonly Taint[], number]>([
    ['no taint', [], 0],
    ['taints of other effects', [taint('NoSchedule', 'x'), taint('NoExecute', 'y')], 0],
    ['a tolerated taint', [taint('PreferNoSchedule', 'ok')], 0],
    ['two of three that are not tolerated', ['ok', 'x', 'y'].map((key) => taint('PreferNoSchedule', key)), 2],
  ])('TaintToleration.score counts PreferNoSchedule taints that are not tolerated: %s', (_, taints, wanted) => {
    const tolerations: readonly Toleration[] = [
      { key: 'ok', operator: 'Exists' },
      { key: 'x', operator: 'Exists', effect: 'NoSchedule' },
    ];
    expect(score(taintToleration, podWith({ tolerations }), nodeInfo('a', { taints }))).toBe(wanted);
    expect(taintToleration.normalize).toBe('lowest');
  });
});

describe('NodeAffinity', () => {
  const refused = unresolvable("node(s) didn't match Pod's node affinity/selector");
  const node = nodeInfo('a', { labels: { disk: 'ssd', cores: '8' } });
  const required = (...nodeSelectorTerms: NodeSelectorTerm[]): Partial<PodSpec> => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  });
  const expression = (key: string, operator: string, ...values: string[]): NodeSelectorTerm =>
    ({ matchExpressions: [{ key, operator, values }] }) as NodeSelectorTerm;
  it.each<[string, Partial<PodSpec>, Status | 'skip']>([
    ['skips a pod without selector and affinity', {}, 'skip'],
    ['accepts an empty selector', { nodeSelector: {} }, success],
    ['accepts a selector that the labels match', { nodeSelector: { disk: 'ssd' } }, success],
    ['rejects a selector for another value', { nodeSelector: { disk: 'hdd' } }, refused],
    ['rejects a selector for a label that is absent', { nodeSelector: { zone: '' } }, refused],
    ['rejects affinity without terms', required(), refused],
    ['rejects a term without requirements', required({}), refused],
    ['accepts In', required(expression('disk', 'In', 'hdd', 'ssd')), success],
    ['rejects NotIn', required(expression('disk', 'NotIn', 'ssd')), refused],
    ['accepts NotIn for a label that is absent', required(expression('zone', 'NotIn', 'x')), success],
    ['accepts Gt', required(expression('cores', 'Gt', '7')), success],
    ['rejects Lt at the bound', required(expression('cores', 'Lt', '8')), refused],
    ['rejects Gt for a label that is no number', required(expression('disk', 'Gt', '1')), refused],
    ['accepts one of several terms', required(expression('disk', 'In', 'x'), expression('disk', 'Exists')), success],
    [
      'rejects a term of which one requirement fails',
      required({
        matchExpressions: [
          { key: 'disk', operator: 'Exists' },
          { key: 'zone', operator: 'Exists' },
        ],
      }),
      refused,
    ],
    [
      'accepts the node by its name field',
      required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }),
      success,
    ],
    [
      'rejects another name field',
      required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }),
      refused,
    ],
    [
      'rejects where the selector fails and the affinity matches',
      { nodeSelector: { zone: 'x' }, ...required(expression('disk', 'Exists')) },
      refused,
    ],
  ])('NodeAffinity.filter %s', (_, spec, wanted) => {
    expect(filtered(nodeAffinity, podWith(spec), node)).toEqual(wanted);
  });

  const preferring = (...preferred: PreferredSchedulingTerm[]): Partial<PodSpec> => ({
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
  });
  it.each<[string, Partial<PodSpec>, number | 'skip']>([
    ['skips a pod without preferences', preferring(), 'skip'],
    ['gives the weight of a term that matches', preferring({ weight: 7, preference: expression('disk', 'Exists') }), 7],
    [
      'gives nothing for a term that does not match',
      preferring({ weight: 7, preference: expression('x', 'Exists') }),
      0,
    ],
    [
      'adds the weights of all terms that match',
      preferring(
        { weight: 7, preference: expression('disk', 'Exists') },
        { weight: 50, preference: expression('x', 'Exists') },
        { weight: 3, preference: expression('cores', 'In', '8') },
      ),
      10,
    ],
    ['counts a term without requirements for every node', preferring({ weight: 4, preference: {} }), 4],
  ])('NodeAffinity.score %s', (_, spec, wanted) => {
    expect(score(nodeAffinity, podWith(spec), node)).toBe(wanted);
  });

  it('NodeAffinity.filter accepts every node for a pod that only prefers', () => {
    const pod = podWith(preferring({ weight: 7, preference: expression('x', 'Exists') }));
    expect(filtered(nodeAffinity, pod, node)).toEqual(success);
  });
});

describe('NodePorts', () => {
  const refused = unschedulable("node(s) didn't have free ports for the requested pod ports");
  type Port = NonNullable<Container['ports']>[number];
  const listening = (...ports: Port[]): Pod => podWith({ containers: [{ name: 'c', ports }] });
  const port = (hostPort: number, hostIP?: string, protocol?: Port['protocol']): Port => ({
    containerPort: 80,
    hostPort,
    ...(hostIP === undefined ? {} : { hostIP }),
    ...(protocol === undefined ? {} : { protocol }),
  });
  it.each<[string, readonly Port[], readonly Port[], Status | 'skip']>([
    ['skips a pod without host ports', [port(80)], [{ containerPort: 80 }], 'skip'],
    ['accepts a port that is free', [port(80)], [port(81)], success],
    ['rejects a port that is taken', [port(80)], [port(80)], refused],
    ['accepts the same port of another protocol', [port(80)], [port(80, undefined, 'UDP')], success],
    ['accepts the same port of another address', [port(80, '10.0.0.1')], [port(80, '10.0.0.2')], success],
    ['rejects the same port of the same address', [port(80, '10.0.0.1')], [port(80, '10.0.0.1')], refused],
    ['rejects an address where all addresses are taken', [port(80)], [port(80, '10.0.0.1')], refused],
    ['rejects all addresses where one is taken', [port(80, '10.0.0.1')], [port(80, '0.0.0.0')], refused],
    ['rejects where the second of two ports is taken', [port(81)], [port(80), port(81)], refused],
  ])('NodePorts.filter %s', (_, used, wanted, said) => {
    expect(filtered(nodePorts, listening(...wanted), nodeInfo('a', { pods: [listening(...used)] }))).toEqual(said);
  });

  it('NodePorts.filter counts the ports of sidecars, not those of other init containers', () => {
    const init = (restartPolicy?: 'Always'): Pod =>
      podWith({ initContainers: [{ name: 'i', ports: [port(80)], ...(restartPolicy ? { restartPolicy } : {}) }] });
    const taken = nodeInfo('a', { pods: [listening(port(80))] });
    expect(filtered(nodePorts, init(), taken)).toBe('skip');
    expect(filtered(nodePorts, init('Always'), taken)).toEqual(refused);
  });
});

describe('NodeResourcesFit', () => {
  it.each<[string, NodeParts, Pod, Status]>([
    ['accepts a pod without requests', {}, podWith(), success],
    [
      'accepts a pod that takes all that is left',
      { pods: [requesting({ cpu: '1' })] },
      requesting({ cpu: '3' }),
      success,
    ],
    [
      'rejects a pod whose request exceeds what is left',
      { pods: [requesting({ cpu: '1' })] },
      requesting({ cpu: '3001m' }),
      unschedulable('Insufficient cpu'),
    ],
    ['rejects too much memory', {}, requesting({ memory: '9Gi' }), unschedulable('Insufficient memory')],
    [
      'rejects an extended resource that the node lacks',
      {},
      requesting({ 'x.io/gpu': '1' }),
      unschedulable('Insufficient x.io/gpu'),
    ],
    ['accepts a request of 0 of what the node lacks', {}, requesting({ 'x.io/gpu': '0' }), success],
    [
      'rejects ephemeral storage',
      { allocatable: { ...roomy, 'ephemeral-storage': '1Gi' } },
      requesting({ 'ephemeral-storage': '2Gi' }),
      unschedulable('Insufficient ephemeral-storage'),
    ],
    [
      'accepts a pod without requests on a node that is overcommitted',
      { allocatable: { ...roomy, cpu: '1' }, pods: [requesting({ cpu: '3' })] },
      podWith(),
      success,
    ],
    [
      'rejects one pod more than the node takes',
      { allocatable: { ...roomy, pods: '1' }, pods: [podWith()] },
      podWith(),
      unschedulable('Too many pods'),
    ],
    [
      'rejects any pod where the node does not say how many',
      { allocatable: {} },
      podWith(),
      unschedulable('Too many pods'),
    ],
    [
      'names everything that is short',
      { allocatable: { cpu: '1', memory: '1Gi', pods: '0' } },
      requesting({ cpu: '2', memory: '2Gi' }),
      unschedulable('Too many pods', 'Insufficient cpu', 'Insufficient memory'),
    ],
  ])('NodeResourcesFit.filter %s', (_, node, pod, wanted) => {
    expect(filtered(nodeResourcesFit, pod, nodeInfo('a', node))).toEqual(wanted);
  });

  const tiny = { pods: '10', cpu: '1000m', memory: '1000Mi' };
  it.each<[string, NodeParts, Pod, number]>([
    ['an empty node, filled by half', { allocatable: tiny }, requesting({ cpu: '500m', memory: '500Mi' }), 50],
    ['cpu and memory apart', { allocatable: tiny }, requesting({ cpu: '900m', memory: '100Mi' }), 50],
    ['nothing left', { allocatable: tiny }, requesting({ cpu: '1', memory: '1000Mi' }), 0],
    ['more than there is', { allocatable: tiny }, requesting({ cpu: '2', memory: '500Mi' }), 25],
    [
      '100m and 200Mi for a container without requests',
      { allocatable: tiny, pods: [] },
      podWith({ containers: [{ name: 'c' }] }),
      85,
    ],
    [
      'pods that are there already, with the same defaults',
      { allocatable: tiny, pods: [podWith({ containers: [{ name: 'c' }] })] },
      podWith({ containers: [{ name: 'c' }] }),
      70,
    ],
    [
      'a resource that the node has none of',
      { allocatable: { pods: '10', cpu: '1' } },
      requesting({ cpu: '400m' }),
      60,
    ],
    ['no resource at all', { allocatable: { pods: '10' } }, podWith(), 0],
  ])('NodeResourcesFit.score is the mean share that remains free: %s', (_, node, pod, wanted) => {
    expect(score(nodeResourcesFit, pod, nodeInfo('a', node))).toBe(wanted);
  });
});

describe('NodeResourcesBalancedAllocation', () => {
  const tiny = { pods: '10', cpu: '1000m', memory: '1000Mi' };
  it.each<[string, NodeParts, Pod, number | 'skip']>([
    ['skips a pod that requests neither cpu nor memory', {}, requesting({ 'x.io/gpu': '1' }), 'skip'],
    ['even use', { allocatable: tiny }, requesting({ cpu: '500m', memory: '500Mi' }), 100],
    ['cpu only', { allocatable: tiny }, requesting({ cpu: '500m' }), 75],
    ['all of one and none of the other', { allocatable: tiny }, requesting({ memory: '1000Mi' }), 50],
    ['use beyond the node counts as all of it', { allocatable: tiny }, requesting({ cpu: '3', memory: '1000Mi' }), 100],
    [
      'a pod that evens out what is there',
      { allocatable: tiny, pods: [requesting({ cpu: '500m' })] },
      requesting({ memory: '500Mi' }),
      100,
    ],
    [
      'a resource that the node has none of',
      { allocatable: { pods: '10', cpu: '1' } },
      requesting({ cpu: '400m' }),
      100,
    ],
  ])('NodeResourcesBalancedAllocation.score: %s', (_, node, pod, wanted) => {
    expect(score(nodeResourcesBalancedAllocation, pod, nodeInfo('a', node))).toBe(wanted);
  });
});
