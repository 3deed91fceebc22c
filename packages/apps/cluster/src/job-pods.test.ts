/** Pods of a Job that are deleted, evicted or orphaned, in a cluster on the virtual clock. */
import { type Eviction, type Job, jobs, type Pod, pods } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const namespace = 'default';
const finalizer = 'batch.kubernetes.io/job-tracking';
type Spec = Partial<NonNullable<Job['spec']>>;

const stubborn = { 'kubets.dev/run-seconds': '100000', 'kubets.dev/stop-seconds': '60' };

/** A Job of one pod that runs for ever, and has to be killed when its grace of five seconds is over. */
const lasting = (name: string, spec: Spec = {}): Job => ({
  metadata: { namespace, name },
  spec: {
    template: {
      metadata: { annotations: stubborn },
      spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 5, containers: [{ name: 'c', image: 'work:1' }] },
    },
    ...spec,
  },
});

const podsOf = async ({ client }: TestCluster, job: string): Promise<readonly Pod[]> =>
  (await client.list(pods, { namespace, labelSelector: `job-name=${job}` })).items;
const isRunning = ({ metadata, status }: Pod): boolean =>
  status?.phase === 'Running' && metadata?.deletionTimestamp === undefined;
const isGoing = ({ metadata }: Pod): boolean => metadata?.deletionTimestamp !== undefined;

async function runningPod(cluster: TestCluster, job: string, not = ''): Promise<Pod> {
  let found: Pod | undefined;
  await cluster.until(async () => {
    found = (await podsOf(cluster, job)).find((pod) => isRunning(pod) && pod.metadata?.name !== not);
    return found !== undefined;
  }, `a pod of the Job ${job} runs`);
  return found as Pod;
}

async function started(cluster: TestCluster, job: Job): Promise<string> {
  await cluster.client.create(jobs, job);
  return (await runningPod(cluster, job.metadata?.name ?? '')).metadata?.name ?? '';
}

const evict = ({ client }: TestCluster, name: string): Promise<unknown> =>
  client.createSub(pods, { namespace, name }, 'eviction', { metadata: { namespace, name } } as Eviction);
const statusOf = async ({ client }: TestCluster, name: string) => (await client.get(jobs, { namespace, name })).status;

describe('a pod that is deleted', () => {
  it('is replaced immediately, while it is terminating', async () => {
    await using cluster = await testCluster();
    const name = await started(cluster, lasting('j'));
    const before = cluster.clock.now();
    await cluster.client.delete(pods, { namespace, name });
    await runningPod(cluster, 'j', name);
    expect(cluster.clock.now() - before).toBeLessThan(2000);
    expect((await podsOf(cluster, 'j')).filter(isGoing)).toHaveLength(1);
  });

  it.each<[string, Spec]>([
    ['podReplacementPolicy Failed', { podReplacementPolicy: 'Failed' }],
    [
      'a podFailurePolicy',
      { podFailurePolicy: { rules: [{ action: 'Count', onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
    ],
  ])('is replaced only after it has stopped, with %s', async (_, spec) => {
    await using cluster = await testCluster();
    const name = await started(cluster, lasting('j', spec));
    const before = cluster.clock.now();
    await cluster.client.delete(pods, { namespace, name });
    await runningPod(cluster, 'j', name);
    expect(cluster.clock.now() - before).toBeGreaterThanOrEqual(5000);
    expect(cluster.clock.now() - before).toBeLessThan(8000);
  });

  it('is replaced after a backoff if it had failed before', async () => {
    await using cluster = await testCluster();
    const failing = lasting('j');
    const image = 'work/run-3-exit-1';
    const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image }] } };
    const name = await started(cluster, { ...failing, spec: { template } });
    await cluster.until(async () => ((await statusOf(cluster, 'j'))?.failed ?? 0) === 1, 'the failure is counted');
    const before = cluster.clock.now();
    await cluster.client.delete(pods, { namespace, name });
    await runningPod(cluster, 'j', name);
    expect(cluster.clock.now() - before).toBeGreaterThan(5000);
  });
});

describe('a pod that is evicted', () => {
  const ignoring: Spec = {
    backoffLimit: 0,
    podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
  };

  it('is replaced and not counted as failed if the policy ignores disruptions', async () => {
    await using cluster = await testCluster();
    let name = await started(cluster, lasting('j', ignoring));
    for (let time = 0; time < 3; time++) {
      await evict(cluster, name);
      name = (await runningPod(cluster, 'j', name)).metadata?.name ?? '';
    }
    const { failed, active, conditions } = (await statusOf(cluster, 'j')) ?? {};
    expect([failed, active, conditions]).toEqual([undefined, 1, undefined]);
  });

  it('counts as failed without a policy', async () => {
    await using cluster = await testCluster();
    const name = await started(cluster, lasting('j', { backoffLimit: 0 }));
    await evict(cluster, name);
    await cluster.until(
      async () => (await statusOf(cluster, 'j'))?.conditions?.some(({ type }) => type === 'Failed') === true,
      'the Job fails',
    );
    expect((await statusOf(cluster, 'j'))?.failed).toBe(1);
  });
});

describe('a pod that loses its owner reference', () => {
  const orphan = ({ client }: TestCluster, name: string, more: object = {}): Promise<Pod> =>
    client.patch(pods, { namespace, name }, 'merge', { metadata: { ownerReferences: [], ...more } });

  it('is adopted again with its tracking finalizer, and not replaced', async () => {
    await using cluster = await testCluster();
    const name = await started(cluster, lasting('j'));
    await orphan(cluster, name, { finalizers: [] });
    await cluster.until(async () => {
      const [pod] = await podsOf(cluster, 'j');
      return pod?.metadata?.ownerReferences?.[0]?.name === 'j';
    }, 'the pod is adopted');
    await cluster.clock.advance(30_000);
    const all = await podsOf(cluster, 'j');
    expect(all.map((pod) => [pod.metadata?.name, pod.metadata?.finalizers])).toEqual([[name, [finalizer]]]);
    expect(all[0]?.metadata?.ownerReferences).toEqual([
      expect.objectContaining({ kind: 'Job', name: 'j', controller: true, blockOwnerDeletion: true }),
    ]);
  });

  it('is not counted twice if it had succeeded before', async () => {
    await using cluster = await testCluster();
    const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'work/run-1' }] } };
    await cluster.client.create(jobs, { metadata: { namespace, name: 'j' }, spec: { completions: 3, template } });
    await cluster.until(async () => (await statusOf(cluster, 'j'))?.succeeded === 1, 'the first pod is counted');
    const done = (await podsOf(cluster, 'j')).find(({ status }) => status?.phase === 'Succeeded');
    await orphan(cluster, done?.metadata?.name ?? '');
    await cluster.until(
      async () => (await statusOf(cluster, 'j'))?.conditions?.some(({ type }) => type === 'Complete') === true,
      'the Job is complete',
    );
    expect((await statusOf(cluster, 'j'))?.succeeded).toBe(3);
    expect(await podsOf(cluster, 'j')).toHaveLength(3);
  });

  it('is released without its finalizer if its labels no longer match, and replaced', async () => {
    await using cluster = await testCluster();
    const name = await started(cluster, lasting('j'));
    await cluster.client.patch(pods, { namespace, name }, 'merge', {
      metadata: { labels: { 'batch.kubernetes.io/controller-uid': null, 'controller-uid': null } },
    });
    await runningPod(cluster, 'j', name);
    await cluster.until(async () => {
      const { metadata } = await cluster.client.get(pods, { namespace, name });
      return (metadata?.ownerReferences ?? []).length === 0 && (metadata?.finalizers ?? []).length === 0;
    }, 'the pod is free');
  });

  it('loses the tracking finalizer when no Job adopts it', async () => {
    await using cluster = await testCluster();
    const container = { name: 'c', image: 'work:1' };
    await cluster.client.create(pods, {
      metadata: { namespace, name: 'stray', finalizers: [finalizer] },
      spec: { containers: [container] },
    });
    await cluster.until(async () => {
      const pod = await cluster.client.get(pods, { namespace, name: 'stray' });
      return (pod.metadata?.finalizers ?? []).length === 0;
    }, 'the finalizer is taken off');
  });

  it('is not kept by a Job with the same name that is not its owner', async () => {
    await using cluster = await testCluster();
    const name = await started(cluster, lasting('j'));
    await cluster.client.delete(jobs, { namespace, name: 'j' }, { propagationPolicy: 'Background' });
    await cluster.client.create(jobs, lasting('j'));
    await cluster.until(
      async () => (await podsOf(cluster, 'j')).every((pod) => pod.metadata?.name !== name),
      'the pod of the old Job is gone',
    );
    expect((await runningPod(cluster, 'j')).metadata?.name).not.toBe(name);
  });
});
