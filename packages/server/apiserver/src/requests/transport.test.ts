/** The server as used by components in its process. */
import { nextTurn } from '@kubets/base';
import { describe, expect, test } from 'vitest';
import { testServer, testUser } from '../testing.ts';

const path = '/api/v1/namespaces/a/configmaps';

const transportOf = (api: Awaited<ReturnType<typeof testServer>>) => api.server.transport(testUser);

describe('the in-process transport', () => {
  test('passes objects in and out, the same object every time', async () => {
    await using api = await testServer();
    const transport = api.server.transport(testUser);
    const made = await transport.request({
      method: 'POST',
      path,
      body: { metadata: { name: 'm', labels: undefined } },
    });
    expect(made).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'm', resourceVersion: '2' } });
    const one = await transport.request({ method: 'GET', path: `${path}/m` });
    expect(await transport.request({ method: 'GET', path: `${path}/m` })).toBe(one);
    const list = (await transport.request({ method: 'GET', path })) as { items: unknown[] };
    expect(list).toMatchObject({ kind: 'ConfigMapList', metadata: { resourceVersion: '2' } });
    expect(list.items[0]).toBe(one);
    expect(await transport.request({ method: 'GET', path: '/version' })).toMatchObject({ major: '1' });
  });

  test('rejects with the StatusError of a failure', async () => {
    await using api = await testServer();
    const transport = api.server.transport(testUser);
    await expect(transport.request({ method: 'GET', path: `${path}/none` })).rejects.toMatchObject({
      reason: 'NotFound',
    });
    await expect(transport.request({ method: 'GET', path: '/none' })).rejects.toMatchObject({ code: 404 });
    const watch = transport.watch({ method: 'GET', path, query: { watch: 'true', resourceVersion: 'x' } });
    await expect(Array.fromAsync(watch)).rejects.toMatchObject({ reason: 'Invalid' });
  });

  test('request ends a watch, which it cannot return', async () => {
    await using api = await testServer();
    const transport = transportOf(api);
    const { pending } = api.clock;
    const watch = transport.request({ method: 'GET', path, query: { watch: 'true' } });
    await expect(watch).rejects.toMatchObject({ reason: 'BadRequest' });
    expect(api.server.metrics.text()).not.toMatch(/^apiserver_longrunning_requests.* [1-9]/m);
    expect(api.clock.pending).toBe(pending);
  });

  test.each<[string, () => Parameters<ReturnType<typeof transportOf>['request']>[0]]>([
    ['reads', () => ({ method: 'GET', path: `${path}/none` })],
    ['writes', () => ({ method: 'POST', path, body: { metadata: { generateName: 'm-' } } })],
  ])('yields to other work between many %s that are sent at once', async (_, request) => {
    await using api = await testServer();
    const transport = transportOf(api);
    let turns = 0;
    let over = false;
    const counting = (async () => {
      for (; !over; turns++) await nextTurn();
    })();
    await Promise.allSettled(Array.from({ length: 800 }, () => transport.request(request())));
    over = true;
    await counting;
    expect(turns).toBeGreaterThanOrEqual(800 / 16 - 1);
  });

  test('starts waiting requests in order', async () => {
    await using api = await testServer();
    const transport = transportOf(api);
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        await transport.request({ method: 'GET', path: '/version' });
        order.push(index);
      }),
    );
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('patches and watches', async () => {
    await using api = await testServer();
    const transport = api.server.transport(testUser);
    await transport.request({ method: 'POST', path, body: { metadata: { name: 'm' } } });
    await transport.request({
      method: 'PATCH',
      path: `${path}/m`,
      contentType: 'application/json-patch+json',
      body: [{ op: 'add', path: '/data', value: { k: 'v' } }],
    });
    const events: unknown[] = [];
    for await (const event of transport.watch({
      method: 'GET',
      path,
      query: { watch: 'true', resourceVersion: '2' },
    })) {
      events.push(event);
      break;
    }
    expect(events).toMatchObject([{ type: 'MODIFIED', object: { data: { k: 'v' } } }]);
  });
});

describe("the server's own access", () => {
  const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };

  test('writes without admission, decoded and defaulted, and reports changes', async () => {
    await using api = await testServer();
    const { resources } = api.server;
    const stop = new AbortController();
    let changes = 0;
    resources.onChange(configMaps, () => changes++, stop.signal);
    await resources.create(configMaps, 'a', { metadata: { name: 'm' } });
    expect(await resources.get(configMaps, 'a', 'm')).toMatchObject({
      kind: 'ConfigMap',
      metadata: { namespace: 'a' },
    });
    const unchanged = await resources.update(configMaps, 'a', 'm', (map) => map);
    expect(unchanged.metadata?.resourceVersion).toBe('2');
    await resources.update(configMaps, 'a', 'm', (map) => ({ ...map, data: { k: 'v' } }));
    expect(await resources.list(configMaps)).toMatchObject([{ data: { k: 'v' } }]);
    await resources.delete(configMaps, 'a', 'm');
    expect(await resources.get(configMaps, 'a', 'm')).toBeUndefined();
    await api.clock.advance(0);
    expect(changes).toBeGreaterThanOrEqual(2);
    stop.abort();
  });
});
