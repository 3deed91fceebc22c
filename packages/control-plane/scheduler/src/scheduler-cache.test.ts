/** The pods of each node: bound, assumed and forgotten ones. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { isAssigned, SchedulerCache } from './scheduler-cache.ts';

interface Parts {
  readonly nodeName?: string;
  readonly phase?: NonNullable<NonNullable<Pod['status']>['phase']>;
  readonly cpu?: string;
  readonly hostPort?: number;
  readonly uid?: string;
  readonly generation?: number;
}

function pod(name: string, { nodeName, phase, cpu = '1', hostPort, uid = name, generation = 1 }: Parts = {}): Pod {
  const ports = hostPort === undefined ? [] : [{ containerPort: 80, hostPort }];
  return {
    metadata: { namespace: 'ns', name, uid, generation },
    spec: {
      containers: [{ name: 'c', resources: { requests: { cpu } }, ports }],
      ...(nodeName === undefined ? {} : { nodeName }),
    },
    ...(phase === undefined ? {} : { status: { phase } }),
  };
}

function cacheOf(...names: string[]): SchedulerCache {
  const cache = new SchedulerCache();
  for (const name of names) cache.setNode({ metadata: { name }, status: { allocatable: { cpu: '4', pods: '10' } } });
  return cache;
}

/** `a: 2 pods, 1500m`, for every node. */
const picture = (cache: SchedulerCache): readonly string[] =>
  cache.nodes.map((info) => `${info.name}: ${info.podCount} pods, ${info.requested.get('cpu') ?? 0}m`);

describe('isAssigned', () => {
  it.each<[string, Parts, boolean]>([
    ['is true for a bound pod', { nodeName: 'a' }, true],
    ['is true for a running pod', { nodeName: 'a', phase: 'Running' }, true],
    ['is false without a node', {}, false],
    ['is false for a node name that is empty', { nodeName: '' }, false],
    ['is false for a pod that succeeded', { nodeName: 'a', phase: 'Succeeded' }, false],
    ['is false for a pod that failed', { nodeName: 'a', phase: 'Failed' }, false],
  ])('isAssigned %s', (_, parts, wanted) => {
    expect(isAssigned(pod('p', parts))).toBe(wanted);
  });
});

describe('SchedulerCache', () => {
  it.each<[string, (cache: SchedulerCache) => void, readonly string[]]>([
    ['setPod adds a bound pod', (c) => c.setPod(pod('p', { nodeName: 'a' })), ['a: 1 pods, 1000m', 'b: 0 pods, 0m']],
    [
      'setPod adds a pod once, however often it is called',
      (c) => {
        for (let i = 0; i < 3; i++) c.setPod(pod('p', { nodeName: 'a', phase: 'Running' }));
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'setPod updates the requests of a bound pod after a resize',
      (c) => {
        c.setPod(pod('p', { nodeName: 'a', cpu: '1' }));
        c.setPod(pod('p', { nodeName: 'a', cpu: '3', generation: 2 }));
      },
      ['a: 1 pods, 3000m', 'b: 0 pods, 0m'],
    ],
    [
      'setPod removes a pod that has finished',
      (c) => {
        c.setPod(pod('p', { nodeName: 'a' }));
        c.setPod(pod('p', { nodeName: 'a', phase: 'Failed' }));
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m'],
    ],
    [
      'assumePod adds a pod before the API shows the binding',
      (c) => c.assumePod(pod('p'), 'b'),
      ['a: 0 pods, 0m', 'b: 1 pods, 1000m'],
    ],
    [
      'assumePod keeps the pod when an update shows it unbound',
      (c) => {
        c.assumePod(pod('p'), 'b');
        c.setPod(pod('p'));
      },
      ['a: 0 pods, 0m', 'b: 1 pods, 1000m'],
    ],
    [
      'setPod moves an assumed pod to the node it was bound to',
      (c) => {
        c.assumePod(pod('p'), 'b');
        c.setPod(pod('p', { nodeName: 'a' }));
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'forgetPod removes an assumed pod',
      (c) => {
        c.assumePod(pod('p'), 'b');
        c.forgetPod(pod('p'));
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m'],
    ],
    [
      'forgetPod keeps a pod that the API has shown as bound',
      (c) => {
        c.assumePod(pod('p'), 'b');
        c.setPod(pod('p', { nodeName: 'b' }));
        c.forgetPod(pod('p'));
      },
      ['a: 0 pods, 0m', 'b: 1 pods, 1000m'],
    ],
    [
      'removePod removes a deleted pod, assumed or bound, and ignores an unknown one',
      (c) => {
        c.assumePod(pod('p'), 'b');
        c.setPod(pod('q', { nodeName: 'a' }));
        for (const name of ['p', 'q', 'r']) c.removePod(pod(name));
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m'],
    ],
    [
      'removePod distinguishes pods of the same name by UID',
      (c) => {
        c.setPod(pod('p', { nodeName: 'a', uid: 'new' }));
        c.removePod(pod('p', { uid: 'old' }));
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'removeNode removes the node and keeps its pods in case it returns',
      (c) => {
        c.setPod(pod('p', { nodeName: 'a' }));
        c.removeNode('a');
        expect(picture(c)).toEqual(['b: 0 pods, 0m']);
        c.setNode({ metadata: { name: 'a' } });
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'setNode includes pods that were bound to the node before it was added',
      (c) => {
        c.setPod(pod('p', { nodeName: 'c' }));
        expect(picture(c)).toHaveLength(2);
        c.setNode({ metadata: { name: 'c' } });
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m', 'c: 1 pods, 1000m'],
    ],
  ])('SchedulerCache.%s', (_, change, wanted) => {
    const cache = cacheOf('a', 'b');
    change(cache);
    expect(picture(cache).toSorted()).toEqual(wanted);
  });

  it('SchedulerCache.nodes returns the same list until a node is added or removed', () => {
    const cache = cacheOf('a');
    const { nodes } = cache;
    cache.setNode({ metadata: { name: 'a', labels: { x: 'y' } } });
    cache.assumePod(pod('p'), 'a');
    expect(cache.nodes).toBe(nodes);
    expect(nodes[0]?.node?.metadata?.labels).toEqual({ x: 'y' });
  });
});

describe('NodeInfo', () => {
  it('NodeInfo.usedPorts changes as pods are added and removed', () => {
    const cache = cacheOf('a');
    const used = () => cache.nodes[0]?.usedPorts.map((each) => each.port);
    expect(used()).toEqual([]);
    cache.assumePod(pod('p', { hostPort: 80 }), 'a');
    cache.assumePod(pod('q', { hostPort: 81 }), 'a');
    expect(used()).toEqual([80, 81]);
    cache.removePod(pod('p'));
    expect(used()).toEqual([81]);
  });

  it('NodeInfo.nonZeroRequested includes default requests, requested does not', () => {
    const cache = cacheOf('a');
    cache.assumePod({ metadata: { uid: 'u' }, spec: { containers: [{ name: 'c' }] } }, 'a');
    const [info] = cache.nodes;
    expect([info?.requested.get('cpu'), info?.nonZeroRequested.get('cpu')]).toEqual([undefined, 100]);
  });

  it('NodeInfo.allocatable is that of the node, and its capacity by default', () => {
    const cache = cacheOf('a');
    cache.setNode({ metadata: { name: 'a' }, status: { capacity: { cpu: '2', memory: '1Ki' } } });
    expect([...(cache.nodes[0]?.allocatable ?? [])]).toEqual([
      ['cpu', 2000],
      ['memory', 1024],
    ]);
  });
});
