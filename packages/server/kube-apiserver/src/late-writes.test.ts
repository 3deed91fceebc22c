/** A store that stalls: a request that was answered with 504 writes nothing when the store continues. */

import { VirtualClock } from '@kubets/base';
import { createMemoryStore, type Store } from '@kubets/storage';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';

/** Where the store delays its callers: before a read, before a commit, or before the answer of a commit. */
type Stall = 'read' | 'commit' | 'answer';

class StallingStore {
  readonly store: Store;
  #stalled: Stall | undefined;
  #released = Promise.withResolvers<void>();

  constructor(inner: Store) {
    const wait = async (where: Stall): Promise<void> => {
      if (this.#stalled === where) await this.#released.promise;
    };
    const get: Store['get'] = (...request) => wait('read').then(() => inner.get(...request));
    const commit: Store['commit'] = async (request) => {
      await wait('commit');
      const result = await inner.commit(request);
      await wait('answer');
      return result;
    };
    const own = new Map<string | symbol, unknown>(Object.entries({ get, commit }));
    this.store = new Proxy(inner, {
      get(target, name) {
        const value: unknown = own.get(name) ?? Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  stall(where: Stall): void {
    this.#stalled = where;
    this.#released = Promise.withResolvers();
  }

  goOn(): void {
    this.#stalled = undefined;
    this.#released.resolve();
  }
}

const core = '/api/v1/namespaces/default';
const apps = '/apis/apps/v1/namespaces/default';
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'a' } },
  spec: { containers: [{ name: 'c', image: 'i' }] },
});
const configMap = (name: string, data = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'b' } },
    template: { ...pod(''), metadata: { labels: { app: 'b' } } },
  },
};
const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'b' },
  spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'a' } } },
};
const target = { apiVersion: 'v1', kind: 'Node', name: 'n' };
const merge = 'application/merge-patch+json';

/** `[what, line, body, content type]` */
type Write = readonly [what: string, line: string, body?: unknown, contentType?: string];

const writes: readonly Write[] = [
  ['create', `POST ${core}/configmaps`, configMap('new')],
  ['create with claims', `POST ${core}/services`, { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } }],
  ['update', `PUT ${core}/configmaps/m`, configMap('m', { a: '2' })],
  ['patch', `PATCH ${core}/configmaps/m`, { data: { a: '2' } }, merge],
  [
    'apply',
    `PATCH ${core}/configmaps/m?fieldManager=t&force=true`,
    configMap('m', { a: '2' }),
    'application/apply-patch+yaml',
  ],
  ['apply that creates', `PATCH ${core}/configmaps/n?fieldManager=t`, configMap('n'), 'application/apply-patch+yaml'],
  ['delete', `DELETE ${core}/configmaps/m`],
  ['deletecollection', `DELETE ${core}/configmaps`],
  ['status', `PATCH ${core}/pods/p/status`, { status: { phase: 'Running' } }, merge],
  ['scale by update', `PUT ${apps}/deployments/d/scale`, { metadata: { name: 'd' }, spec: { replicas: 3 } }],
  ['scale by patch', `PATCH ${apps}/deployments/d/scale`, { spec: { replicas: 3 } }, merge],
  ['binding', `POST ${core}/pods/p/binding`, { metadata: { name: 'p' }, target }],
  ['binding by the old address', `POST ${core}/bindings`, { metadata: { name: 'p' }, target }],
  ['eviction', `POST ${core}/pods/p/eviction`, { metadata: { name: 'p' } }],
  ['finalize', 'PUT /api/v1/namespaces/ns/finalize', { metadata: { name: 'ns' }, spec: { finalizers: [] } }],
];

const cases = writes.map((write) => ({ what: write[0], write }));

let clock: VirtualClock;
let stalling: StallingStore;
let cluster: TestCluster;

const call = ([, line, body, contentType]: Write, query = '') => {
  const joined = query === '' ? line : `${line}${line.includes('?') ? '&' : '?'}${query}`;
  return cluster.call(joined, body, contentType === undefined ? {} : { headers: { 'content-type': contentType } });
};

/** Written in the background after the start, without a client. */
const background = ['apiregistration.k8s.io', 'flowschemas', 'prioritylevelconfigurations'];

/** Everything the store holds that clients have written, in the order of the keys. */
const content = async (): Promise<readonly string[]> =>
  (await stalling.store.list({ prefix: '' })).entries
    .filter(({ key }) => !background.includes(key.split('/')[2] ?? ''))
    .map(({ key, revision }) => `${key} @${revision}`);

beforeEach(async () => {
  clock = new VirtualClock();
  stalling = new StallingStore(createMemoryStore({ clock }));
  cluster = await testCluster({ clock, store: stalling.store });
  const made = [
    await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'ns' } }),
    await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } }),
    await cluster.call(`POST ${core}/configmaps`, configMap('m', { a: '1' })),
    await cluster.call(`POST ${core}/pods`, pod('p')),
    await cluster.call(`POST ${apps}/deployments`, deployment),
    await cluster.call('POST /apis/policy/v1/namespaces/default/poddisruptionbudgets', budget),
  ];
  expect(made.map(({ code }) => code)).toEqual(made.map(() => 201));
});
afterEach(() => cluster[Symbol.asyncDispose]());

it.each(cases)('$what on a store that stalls before it commits: 504, and no effect later', async ({ write }) => {
  const before = await content();
  stalling.stall('commit');
  const answering = call(write, 'timeout=5s');
  await clock.advance(5000);
  expect(await answering).toMatchObject({ code: 504, body: { reason: 'Timeout' } });
  stalling.goOn();
  await clock.advance(1000);
  expect(await content()).toEqual(before);
});

it.each(cases)(
  '$what on a store that stalls in reads: either 504, and no effect later, or done in time',
  async ({ write }) => {
    const before = await content();
    stalling.stall('read');
    const answering = call(write, 'timeout=5s');
    await clock.advance(5000);
    const { code } = await answering;
    const atAnswer = await content();
    expect(code === 504).toBe(atAnswer.join() === before.join());
    stalling.goOn();
    await clock.advance(1000);
    expect(await content()).toEqual(atAnswer);
  },
);

it('what the store has committed remains, whatever the client was told', async () => {
  stalling.stall('answer');
  const answering = call(['create', `POST ${core}/configmaps`, configMap('new')], 'timeout=5s');
  await clock.advance(5000);
  expect(await answering).toMatchObject({ code: 504 });
  stalling.goOn();
  expect((await cluster.call(`GET ${core}/configmaps/new`)).code).toBe(200);
});

it.each(cases)('$what whose client has disconnected has no effect later', async ({ write }) => {
  const before = await content();
  const abort = new AbortController();
  stalling.stall('commit');
  const [, line, body, contentType] = write;
  const headers = contentType === undefined ? {} : { headers: { 'content-type': contentType } };
  const answering = cluster.call(line, body, { ...headers, signal: abort.signal });
  await clock.advance(1000);
  abort.abort();
  stalling.goOn();
  expect((await answering).code).toBe(504);
  await clock.advance(1000);
  expect(await content()).toEqual(before);
});
