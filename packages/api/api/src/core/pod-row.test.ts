/** Printer columns of a Pod, for each state of its containers. */
import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod, PodSpec, PodStatus } from '../generated/core/v1.ts';
import { podRow } from './pod-row.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const image = { image: 'a', imageID: '' };

function status(name: string, more: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name, ready: true, restartCount: 0, ...image, state: { running: {} }, ...more };
}

function pod(spec: Partial<PodSpec>, podStatus: PodStatus, metadata: Pod['metadata'] = {}): Pod {
  return {
    metadata: { name: 'web', creationTimestamp: '2026-01-01T00:05:00Z', ...metadata },
    spec: { containers: [{ name: 'a' }], ...spec },
    status: { phase: 'Running', ...podStatus },
  };
}

const sidecar = { name: 's', restartPolicy: 'Always' } as const;
const crashed = { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T00:09:55Z' };

const cases: readonly [string, Pod, readonly unknown[]][] = [
  ['a running pod', pod({}, { containerStatuses: [status('a')] }), ['1/1', 'Running', '0']],
  ['a pending pod', pod({}, { phase: 'Pending' }), ['0/1', 'Pending', '0']],
  [
    'a pod with scheduling gates',
    pod({}, { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
    ['0/1', 'SchedulingGated', '0'],
  ],
  ['an evicted pod', pod({}, { phase: 'Failed', reason: 'Evicted' }), ['0/1', 'Evicted', '0']],
  [
    'a container in CrashLoopBackOff',
    pod(
      {},
      {
        containerStatuses: [
          status('a', {
            ready: false,
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: crashed },
          }),
        ],
      },
    ),
    ['0/1', 'CrashLoopBackOff', '3 (5s ago)'],
  ],
  [
    'a completed pod',
    pod(
      {},
      {
        phase: 'Succeeded',
        containerStatuses: [status('a', { ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } })],
      },
    ),
    ['0/1', 'Completed', '0'],
  ],
  [
    'a container that exited without a reason',
    pod({}, { containerStatuses: [status('a', { ready: false, state: { terminated: { exitCode: 7 } } })] }),
    ['0/1', 'ExitCode:7', '0'],
  ],
  [
    'a container that was killed by a signal',
    pod(
      {},
      { containerStatuses: [status('a', { ready: false, state: { terminated: { exitCode: 137, signal: 9 } } })] },
    ),
    ['0/1', 'Signal:9', '0'],
  ],
  [
    'a pod with one completed and one running container',
    pod(
      { containers: [{ name: 'a' }, { name: 'b' }] },
      {
        containerStatuses: [
          status('a', { ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } }),
          status('b'),
        ],
      },
    ),
    ['1/2', 'NotReady', '0'],
  ],
  [
    'a pod that runs the second of three init containers',
    pod(
      { initContainers: [{ name: 'i' }, { name: 'j' }, { name: 'k' }] },
      {
        phase: 'Pending',
        initContainerStatuses: [
          status('i', { state: { terminated: { exitCode: 0 } } }),
          status('j'),
          status('k', { state: { waiting: { reason: 'PodInitializing' } } }),
        ],
      },
    ),
    ['0/1', 'Init:1/3', '0'],
  ],
  [
    'a failed init container',
    pod(
      { initContainers: [{ name: 'i' }] },
      {
        phase: 'Pending',
        initContainerStatuses: [status('i', { ready: false, restartCount: 2, state: { terminated: crashed } })],
      },
    ),
    ['0/1', 'Init:Error', '2'],
  ],
  [
    'a pod with a sidecar',
    pod(
      { initContainers: [sidecar] },
      {
        conditions: [{ type: 'Initialized', status: 'True' }],
        initContainerStatuses: [status('s', { started: true, restartCount: 1, lastState: { terminated: crashed } })],
        containerStatuses: [status('a', { restartCount: 1 })],
      },
    ),
    ['2/2', 'Running', '2 (5s ago)'],
  ],
  [
    'a deleted pod',
    pod({}, { containerStatuses: [status('a')] }, { deletionTimestamp: '2026-01-01T00:09:00Z' }),
    ['1/1', 'Terminating', '0'],
  ],
  [
    'a deleted pod in a terminal phase',
    pod({}, { phase: 'Failed' }, { deletionTimestamp: '2026-01-01T00:09:00Z' }),
    ['0/1', 'Failed', '0'],
  ],
  [
    'a pod on a lost node',
    pod({}, { reason: 'NodeLost' }, { deletionTimestamp: '2026-01-01T00:09:00Z' }),
    ['0/1', 'Unknown', '0'],
  ],
];

describe('table row of a Pod', () => {
  it.each(cases)('contains the status of %s', (_, object, expected) => {
    expect(podRow(object, now).slice(1, 4)).toEqual(expected);
  });

  it('contains age, address, node, nominated node and readiness gates', () => {
    expect(podRow(pod({}, {}), now).slice(4)).toEqual(['5m', '<none>', '<none>', '<none>', '<none>']);
    const placed = pod(
      { nodeName: 'n', readinessGates: [{ conditionType: 'x' }, { conditionType: 'y' }] },
      { podIPs: [{ ip: '10.0.0.1' }], nominatedNodeName: 'm', conditions: [{ type: 'x', status: 'True' }] },
    );
    expect(podRow(placed, now).slice(5)).toEqual(['10.0.0.1', 'n', 'm', '1/2']);
  });
});
