/** Gets and lists: selectors, pages, revisions. */
import { systemClock } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { createMemoryStore } from '@kubets/storage';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestBody, type TestServer, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const names = (body: TestBody): unknown[] => (body.items as KubeObject[]).map((item) => item.metadata?.name);

let api: TestServer;
beforeEach(async () => {
  api = await testServer();
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const labels = { odd: name === 'a' || name === 'c' || name === 'e' ? 'yes' : 'no' };
    await api.call(`POST ${maps}`, { body: { metadata: { name, labels } } });
  }
  await api.call('POST /api/v1/namespaces/b/configmaps', { body: { metadata: { name: 'other' } } });
  return () => api[Symbol.asyncDispose]();
});

describe('list', () => {
  test('covers a namespace or all of them', async () => {
    const { body } = await api.call(`GET ${maps}`);
    expect(body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '7' } });
    expect(names(body)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(names((await api.call('GET /api/v1/configmaps')).body)).toEqual(['a', 'b', 'c', 'd', 'e', 'other']);
    expect(names((await api.call('GET /api/v1/secrets')).body)).toEqual([]);
  });

  test('selects by label and field', async () => {
    const selected = async (query: string): Promise<unknown[]> =>
      names((await api.call(`GET /api/v1/configmaps?${query}`)).body);
    expect(await selected('labelSelector=odd%3Dno')).toEqual(['b', 'd']);
    expect(await selected('labelSelector=!odd')).toEqual(['other']);
    expect(await selected('fieldSelector=metadata.name%3Da')).toEqual(['a']);
    expect(await selected('fieldSelector=metadata.namespace%3Db')).toEqual(['other']);
    expect(await selected('fieldSelector=metadata.namespace!%3Db&labelSelector=odd%3Dyes')).toEqual(['a', 'c', 'e']);
  });

  test('returns all pages from one revision', async () => {
    const first = await api.call(`GET ${maps}?limit=2`);
    expect(names(first.body)).toEqual(['a', 'b']);
    expect(first.body.metadata).toMatchObject({ resourceVersion: '7', remainingItemCount: 3 });
    await api.call(`DELETE ${maps}/c`);
    const token = (body: TestBody): string => encodeURIComponent((body.metadata as { continue: string }).continue);
    const second = await api.call(`GET ${maps}?limit=2&continue=${token(first.body)}`);
    expect(names(second.body)).toEqual(['c', 'd']);
    expect(second.body.metadata).toMatchObject({ resourceVersion: '7', remainingItemCount: 1 });
    const third = await api.call(`GET ${maps}?limit=2&continue=${token(second.body)}`);
    expect(names(third.body)).toEqual(['e']);
    expect(third.body.metadata).toEqual({ resourceVersion: '7' });
  });

  test('omits the number of remaining items from pages with a selector', async () => {
    const { body } = await api.call(`GET ${maps}?limit=1&labelSelector=odd%3Dyes`);
    expect(names(body)).toEqual(['a']);
    expect(body.metadata).not.toHaveProperty('remainingItemCount');
    expect(body.metadata).toHaveProperty('continue');
  });

  test('returns past revisions', async () => {
    await api.call(`DELETE ${maps}/a`);
    expect(names((await api.call(`GET ${maps}?resourceVersion=3&resourceVersionMatch=Exact`)).body)).toEqual([
      'a',
      'b',
    ]);
    expect(names((await api.call(`GET ${maps}?resourceVersion=3&limit=9`)).body)).toEqual(['a', 'b']);
    const fresh = await api.call(`GET ${maps}?resourceVersion=3`);
    expect(names(fresh.body)).toEqual(['b', 'c', 'd', 'e']);
    expect(names((await api.call(`GET ${maps}?resourceVersion=0&limit=1`)).body)).toEqual(['b', 'c', 'd', 'e']);
  });

  test('a compacted revision is Expired, with a token to continue for pages', async () => {
    await using small = await testServer({ store: createMemoryStore({ clock: systemClock, historyLimit: 3 }) });
    for (const name of ['a', 'b', 'c']) await small.call(`POST ${maps}`, { body: { metadata: { name } } });
    const page = await small.call(`GET ${maps}?limit=1`);
    for (let i = 0; i < 200; i++) await small.call(`PATCH ${maps}/a`, { body: { data: { i: String(i) } } });
    await small.store.compact(await small.store.revision());
    await using fresh = await testServer({ store: small.store });
    const exact = await fresh.call(`GET ${maps}?resourceVersion=2&resourceVersionMatch=Exact`);
    expect(exact.body).toMatchObject({
      code: 410,
      reason: 'Expired',
      message: 'The resourceVersion for the provided list is too old.',
    });
    const token = encodeURIComponent((page.body.metadata as { continue: string }).continue);
    const expired = await fresh.call(`GET ${maps}?limit=1&continue=${token}`);
    expect(expired.body).toMatchObject({ code: 410, reason: 'Expired' });
    const on = encodeURIComponent((expired.body.metadata as { continue: string }).continue);
    expect(names((await fresh.call(`GET ${maps}?continue=${on}`)).body)).toEqual(['b', 'c']);
  });

  test('pages that continue inconsistently count the items that remain', async () => {
    await using many = await testServer({ store: createMemoryStore({ clock: systemClock, historyLimit: 3 }) });
    const name = (at: number): string => `m${String(at).padStart(3, '0')}`;
    for (let at = 0; at < 400; at++) await many.call(`POST ${maps}`, { body: { metadata: { name: name(at) } } });
    const first = await many.call(`GET ${maps}?limit=40`);
    for (let i = 0; i < 200; i++) await many.call(`PATCH ${maps}/m399`, { body: { data: { i: String(i) } } });
    await many.store.compact(await many.store.revision());
    await using fresh = await testServer({ store: many.store });
    const token = (body: TestBody): string => encodeURIComponent((body.metadata as { continue: string }).continue);
    const expired = await fresh.call(`GET ${maps}?limit=40&continue=${token(first.body)}`);
    expect(expired.code).toBe(410);
    let page = await fresh.call(`GET ${maps}?limit=40&continue=${token(expired.body)}`);
    for (let found = 80; found < 400; found += 40) {
      expect(names(page.body)).toEqual(Array.from({ length: 40 }, (_, at) => name(found - 40 + at)));
      expect(page.body.metadata).toMatchObject({ remainingItemCount: 400 - found });
      page = await fresh.call(`GET ${maps}?limit=40&continue=${token(page.body)}`);
    }
    expect(page.body.metadata).not.toHaveProperty('remainingItemCount');
  });

  test.each([
    ['labelSelector=a%3D%3D%3D', 400, /unable to parse requirement/],
    [
      'fieldSelector=spec.x%3D1',
      400,
      '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['limit=x', 400, /invalid syntax/],
    ['resourceVersion=x', 422, /resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax/],
    ['continue=x', 400, /continue key is not valid/],
    ['continue=x&resourceVersion=5', 400, 'specifying resource version is not allowed when using continue'],
    ['resourceVersionMatch=Exact', 422, /resourceVersionMatch is forbidden unless resourceVersion is provided/],
    ['resourceVersion=1&resourceVersionMatch=Roughly', 422, /Unsupported value: "Roughly"/],
    ['resourceVersion=0&resourceVersionMatch=Exact', 422, /is forbidden for resourceVersion "0"/],
    [
      'sendInitialEvents=true',
      422,
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ],
  ])('?%s is refused with %i', async (query, code, message) => {
    const answer = await api.call(`GET ${maps}?${query}`);
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(answer.code).toBe(code);
  });

  test('a future revision times out', async () => {
    await api.call(`GET ${maps}`);
    const waiting = api.call(`GET ${maps}?resourceVersion=1000`);
    await api.clock.advance(4_000);
    expect(await waiting).toMatchObject({
      code: 504,
      body: {
        reason: 'Timeout',
        message: 'Too large resource version: 1000, current: 7',
        details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
      },
    });
  });
});

describe('a warm cache', () => {
  test('serves pages, past revisions, selections and streamed lists without the store', async () => {
    const store = createMemoryStore({ clock: systemClock });
    const asked = [vi.spyOn(store, 'get'), vi.spyOn(store, 'list')];
    await using cached = await testServer({ store });
    const put = (name: string): Promise<unknown> => cached.call(`POST ${maps}`, { body: { metadata: { name } } });
    for (const name of ['a', 'b', 'c']) await put(name);
    const get = async (query: string): Promise<TestBody> => (await cached.call(`GET ${maps}?${query}`)).body;
    const { metadata } = await get('limit=1');
    await put('d');
    for (const calls of asked) calls.mockClear();
    expect(names(await get(''))).toEqual(['a', 'b', 'c', 'd']);
    expect(names(await get('fieldSelector=metadata.name%3Db'))).toEqual(['b']);
    const token = encodeURIComponent((metadata as { continue: string }).continue);
    expect(names(await get(`limit=5&continue=${token}`))).toEqual(['b', 'c']);
    expect(names(await get('resourceVersion=2&resourceVersionMatch=Exact'))).toEqual(['a']);
    expect(names(await get('resourceVersion=3&resourceVersionMatch=NotOlderThan'))).toEqual(['a', 'b', 'c', 'd']);
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = await cached.watch(`GET ${maps}?${query}`);
    for (let i = 0; i < 5; i++) await events.next();
    await events.return?.();
    for (const calls of asked) expect(calls).not.toHaveBeenCalled();
  });
});

describe('get', () => {
  test('returns the same bytes every time', async () => {
    const first = await api.http(`GET ${maps}/a`);
    expect(first.text).toMatch(
      /^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"resourceVersion":"2","name":"a",/,
    );
    expect((await api.http(`GET ${maps}/a?resourceVersion=0`)).text).toBe(first.text);
    expect(await api.call(`GET ${maps}/a?resourceVersion=4`)).toMatchObject({ code: 200 });
    expect((await api.call(`GET ${maps}/none?resourceVersion=0`)).body).toMatchObject({
      message: 'configmaps "none" not found',
      reason: 'NotFound',
      details: { name: 'none', kind: 'configmaps' },
      code: 404,
    });
  });

  test('shows one object in all versions of a kind', async () => {
    const hpas = (version: string): string => `/apis/autoscaling/${version}/namespaces/a/horizontalpodautoscalers`;
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' }, maxReplicas: 3 };
    const created = await api.call(`POST ${hpas('v1')}`, {
      body: { metadata: { name: 'h' }, spec: { ...spec, targetCPUUtilizationPercentage: 70 } },
    });
    expect(created).toMatchObject({ code: 201, body: { apiVersion: 'autoscaling/v1' } });
    const { body } = await api.call(`GET ${hpas('v2')}/h`);
    expect(body).toMatchObject({
      apiVersion: 'autoscaling/v2',
      metadata: { uid: created.body.metadata?.uid, resourceVersion: created.body.metadata?.resourceVersion },
      spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70 } } }] },
    });
    const { body: list } = await api.call(`GET ${hpas('v1')}`);
    expect(list).toMatchObject({
      apiVersion: 'autoscaling/v1',
      items: [{ spec: { targetCPUUtilizationPercentage: 70 } }],
    });
  });
});
