/** CronJobs in a cluster on the virtual clock. */
import { type CronJob, cronJobs, events, jobs } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const namespace = 'default';
const cronJob = (spec: Partial<CronJob['spec']>, image = 'work/run-3'): CronJob => ({
  metadata: { namespace, name: 'tidy' },
  spec: {
    schedule: '* * * * *',
    jobTemplate: {
      spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image }] } } },
    },
    ...spec,
  },
});
const jobsOf = async ({ client }: TestCluster) => (await client.list(jobs, { namespace })).items;
const statusOf = async ({ client }: TestCluster) =>
  (await client.get(cronJobs, { namespace, name: 'tidy' })).status ?? {};
const messages = async ({ client }: TestCluster, reason: string) =>
  (await client.list(events)).items.filter((event) => event.reason === reason).map(({ message = '' }) => message);

describe('a CronJob', () => {
  it('runs every minute, records its status, and keeps three finished Jobs', async () => {
    await using cluster = await testCluster();
    await cluster.client.create(cronJobs, cronJob({}));
    await cluster.clock.advance(6 * 60_000);
    const names = (await jobsOf(cluster)).map(({ metadata }) => metadata?.name);
    expect(names.length).toBeGreaterThanOrEqual(3);
    expect(names.length).toBeLessThanOrEqual(4);
    const status = await statusOf(cluster);
    expect(Date.parse(status.lastScheduleTime ?? '')).toBeGreaterThan(cluster.clock.now() - 61_000);
    expect(Date.parse(status.lastSuccessfulTime ?? '')).toBeGreaterThan(cluster.clock.now() - 121_000);
    const minutes = names.map((name) => Number(name?.slice('tidy-'.length)));
    expect(Math.max(...minutes)).toBe(Date.parse(status.lastScheduleTime ?? '') / 60_000);
    expect((await messages(cluster, 'SawCompletedJob')).length).toBeGreaterThanOrEqual(4);
    expect(await messages(cluster, 'UnexpectedJob')).toEqual([]);
  });

  it.each([
    ['Allow', 3],
    ['Forbid', 1],
    ['Replace', 1],
  ] as const)('with concurrencyPolicy %s has at most %i active Jobs', async (concurrencyPolicy, count) => {
    await using cluster = await testCluster();
    await cluster.client.create(cronJobs, cronJob({ concurrencyPolicy }, 'work/run-10000'));
    await cluster.clock.advance(3 * 60_000 + 5000);
    const found = await jobsOf(cluster);
    expect(found).toHaveLength(count);
    const { active = [], lastScheduleTime = '' } = await statusOf(cluster);
    expect(active.map(({ uid }) => uid).sort()).toEqual(found.map(({ metadata }) => metadata?.uid).sort());
    const late = cluster.clock.now() - Date.parse(lastScheduleTime);
    expect(concurrencyPolicy === 'Forbid' ? late > 100_000 : late < 61_000).toBe(true);
    expect((await messages(cluster, 'JobAlreadyActive')).length > 0).toBe(concurrencyPolicy === 'Forbid');
  });

  it('notices Jobs that others create or delete', async () => {
    await using cluster = await testCluster();
    const { client } = cluster;
    const owner = await client.create(cronJobs, cronJob({ schedule: '@hourly' }));
    const { uid = '' } = owner.metadata ?? {};
    await client.create(jobs, {
      metadata: {
        namespace,
        name: 'by-hand',
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'tidy', uid, controller: true }],
      },
      spec: cronJob({}, 'work/run-100000').spec.jobTemplate.spec ?? ({} as never),
    });
    await cluster.until(async () => (await messages(cluster, 'UnexpectedJob')).length > 0, 'the Job is noticed');
    await client.updateStatus(cronJobs, {
      ...(await client.get(cronJobs, { namespace, name: 'tidy' })),
      status: { active: [{ kind: 'Job', apiVersion: 'batch/v1', namespace, name: 'gone', uid: 'x' }] },
    });
    await cluster.until(async () => (await statusOf(cluster)).active === undefined, 'the missing Job is removed');
    expect(await messages(cluster, 'MissingJob')).toEqual(['Active job went missing: gone']);
  });

  it('that never fires reports it once', async () => {
    await using cluster = await testCluster();
    await cluster.client.create(cronJobs, cronJob({ schedule: '0 0 31 2 *' }));
    await cluster.clock.advance(30 * 60_000);
    const found = (await cluster.client.list(events)).items.filter((event) => event.reason === 'InvalidSchedule');
    expect(found.map(({ count }) => count)).toEqual([1]);
    expect(await jobsOf(cluster)).toEqual([]);
  });
});
