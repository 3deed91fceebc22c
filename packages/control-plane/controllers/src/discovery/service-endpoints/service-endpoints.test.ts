/** Services to slices and Endpoints: what is published of a pod, and packing with few writes. */
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { capacity, planSubsets } from '../endpoints/plan-subsets.ts';
import { planEndpoints } from '../endpointslice/plan-endpoints.ts';
import { mirrorGroups, shouldMirror } from '../endpointslice-mirroring/plan-mirror.ts';
import { planSlices, type SliceGroup, type SliceWrites } from './plan-slices.ts';

const meta = {
  fresh: () => ({ generateName: 's-' }),
  revised: (metadata: EndpointSlice['metadata']) => metadata ?? {},
};
const endpoint = (i: number): Endpoint => ({ addresses: [`10.0.0.${i}`], targetRef: { kind: 'Pod', uid: `u${i}` } });
const range = (from: number, to: number): Endpoint[] => Array.from({ length: to - from }, (_, i) => endpoint(from + i));
const ports = [{ name: '', protocol: 'TCP' as const, port: 80 }];
const group = (endpoints: readonly Endpoint[], over = ports): SliceGroup => ({
  addressType: 'IPv4',
  ports: over,
  endpoints,
});
const slice = (name: string, endpoints: readonly Endpoint[], over = ports): EndpointSlice => ({
  metadata: { name },
  addressType: 'IPv4',
  ports: over,
  endpoints,
});
const summary = ({ create, update, remove }: SliceWrites) => ({
  create: create.map((each) => each.endpoints?.length),
  update: update.map((each) => `${each.metadata?.name}:${each.endpoints?.length}`),
  remove: remove.map((each) => each.metadata?.name),
});

describe('packing slices', () => {
  it.each<[string, EndpointSlice[], SliceGroup[], ReturnType<typeof summary>]>([
    ['fills new slices to the brim', [], [group(range(0, 25))], { create: [10, 10, 5], update: [], remove: [] }],
    [
      'writes nothing when all is right',
      [slice('a', range(0, 9))],
      [group(range(0, 9))],
      { create: [], update: [], remove: [] },
    ],
    [
      'puts one more where there is room',
      [slice('a', range(0, 10)), slice('b', range(10, 14))],
      [group(range(0, 15))],
      { create: [], update: ['b:5'], remove: [] },
    ],
    [
      'fills the slice that changes anyway',
      [slice('a', range(0, 10)), slice('b', range(10, 19))],
      [group([...range(1, 19), endpoint(30)])],
      { create: [], update: ['a:10'], remove: [] },
    ],
    [
      'removes what is empty',
      [slice('a', range(0, 10)), slice('b', range(10, 12))],
      [group(range(0, 10))],
      { create: [], update: [], remove: ['b'] },
    ],
    [
      'keeps one empty slice',
      [slice('a', range(0, 3), [])],
      [group([], [])],
      { create: [], update: ['a:0'], remove: [] },
    ],
    ['makes one empty slice', [], [group([], [])], { create: [0], update: [], remove: [] }],
    [
      'reuses a slice for other ports',
      [slice('a', range(0, 3))],
      [group(range(0, 3), [{ name: '', protocol: 'TCP', port: 81 }])],
      { create: [], update: ['a:3'], remove: [] },
    ],
    ['removes all without groups', [slice('a', range(0, 3))], [], { create: [], update: [], remove: ['a'] }],
  ])('%s', (_, existing, groups, expected) => {
    expect(summary(planSlices(existing, groups, meta, 10))).toEqual(expected);
  });

  it('settles: a second plan after the first writes nothing, and no slice is above its limit', () => {
    let existing: EndpointSlice[] = [];
    for (let round = 1; round < 40; round++) {
      const wanted = range(0, 60).filter((_, i) => (i * round) % 7 < 4);
      const { create, update, remove } = planSlices(existing, [group(wanted)], meta, 10);
      const named = create.map((each, i) => ({ ...each, metadata: { name: `r${round}-${i}` } }));
      const gone = new Set([...update, ...remove].map((each) => each.metadata?.name));
      existing = [...existing.filter((each) => !gone.has(each.metadata?.name)), ...update, ...named];
      expect(summary(planSlices(existing, [group(wanted)], meta, 10))).toEqual({ create: [], update: [], remove: [] });
      expect(Math.max(...existing.map((each) => each.endpoints?.length ?? 0))).toBeLessThanOrEqual(10);
      expect(existing.flatMap((each) => each.endpoints ?? [])).toHaveLength(wanted.length);
    }
  });
});

const service = (spec: Service['spec'] = {}): Service => ({
  metadata: { name: 's', namespace: 'n' },
  spec: {
    clusterIP: '10.96.0.1',
    ipFamilies: ['IPv4'],
    selector: { app: 'a' },
    ports: [{ port: 80, targetPort: 'http' }],
    ...spec,
  },
});
interface PodTraits {
  ready?: boolean;
  deleted?: boolean;
  ips?: string[];
  node?: string;
  port?: number;
  phase?: 'Running' | 'Succeeded';
  hostname?: string;
}
const pod = (
  name: string,
  {
    ready = true,
    deleted = false,
    ips = ['10.0.0.1'],
    node = 'n1',
    port = 8080,
    phase = 'Running',
    hostname,
  }: PodTraits = {},
): Pod => ({
  metadata: { name, namespace: 'n', uid: name, ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
  spec: {
    nodeName: node,
    containers: [{ name: 'c', ports: [{ name: 'http', containerPort: port }] }],
    ...(hostname === undefined ? {} : { hostname, subdomain: 's' }),
  },
  status: {
    phase,
    podIPs: ips.map((ip) => ({ ip })),
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
  },
});
const node = (name: string): Node | undefined =>
  name === 'n1' ? { metadata: { name, labels: { 'topology.kubernetes.io/zone': 'z1' } } } : undefined;

describe('the endpoints of a Service', () => {
  it.each([
    ['a ready pod', {}, {}, { ready: true, serving: true, terminating: false }],
    ['a pod that is not ready', {}, { ready: false }, { ready: false, serving: false, terminating: false }],
    ['a pod that is going but still serves', {}, { deleted: true }, { ready: false, serving: true, terminating: true }],
    [
      'any pod, where all are published',
      { publishNotReadyAddresses: true },
      { ready: false },
      { ready: true, serving: false, terminating: false },
    ],
  ])('%s', (_, spec, traits, conditions) => {
    const { groups } = planEndpoints(service(spec), [pod('p', traits)], node);
    expect(groups[0]?.endpoints).toEqual([
      {
        addresses: ['10.0.0.1'],
        conditions,
        targetRef: { kind: 'Pod', namespace: 'n', name: 'p', uid: 'p' },
        nodeName: 'n1',
        zone: 'z1',
      },
    ]);
    expect(groups[0]?.ports).toEqual([{ name: '', protocol: 'TCP', port: 8080 }]);
  });

  it('are apart by ports and by family, and leave out what has ended or has no address', () => {
    const pods = [
      pod('a'),
      pod('b', { port: 9090, ips: ['10.0.0.2', 'fd00::2'] }),
      pod('c', { phase: 'Succeeded' }),
      pod('d', { ips: [] }),
    ];
    const { groups } = planEndpoints(service({ ipFamilies: ['IPv4', 'IPv6'] }), pods, node);
    expect(
      groups.map((each) => [each.addressType, each.ports[0]?.port, each.endpoints.flatMap((e) => e.addresses)]),
    ).toEqual([
      ['IPv4', 8080, ['10.0.0.1']],
      ['IPv4', 9090, ['10.0.0.2']],
      ['IPv6', 9090, ['fd00::2']],
    ]);
  });

  it('leave out pods of nodes that are gone, and say so', () => {
    const plan = planEndpoints(service(), [pod('a', { node: 'lost' })], node);
    expect(plan).toEqual({ groups: [{ addressType: 'IPv4', ports: [], endpoints: [] }], missingNodes: ['lost'] });
  });

  it('of a headless Service need no ports, and carry host names', () => {
    const { groups } = planEndpoints(service({ clusterIP: 'None', ports: [] }), [pod('a', { hostname: 'h' })], node);
    expect(groups[0]?.endpoints[0]?.hostname).toBe('h');
  });

  it('hint at their zone where traffic is to stay close', () => {
    const { groups } = planEndpoints(service({ trafficDistribution: 'PreferSameNode' }), [pod('a')], node);
    expect(groups[0]?.endpoints[0]?.hints).toEqual({ forZones: [{ name: 'z1' }], forNodes: [{ name: 'n1' }] });
  });
});

describe('legacy Endpoints', () => {
  it('list ready and other addresses apart, one subset for each set of ports', () => {
    const { subsets, truncated } = planSubsets(service(), [
      pod('b', { ips: ['10.0.0.2'] }),
      pod('a'),
      pod('c', { ready: false, ips: ['10.0.0.3'] }),
      pod('d', { port: 9, ips: ['10.0.0.4'] }),
      pod('e', { deleted: true }),
    ]);
    expect(truncated).toBe(false);
    expect(
      subsets.map((subset) => [
        subset.addresses?.map(({ ip }) => ip),
        subset.notReadyAddresses?.map(({ ip }) => ip),
        subset.ports?.[0]?.port,
      ]),
    ).toEqual([
      [['10.0.0.1', '10.0.0.2'], ['10.0.0.3'], 8080],
      [['10.0.0.4'], undefined, 9],
    ]);
  });

  it('are cut at their capacity, ready addresses first', () => {
    const pods = Array.from({ length: capacity + 5 }, (_, i) =>
      pod(`p${i}`, { ready: i >= 3, ips: [`10.1.${i >> 8}.${i & 255}`] }),
    );
    const { subsets, truncated } = planSubsets(service(), pods);
    expect([truncated, subsets[0]?.addresses?.length, subsets[0]?.notReadyAddresses]).toEqual([
      true,
      capacity,
      undefined,
    ]);
  });
});

describe('mirroring', () => {
  const endpoints = {
    metadata: { name: 's', labels: {} },
    subsets: [
      {
        addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }],
        notReadyAddresses: [{ ip: '10.0.0.2' }],
        ports: [{ port: 5 }],
      },
    ],
  };
  it('is for Services without a selector, unless somebody says not to', () => {
    const bare = service({ selector: {} });
    expect(shouldMirror(bare, endpoints)).toBe(true);
    expect(shouldMirror(service(), endpoints)).toBe(false);
    expect(shouldMirror(undefined, endpoints)).toBe(false);
    expect(
      shouldMirror(bare, { ...endpoints, metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } }),
    ).toBe(false);
  });

  it('keeps families apart and readiness with the address', () => {
    expect(
      mirrorGroups(endpoints).map((each) => [
        each.addressType,
        each.endpoints.map((e) => [e.addresses[0], e.conditions?.ready]),
      ]),
    ).toEqual([
      [
        'IPv4',
        [
          ['10.0.0.1', true],
          ['10.0.0.2', false],
        ],
      ],
      ['IPv6', [['fd00::1', true]]],
    ]);
  });
});
