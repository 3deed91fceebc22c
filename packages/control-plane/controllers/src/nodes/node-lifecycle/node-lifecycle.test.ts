/** The health, the taints and the zones of nodes. */
import type { Lease, Node, Taint } from '@kubets/api';
import { formatMicroTime, formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { planHealth } from './plan-health.ts';
import { awaitsEviction, planTaints } from './plan-taints.ts';
import { planZones, upstreamRates } from './plan-zones.ts';

const epoch = Date.UTC(2026, 0, 2);
const at = (seconds: number) => ({ wall: epoch + seconds * 1000, monotonic: seconds * 1000 });

function node(
  ready: 'True' | 'False' | 'Unknown' | undefined,
  taints: readonly Taint[] = [],
  more: { posted?: number; zone?: string; unschedulable?: boolean; pressure?: boolean } = {},
): Node {
  const { posted = 0, zone, unschedulable, pressure } = more;
  const beat = formatTime(epoch + posted * 1000);
  return {
    metadata: {
      name: 'n',
      uid: 'un',
      creationTimestamp: formatTime(epoch),
      ...(zone === undefined ? {} : { labels: { 'topology.kubernetes.io/zone': zone } }),
    },
    spec: { taints, ...(unschedulable === undefined ? {} : { unschedulable }) },
    status: {
      conditions: [
        ...(ready === undefined ? [] : [{ type: 'Ready', status: ready, lastHeartbeatTime: beat }]),
        ...(pressure === true ? [{ type: 'MemoryPressure', status: 'True' }] : []),
      ],
    },
  };
}
const lease = (seconds: number): Lease => ({ spec: { renewTime: formatMicroTime(epoch + seconds * 1000) } });

describe('planHealth', () => {
  it("counts renewed Leases and posted status as heartbeats, by the controller's own clock", () => {
    let heartbeat = planHealth(node('True'), lease(0), undefined, at(0)).heartbeat;
    for (let second = 10; second <= 200; second += 10) {
      const plan = planHealth(node('True'), lease(second - 1000), heartbeat, at(second));
      expect(plan.status).toBeUndefined();
      heartbeat = plan.heartbeat;
    }
    expect(planHealth(node('True'), lease(-800), heartbeat, at(250)).status).toBeUndefined();
    expect(
      planHealth(node('True'), lease(-800), heartbeat, at(251)).status?.conditions?.map(
        ({ type, status, reason }) => `${type} ${status} ${reason}`,
      ),
    ).toEqual([
      'Ready Unknown NodeStatusUnknown',
      'MemoryPressure Unknown NodeStatusNeverUpdated',
      'DiskPressure Unknown NodeStatusNeverUpdated',
      'PIDPressure Unknown NodeStatusNeverUpdated',
    ]);
  });

  it('allows a new node one minute without heartbeats', () => {
    const first = planHealth(node(undefined), undefined, undefined, at(5));
    expect(planHealth(node(undefined), undefined, first.heartbeat, at(60)).status).toBeUndefined();
    expect(planHealth(node(undefined), undefined, first.heartbeat, at(61)).status?.conditions?.[0]).toMatchObject({
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
    });
  });

  it('ignores its own writes, and writes nothing twice', () => {
    const { heartbeat } = planHealth(node('True'), undefined, undefined, at(0));
    const silent = planHealth(node('True'), undefined, heartbeat, at(51));
    const marked: Node = { ...node('True'), status: silent.status ?? {} };
    const next = planHealth(marked, undefined, silent.heartbeat, at(56));
    expect(next).toEqual({ heartbeat: silent.heartbeat });
    const back = planHealth(node('True', [], { posted: 100 }), undefined, next.heartbeat, at(100));
    expect(back.heartbeat.at).toBe(100_000);
  });
});

describe('planTaints and awaitsEviction', () => {
  const taint = (name: string, effect: Taint['effect']): Taint => ({ key: `node.kubernetes.io/${name}`, effect });
  const foreign: Taint = { key: 'mine', effect: 'NoExecute' };
  it.each<[string, Node, string[] | undefined]>([
    ['none on a healthy node', node('True'), undefined],
    ['not-ready', node('False'), ['not-ready:NoSchedule']],
    [
      'unreachable in place of not-ready',
      node('Unknown', [taint('not-ready', 'NoSchedule')]),
      ['unreachable:NoSchedule'],
    ],
    [
      'both effects go with readiness, others stay',
      node('True', [taint('not-ready', 'NoSchedule'), foreign, taint('unreachable', 'NoExecute')]),
      ['mine:NoExecute'],
    ],
    [
      'a driving taint turns into the other',
      node('Unknown', [taint('not-ready', 'NoExecute'), taint('unreachable', 'NoSchedule')]),
      ['unreachable:NoExecute', 'unreachable:NoSchedule'],
    ],
    [
      'cordoned and under pressure',
      node('True', [], { unschedulable: true, pressure: true }),
      ['memory-pressure:NoSchedule', 'unschedulable:NoSchedule'],
    ],
    [
      'a node that has posted nothing keeps what it came with',
      node(undefined, [taint('not-ready', 'NoSchedule')]),
      undefined,
    ],
  ])('%s', (_, each, expected) => {
    const shown = planTaints(each, epoch)?.map(
      ({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`,
    );
    expect(shown).toEqual(expected);
  });

  it('awaitsEviction is true only for nodes that posted a status, are not ready and have no taint yet', () => {
    expect(
      [node('True'), node(undefined), node('False'), node('Unknown', [taint('unreachable', 'NoExecute')])].map(
        awaitsEviction,
      ),
    ).toEqual([false, false, true, false]);
  });
});

describe('planZones', () => {
  const many = (zone: string, ready: number, failing: number): Node[] => [
    ...Array.from({ length: ready }, () => node('True', [], { zone })),
    ...Array.from({ length: failing }, () => node('Unknown', [], { zone })),
  ];
  it.each([
    ['one of ten', [...many('a', 9, 1)], ['Normal', 0.1]],
    ['most of a small zone: nobody leaves', [...many('a', 3, 7), ...many('b', 1, 0)], ['PartialDisruption', 0]],
    ['most of a large zone: slowly', [...many('a', 20, 40), ...many('b', 1, 0)], ['PartialDisruption', 0.01]],
    [
      'a whole zone, others live: at the normal pace',
      [...many('a', 0, 5), ...many('b', 1, 0)],
      ['FullDisruption', 0.1],
    ],
    ['everything down: it is we who are cut off', [...many('a', 0, 5), ...many('b', 0, 2)], ['FullDisruption', 0]],
  ])('%s', (_, all, [state, rate]) => {
    expect(planZones(all, upstreamRates).values().next().value).toEqual({ state, rate });
  });
});
