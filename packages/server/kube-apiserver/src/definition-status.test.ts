/** The status of CustomResourceDefinitions, and their end. */
import { expect, it } from 'vitest';
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

const path = `${crds}/crontabs.${group}`;

const named = (plural: string, names: Json = {}): Json => {
  const crd = definition([version()], {
    names: { plural, singular: plural, kind: plural, listKind: `${plural}s`, ...names },
  });
  return { ...crd, metadata: { name: `${plural}.${group}` } };
};

type Body = Awaited<ReturnType<TestCluster['call']>>['body'];

/** Reads until `done`. Events do not take time on the virtual clock. */
async function until(cluster: TestCluster, at: string, done: (body: Body, code: number) => boolean): Promise<Body> {
  for (;;) {
    const { code, body } = await cluster.call(`GET ${at}`);
    if (done(body, code)) return body;
    await cluster.clock.advance(10);
  }
}

const conditions = (body: Body): Record<string, string> =>
  Object.fromEntries(
    (((body.status as Json | undefined)?.conditions ?? []) as { type: string; status: string; reason: string }[]).map(
      ({ type, status, reason }) => [type, `${status} ${reason}`],
    ),
  );

it('a definition is established with its names, and served as soon as it says so', async () => {
  await using cluster = await testCluster();
  const created = await cluster.call(`POST ${crds}`, definition());
  expect(created.body.status).toMatchObject({ storedVersions: ['v1'], acceptedNames: { plural: '', kind: '' } });
  const body = await until(cluster, path, (each) => conditions(each).Established !== undefined);
  expect(conditions(body)).toEqual({ NamesAccepted: 'True NoConflicts', Established: 'True InitialNamesAccepted' });
  expect(body.status).toMatchObject({ acceptedNames: { plural: 'crontabs', listKind: 'CronTabList' } });
  expect((await cluster.call(`GET ${collection}`)).code).toBe(200);
});

it('a name belongs to one definition of a group, until that is deleted', async () => {
  await using cluster = await testCluster();
  await cluster.call(`POST ${crds}`, named('first', { shortNames: ['x'] }));
  await until(
    cluster,
    `${crds}/first.${group}`,
    (body) => conditions(body).Established === 'True InitialNamesAccepted',
  );
  await cluster.call(`POST ${crds}`, named('second', { shortNames: ['x'] }));
  const at = `${crds}/second.${group}`;
  const refused = await until(cluster, at, (body) => conditions(body).NamesAccepted !== undefined);
  expect(conditions(refused)).toEqual({ NamesAccepted: 'False ShortNamesConflict', Established: 'False NotAccepted' });
  await cluster.call(`DELETE ${crds}/first.${group}`);
  const accepted = await until(cluster, at, (body) => conditions(body).NamesAccepted === 'True NoConflicts');
  expect(accepted.status).toMatchObject({ acceptedNames: { shortNames: ['x'] } });
});

it('a deleted definition first deletes its objects, and waits for those that are held', async () => {
  await using cluster = await testCluster();
  await define(cluster, definition());
  for (let i = 0; i < 30; i++) await cluster.call(`POST ${collection}`, crontab(`free-${i}`));
  await cluster.call(
    `POST ${collection}`,
    crontab('held', {}, { metadata: { name: 'held', finalizers: ['example.com/hold'] } }),
  );
  const deleted = await cluster.call(`DELETE ${path}`);
  expect(deleted.code).toBe(200);
  const standing = await until(cluster, collection, (body) => (body.items as unknown[]).length === 1);
  expect(standing.items).toMatchObject([{ metadata: { name: 'held', deletionTimestamp: expect.any(String) } }]);
  const waiting = await cluster.call(`GET ${path}`);
  expect(waiting.body.metadata?.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
  expect(conditions(waiting.body).Terminating).toBe('True InstanceDeletionInProgress');
  await cluster.call(`PATCH ${collection}/held`, { metadata: { finalizers: null } });
  await until(cluster, path, (_, code) => code === 404);
  await until(cluster, collection, (_, code) => code !== 200);
});

it('tells after a minute that objects are left', async () => {
  await using cluster = await testCluster();
  await define(cluster, definition());
  await cluster.call(
    `POST ${collection}`,
    crontab('held', {}, { metadata: { name: 'held', finalizers: ['example.com/hold'] } }),
  );
  await cluster.call(`DELETE ${path}`);
  await cluster.clock.advance(70_000);
  const body = await until(cluster, path, (each) => conditions(each).Terminating === 'True InstanceDeletionCheck');
  expect(JSON.stringify(body.status)).toContain('could not confirm zero CustomResources remaining');
});

it('the objects of a resource that no version serves are deleted, too', async () => {
  await using cluster = await testCluster();
  await define(cluster, definition());
  await cluster.call(`POST ${collection}`, crontab('a'));
  const hidden = { spec: { versions: [version({ served: false })] } };
  expect((await cluster.call(`PATCH ${path}`, hidden)).code).toBe(200);
  await until(cluster, collection, (_, code) => code !== 200);
  await cluster.call(`DELETE ${path}`);
  await until(cluster, path, (_, code) => code === 404);
  await define(cluster, definition());
  expect((await cluster.call(`GET ${collection}`)).body.items).toEqual([]);
});

it('a definition that was never established is deleted at once', async () => {
  await using cluster = await testCluster();
  await cluster.call(`POST ${crds}`, named('first'));
  await until(cluster, `${crds}/first.${group}`, (body) => conditions(body).Established !== undefined);
  await cluster.call(`POST ${crds}`, named('second', { kind: 'first' }));
  const at = `${crds}/second.${group}`;
  await until(cluster, at, (body) => conditions(body).NamesAccepted === 'False KindConflict');
  await cluster.call(`DELETE ${at}`);
  await until(cluster, at, (_, code) => code === 404);
});

it('two servers accept, establish and delete the same definitions', async () => {
  await using one = await testCluster();
  await using two = await testCluster({ store: one.store, clock: one.clock });
  const all = ['a', 'b', 'c', 'd'].map((plural) => named(plural));
  await Promise.all(all.map((crd, index) => (index % 2 === 0 ? one : two).call(`POST ${crds}`, crd)));
  for (const { metadata } of all) {
    const at = `${crds}/${(metadata as { name: string }).name}`;
    await until(one, at, (body) => conditions(body).Established === 'True InitialNamesAccepted');
    await until(two, `/apis/${group}/v1/${at.slice(crds.length + 1, -group.length - 1)}`, (_, code) => code === 200);
    await two.call(`DELETE ${at}`);
    await until(one, at, (_, code) => code === 404);
  }
});

it('a status write changes only the status, and valid names', async () => {
  await using cluster = await testCluster();
  await define(cluster, definition());
  const acceptedNames = { plural: 'A B', kind: 'CronTab' };
  const { code, body } = await cluster.call(`PATCH ${path}/status`, {
    status: { acceptedNames },
    spec: { scope: 'Cluster' },
  });
  expect([code, body.message]).toEqual([
    422,
    expect.stringContaining('status.acceptedNames.plural: Invalid value: "A B"'),
  ]);
});
