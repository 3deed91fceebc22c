/** Jobs: indexes, policies, back-off, and counting every pod exactly once however often a step is repeated. */
import type { Job, JobStatus, Pod } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import { formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { backOff, remainingBackOff } from './back-off.ts';
import { FailureMemory } from './failure-memory.ts';
import { judgeFailure } from './failure-policy.ts';
import { isTracked, trackingFinalizer } from './job-pods.ts';
import { newPod } from './new-pod.ts';
import { type JobPlan, planJob } from './plan-job.ts';

const start = Date.UTC(2026, 0, 2);
type Spec = Partial<NonNullable<Job['spec']>>;

function job(spec: Spec = {}, status: JobStatus = {}): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'n', uid: 'uj' },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      template: { spec: { containers: [{ name: 'c', image: 'x' }], restartPolicy: 'Never' } },
      ...spec,
    },
    status,
  };
}

function pod(
  name: string,
  phase: 'Running' | 'Succeeded' | 'Failed',
  more: { index?: number; at?: number; code?: number; condition?: string } = {},
): Pod {
  const { index, at = start, code = phase === 'Failed' ? 1 : 0, condition } = more;
  return {
    metadata: {
      name,
      namespace: 'n',
      uid: name,
      finalizers: [trackingFinalizer],
      creationTimestamp: formatTime(at),
      ...(index === undefined ? {} : { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }),
    },
    status: {
      phase,
      ...(condition === undefined ? {} : { conditions: [{ type: condition, status: 'True' }] }),
      containerStatuses:
        phase === 'Running'
          ? []
          : [
              {
                name: 'c',
                ready: false,
                restartCount: 0,
                image: '',
                imageID: '',
                state: { terminated: { exitCode: code, finishedAt: formatTime(at) } },
              },
            ],
    },
  };
}

it('a Job whose pods ended before its first status was stored has a start time when it is finished', () => {
  const counted = planJob(job(), [pod('p', 'Succeeded')], start).status;
  expect(counted).toMatchObject({ startTime: formatTime(start), uncountedTerminatedPods: { succeeded: ['p'] } });
  const finished = planJob(job({}, counted), [], start + 5000).status;
  expect(finished).toMatchObject({ startTime: formatTime(start), succeeded: 1 });
  expect(finished?.conditions?.map((each) => each.type)).toContain('Complete');
});

describe('back-off', () => {
  it('doubles from 10 seconds to 10 minutes, and a success takes it back', () => {
    expect([0, 1, 2, 3, 7, 30].map(backOff)).toEqual([0, 10_000, 20_000, 40_000, 600_000, 600_000]);
    expect(remainingBackOff([start, start + 1000], [], start + 1000)).toBe(20_000);
    expect(remainingBackOff([start], [start + 1], start + 2)).toBe(0);
  });
});

describe('the pod failure policy', () => {
  const policy = {
    rules: [
      { action: 'Ignore' as const, onPodConditions: [{ type: 'DisruptionTarget' }] },
      { action: 'FailJob' as const, onExitCodes: { containerName: 'c', operator: 'In' as const, values: [42] } },
      { action: 'FailIndex' as const, onExitCodes: { operator: 'NotIn' as const, values: [1, 2] } },
    ],
  };
  it.each([
    [pod('p', 'Failed', { condition: 'DisruptionTarget', code: 42 }), { action: 'Ignore' }],
    [
      pod('p', 'Failed', { code: 42 }),
      {
        action: 'FailJob',
        message: 'Container c for pod n/p failed with exit code 42 matching FailJob rule at index 1',
      },
    ],
    [pod('p', 'Failed', { code: 3 }), { action: 'FailIndex' }],
    [pod('p', 'Failed', { code: 2 }), { action: 'Count' }],
  ])('judges by the first rule that matches', (failed, verdict) => {
    expect(judgeFailure(policy, failed)).toEqual(verdict);
  });
});

describe('the plan of a Job', () => {
  const types = (plan: JobPlan): string[] =>
    (plan.status?.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`);

  it('keeps as many pods as it may, and no more than are missing', () => {
    expect(planJob(job({ completions: 5, parallelism: 3 }), [], start).create).toHaveLength(3);
    expect(planJob(job({ completions: 5, parallelism: 3 }, { succeeded: 4 }), [], start).create).toHaveLength(1);
    const many = [pod('a', 'Running'), pod('b', 'Running'), pod('c', 'Running')];
    const fewer = planJob(job({ completions: 5, parallelism: 1 }), many, start);
    expect(fewer.remove).toHaveLength(2);
    expect(fewer.untrack).toEqual(fewer.remove);
  });

  it('waits before it replaces a failed pod', () => {
    const plan = planJob(job(), [pod('a', 'Failed')], start + 3000);
    expect([plan.create, plan.after]).toEqual([[], 7000]);
    expect(planJob(job(), [pod('a', 'Failed')], start + 10_000).create).toHaveLength(1);
  });

  const asked = formatTime(start + 30_000);
  const leaving = (each: Pod): Pod => ({
    ...each,
    metadata: { ...each.metadata, deletionTimestamp: asked, deletionGracePeriodSeconds: 30 },
  });
  it.each<[string, Spec, Pod, number | undefined]>([
    ['a running pod that is deleted is replaced at once', {}, leaving(pod('a', 'Running')), 1],
    [
      'with podReplacementPolicy Failed, when it has ended',
      { podReplacementPolicy: 'Failed' },
      leaving(pod('a', 'Running')),
      0,
    ],
    ['and then at once', { podReplacementPolicy: 'Failed' }, leaving(pod('a', 'Failed', { at: start + 2000 })), 1],
    [
      'one that failed and was deleted afterwards, after a pause',
      {},
      leaving(pod('a', 'Failed', { at: start - 1000 })),
      0,
    ],
  ])('%s', (_, spec, each, created) => {
    expect(planJob(job(spec), [each], start + 3000).create).toHaveLength(created ?? 0);
  });

  it('waits before it replaces a failed pod that its policy ignores: it may fail for ever', () => {
    const podFailurePolicy = {
      rules: [{ action: 'Ignore' as const, onExitCodes: { operator: 'In' as const, values: [1] } }],
    };
    const plan = planJob(job({ podFailurePolicy }), [pod('a', 'Failed')], start + 3000);
    expect([plan.create, plan.after, plan.status?.failed]).toEqual([[], 7000, undefined]);
  });

  it('remembers failures of pods that are gone, until a pod succeeds', () => {
    const memory = new FailureMemory();
    const failed = pod('a', 'Failed');
    expect(memory.observe(job(), [failed])).toEqual([]);
    const past = memory.observe(job(), []);
    expect(past).toEqual([start]);
    expect(planJob(job(), [], start + 3000, past).after).toBe(7000);
    expect(planJob(job(), [pod('b', 'Failed')], start, past).after).toBe(20_000);
    const other = { ...job(), metadata: { ...job().metadata, uid: 'other' } };
    expect(memory.observe(other, [])).toEqual([]);
    memory.observe(job(), [failed]);
    expect(memory.observe(job(), [pod('c', 'Succeeded', { at: start + 1000 })])).toEqual([]);
    for (let i = 0; i < 100; i++) memory.observe(job(), [pod(`p${i}`, 'Failed', { at: start + 2000 + i })]);
    expect(memory.observe(job(), []).length).toBeLessThanOrEqual(16);
  });

  it('an index whose pod is deleted gets another at once, and one try less', () => {
    const spec: Spec = { completionMode: 'Indexed', completions: 1, backoffLimitPerIndex: 3 };
    const plan = planJob(job(spec), [leaving(pod('a', 'Running', { index: 0 }))], start);
    expect(plan.create).toEqual([{ index: 0, failures: 1, ignoredFailures: 0 }]);
  });

  it('counts by finalizers: uid into the status, finalizer off, uid into the count', () => {
    const done = pod('a', 'Succeeded');
    const first = planJob(job({ completions: 2 }), [done], start);
    expect([first.status?.uncountedTerminatedPods, first.untrack, first.status?.succeeded]).toEqual([
      { succeeded: ['a'] },
      [],
      undefined,
    ]);
    const second = planJob(job({ completions: 2 }, first.status), [done], start);
    expect([second.untrack, second.status?.succeeded]).toEqual([[done], undefined]);
    const free = { ...done, metadata: { ...done.metadata, finalizers: [] } };
    const third = planJob(job({ completions: 2 }, second.status), [free], start);
    expect([third.status?.uncountedTerminatedPods, third.status?.succeeded]).toEqual([{}, 1]);
  });

  it('names its end first and finishes when the last pod is counted and gone', () => {
    const running = pod('b', 'Running');
    const plan = planJob(job({ backoffLimit: 0 }), [pod('a', 'Failed'), running], start);
    expect(types(plan)).toEqual(['FailureTarget True BackoffLimitExceeded']);
    expect(plan.remove).toEqual([running]);
    const last = planJob(
      job({ backoffLimit: 0 }, { ...plan.status, uncountedTerminatedPods: {}, failed: 2 }),
      [],
      start,
    );
    expect(types(last)).toEqual(['FailureTarget True BackoffLimitExceeded', 'Failed True BackoffLimitExceeded']);
    expect(last.events).toEqual([
      { type: 'Warning', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
    ]);
  });

  it('ends at its deadline, and says when that is', () => {
    const status = { startTime: formatTime(start) };
    expect(planJob(job({ activeDeadlineSeconds: 60 }, status), [pod('a', 'Running')], start + 20_000).after).toBe(
      40_000,
    );
    expect(types(planJob(job({ activeDeadlineSeconds: 60 }, status), [pod('a', 'Running')], start + 60_000))).toEqual([
      'FailureTarget True DeadlineExceeded',
    ]);
  });

  it('stands still while suspended, and starts anew when resumed', () => {
    const suspended = planJob(job({ suspend: true }, { startTime: formatTime(start) }), [pod('a', 'Running')], start);
    expect([types(suspended), suspended.remove.length, suspended.create]).toEqual([
      ['Suspended True JobSuspended'],
      1,
      [],
    ]);
    const resumed = planJob(job({}, suspended.status), [], start + 60_000);
    expect([types(resumed), resumed.status?.startTime]).toEqual([
      ['Suspended False JobResumed'],
      formatTime(start + 60_000),
    ]);
  });

  it('fills the lowest open indexes and removes doubles', () => {
    const spec: Spec = { completionMode: 'Indexed', completions: 5, parallelism: 3 };
    const plan = planJob(job(spec, { completedIndexes: '1' }), [pod('a', 'Running', { index: 0 })], start);
    expect(plan.create.map(({ index }) => index)).toEqual([2, 3]);
    const doubled = [
      pod('a', 'Running', { index: 0 }),
      pod('b', 'Running', { index: 0 }),
      pod('c', 'Running', { index: 1 }),
    ];
    expect(
      planJob(job(spec, { completedIndexes: '1' }), doubled, start).remove.map((each) => each.metadata?.name),
    ).toEqual(['b', 'c']);
  });

  it('knows more completed indexes than could be counted one by one', () => {
    const most = 2 ** 31 - 1;
    const spec: Spec = {
      completionMode: 'Indexed',
      completions: most,
      parallelism: 2,
      successPolicy: { rules: [{ succeededIndexes: `0-${most - 1}` }] },
    };
    const completed = job(spec, { completedIndexes: `0-${most - 10}` });
    const plan = planJob(completed, [pod('a', 'Succeeded', { index: most - 9 })], start);
    expect(plan.create.map(({ index }) => index)).toEqual([most - 8, most - 7]);
    expect(plan.status).toMatchObject({ completedIndexes: `0-${most - 9}`, succeeded: most - 8 });
    expect(types(planJob(job(spec, { completedIndexes: `0-${most - 1}` }), [], start))[0]).toContain('SuccessPolicy');
  });

  it('succeeds early by its success policy', () => {
    const spec: Spec = {
      completionMode: 'Indexed',
      completions: 5,
      parallelism: 5,
      successPolicy: { rules: [{ succeededIndexes: '0,1' }, { succeededIndexes: '2-4', succeededCount: 1 }] },
    };
    expect(types(planJob(job(spec), [pod('a', 'Succeeded', { index: 3 })], start))).toEqual([
      'SuccessCriteriaMet True SuccessPolicy',
    ]);
    expect(types(planJob(job(spec), [pod('a', 'Succeeded', { index: 0 })], start))).toEqual([]);
  });

  it('gives each index its own tries, remembering them in the pod that follows', () => {
    const spec: Spec = {
      completionMode: 'Indexed',
      completions: 2,
      parallelism: 2,
      backoffLimit: 100,
      backoffLimitPerIndex: 1,
    };
    const failed = pod('a', 'Failed', { index: 0 });
    const waiting = planJob(job(spec), [failed, pod('b', 'Running', { index: 1 })], start + 10_000);
    expect(waiting.create).toEqual([{ index: 0, failures: 1, ignoredFailures: 0 }]);
    expect(waiting.status?.uncountedTerminatedPods).toEqual({});
    const again = newPod(job(spec), { index: 0, failures: 1 });
    expect(again.metadata).toMatchObject({
      generateName: 'j-0-',
      annotations: { 'batch.kubernetes.io/job-index-failure-count': '1' },
    });
    const second = {
      ...pod('c', 'Failed', { index: 0 }),
      metadata: { ...pod('c', 'Failed').metadata, annotations: again.metadata?.annotations ?? {} },
    };
    const over = planJob(job(spec), [failed, second, pod('b', 'Running', { index: 1 })], start);
    expect(over.status?.failedIndexes).toBe('0');
    expect(over.status?.uncountedTerminatedPods?.failed?.toSorted()).toEqual(['a', 'c']);
  });

  it('counts every pod once, though any write of any step may fail or be repeated', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const spec: Spec = {
        completions: 6,
        parallelism: 3,
        backoffLimit: 3,
        ...(seed % 3 === 0 ? { completionMode: 'Indexed' as const } : {}),
      };
      let current = job(spec);
      let pods: Pod[] = [];
      const ended = { Succeeded: 0, Failed: 0 };
      let now = start;
      for (
        let step = 0;
        step < 400 && !current.status?.conditions?.some(({ type }) => type === 'Complete' || type === 'Failed');
        step++
      ) {
        now += 30_000;
        const plan = planJob(current, pods, now);
        for (const each of plan.untrack) {
          if (random.next() < 0.7)
            pods = pods.map((p) => (p === each ? { ...p, metadata: { ...p.metadata, finalizers: [] } } : p));
        }
        for (const each of plan.remove) {
          if (random.next() < 0.7)
            pods = pods
              .filter((p) => p.metadata?.uid !== each.metadata?.uid || isTracked(p))
              .map((p) => (p === each ? { ...p, metadata: { ...p.metadata, deletionTimestamp: formatTime(now) } } : p));
        }
        for (const [i, each] of plan.create.entries()) {
          if (random.next() < 0.7)
            pods.push({
              ...pod(`${step}-${i}`, 'Running', { at: now }),
              metadata: { ...newPod(current, each).metadata, uid: `${step}-${i}`, name: `${step}-${i}` },
            });
        }
        if (plan.status !== undefined && random.next() < 0.7) current = { ...current, status: plan.status };
        pods = pods.map((p) => {
          if (p.status?.phase !== 'Running' || random.next() < 0.4) return p;
          const phase = p.metadata?.deletionTimestamp !== undefined || random.next() < 0.2 ? 'Failed' : 'Succeeded';
          ended[phase]++;
          return { ...p, status: { ...pod('', phase, { at: now }).status } };
        });
        pods = pods.filter((p) => isTracked(p) || random.next() < 0.8 || p.status?.phase === 'Running');
      }
      const { conditions, succeeded = 0, failed = 0, uncountedTerminatedPods } = current.status ?? {};
      expect(conditions?.at(-1)?.type).toMatch(/Complete|Failed/);
      expect(uncountedTerminatedPods).toEqual({});
      expect(pods.some(isTracked)).toBe(false);
      expect(failed).toBe(ended.Failed);
      if (spec.completionMode === undefined) expect(succeeded).toBe(ended.Succeeded);
    }
  });
});

it('a pod of an indexed Job knows its index by name, label, host name and environment', () => {
  const made = newPod(job({ completionMode: 'Indexed' }), { index: 7 });
  expect(made.metadata).toMatchObject({
    generateName: 'j-7-',
    labels: { 'batch.kubernetes.io/job-completion-index': '7' },
    finalizers: [trackingFinalizer],
  });
  expect(made.spec?.hostname).toBe('j-7');
  expect(made.spec?.containers[0]?.env).toEqual([
    {
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
    },
  ]);
});
