/** One sync of a pod: the order of its steps, and what it says came of it. */
import type { Pod } from '@kubets/api';
import type { SandboxConfig } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { containerHash } from '../pod/containers.ts';
import { annotation } from '../pod/keys.ts';
import { nothingObserved, type ObservedPod } from '../pod/observed.ts';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { type SyncDependencies, syncPod } from './sync-pod.ts';

type Spec = NonNullable<Pod['spec']>;
const podOf = (spec: Partial<Spec> = {}): Pod => ({
  metadata: { uid: 'u', name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'a', image: 'image:1' }], ...spec },
});
const runs = (name: string) =>
  testContainer(name, { annotations: { [annotation.hash]: containerHash({ name, image: 'image:1' }) } });
const failure = { reason: 'ErrImagePull', message: 'm' };

function parts(more: Partial<SyncDependencies> = {}, failing: readonly string[] = []) {
  const calls: string[] = [];
  const dependencies: SyncDependencies = {
    prepare: async () => {
      calls.push('prepare');
      return new Map();
    },
    resize: async () => false,
    probes: { liveness: () => undefined, startup: () => undefined },
    killer: {
      killContainer: async (_, { container, graceSeconds }) =>
        void calls.push(`kill ${container.name} ${graceSeconds}`),
      killPod: async () => void calls.push('kill pod'),
    },
    sandboxes: {
      configOf: async (_, attempt) => ({ attempt }) as SandboxConfig,
      create: async (_, { attempt }) => {
        calls.push(`create sandbox ${attempt}`);
        return testSandbox();
      },
      writeHosts: async (_, ips) => void calls.push(`hosts ${ips.join(',')}`),
    },
    crashBackoff: () => undefined,
    start: async ({ container, downward }) => {
      calls.push(`start ${container.name} ${downward.podIPs.join(',')}`);
      return failing.includes(container.name) ? failure : undefined;
    },
    node: {
      nodeName: 'n',
      hostIPs: ['192.0.2.1'],
      allocatable: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
    },
    recordEvent: (_pod, _container, type, reason) => calls.push(`${type} ${reason}`),
    ...more,
  };
  const cancelling = new AbortController();
  return {
    calls,
    cancelling,
    sync: (pod: Pod, observed: ObservedPod) => syncPod(pod, observed, dependencies, cancelling.signal),
  };
}

describe('syncPod', () => {
  it('makes volumes, sandbox and hosts file before the containers', async () => {
    const { calls, sync } = parts();
    const result = await sync(podOf(), nothingObserved);
    expect(calls).toEqual(['prepare', 'kill pod', 'create sandbox 0', 'hosts 10.0.0.1', 'start a 10.0.0.1']);
    expect(result).toEqual({ changed: true, failures: new Map(), tried: ['a'], blocked: false });
  });

  it('changes nothing of a pod that runs', async () => {
    const { calls, sync } = parts();
    const result = await sync(podOf(), { sandboxes: [testSandbox()], containers: [runs('a')] });
    expect([calls, result.changed, result.tried]).toEqual([['prepare'], false, []]);
  });

  it('is blocked when the volumes cannot be made', async () => {
    const { calls, sync } = parts({ prepare: async () => undefined });
    expect([(await sync(podOf(), nothingObserved)).blocked, calls]).toEqual([true, []]);
  });

  it('is blocked when the sandbox cannot be created', async () => {
    const { sync, calls } = parts({
      sandboxes: {
        configOf: async () => ({}) as SandboxConfig,
        create: async () => undefined,
        writeHosts: async () => undefined,
      },
    });
    expect([(await sync(podOf(), nothingObserved)).blocked, calls]).toEqual([true, ['prepare', 'kill pod']]);
  });

  it('starts nothing more once it is cancelled, which is no failure of a container', async () => {
    const pod = podOf({ containers: [{ name: 'a' }, { name: 'b' }] });
    const { sync, calls, cancelling } = parts({
      start: async ({ container, signal }) => {
        calls.push(`start ${container.name}`);
        cancelling.abort();
        throw signal.reason;
      },
    });
    const result = await sync(pod, { sandboxes: [testSandbox()], containers: [] });
    expect(calls).toEqual(['prepare', 'hosts 10.0.0.1', 'start a']);
    expect([result.failures.size, result.tried, result.blocked]).toEqual([0, [], false]);
  });

  it('creates no sandbox once it is cancelled', async () => {
    const { sync, calls, cancelling } = parts({ resize: async () => false });
    cancelling.abort();
    await sync(podOf(), nothingObserved);
    expect(calls).toEqual(['prepare', 'kill pod']);
  });

  it('rejects with what the start of a container rejects with', async () => {
    const { sync } = parts({ start: () => Promise.reject(new Error('no disk')) });
    await expect(sync(podOf(), { sandboxes: [testSandbox()], containers: [] })).rejects.toThrow('no disk');
  });

  it('replaces a sandbox that is lost, and says so', async () => {
    const { calls, sync } = parts();
    await sync(podOf(), { sandboxes: [testSandbox({ ready: false, attempt: 2 })], containers: [] });
    expect(calls.slice(1, 4)).toEqual(['Normal SandboxChanged', 'kill pod', 'create sandbox 3']);
  });

  it('names the failures of those that were tried, and goes on with the others', async () => {
    const { sync } = parts({}, ['a']);
    const pod = podOf({ containers: [{ name: 'a' }, { name: 'b' }] });
    const result = await sync(pod, { sandboxes: [testSandbox()], containers: [] });
    expect(result).toEqual({ changed: true, failures: new Map([['a', failure]]), tried: ['a', 'b'], blocked: false });
    const alone = await sync(podOf(), { sandboxes: [testSandbox()], containers: [] });
    expect([alone.changed, alone.tried]).toEqual([false, ['a']]);
  });

  it('does not start a container that backs off', async () => {
    const { calls, sync } = parts({ crashBackoff: () => ({ reason: 'CrashLoopBackOff', message: 'm', retryAt: 5 }) });
    const result = await sync(podOf(), { sandboxes: [testSandbox()], containers: [] });
    expect(calls).not.toContain('start a 10.0.0.1');
    expect(result.failures.get('a')?.reason).toBe('CrashLoopBackOff');
  });

  it('kills what has failed its probe with the grace period of the probe, and starts it again', async () => {
    const { calls, sync } = parts({ probes: { liveness: () => 'failure', startup: () => undefined } });
    const pod = podOf({
      containers: [{ name: 'a', image: 'image:1', livenessProbe: { terminationGracePeriodSeconds: 3 } }],
    });
    await sync(pod, { sandboxes: [testSandbox()], containers: [runs('a')] });
    expect(calls).toEqual(['prepare', 'kill a 3', 'hosts 10.0.0.1', 'start a 10.0.0.1']);
  });

  it('gives containers of the host network the addresses of the node', async () => {
    const { calls, sync } = parts();
    await sync(podOf({ hostNetwork: true }), { sandboxes: [testSandbox({ ips: [] })], containers: [] });
    expect(calls).toContain('start a 192.0.2.1');
  });

  it('is to be looked at again when resources were changed', async () => {
    const { sync } = parts({ resize: async () => true });
    expect((await sync(podOf(), { sandboxes: [testSandbox()], containers: [runs('a')] })).changed).toBe(true);
  });

  it('starts the first init container alone, and the others after it', async () => {
    const pod = podOf({ initContainers: [{ name: 'i', image: 'image:1' }] });
    const { calls, sync } = parts();
    await sync(pod, nothingObserved);
    expect(calls.filter((call) => call.startsWith('start'))).toEqual(['start i 10.0.0.1']);
    const done = { ...runs('i'), state: 'exited' as const };
    calls.length = 0;
    await sync(pod, { sandboxes: [testSandbox()], containers: [done] });
    expect(calls.filter((call) => call.startsWith('start'))).toEqual(['start a 10.0.0.1']);
  });
});
