/** What a strategy says about its kind also holds for a kind that is registered while the server runs. */
import { namespaces, type ResourceDefinition } from '@kubets/api';
import { fieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import { beforeEach, expect, test } from 'vitest';
import { type TestServer, testServer } from '../testing.ts';

type Strategy = ResourceDefinition['strategy'];
type Tenant = KubeObject & { readonly spec?: { readonly finalizers?: readonly string[] } };

/** A cluster-scoped kind with `spec.finalizers` and a status. */
const tenants = (strategy: Strategy, names: Partial<ResourceDefinition> = {}): ResourceDefinition => ({
  ...(namespaces as unknown as ResourceDefinition),
  group: 'example.com',
  plural: 'tenants',
  singular: 'tenant',
  kind: 'Tenant',
  listKind: 'TenantList',
  shortNames: [],
  storageVersion: { group: 'example.com', version: 'v1' },
  storagePrefix: 'example.com/tenants',
  columns: () => [],
  strategy,
  ...names,
});

const path = '/apis/example.com/v1/tenants';
let api: TestServer;
beforeEach(async () => {
  api = await testServer();
  return () => api[Symbol.asyncDispose]();
});

/** The kind with `strategy`, and one object of it. */
async function created(strategy: Strategy, object: object = {}) {
  api.server.registerResource(tenants(strategy));
  return await api.call(`POST ${path}`, { body: { metadata: { name: 't' }, ...object } });
}

test('defaultGarbageCollectionPolicy', async () => {
  await created({ defaultGarbageCollectionPolicy: 'orphan' });
  expect(await api.call(`DELETE ${path}/t`)).toMatchObject({ body: { metadata: { finalizers: ['orphan'] } } });
});

test('returnDeletedObject', async () => {
  await created({ returnDeletedObject: true });
  expect(await api.call(`DELETE ${path}/t`)).toMatchObject({ body: { kind: 'Tenant', metadata: { name: 't' } } });
  await created({});
  expect(await api.call(`DELETE ${path}/t`)).toMatchObject({ body: { kind: 'Status' } });
});

test.each([
  [true, { phase: 'Active' }],
  [false, {}],
])('keepStatusOnCreate %s', async (keepStatusOnCreate, status) => {
  const { body } = await created({ keepStatusOnCreate }, { status: { phase: 'Active' } });
  expect(body.status).toEqual(status);
});

test('ttlSeconds', async () => {
  await created({ ttlSeconds: 60 });
  await api.clock.advance(59_000);
  expect(await api.call(`GET ${path}/t`)).toMatchObject({ code: 200 });
  await api.clock.advance(2000);
  expect(await api.call(`GET ${path}/t`)).toMatchObject({ code: 404 });
});

test('deprecation', async () => {
  expect(await created({ deprecation: 'use example.com/v2' })).toMatchObject({
    warnings: [expect.stringContaining('use example.com/v2')],
  });
});

test.each<[Strategy, object]>([
  [{}, { labels: { new: 'x' }, annotations: { new: 'x' } }],
  [{ resetFields: { status: ['spec', 'metadata.labels'] } }, { labels: { old: 'x' }, annotations: { new: 'x' } }],
  [{ resetFields: { status: ['spec', 'metadata'] } }, { labels: { old: 'x' }, annotations: { old: 'x' } }],
  [
    { resetFields: { status: ['spec', 'metadata'] }, metadataKeptByStatus: [] },
    { labels: { new: 'x' }, annotations: { new: 'x' } },
  ],
])('a write of the status under %j', async (strategy, kept) => {
  await created(strategy, { metadata: { name: 't', labels: { old: 'x' }, annotations: { old: 'x' } } });
  const metadata = { name: 't', labels: { new: 'x' }, annotations: { new: 'x' } };
  const body = { metadata, status: { phase: 'Active' } };
  expect(await api.call(`PUT ${path}/t/status`, { body })).toMatchObject({
    body: { metadata: kept, status: { phase: 'Active' } },
  });
});

test('resetFields decide which fields a manager owns', async () => {
  await created({ resetFields: { status: ['spec', 'status.phase'] } });
  const body = { metadata: { name: 't' }, status: { phase: 'Active', conditions: [{ type: 'A', status: 'True' }] } };
  const { body: next } = await api.call(`PUT ${path}/t/status`, { body, headers: { 'user-agent': 'other/1' } });
  const { fieldsV1 } = next.metadata?.managedFields?.find(({ subresource }) => subresource === 'status') ?? {};
  expect(fieldsV1).toHaveProperty('f:status');
  expect(JSON.stringify(fieldsV1)).not.toContain('f:phase');
});

test('ownFinalizers hold, prepareSubresource releases, markDeleted is shown', async () => {
  await created(
    {
      ownFinalizers: ({ spec }: Tenant) => spec?.finalizers ?? [],
      markDeleted: (tenant) => ({ ...tenant, status: { phase: 'Terminating' } }) as KubeObject,
      prepareSubresource: { finalize: (tenant: Tenant, old) => ({ ...old, spec: tenant.spec }) as KubeObject },
    },
    { spec: { finalizers: ['example.com/hold'] } },
  );
  expect(await api.call(`DELETE ${path}/t`)).toMatchObject({ body: { status: { phase: 'Terminating' } } });
  const body = { metadata: { name: 't' }, spec: {} };
  expect(await api.call(`PUT ${path}/t/finalize`, { body })).toMatchObject({ code: 200 });
  expect(await api.call(`GET ${path}/t`)).toMatchObject({ code: 404 });
});

test('deletionFinalizer holds an object from its first DELETE on', async () => {
  await created({
    deletionFinalizer: 'example.com/contents',
    markDeleted: (tenant) => ({ ...tenant, status: { phase: 'Terminating' } }) as KubeObject,
  });
  const deleted = await api.call(`DELETE ${path}/t`);
  expect(deleted).toMatchObject({
    body: { metadata: { finalizers: ['example.com/contents'] }, status: { phase: 'Terminating' } },
  });
  await api.call(`DELETE ${path}/t`);
  expect(await api.call(`GET ${path}/t`)).toMatchObject({ code: 200 });
  const body = { metadata: { name: 't' } };
  expect(await api.call(`PUT ${path}/t`, { body })).toMatchObject({ code: 200 });
  expect(await api.call(`GET ${path}/t`)).toMatchObject({ code: 404 });
});

test('validateInTurns refuses creates and updates, but not writes of the status', async () => {
  const validateInTurns = async ({ spec }: Tenant, old: Tenant | undefined, subresource: string) =>
    subresource === '' && spec?.finalizers?.includes('bad')
      ? [fieldError.forbidden('spec.finalizers', old === undefined ? 'new' : 'old')]
      : [];
  await created({ validateInTurns });
  const bad = { metadata: { name: 'u' }, spec: { finalizers: ['bad'] } };
  expect(await api.call(`POST ${path}`, { body: bad })).toMatchObject({
    code: 422,
    body: { details: { causes: [{ message: 'Forbidden: new' }] } },
  });
  const body = { ...bad, metadata: { name: 't' } };
  expect(await api.call(`PUT ${path}/t`, { body })).toMatchObject({
    code: 422,
    body: { details: { causes: [{ message: 'Forbidden: old' }] } },
  });
  expect(await api.call(`PUT ${path}/t/status`, { body })).toMatchObject({ code: 200 });
});

test.each([
  [true, 200],
  [false, 404],
])('isNamespace %s: the path of one object names a namespace', async (isNamespace, status) => {
  api.server.registerResource(tenants({ isNamespace }, { plural: 'namespaces' }));
  const all = '/apis/example.com/v1/namespaces';
  expect(await api.call(`POST ${all}`, { body: { metadata: { name: 't' } } })).toMatchObject({ code: 201 });
  expect((await api.http(`GET ${all}/t`)).status).toBe(status);
});
