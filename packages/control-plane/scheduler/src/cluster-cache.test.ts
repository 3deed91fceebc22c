/** Whose place is where: what the API shows, what was assumed, what was forgotten. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { ClusterCache, holdsPlace } from './cluster-cache.ts';

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

function cacheOf(...names: string[]): ClusterCache {
  const cache = new ClusterCache();
  for (const name of names) cache.setNode({ metadata: { name }, status: { allocatable: { cpu: '4', pods: '10' } } });
  return cache;
}

/** `a: 2 pods, 1500m`, for every node. */
const picture = (cache: ClusterCache): readonly string[] =>
  cache.nodes.map((info) => `${info.name}: ${info.podCount} pods, ${info.requested.get('cpu') ?? 0}m`);

describe('holdsPlace', () => {
  it.each<[string, Parts, boolean]>([
    ['is true for a bound pod', { nodeName: 'a' }, true],
    ['is true for a running pod', { nodeName: 'a', phase: 'Running' }, true],
    ['is false without a node', {}, false],
    ['is false for a node name that is empty', { nodeName: '' }, false],
    ['is false for a pod that succeeded', { nodeName: 'a', phase: 'Succeeded' }, false],
    ['is false for a pod that failed', { nodeName: 'a', phase: 'Failed' }, false],
  ])('holdsPlace %s', (_, parts, wanted) => {
    expect(holdsPlace(pod('p', parts))).toBe(wanted);
  });
});

describe('ClusterCache', () => {
  it.each<[string, (cache: ClusterCache) => void, readonly string[]]>([
    [
      'observePod counts a bound pod',
      (c) => c.observePod(pod('p', { nodeName: 'a' })),
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'observePod counts a pod once, however often it is shown',
      (c) => {
        for (let i = 0; i < 3; i++) c.observePod(pod('p', { nodeName: 'a', phase: 'Running' }));
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'observePod counts what a bound pod requests after a resize',
      (c) => {
        c.observePod(pod('p', { nodeName: 'a', cpu: '1' }));
        c.observePod(pod('p', { nodeName: 'a', cpu: '3', generation: 2 }));
      },
      ['a: 1 pods, 3000m', 'b: 0 pods, 0m'],
    ],
    [
      'observePod frees the place of a pod that ended',
      (c) => {
        c.observePod(pod('p', { nodeName: 'a' }));
        c.observePod(pod('p', { nodeName: 'a', phase: 'Failed' }));
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m'],
    ],
    [
      'assume counts a pod before the API shows it',
      (c) => c.assume(pod('p'), 'b'),
      ['a: 0 pods, 0m', 'b: 1 pods, 1000m'],
    ],
    [
      'assume outlasts an update of the pod that is not bound yet',
      (c) => {
        c.assume(pod('p'), 'b');
        c.observePod(pod('p'));
      },
      ['a: 0 pods, 0m', 'b: 1 pods, 1000m'],
    ],
    [
      'observePod moves an assumed pod to where the API bound it',
      (c) => {
        c.assume(pod('p'), 'b');
        c.observePod(pod('p', { nodeName: 'a' }));
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'forget frees the place of an assumed pod',
      (c) => {
        c.assume(pod('p'), 'b');
        c.forget(pod('p'));
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m'],
    ],
    [
      'forget keeps the place of a pod that the API has shown as bound meanwhile',
      (c) => {
        c.assume(pod('p'), 'b');
        c.observePod(pod('p', { nodeName: 'b' }));
        c.forget(pod('p'));
      },
      ['a: 0 pods, 0m', 'b: 1 pods, 1000m'],
    ],
    [
      'removePod frees the place of a deleted pod, assumed or bound, and ignores one it does not know',
      (c) => {
        c.assume(pod('p'), 'b');
        c.observePod(pod('q', { nodeName: 'a' }));
        for (const name of ['p', 'q', 'r']) c.removePod(pod(name));
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m'],
    ],
    [
      'removePod tells pods of one name apart by their UID',
      (c) => {
        c.observePod(pod('p', { nodeName: 'a', uid: 'new' }));
        c.removePod(pod('p', { uid: 'old' }));
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'removeNode takes the node out and keeps its pods for when it comes back',
      (c) => {
        c.observePod(pod('p', { nodeName: 'a' }));
        c.removeNode('a');
        expect(picture(c)).toEqual(['b: 0 pods, 0m']);
        c.setNode({ metadata: { name: 'a' } });
      },
      ['a: 1 pods, 1000m', 'b: 0 pods, 0m'],
    ],
    [
      'setNode counts pods that were bound to the node before it was seen',
      (c) => {
        c.observePod(pod('p', { nodeName: 'c' }));
        expect(picture(c)).toHaveLength(2);
        c.setNode({ metadata: { name: 'c' } });
      },
      ['a: 0 pods, 0m', 'b: 0 pods, 0m', 'c: 1 pods, 1000m'],
    ],
  ])('ClusterCache.%s', (_, change, wanted) => {
    const cache = cacheOf('a', 'b');
    change(cache);
    expect(picture(cache).toSorted()).toEqual(wanted);
  });

  it('ClusterCache.nodes is one list as long as no node comes or goes', () => {
    const cache = cacheOf('a');
    const { nodes } = cache;
    cache.setNode({ metadata: { name: 'a', labels: { x: 'y' } } });
    cache.assume(pod('p'), 'a');
    expect(cache.nodes).toBe(nodes);
    expect(nodes[0]?.node?.metadata?.labels).toEqual({ x: 'y' });
  });
});

describe('NodeInfo', () => {
  it('NodeInfo.usedPorts follows the pods that come and go', () => {
    const cache = cacheOf('a');
    const used = () => cache.nodes[0]?.usedPorts.map((each) => each.port);
    expect(used()).toEqual([]);
    cache.assume(pod('p', { hostPort: 80 }), 'a');
    cache.assume(pod('q', { hostPort: 81 }), 'a');
    expect(used()).toEqual([80, 81]);
    cache.removePod(pod('p'));
    expect(used()).toEqual([81]);
  });

  it('NodeInfo.requestedForScoring counts defaults, requested does not', () => {
    const cache = cacheOf('a');
    cache.assume({ metadata: { uid: 'u' }, spec: { containers: [{ name: 'c' }] } }, 'a');
    const [info] = cache.nodes;
    expect([info?.requested.get('cpu'), info?.requestedForScoring.get('cpu')]).toEqual([undefined, 100]);
  });

  it('NodeInfo.allocatable follows the node, and is its capacity where it says nothing else', () => {
    const cache = cacheOf('a');
    cache.setNode({ metadata: { name: 'a' }, status: { capacity: { cpu: '2', memory: '1Ki' } } });
    expect([...(cache.nodes[0]?.allocatable ?? [])]).toEqual([
      ['cpu', 2000],
      ['memory', 1024],
    ]);
  });
});
