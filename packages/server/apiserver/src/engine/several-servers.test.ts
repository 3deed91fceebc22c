/** Two API servers on one store, one of which receives commits late: clients must not notice which one they use. */
import { systemClock } from '@kubets/base';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { createMemoryStore, type Store, type StoreChange, type StoreWatch } from '@kubets/storage';
import { beforeEach, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';

/** The store as seen by a server whose watches are delayed: events are held back until `release`. */
class LateStore {
  readonly store: Store;
  #open = Promise.withResolvers<void>();

  constructor(real: Store) {
    this.#open.resolve();
    const gate = (): Promise<void> => this.#open.promise;
    async function* late(watch: StoreWatch): AsyncGenerator<StoreChange, void, undefined> {
      for await (const change of watch) {
        await gate();
        yield change;
      }
    }
    this.store = {
      revision: () => real.revision(),
      get: (...at) => real.get(...at),
      list: (request) => real.list(request),
      count: (prefix) => real.count(prefix),
      commit: (commit) => real.commit(commit),
      compact: (revision) => real.compact(revision),
      export: () => real.export(),
      watch(request) {
        const watch = real.watch(request);
        return { requestProgress: () => watch.requestProgress(), [Symbol.asyncIterator]: () => late(watch) };
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  hold(): void {
    this.#open = Promise.withResolvers();
  }

  release(): void {
    this.#open.resolve();
  }
}

let a: TestServer;
let b: TestServer;
let late: LateStore;
beforeEach(async () => {
  const store = createMemoryStore({ clock: systemClock });
  late = new LateStore(store);
  [a, b] = await Promise.all([testServer({ store }), testServer({ store: late.store })]);
  await Promise.all([a.call(`GET ${maps}`), b.call(`GET ${maps}`)]);
  return async () => {
    late.release();
    await Promise.all([a[Symbol.asyncDispose](), b[Symbol.asyncDispose]()]);
  };
});

async function put(name: string): Promise<string> {
  const { body } = await a.call(`POST ${maps}`, { body: { metadata: { name } } });
  return body.metadata?.resourceVersion ?? '';
}

const namesOf = (body: unknown): unknown =>
  (body as { items: readonly KubeObject[] }).items.map(({ metadata }) => metadata?.name);

/** Whether the answer is still pending after all other tasks have run. */
async function waits(answer: Promise<unknown>): Promise<boolean> {
  let done = false;
  void answer.then(() => {
    done = true;
  });
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  return !done;
}

describe('a server that receives events late', () => {
  test.each([`GET ${maps}`, `GET ${maps}/x`])(
    'answers a consistent read (%s) only after it has caught up',
    async (line) => {
      late.hold();
      await put('x');
      const answer = b.call(line);
      const waited = await waits(answer);
      late.release();
      const { code, body } = await answer;
      expect(code).toBe(200);
      if (line.endsWith('/x')) expect(body.metadata?.name).toBe('x');
      else {
        expect(waited).toBe(true);
        expect(namesOf(body)).toEqual(['x']);
      }
    },
  );

  test('answers at a revision learned from another server as that one would', async () => {
    late.hold();
    const first = await put('x');
    await put('y');
    const exact = b.call(`GET ${maps}?resourceVersion=${first}&resourceVersionMatch=Exact`);
    const newer = b.call(`GET ${maps}?resourceVersion=${first}`);
    late.release();
    expect(namesOf((await exact).body)).toEqual(['x']);
    expect((await newer).code).toBe(200);
  });

  test('watches from a revision it has not received yet without sending earlier events', async () => {
    late.hold();
    await put('x');
    const from = await put('y');
    const events = await b.watch(`GET ${maps}?watch=1&resourceVersion=${from}`);
    const next = events.next();
    expect(await waits(next)).toBe(true);
    late.release();
    await put('z');
    const { value } = (await next) as { value: WatchEvent<KubeObject> };
    expect(value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'z' } } });
    await events.return?.();
  });

  test('updates and deletes the stored object, not the one it has seen', async () => {
    await put('x');
    late.hold();
    await a.call(`PATCH ${maps}/x`, { body: { data: { k: '1' } } });
    const patched = await b.call(`PATCH ${maps}/x`, { body: { data: { l: '2' } } });
    expect(patched.body).toMatchObject({ data: { k: '1', l: '2' } });
    await put('y');
    expect((await b.call(`DELETE ${maps}/y`)).code).toBe(200);
    expect((await b.call(`POST ${maps}`, { body: { metadata: { name: 'x' } } })).code).toBe(409);
  });

  test('has no history from before its first read: a watch from there is told to list again', async () => {
    const secrets = '/api/v1/namespaces/a/secrets';
    const made = await a.call(`POST ${secrets}`, { body: { metadata: { name: 'one' } } });
    await a.call(`POST ${secrets}`, { body: { metadata: { name: 'two' } } });
    const from = made.body.metadata?.resourceVersion;
    const events = await b.watch(`GET ${secrets}?watch=1&resourceVersion=${from}`);
    const { value } = (await events.next()) as { value: WatchEvent<KubeObject> };
    expect(value.type === 'ADDED' ? value.object.metadata?.name : value.object).toMatchObject({ code: 410 });
    await events.return?.();
  });
});
