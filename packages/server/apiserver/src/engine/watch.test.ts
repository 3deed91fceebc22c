/** Golden transcripts of watches. */
import { systemClock } from '@kubets/base';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { createMemoryStore } from '@kubets/storage';
import { beforeEach, describe, expect, test } from 'vitest';
import { requestOf, type TestServer, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';

let api: TestServer;
beforeEach(async () => {
  api = await testServer();
  return () => api[Symbol.asyncDispose]();
});

const put = (name: string, labels: object = {}, server = api): Promise<unknown> =>
  server.call(`POST ${maps}`, { body: { metadata: { name, labels } } });
const label = (name: string, labels: object): Promise<unknown> =>
  api.call(`PATCH ${maps}/${name}`, { body: { metadata: { labels } } });

/** `ADDED a@2 {x=1}`. */
function line({ type, object }: WatchEvent<KubeObject>): string {
  const { name, resourceVersion, labels, annotations } = object.metadata ?? {};
  if (type === 'ERROR') {
    const { code, reason, message } = object as unknown as Record<string, unknown>;
    return `ERROR ${code} ${reason} ${message}`;
  }
  if (type === 'BOOKMARK') return `BOOKMARK @${resourceVersion}${annotations ? ` ${JSON.stringify(annotations)}` : ''}`;
  const shown = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return `${type} ${name}@${resourceVersion} {${shown.join(',')}}`;
}

async function take(events: AsyncIterator<WatchEvent<KubeObject>>, count: number): Promise<string[]> {
  const lines: string[] = [];
  while (lines.length < count) {
    const next = await events.next();
    if (next.done) return [...lines, 'end'];
    lines.push(line(next.value));
  }
  return lines;
}

describe('watch', () => {
  test('without a resourceVersion sends the current objects, then changes', async () => {
    await put('a');
    const events = await api.watch(`GET ${maps}?watch=1`);
    expect(await take(events, 1)).toEqual(['ADDED a@2 {}']);
    await put('b');
    await label('a', { x: '1' });
    await api.call(`DELETE ${maps}/b`);
    expect(await take(events, 3)).toEqual(['ADDED b@3 {}', 'MODIFIED a@4 {x=1}', 'DELETED b@5 {}']);
    await events.return?.();
  });

  test('from a resourceVersion sends exactly the changes after it', async () => {
    await put('a');
    await label('a', { x: '1' });
    await put('b');
    const events = await api.watch(`GET ${maps}?watch=1&resourceVersion=2`);
    expect(await take(events, 2)).toEqual(['MODIFIED a@3 {x=1}', 'ADDED b@4 {}']);
    await events.return?.();
  });

  test('with a selector adds objects that start to match and deletes those that stop', async () => {
    await put('a', { in: 'no' });
    const events = await api.watch(`GET ${maps}?watch=1&labelSelector=in%3Dyes`);
    const first = take(events, 4);
    await api.clock.advance(0);
    await label('a', { in: 'yes' });
    await label('a', { more: '1' });
    await label('a', { in: 'no' });
    await label('a', { more: '2' });
    await label('a', { in: 'yes' });
    expect(await first).toEqual([
      'ADDED a@3 {in=yes}',
      'MODIFIED a@4 {in=yes,more=1}',
      'DELETED a@5 {in=yes,more=1}',
      'ADDED a@7 {in=yes,more=2}',
    ]);
    await events.return?.();
  });

  test('of one name sends only events of that object', async () => {
    for (const target of [
      `${maps}?watch=1&fieldSelector=metadata.name%3Db`,
      '/api/v1/watch/namespaces/a/configmaps/b',
    ]) {
      const server = await testServer();
      const events = await server.watch(`GET ${target}`);
      await put('a', {}, server);
      await put('b', {}, server);
      expect(await take(events, 1)).toEqual(['ADDED b@3 {}']);
      await events.return?.();
      await server[Symbol.asyncDispose]();
    }
  });

  test('streams a list on request, and marks its end', async () => {
    await put('a');
    await put('b');
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = await api.watch(`GET ${maps}?${query}`);
    expect(await take(events, 3)).toEqual([
      'ADDED a@2 {}',
      'ADDED b@3 {}',
      'BOOKMARK @3 {"k8s.io/initial-events-end":"true"}',
    ]);
    await put('c');
    expect(await take(events, 1)).toEqual(['ADDED c@4 {}']);
    await events.return?.();
  });

  test('starts with the newest state if initial events are declined', async () => {
    await put('a');
    const query = 'watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan';
    const events = await api.watch(`GET ${maps}?${query}`);
    const first = take(events, 1);
    await api.clock.advance(0);
    await put('b');
    expect(await first).toEqual(['ADDED b@3 {}']);
    await events.return?.();
  });

  test('sends bookmarks to clients that allow them, also shortly before its end', async () => {
    const events = await api.watch(`GET ${maps}?watch=1&allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion=1`);
    const all = take(events, 3);
    await api.clock.advance(0);
    await api.call('POST /api/v1/namespaces', { body: { metadata: { name: 'elsewhere' } } });
    await api.clock.advance(61_000);
    await api.clock.advance(30_000);
    expect(await all).toEqual(['BOOKMARK @2', 'BOOKMARK @2', 'end']);
  });

  test('ends after its timeout, with its client and with the server', async () => {
    const timed = await api.watch(`GET ${maps}?watch=1&timeoutSeconds=5`);
    const ended = take(timed, 1);
    await api.clock.advance(5_000);
    expect(await ended).toEqual(['end']);
    const client = new AbortController();
    const gone = await api.watch(`GET ${maps}?watch=1`, { signal: client.signal });
    const left = take(gone, 1);
    await api.clock.advance(0);
    client.abort();
    expect(await left).toEqual(['end']);
    const server = await testServer();
    const last = take(await server.watch(`GET ${maps}?watch=1`), 1);
    await server.clock.advance(0);
    await server[Symbol.asyncDispose]();
    expect(await last).toEqual(['end']);
  });

  describe('that has not been read', () => {
    interface Unread {
      readonly events: AsyncIterable<unknown>;
      readonly frames: AsyncIterable<unknown>;
      readonly client: AbortController;
    }
    const release = (parts: AsyncIterable<unknown>): unknown => parts[Symbol.asyncIterator]().return?.();

    test.each<[string, (watch: Unread) => unknown]>([
      ['its events are released', ({ events }) => release(events)],
      ['its frames are released', ({ frames }) => release(frames)],
      ['its client disconnects', ({ client }) => client.abort()],
      ['its time is up', () => api.clock.advance(5_000)],
      ['the server closes', () => api.server.close()],
    ])('ends and leaves nothing behind when %s', async (_, end) => {
      const watches = (): unknown => /^apiserver_longrunning_requests.* (\d)$/m.exec(api.server.metrics.text())?.[1];
      const { pending } = api.clock;
      const client = new AbortController();
      const request = requestOf(`GET ${maps}?watch=1&timeoutSeconds=5`, { signal: client.signal });
      const answer = await api.server.handle(request);
      if (answer.type !== 'watch') throw new TypeError(answer.type);
      const { events, ended } = answer;
      const frames = api.server.respond(answer, request).body as AsyncIterable<unknown>;
      expect([watches(), ended.aborted]).toEqual(['1', false]);
      await end({ events, frames, client });
      expect([watches(), ended.aborted, api.clock.pending]).toEqual([undefined, true, pending]);
      expect(await events[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
    });
  });

  test('leaves no timer behind', async () => {
    const events = await api.watch(`GET ${maps}?watch=1`);
    const first = take(events, 1);
    await api.clock.advance(0);
    await put('a');
    await first;
    const pending = api.clock.pending;
    await events.return?.();
    expect(api.clock.pending).toBeLessThan(pending);
  });

  test('of a compacted revision ends with 410 Expired', async () => {
    await using small = await testServer({ store: createMemoryStore({ clock: systemClock, historyLimit: 3 }) });
    for (let i = 0; i < 20; i++) await put(`m${i}`, {}, small);
    await using fresh = await testServer({ store: small.store });
    const events = await fresh.watch(`GET ${maps}?watch=1&resourceVersion=2`);
    const [only] = await take(events, 1);
    expect(only).toMatch(/^ERROR 410 Expired too old resource version: 2 \(\d+\)$/);
    expect(await take(events, 1)).toEqual(['end']);
  });

  test.each([
    ['fieldSelector=spec.x%3D1', 400],
    ['resourceVersion=x', 422],
    ['resourceVersion=1&resourceVersionMatch=NotOlderThan', 422],
    ['sendInitialEvents=true', 422],
  ])('?%s is refused with %i before it begins', async (query, code) => {
    expect(await api.call(`GET ${maps}?watch=1&${query}`)).toMatchObject({ code });
  });

  test('is encoded as one line per event, also as tables', async () => {
    const stop = new AbortController();
    const lines = async (accept: string): Promise<Record<string, never>[]> => {
      const server = await testServer();
      await put('a', {}, server);
      const reading = server.http(`GET ${maps}?watch=1&timeoutSeconds=1`, { headers: { accept }, signal: stop.signal });
      await server.clock.advance(0);
      await put('b', {}, server);
      await server.clock.advance(1_000);
      const { text } = await reading;
      await server[Symbol.asyncDispose]();
      return text
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each));
    };
    expect(await lines('application/json')).toMatchObject([
      { type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '2' } } },
      { type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'b', resourceVersion: '3' } } },
    ]);
    const [first, second] = await lines('application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
    expect(first).toMatchObject({ object: { kind: 'Table', rows: [{ cells: ['a', 0, '0s'] }] } });
    expect(first?.object).toHaveProperty('columnDefinitions.0.name', 'Name');
    expect(second).toMatchObject({
      object: { kind: 'Table', columnDefinitions: null, rows: [{ cells: ['b', 0, '0s'] }] },
    });
  });
});
