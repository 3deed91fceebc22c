/** How containers are stopped: grace periods, hooks, order, and what fails on the way. */
import type { Pod } from '@kubets/api';
import { silentLogger, VirtualClock } from '@kubets/base';
import { RuntimeError } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import { annotation } from '../pod/keys.ts';
import type { ObservedPod } from '../pod/observed.ts';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { createPodKiller, graceOf } from './kill-pod.ts';

const podOf = (containers: NonNullable<Pod['spec']>['containers'], more: Partial<Pod['spec']> = {}): Pod => ({
  metadata: { uid: 'u', name: 'web', namespace: 'default' },
  spec: { containers, ...more },
});

/** `slow`: how long a container takes to stop, in milliseconds. `stuck`: containers that do not stop. */
function killerWith({ slow = {}, stuck = [] }: { slow?: Record<string, number>; stuck?: readonly string[] } = {}) {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const killer = createPodKiller({
    runtime: {
      execSync: async (id, command) => {
        calls.push(`exec ${id} ${command.join(' ')}`);
        const exitCode = command[0] === 'false' ? 1 : 0;
        return { exitCode, stdout: new Uint8Array(), stderr: new Uint8Array() };
      },
      stopContainer: async (id, timeoutSeconds) => {
        calls.push(`stop ${id} ${timeoutSeconds}`);
        await clock.sleep(slow[id] ?? 0);
        if (stuck.includes(id)) throw new RuntimeError('DeadlineExceeded', `${id} does not stop`);
        calls.push(`stopped ${id}`);
      },
      stopSandbox: async (id) => {
        calls.push(`stop sandbox ${id}`);
      },
    },
    network: createMemoryHost().network,
    hostPorts: { release: async (uid) => void calls.push(`release ${uid}`) },
    clock,
    log: silentLogger,
    recordEvent: (_pod, container, type, reason, message) => calls.push(`${type} ${reason} ${container}: ${message}`),
  });
  /** What was called while the pod was stopped, and how that ended. */
  const kill = async (pod: Pod, observed: ObservedPod, graceSeconds: number): Promise<readonly string[]> => {
    let ended: string | undefined;
    killer.killPod(pod, observed, graceSeconds).then(
      () => (ended = 'done'),
      (error: Error) => (ended = `rejected: ${error.message}`),
    );
    for (let second = 0; ended === undefined && second < 1000; second++) await clock.advance(1000);
    return [...calls, ended ?? 'under way'];
  };
  return { kill };
}

const stops = (calls: readonly string[]): readonly string[] => calls.filter((call) => /^stop (?!sandbox)/.test(call));
const running = (...names: readonly string[]): ObservedPod => ({
  sandboxes: [testSandbox()],
  containers: names.map((name) => testContainer(name)),
});

describe('graceOf', () => {
  it.each<[string, Pod, number]>([
    ['the default', podOf([]), 30],
    ['the spec', podOf([], { terminationGracePeriodSeconds: 5 }), 5],
    ['the deletion', { ...podOf([]), metadata: { deletionGracePeriodSeconds: 7 } }, 7],
    ['a deletion without grace', { ...podOf([]), metadata: { deletionGracePeriodSeconds: 0 } }, 0],
  ])('follows %s', (_, pod, wanted) => {
    expect(graceOf(pod)).toBe(wanted);
  });
});

describe('killPod', () => {
  it('records an event, stops the containers, then the sandbox, then the host ports', async () => {
    const { kill } = killerWith();
    expect(await kill(podOf([{ name: 'a' }]), running('a'), 30)).toEqual([
      'Normal Killing a: Stopping container a',
      'stop a-0 30',
      'stopped a-0',
      'stop sandbox s0',
      'release u',
      'done',
    ]);
  });

  it.each([
    [30, 30],
    [3, 3],
    [1, 2],
    [0, 0],
  ])('gives a container at least two seconds, unless there is no grace: %d s is %d s', async (grace, wanted) => {
    const { kill } = killerWith();
    expect(stops(await kill(podOf([{ name: 'a' }]), running('a'), grace))).toEqual([`stop a-0 ${wanted}`]);
  });

  it('leaves alone what does not run, and stops what is in an unknown state', async () => {
    const { kill } = killerWith();
    const observed: ObservedPod = {
      sandboxes: [testSandbox(), testSandbox({ id: 'old', ready: false })],
      containers: [
        testContainer('a', { state: 'exited' }),
        testContainer('b', { state: 'unknown' }),
        testContainer('c', { state: 'created' }),
      ],
    };
    const calls = await kill(podOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }]), observed, 30);
    expect(calls.filter((call) => call.startsWith('stop '))).toEqual(['stop b-0 30', 'stop sandbox s0']);
  });

  it('takes the time of the preStop hook from the grace period', async () => {
    const { kill } = killerWith();
    const pod = podOf([{ name: 'a', lifecycle: { preStop: { sleep: { seconds: 10 } } } }]);
    expect(stops(await kill(pod, running('a'), 30))).toEqual(['stop a-0 20']);
  });

  it('ends a preStop hook with the grace period, says that it failed, and stops the container', async () => {
    const { kill } = killerWith();
    const pod = podOf([{ name: 'a', lifecycle: { preStop: { sleep: { seconds: 100 } } } }]);
    const calls = await kill(pod, running('a'), 30);
    expect(calls).toContain('Warning FailedPreStopHook a: PreStopHook failed');
    expect(stops(calls)).toEqual(['stop a-0 2']);
  });

  it.each<[string, Pod, string | undefined, number, boolean]>([
    [
      'of the spec',
      podOf([{ name: 'a', lifecycle: { preStop: { exec: { command: ['bye'] } } } }]),
      undefined,
      30,
      true,
    ],
    [
      'not without grace',
      podOf([{ name: 'a', lifecycle: { preStop: { exec: { command: ['bye'] } } } }]),
      undefined,
      0,
      false,
    ],
    ['noted on a container whose pod is not known', podOf([]), '{"exec":{"command":["bye"]}}', 30, true],
    ['noted, but gone from the spec', podOf([{ name: 'a' }]), '{"exec":{"command":["bye"]}}', 30, false],
    ['noted in what is not JSON', podOf([]), '{', 30, false],
  ])('runs the preStop hook %s', async (_, pod, noted, grace, wanted) => {
    const { kill } = killerWith();
    const annotations = noted === undefined ? {} : { [annotation.preStop]: noted };
    const observed = { sandboxes: [], containers: [testContainer('a', { annotations })] };
    const calls = await kill(pod, observed, grace);
    expect(calls.includes('exec a-0 bye')).toBe(wanted);
    expect(stops(calls)).toHaveLength(1);
  });

  it('stops sidecars after the others, the last started first, in what is left of the grace period', async () => {
    const { kill } = killerWith({ slow: { 'a-0': 4000, 's2-0': 3000 } });
    const sidecar = (name: string) => ({ name, restartPolicy: 'Always' as const });
    const pod = podOf([{ name: 'a' }, { name: 'b' }], { initContainers: [sidecar('s1'), sidecar('s2')] });
    const calls = await kill(pod, running('s1', 's2', 'a', 'b'), 30);
    expect(stops(calls)).toEqual(['stop a-0 30', 'stop b-0 30', 'stop s2-0 26', 'stop s1-0 23']);
  });

  it('rejects when a container does not stop, after it has stopped the others, and keeps the sandbox', async () => {
    const { kill } = killerWith({ stuck: ['a-0'] });
    const calls = await kill(podOf([{ name: 'a' }, { name: 'b' }]), running('a', 'b'), 30);
    expect(calls).toContain('stopped b-0');
    expect(calls.at(-1)).toBe('rejected: a-0 does not stop');
    expect(calls.some((call) => call.startsWith('stop sandbox') || call.startsWith('release'))).toBe(false);
  });
});
