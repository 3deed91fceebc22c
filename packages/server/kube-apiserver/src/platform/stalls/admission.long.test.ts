/** Admission may not hold the event loop for long, whatever a namespace contains: measured as in `stalls.long.test.ts`. */
import type { LimitRange, Pod } from '@kubets/api';
import { limitRanges, namespaces, pods, serviceAccounts } from '@kubets/api';
import { workUnitMs } from '@kubets/base/platform/testing';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestCluster, testCluster } from '../../cluster-testing.ts';
import { longestStall } from './longest-stall.testing.ts';

/** 50 ms are 3.3 units; the rest of the margin as in `stalls.long.test.ts`. The best of three runs counts. */
const maxUnits = 6;
const runs = 3;

let unit: number;
let cluster: TestCluster;
beforeAll(() => {
  unit = workUnitMs();
});
beforeEach(async () => {
  cluster = await testCluster();
  await cluster.server.resources.create(serviceAccounts, 'default', { metadata: { name: 'default' } });
});
afterEach(() => cluster[Symbol.asyncDispose]());

/** The stall of the best run, in units. */
async function stallOf(work: (run: number) => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) best = Math.min(best, await longestStall(() => work(run)));
  return best / unit;
}

const containers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `c${index}`,
    image: 'i:1',
    imagePullPolicy: 'Always' as const,
  }));
const label = (level: string) => ({ metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } } });

async function store(pod: Pod): Promise<void> {
  await cluster.server.resources.create(pods, 'default', pod);
}

/** Relabels the namespace in each run, and back. */
async function relabelled(warning: string): Promise<number> {
  return stallOf(async () => {
    const patched = await cluster.answer('PATCH /api/v1/namespaces/default', { body: label('restricted') });
    expect(patched.type === 'object' && patched.warnings).toContainEqual(expect.stringContaining(warning));
    await cluster.call('PATCH /api/v1/namespaces/default', label('privileged'));
  });
}

test('a label on a namespace with 5,000 pods', async () => {
  for (let i = 0; i < 5_000; i++) await store({ metadata: { name: `p${i}` }, spec: { containers: containers(1) } });
  const units = await relabelled(
    'new PodSecurity enforce level only checked against the first 3000 of 5000 existing pods',
  );
  expect(units).toBeLessThan(maxUnits);
}, 120_000);

test('a label on a namespace with pods of the maximum size', async () => {
  for (let i = 0; i < 10; i++) await store({ metadata: { name: `p${i}` }, spec: { containers: containers(8_000) } });
  expect(await relabelled('p0 (and 9 other pods): allowPrivilegeEscalation')).toBeLessThan(maxUnits);
}, 120_000);

test('a pod with 8,000 containers that violate three different policies', async () => {
  const prefix = 'pod-security.kubernetes.io/';
  const labels = {
    [`${prefix}enforce`]: 'restricted',
    [`${prefix}audit`]: 'restricted',
    [`${prefix}audit-version`]: 'v1.20',
    [`${prefix}warn`]: 'restricted',
    [`${prefix}warn-version`]: 'v1.30',
  };
  await cluster.server.resources.update(namespaces, '', 'default', (current) => ({
    ...current,
    metadata: { ...current.metadata, labels },
  }));
  const body = { metadata: { name: 'p' }, spec: { containers: containers(8_000) } };
  const units = await stallOf(async () => {
    expect((await cluster.call('POST /api/v1/namespaces/default/pods', body)).code).toBe(403);
  });
  expect(units).toBeLessThan(maxUnits);
}, 120_000);

test('a LimitRange with 10,000 bounds and a pod with 8,000 containers', async () => {
  const bounds = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`example.com/r${index}`, '1']));
  const range: LimitRange = { metadata: { name: 'l' }, spec: { limits: [{ type: 'Container', min: bounds }] } };
  await cluster.server.resources.create(limitRanges, 'default', range);
  const body = { metadata: { name: 'p' }, spec: { containers: containers(8_000) } };
  const units = await stallOf(async () => {
    expect((await cluster.call('POST /api/v1/namespaces/default/pods', body)).code).toBeGreaterThanOrEqual(400);
  });
  expect(units).toBeLessThan(maxUnits);
}, 120_000);

test('labels of any length and content', async () => {
  const values = ['v1.', 'v1.99999999999999999999', `v1.${'9'.repeat(60)}`, 'x'.repeat(63), '0', 'V1.1', 'latest-1'];
  for (const value of values) {
    const { code } = await cluster.call('POST /api/v1/namespaces', {
      metadata: { name: 'hostile', labels: { 'pod-security.kubernetes.io/enforce-version': value } },
    });
    expect([value, code]).toEqual([value, 422]);
  }
});
