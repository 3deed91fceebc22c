/** DELETE through the whole server in memory, and the deletion of namespaces. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const map = (name: string, rest: object = {}): object => ({ metadata: { name }, data: { k: 'v' }, ...rest });
let api: TestServer;
beforeEach(async () => {
  api = await testServer();
  return () => api[Symbol.asyncDispose]();
});

describe('delete', () => {
  test('answers with a Status, or the object where upstream does', async () => {
    const { body } = await api.call(`POST ${maps}`, { body: map('m') });
    expect((await api.call(`DELETE ${maps}/m`)).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'm', kind: 'configmaps', uid: body.metadata?.uid },
    });
    const accounts = '/api/v1/namespaces/a/serviceaccounts';
    await api.call(`POST ${accounts}`, { body: { metadata: { name: 's' } } });
    expect((await api.call(`DELETE ${accounts}/s`)).body).toMatchObject({ kind: 'ServiceAccount' });
    expect(await api.call(`DELETE ${maps}/m`)).toMatchObject({ code: 404 });
  });

  test('reads its options from the body or the query', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const wrong = { preconditions: { uid: 'x' } };
    expect(await api.call(`DELETE ${maps}/m`, { body: wrong })).toMatchObject({ code: 409 });
    expect(await api.call(`DELETE ${maps}/m?propagationPolicy=Sometimes`)).toMatchObject({ code: 422 });
    expect(await api.call(`DELETE ${maps}/m?propagationPolicy=Orphan&orphanDependents=true`)).toMatchObject({
      code: 422,
    });
    expect(await api.call(`DELETE ${maps}/m?dryRun=All`)).toMatchObject({ code: 200 });
    expect(await api.call(`DELETE ${maps}/m?propagationPolicy=Foreground`)).toMatchObject({
      code: 202,
      body: { metadata: { finalizers: ['foregroundDeletion'] } },
    });
  });

  test('deletes a collection by selector, and nothing else', async () => {
    for (const name of ['a', 'b', 'c']) {
      const labels = { keep: name === 'c' ? 'yes' : 'no' };
      await api.call(`POST ${maps}`, { body: map(name, { metadata: { name, labels } }) });
    }
    const { code, body } = await api.call(`DELETE ${maps}?labelSelector=keep%3Dno`);
    expect(code).toBe(200);
    expect((body.items as object[]).length).toBe(2);
    const { body: left } = await api.call(`GET ${maps}`);
    expect(left.items).toMatchObject([{ metadata: { name: 'c' } }]);
  });
});

describe('namespaces', () => {
  test('are removed when finalize empties spec.finalizers', async () => {
    const body = { metadata: { name: 'n' }, spec: { finalizers: ['kubernetes'] } };
    await api.call('POST /api/v1/namespaces', { body });
    const { body: dying } = await api.call('DELETE /api/v1/namespaces/n');
    expect(dying).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
    const { body: kept } = await api.call('PUT /api/v1/namespaces/n', { body: { ...dying, spec: {} } });
    expect(kept).toMatchObject({ spec: { finalizers: ['kubernetes'] } });
    const done = await api.call('PUT /api/v1/namespaces/n/finalize', { body: { ...kept, spec: {} } });
    expect(done.code).toBe(200);
    expect(await api.call('GET /api/v1/namespaces/n')).toMatchObject({ code: 404 });
  });
});
