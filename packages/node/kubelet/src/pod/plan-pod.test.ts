/** The plan for a pod, case by case. */
import type { Pod } from '@kubets/api';
import type { ContainerStatus, Sandbox } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';
import type { ProbeResult } from './container-decisions.ts';
import { containerHash } from './containers.ts';
import { annotation } from './keys.ts';
import type { ObservedPod } from './observed.ts';
import { planGarbage } from './plan-garbage.ts';
import { planPod } from './plan-pod.ts';
import { testContainer, testSandbox } from './testing.ts';

type Spec = NonNullable<Pod['spec']>;

const pod = (spec: Partial<Spec> = {}): Pod => ({
  metadata: { uid: 'u', name: 'p', namespace: 'n' },
  spec: { containers: [{ name: 'a', image: 'a:1' }], ...spec },
});

const sandbox = (more: Partial<Sandbox> = {}): Sandbox => testSandbox({ name: 'p', namespace: 'n', ...more });

const container = (name: string, more: Partial<ContainerStatus> = {}): ContainerStatus => {
  const image = `${name}:1`;
  const annotations = { [annotation.hash]: containerHash({ name, image }) };
  return testContainer(name, { id: `${name}0`, image, imageRef: '', annotations, ...more });
};

const exited = (name: string, exitCode: number, more: Partial<ContainerStatus> = {}): ContainerStatus =>
  container(name, { state: 'exited', exitCode, ...more });

const seen = (containers: readonly ContainerStatus[], sandboxes: readonly Sandbox[] = [sandbox()]): ObservedPod => ({
  sandboxes,
  containers,
});

/** A plan in a line: what would be done. */
function planned(
  subject: Pod,
  observed: ObservedPod,
  results: { liveness?: ProbeResult; startup?: ProbeResult } = {},
): string {
  const plan = planPod(subject, observed, { liveness: () => results.liveness, startup: () => results.startup });
  const names = (label: string, list: readonly { readonly name: string }[]): string[] =>
    list.length === 0 ? [] : [`${label} ${list.map(({ name }) => name).join(',')}`];
  return [
    ...(plan.killPod ? ['kill pod'] : []),
    ...(plan.createSandbox ? [`sandbox ${plan.attempt}`] : []),
    ...plan.kill.map((each) => `kill ${each.container.name} (${each.message})`),
    ...names('ephemeral', plan.startEphemeral),
    ...names('init', plan.startInit),
    ...names('start', plan.start),
  ].join('; ');
}

describe('the plan for a pod', () => {
  const once: Partial<Spec> = { restartPolicy: 'Never' };
  const job: Partial<Spec> = { restartPolicy: 'OnFailure' };
  const init: Partial<Spec> = {
    initContainers: [
      { name: 'i', image: 'i:1' },
      { name: 'j', image: 'j:1' },
    ],
  };
  const side: Partial<Spec> = {
    initContainers: [
      { name: 'i', image: 'i:1', restartPolicy: 'Always' },
      { name: 'j', image: 'j:1' },
    ],
  };
  const dead = sandbox({ ready: false });

  it.each<[string, Pod, ObservedPod, string]>([
    ['nothing there', pod(), seen([], []), 'kill pod; sandbox 0; start a'],
    ['a sandbox, no container', pod(), seen([]), 'start a'],
    ['all runs', pod(), seen([container('a')]), ''],
    ['it ended, Always', pod(), seen([exited('a', 0)]), 'start a'],
    ['it failed, OnFailure', pod(job), seen([exited('a', 1)]), 'start a'],
    ['it succeeded, OnFailure', pod(job), seen([exited('a', 0)]), 'kill pod'],
    ['it failed, Never', pod(once), seen([exited('a', 1)]), 'kill pod'],
    ['never started, Never', pod(once), seen([]), 'start a'],
    ['created only', pod(), seen([container('a', { state: 'created' })]), 'start a'],
    [
      'the image changed',
      pod({ containers: [{ name: 'a', image: 'a:2' }] }),
      seen([container('a')]),
      'kill a (Container a definition changed, will be restarted); start a',
    ],
    ['the sandbox died', pod(), seen([exited('a', 137)], [dead]), 'kill pod; sandbox 1; start a'],
    ['the sandbox died, Never', pod(once), seen([exited('a', 137)], [dead]), 'kill pod'],
    ['the sandbox died before anything ran, Never', pod(once), seen([], [dead]), 'kill pod; sandbox 1; start a'],
    [
      'the sandbox died, some succeeded, OnFailure',
      pod({ ...job, containers: [{ name: 'a' }, { name: 'b' }] }),
      seen([exited('a', 0), exited('b', 1)], [dead]),
      'kill pod; sandbox 1; start b',
    ],
    [
      'two ready sandboxes',
      pod(),
      seen([], [sandbox({ id: 's1', attempt: 1 }), sandbox()]),
      'kill pod; sandbox 2; start a',
    ],
    ['a sandbox that lost its network', pod(), seen([], [sandbox({ ips: [] })]), 'kill pod; sandbox 1; start a'],
    ['a sandbox in the host network', pod({ hostNetwork: true }), seen([], [sandbox({ ips: [] })]), 'start a'],
    ['init first', pod(init), seen([], []), 'kill pod; sandbox 0; init i'],
    ['first init runs', pod(init), seen([container('i')]), ''],
    ['first init done', pod(init), seen([exited('i', 0)]), 'init j'],
    ['first init failed', pod(init), seen([exited('i', 1)]), 'init i'],
    ['first init failed, Never', pod({ ...init, ...once }), seen([exited('i', 1)]), 'kill pod'],
    ['second init ran, the first is collected', pod(init), seen([exited('j', 0)]), 'start a'],
    ['all init done', pod(init), seen([exited('i', 0), exited('j', 0)]), 'start a'],
    [
      'init done in an earlier sandbox',
      pod(init),
      seen([exited('i', 0), exited('j', 0)], [sandbox({ id: 's1', attempt: 1 }), dead]),
      'init i',
    ],
    ['a sidecar runs', pod(side), seen([container('i')]), 'init j'],
    ['sidecar and init through', pod(side), seen([container('i'), exited('j', 0)]), 'start a'],
    ['a sidecar ended later', pod(side), seen([exited('i', 0), exited('j', 0), container('a')]), 'init i'],
    [
      'the mains are done, the sidecar runs',
      pod({ ...side, ...job }),
      seen([container('i'), exited('j', 0), exited('a', 0)]),
      'kill pod',
    ],
    [
      'an ephemeral container is asked for',
      pod({ ephemeralContainers: [{ name: 'e', image: 'e' }] }),
      seen([container('a')]),
      'ephemeral e',
    ],
    [
      'an ephemeral container ended',
      pod({ ephemeralContainers: [{ name: 'e', image: 'e' }] }),
      seen([container('a'), exited('e', 1)]),
      '',
    ],
  ])('%s', (_, subject, observed, expected) => {
    expect(planned(subject, observed)).toBe(expected);
  });

  it('kills what fails its probes, and restarts it where it may', () => {
    const failing = { liveness: 'failure' } as const;
    const killing = 'kill a (Container a failed liveness probe, will be restarted); start a';
    expect(planned(pod(), seen([container('a')]), failing)).toBe(killing);
    expect(planned(pod(once), seen([container('a')]), failing)).toBe('kill a (Container a failed liveness probe)');
    expect(planned(pod(), seen([container('a')]), { startup: 'failure' })).toContain('failed startup probe');
  });

  it('waits for a sidecar to have started', () => {
    const probed = pod({ initContainers: [{ name: 'i', image: 'i:1', restartPolicy: 'Always', startupProbe: {} }] });
    expect(planned(probed, seen([container('i')]), { startup: 'unknown' })).toBe('');
    expect(planned(probed, seen([container('i')]), { startup: 'success' })).toBe('start a');
  });

  it('starts nothing in a pod that is being deleted', () => {
    const going = pod();
    const deleted = { ...going, metadata: { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(planned(deleted, seen([exited('a', 0)]))).toBe('kill pod');
  });

  it('keeps the last two runs of a container and what they need', () => {
    const observed = seen(
      [
        container('a', { id: 'a3', sandboxId: 's1' }),
        exited('a', 1, { id: 'a2', sandboxId: 's1' }),
        exited('a', 1, { id: 'a1' }),
      ],
      [sandbox({ id: 's1', attempt: 1 }), dead],
    );
    const { containers, sandboxes } = planGarbage(observed);
    expect([containers.map(({ id }) => id), sandboxes.map(({ id }) => id)]).toEqual([['a1'], ['s0']]);
  });
});

describe('back-off', () => {
  it('lets the first restart pass, then doubles from 10 s to 5 min, and forgets after 10 min', () => {
    const backoff = new Backoff();
    let now = 0;
    const delays: number[] = [];
    for (let count = 0; count < 8; count++) {
      const until = backoff.until('k', now, now);
      delays.push(until === undefined ? 0 : (until - now) / 1000);
      now = until ?? now;
      backoff.next('k', now, now);
    }
    expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    expect(backoff.until('k', now + 600_001, now + 600_001)).toBeUndefined();
    backoff.forget('k');
    expect(backoff.delay('k')).toBe(0);
  });
});
