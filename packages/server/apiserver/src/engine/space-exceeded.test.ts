/** What clients see of a store over its quota: upstream's answer with etcd's message; reads and deletes continue. */
import { systemClock } from '@kubets/base';
import { createMemoryStore, SpaceExceededError, type Store } from '@kubets/storage';
import { expect, it } from 'vitest';
import { testServer } from '../testing.ts';

/** A store that can be declared full. */
function storeWithQuota(): { readonly store: Store; fill(): void } {
  const inner = createMemoryStore({ clock: systemClock });
  let full = false;
  const space = { size: 4096, used: 2048, quota: 3000 };
  const store: Store = {
    revision: () => inner.revision(),
    get: (...read) => inner.get(...read),
    list: (request) => inner.list(request),
    count: (prefix) => inner.count(prefix),
    watch: (request) => inner.watch(request),
    compact: (revision) => inner.compact(revision),
    export: () => inner.export(),
    space: () => ({ ...space, exceeded: full }),
    commit: async (commit) => {
      if (full && commit.apply.some(({ type }) => type === 'put')) throw new SpaceExceededError();
      return inner.commit(commit);
    },
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
  return {
    store,
    fill: () => {
      full = true;
    },
  };
}

const path = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

it('refuses writes with 500 and no reason, and continues with reads and deletes', async () => {
  const { store, fill } = storeWithQuota();
  await using api = await testServer({ store });
  expect((await api.call(`POST ${path}`, { body: configMap('a') })).code).toBe(201);
  fill();
  const refused = await api.call(`POST ${path}`, { body: configMap('b') });
  expect(refused.code).toBe(500);
  expect(refused.body).toMatchObject({
    kind: 'Status',
    status: 'Failure',
    message: 'etcdserver: mvcc: database space exceeded',
    code: 500,
  });
  expect(refused.body).not.toHaveProperty('reason');
  expect((await api.call(`GET ${path}/a`)).code).toBe(200);
  expect((await api.call(`DELETE ${path}/a`)).code).toBe(200);
});

it('reports sizes, quota and the alarm as metrics', async () => {
  const { store, fill } = storeWithQuota();
  await using api = await testServer({ store });
  fill();
  const { text } = await api.http('GET /metrics');
  for (const line of [
    'apiserver_storage_size_bytes{storage_cluster_id="embedded"} 4096',
    'etcd_mvcc_db_total_size_in_use_in_bytes 2048',
    'etcd_server_quota_backend_bytes 3000',
    'kubets_storage_alarm{type="NOSPACE"} 1',
  ])
    expect(text).toContain(`\n${line}\n`);
});

it('has no such metrics if the disk belongs to another program', async () => {
  await using api = await testServer();
  expect((await api.http('GET /metrics')).text).not.toContain('apiserver_storage_size_bytes');
});
