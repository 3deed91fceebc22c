/** Resource requests, host ports, tolerations and node affinity. */
import { describe, expect, it } from 'vitest';
import type { Container, Node, Pod, Taint, Toleration } from '../generated/core/v1.ts';
import { matchesNodeAffinity } from './node-affinity.ts';
import { hostPortsConflict, podRequests, podRequestsForScoring } from './pod-requests.ts';
import { tolerates } from './tolerations.ts';

const container = (cpu: string, restartPolicy?: string): Container => ({
  name: cpu,
  resources: { requests: { cpu } },
  ...(restartPolicy === undefined ? {} : { restartPolicy }),
});
const cpu = (spec: Partial<NonNullable<Pod['spec']>>): number | undefined =>
  podRequests({ spec: { containers: [], ...spec } }).get('cpu');

describe('podRequests', () => {
  it.each([
    ['the sum of containers', { containers: [container('100m'), container('1')] }, 1100],
    [
      'the largest init container if that is more',
      { containers: [container('1')], initContainers: [container('2'), container('3')] },
      3000,
    ],
    [
      'the sum of containers and sidecars',
      { containers: [container('1')], initContainers: [container('500m', 'Always')] },
      1500,
    ],
    [
      'the sum of an init container and the sidecars before it',
      { containers: [container('1')], initContainers: [container('1', 'Always'), container('2')] },
      3000,
    ],
    ['the sum including overhead', { containers: [container('1')], overhead: { cpu: '250m' } }, 1250],
    [
      'the pod-level requests instead of the sum',
      { containers: [container('1')], resources: { requests: { cpu: '4' } } },
      4000,
    ],
  ])('is %s', (_, spec, wanted) => {
    expect(cpu(spec)).toBe(wanted);
  });

  it('podRequestsForScoring uses defaults for containers without requests', () => {
    const found = podRequestsForScoring({
      spec: { containers: [{ name: 'a' }, { name: 'b', resources: { requests: { cpu: '1' } } }] },
    });
    expect(found.get('cpu')).toBe(1100);
    expect(found.get('memory')).toBe(400 * 1024 * 1024);
  });
});

describe('hostPortsConflict', () => {
  const port = (ip: string, number = 80, protocol = 'TCP') => ({ ip, port: number, protocol });
  it.each([
    [port('0.0.0.0'), port('10.0.0.1'), true],
    [port('10.0.0.1'), port('10.0.0.1'), true],
    [port('10.0.0.1'), port('10.0.0.2'), false],
    [port('0.0.0.0'), port('0.0.0.0', 80, 'UDP'), false],
    [port('0.0.0.0'), port('0.0.0.0', 81), false],
  ])('of %j and %j is %s', (a, b, wanted) => {
    expect(hostPortsConflict(a, b)).toBe(wanted);
    expect(hostPortsConflict(b, a)).toBe(wanted);
  });
});

describe('tolerates', () => {
  const taint: Taint = { key: 'disk', value: '5', effect: 'NoSchedule' };
  it.each<[Toleration, boolean]>([
    [{ key: 'disk', value: '5' }, true],
    [{ key: 'disk', value: '6' }, false],
    [{ key: 'disk', operator: 'Exists' }, true],
    [{ operator: 'Exists' }, true],
    [{ operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ value: '5' }, false],
    [{ key: 'disk', operator: 'Gt', value: '4' }, true],
    [{ key: 'disk', operator: 'Lt', value: '4' }, false],
  ])('of %j is %s', (toleration, wanted) => {
    expect(tolerates(toleration, taint)).toBe(wanted);
  });
});

describe('matchesNodeAffinity', () => {
  const node: Node = { metadata: { name: 'a', labels: { zone: 'x', size: '8' } } };
  const required = (expression: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
    values?: string[];
  }): Pod => ({
    spec: {
      containers: [],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
        },
      },
    },
  });
  it.each<[Pod, boolean]>([
    [{ spec: { containers: [], nodeSelector: { zone: 'x' } } }, true],
    [{ spec: { containers: [], nodeSelector: { zone: 'y' } } }, false],
    [{ spec: { containers: [], nodeSelector: { constructor: 'x' } } }, false],
    [required({ key: 'zone', operator: 'In', values: ['x', 'y'] }), true],
    [required({ key: 'gone', operator: 'NotIn', values: ['x'] }), true],
    [required({ key: 'gone', operator: 'Exists' }), false],
    [required({ key: 'gone', operator: 'DoesNotExist' }), true],
    [required({ key: 'size', operator: 'Gt', values: ['7'] }), true],
    [required({ key: 'zone', operator: 'Gt', values: ['7'] }), false],
    [
      {
        spec: {
          containers: [],
          affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } } },
        },
      },
      false,
    ],
  ])('of %j is %s', (pod, wanted) => {
    expect(matchesNodeAffinity(pod, node)).toBe(wanted);
  });
});
