/** Field managers of custom resources that have several versions. */
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';
import {
  collection,
  crds,
  crontab,
  define,
  definition,
  group,
  type Json,
  version,
} from './custom-resources-testing.ts';

/** Replaces the versions of the definition, and waits until they are served. */
async function redefine(cluster: TestCluster, versions: readonly Json[], until: () => Promise<boolean>): Promise<void> {
  const { code, body } = await cluster.call(`PATCH ${crds}/crontabs.${group}`, { spec: { versions } });
  expect(code, JSON.stringify(body)).toBe(200);
  while (!(await until())) await cluster.clock.advance(10);
}

describe('managers that wrote in another version', () => {
  const inV2 = collection.replace('/v1/', '/v2/');
  const v2 = version({ name: 'v2', storage: false });

  /** An object whose replicas `two` has applied in v2. */
  async function appliedInV2(cluster: TestCluster) {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const apply = (path: string, manager: string, object: Json) =>
      cluster.call(`PATCH ${path}/a?fieldManager=${manager}`, object, { headers });
    await define(cluster, definition([version(), v2]));
    await cluster.call(`POST ${collection}?fieldManager=one`, crontab('a'));
    const spec = { replicas: 4 };
    const applied = { apiVersion: `${group}/v2`, kind: 'CronTab', metadata: { name: 'a' }, spec };
    expect((await apply(inV2, 'two', applied)).code).toBe(409);
    expect((await apply(inV2, 'two&force=true', applied)).code).toBe(200);
    return { apply };
  }

  it('conflict with an apply in this version', async () => {
    await using cluster = await testCluster();
    const { apply } = await appliedInV2(cluster);
    const { code, body } = await apply(collection, 'three', crontab('a', { replicas: 5 }));
    expect(code).toBe(409);
    expect(body.message).toContain('conflict with "two": .spec.replicas');
    expect((await apply(collection, 'three', crontab('a', { replicas: 4 }))).code).toBe(200);
  });

  it('keep their fields while the version is not served, and lose them when it is removed', async () => {
    await using cluster = await testCluster();
    const { apply } = await appliedInV2(cluster);
    const isGone = async (): Promise<boolean> => (await cluster.call(`GET ${inV2}/a`)).code === 404;
    await redefine(cluster, [version(), { ...v2, served: false }], isGone);
    const five = crontab('a', { replicas: 5 });
    expect((await apply(collection, 'three', five)).code).toBe(409);
    await redefine(cluster, [version()], async () => (await apply(collection, 'three', five)).code === 200);
    const { body } = await cluster.call(`GET ${collection}/a`);
    expect(body.spec).toMatchObject({ replicas: 5 });
    expect(body.metadata?.managedFields?.map(({ manager }) => manager)).toEqual(['three', 'one']);
  });
});
