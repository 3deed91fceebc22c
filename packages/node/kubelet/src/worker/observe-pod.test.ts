/** What an observation of the runtime means for a pod's life, with the real computation of its status. */
import type { Pod } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import type { Observation } from '../lifecycle/next.ts';
import { nothingObserved, type ObservedPod } from '../pod/observed.ts';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { createObservePod } from './observe-pod.ts';
import { createPodRecord } from './pod-record.ts';
import { createStatusReporter } from './report-status.ts';

type Spec = NonNullable<Pod['spec']>;
const podOf = (spec: Partial<Spec> = {}, more: Partial<Pod> = {}): Pod => ({
  metadata: { uid: 'u', name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'a' }], ...spec },
  ...more,
});
const ended = (exitCode: number): ObservedPod => ({
  sandboxes: [testSandbox({ ready: false })],
  containers: [testContainer('a', { state: 'exited', exitCode })],
});
const running: ObservedPod = { sandboxes: [testSandbox()], containers: [testContainer('a')] };

async function observe(pod: Pod, observed: ObservedPod, { allocate = true, isKnown = false } = {}) {
  const clock = new VirtualClock();
  const { files } = createMemoryHost();
  const decided: string[] = [];
  const record = createPodRecord(pod, undefined, clock.now());
  const statuses = { known: () => (isKnown ? {} : undefined), set: () => undefined };
  const allocations = {
    decide: async () => void decided.push('decided'),
    allocated: (given: Pod) => given,
    actuated: () => undefined,
    pending: () => undefined,
    failure: () => undefined,
  };
  const prober = { result: () => undefined };
  const observation = await createObservePod({
    observe: async () => observed,
    files,
    paths: { rootDir: '/kubelet', logDir: '/logs' },
    allocations,
    statuses,
    reporter: createStatusReporter({ prober, allocations, statuses, hostIPs: [], clock }),
    clock,
  })(record, allocate);
  return { observation, record, decided };
}

const startTime = '2025-12-31T23:59:50Z';

describe('observePod', () => {
  it.each<[string, Pod, ObservedPod, Partial<Observation>]>([
    ['has nothing yet', podOf(), nothingObserved, { stopped: true, finished: false }],
    ['runs', podOf(), running, { stopped: false, finished: false }],
    [
      'has only a sandbox',
      podOf(),
      { sandboxes: [testSandbox()], containers: [] },
      { stopped: false, finished: false },
    ],
    [
      'has succeeded and may not restart',
      podOf({ restartPolicy: 'Never' }),
      ended(0),
      { stopped: true, finished: true },
    ],
    ['has failed and may not restart', podOf({ restartPolicy: 'Never' }), ended(1), { finished: true }],
    ['has failed and is restarted', podOf({ restartPolicy: 'OnFailure' }), ended(1), { finished: false }],
    ['has ended and is always restarted', podOf(), ended(0), { finished: false }],
    [
      'may be active for 10 s, and was',
      podOf({ activeDeadlineSeconds: 10 }, { status: { startTime } }),
      running,
      { deadlineExceeded: true },
    ],
    [
      'may be active for 11 s, and was for 10',
      podOf({ activeDeadlineSeconds: 11 }, { status: { startTime } }),
      running,
      { deadlineExceeded: false },
    ],
  ])('of a pod that %s', async (_, pod, observed, wanted) => {
    expect((await observe(pod, observed)).observation).toMatchObject(wanted);
  });

  it.each<[string, ObservedPod, boolean, boolean]>([
    ['shown before this kubelet reported any, with nothing running', nothingObserved, false, true],
    ['that this kubelet has reported', nothingObserved, true, false],
    ['while something runs', running, false, false],
  ])('takes for final a terminal phase %s: %#', async (_, observed, isKnown, wanted) => {
    const pod = podOf({}, { status: { phase: 'Succeeded' } });
    expect((await observe(pod, observed, { isKnown })).observation.statusIsFinal).toBe(wanted);
  });

  it('keeps what the runtime has, and decides on resources only when asked to', async () => {
    const { record, decided } = await observe(podOf(), running);
    expect([record.observed, decided]).toEqual([running, ['decided']]);
    expect((await observe(podOf(), running, { allocate: false })).decided).toEqual([]);
  });
});
