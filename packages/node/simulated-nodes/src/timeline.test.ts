/** Simulated pods at chosen instants. */
import type { Pod } from '@kubets/api';
import { podStatus } from '@kubets/kubelet/status/pod-status';
import { describe, expect, it } from 'vitest';
import { simulate } from './timeline.ts';

describe('a simulated pod', () => {
  const at = (
    spec: Partial<NonNullable<Pod['spec']>>,
    annotations: Readonly<Record<string, string>>,
    seconds: number,
    metadata: Pod['metadata'] = {},
  ) => {
    const pod: Pod = {
      metadata: { uid: 'u', name: 'p', namespace: 'n', annotations, ...metadata },
      spec: { containers: [{ name: 'a', image: 'x' }], ...spec },
    };
    const now = 1_000_000 + seconds * 1000;
    const { observed, knowledge, failure, over, next } = simulate({ pod, since: 1_000_000, ip: '10.0.0.1' }, now);
    const known = { pod, observed, knowledge, failure, hostIPs: [], firstSeen: 0, now };
    const status = podStatus({ ...known, terminal: over });
    const container = status.containerStatuses?.[0];
    const state =
      container?.state?.waiting?.reason ??
      (container?.state?.running ? 'running' : `exit ${container?.state?.terminated?.exitCode}`);
    return `${status.phase} ${state}${container?.ready ? ' ready' : ''} ${container?.restartCount} → ${next === undefined ? 'never' : (next - 1_000_000) / 1000}`;
  };
  const init = { initContainers: [{ name: 'i', image: 'run-3' }] };
  const forever = { 'kubets.dev/run-seconds': '1000' };
  const job = { restartPolicy: 'Never' } as const;
  const slow = { 'kubets.dev/stop-seconds': '12' };
  const withSidecar = { ...job, initContainers: [{ name: 's', image: 'x', restartPolicy: 'Always' as const }] };
  const missing = { containers: [{ name: 'a', image: 'r.io/no-such-app:1' }] };
  const never = { containers: [{ name: 'a', image: 'no-such-app', imagePullPolicy: 'Never' as const }] };
  it.each<[string, Parameters<typeof at>[0], Parameters<typeof at>[1], number, string]>([
    ['runs for ever', {}, {}, 0, 'Running running ready 0 → never'],
    ['starts late', {}, { 'kubets.dev/start-seconds': '2' }, 1, 'Pending ContainerCreating 0 → 2'],
    ['gets ready late', {}, { 'kubets.dev/ready-seconds': '5' }, 1, 'Running running 0 → 5'],
    ['is ready then', {}, { 'kubets.dev/ready-seconds': '5' }, 5, 'Running running ready 0 → never'],
    ['succeeds after a second where it may', { restartPolicy: 'Never' }, {}, 1, 'Succeeded exit 0 0 → never'],
    ['fails', { restartPolicy: 'Never' }, { 'kubets.dev/exit-code': '7' }, 1, 'Failed exit 7 0 → never'],
    ['crashes and comes back at once', {}, { 'kubets.dev/run-seconds': '1' }, 1.2, 'Running running ready 1 → 2.1'],
    ['crashes again and waits', {}, { 'kubets.dev/run-seconds': '1' }, 3, 'Running CrashLoopBackOff 1 → 12.1'],
    [
      'by its image',
      { containers: [{ name: 'a', image: 'r.io/run-4-exit-2:x' }], restartPolicy: 'Never' },
      {},
      4,
      'Failed exit 2 0 → never',
    ],
    ['waits for its init container', init, {}, 2, 'Pending PodInitializing 0 → 3'],
    ['runs after its init container', init, {}, 3, 'Running running ready 0 → never'],
    ['ends when its sidecar has stopped', withSidecar, slow, 12, 'Running exit 0 0 → 13'],
    ['has ended then', withSidecar, slow, 13, 'Succeeded exit 0 0 → never'],
    [
      'is stopped at its deadline',
      { ...job, activeDeadlineSeconds: 5 },
      { ...forever, ...slow },
      6,
      'Pending running ready 0 → 17',
    ],
    ['fails after that', { ...job, activeDeadlineSeconds: 5 }, { ...forever, ...slow }, 17, 'Failed exit 0 0 → never'],
    [
      'is killed after its grace',
      { ...job, activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 3 },
      { ...forever, ...slow },
      9,
      'Failed exit 137 0 → never',
    ],
    ['cannot be pulled', missing, {}, 0, 'Pending ErrImagePull 0 → 1'],
    ['waits for the next attempt', missing, {}, 1, 'Pending ImagePullBackOff 0 → 10'],
    ['cannot be pulled again', missing, {}, 10, 'Pending ErrImagePull 0 → 11'],
    ['waits longer', missing, {}, 29, 'Pending ImagePullBackOff 0 → 30'],
    ['is never pulled', never, {}, 5, 'Pending ErrImageNeverPull 0 → never'],
    ['takes no nonsense', {}, { 'kubets.dev/run-seconds': 'soon' }, 9, 'Running running ready 0 → never'],
  ])('%s', (_, spec, annotations, seconds, expected) => {
    expect(at(spec, annotations, seconds)).toBe(expected);
  });
});

it('a simulated pod that is deleted stops first, and what ran until then is not forgotten', () => {
  const at = (iso: string): number => Date.parse(iso);
  const pod: Pod = {
    metadata: {
      uid: 'u',
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
      annotations: { 'kubets.dev/stop-seconds': '4' },
    },
    spec: { containers: [{ name: 'a', image: 'x' }] },
  };
  const simulated = { pod, since: at('2026-01-01T00:00:00.500Z'), ip: '10.0.0.1' };
  const stateAt = (iso: string) => {
    const { observed, over } = simulate(simulated, at(iso));
    return [observed.containers.map(({ state, exitCode }) => `${state} ${exitCode}`), over];
  };
  expect(stateAt('2026-01-01T00:00:00.700Z')).toEqual([['running 0'], false]);
  expect(stateAt('2026-01-01T00:00:03Z')).toEqual([['running 0'], false]);
  expect(stateAt('2026-01-01T00:00:05Z')).toEqual([['exited 0'], true]);
});
