/** A Job finishes when all containers of its pods have stopped, including sidecars. */
import { type Job, jobs, pods } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const ref = { namespace: 'default', name: 'j' };

async function run(cluster: TestCluster, spec: Partial<NonNullable<Job['spec']>>, run: string, sidecar: boolean) {
  const annotations = { 'kubets.dev/stop-seconds': '12', 'kubets.dev/run-seconds': run };
  const initContainers = sidecar ? [{ name: 'side', image: 'x', restartPolicy: 'Always' as const }] : [];
  await cluster.client.create(jobs, {
    metadata: ref,
    spec: {
      ...spec,
      template: {
        metadata: { annotations },
        spec: { restartPolicy: 'Never', initContainers, containers: [{ name: 'a', image: 'x' }] },
      },
    },
  });
}

const conditionsOf = ({ status }: Job): readonly string[] =>
  (status?.conditions ?? []).filter((each) => each.status === 'True').map(({ type }) => type);

describe('a Job', () => {
  it('is Complete when the sidecar of its pod has stopped', async () => {
    await using cluster = await testCluster();
    const begun = cluster.clock.now();
    await run(cluster, {}, '1', true);
    await cluster.until(async () => conditionsOf(await cluster.client.get(jobs, ref)).includes('Complete'), 'the end');
    expect(cluster.clock.now() - begun).toBeGreaterThanOrEqual(13_000);
    const [pod] = (await cluster.client.list(pods, { namespace: 'default' })).items;
    expect(pod?.status?.initContainerStatuses?.[0]?.state?.terminated).toBeDefined();
  });

  it('past its deadline is Failed when its pod has stopped', async () => {
    await using cluster = await testCluster();
    const begun = cluster.clock.now();
    await run(cluster, { activeDeadlineSeconds: 5 }, '1000', false);
    const conditions = async () => conditionsOf(await cluster.client.get(jobs, ref));
    await cluster.until(async () => (await conditions()).includes('FailureTarget'), 'the deadline');
    expect(await conditions()).not.toContain('Failed');
    await cluster.until(async () => (await conditions()).includes('Failed'), 'the end');
    expect(cluster.clock.now() - begun).toBeGreaterThanOrEqual(16_000);
  });
});
