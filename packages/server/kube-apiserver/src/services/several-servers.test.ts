/** Several API servers on one store allocate cluster IPs and node ports without conflicts. */
import type { IPAddress, Service } from '@kubets/api';
import { seededRandom, VirtualClock } from '@kubets/base';
import { createMemoryStore, type Store, StoreUnavailableError } from '@kubets/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';

const path = '/api/v1/namespaces/default/services';
const addressesPath = '/apis/networking.k8s.io/v1/ipaddresses';
const bootstrap = { advertiseAddress: '192.0.2.1', port: 6443, serviceCidr: '10.96.0.0/26' };
const nodePorts = { first: 30_000, last: 30_039 };
/** Addresses of the range, except that of the kubernetes Service. */
const free = 61;

let clock: VirtualClock;
let store: Store;
let a: TestCluster;
let b: TestCluster;

const server = (seed: number, on: Store = store) =>
  testCluster({ store: on, clock, random: seededRandom(seed), bootstrap, nodePorts });

beforeEach(async () => {
  clock = new VirtualClock();
  store = createMemoryStore({ clock });
  [a, b] = await Promise.all([server(1), server(2)]);
});
afterEach(async () => {
  await Promise.all([a.close(), b.close()]);
  await store[Symbol.asyncDispose]();
});

const service = (name: string, spec: object = {}) => ({ metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });

async function create(at: TestCluster, name: string, spec: object = {}, query = '') {
  const { code, body } = await at.call(`POST ${path}${query}`, service(name, spec));
  return { code, service: body as unknown as Service, message: body.message };
}

async function all<T>(at: TestCluster, line: string): Promise<readonly T[]> {
  return ((await at.call(`GET ${line}`)).body as unknown as { items: readonly T[] }).items;
}

/** The Services must match the records, and each record has one holder. */
async function checkAllocations(at: TestCluster): Promise<void> {
  const standing = await all<Service>(at, '/api/v1/services');
  const name = ({ metadata }: Service): string => `${metadata?.namespace}/${metadata?.name}`;
  const ips = standing.flatMap((each) =>
    (each.spec?.clusterIPs ?? []).filter((ip) => ip !== 'None').map((ip) => `${ip} ${name(each)}`),
  );
  const records = await all<IPAddress>(at, addressesPath);
  const recorded = records.map(({ metadata, spec }) => {
    const parent = spec?.parentRef;
    return `${metadata?.name} ${parent?.namespace}/${parent?.name}`;
  });
  expect(recorded.toSorted()).toEqual(ips.toSorted());
  const ports = standing.flatMap((each) => (each.spec?.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  const held = (await store.list({ prefix: '/allocations/nodeports/' })).entries.map(({ key }) =>
    key.split('/').at(-1),
  );
  expect(held.toSorted()).toEqual([...new Set(ports.filter((port) => port > 0))].map(String).toSorted());
}

describe('two API servers on one store', () => {
  it('start concurrently with an empty store and one bootstrap', async () => {
    await checkAllocations(a);
    const [range] = await all(b, '/apis/networking.k8s.io/v1/servicecidrs');
    expect(range).toMatchObject({
      metadata: { name: 'kubernetes' },
      spec: { cidrs: ['10.96.0.0/26'] },
      status: { conditions: [{ type: 'Ready', status: 'True', message: 'Kubernetes default Service CIDR is ready' }] },
    });
    expect((await all(a, '/api/v1/namespaces')).length).toBe(4);
  });

  it('allocate every address once, until the range is full on both', async () => {
    const made = await Promise.all(Array.from({ length: free + 5 }, (_, at) => create(at % 2 ? a : b, `s${at}`)));
    expect(made.filter(({ code }) => code === 201).length).toBe(free);
    for (const { code, message } of made)
      if (code !== 201) expect(message).toContain('failed to allocate a serviceIP: range is full');
    expect(new Set(made.flatMap(({ service }) => service.spec?.clusterIP ?? [])).size).toBe(free);
    await checkAllocations(a);
    // What one server releases the other allocates at once, although its cache may not have received it.
    await a.call(`DELETE ${path}/${made.find(({ code }) => code === 201)?.service.metadata?.name}`);
    expect((await create(b, 'again')).code).toBe(201);
    await checkAllocations(b);
  });

  it('allocate an address that both are asked for on one of them', async () => {
    for (let round = 0; round < 10; round++) {
      const spec = { clusterIP: `10.96.0.${5 + round}` };
      const two = await Promise.all([create(a, `a${round}`, spec), create(b, `b${round}`, spec)]);
      expect(two.map(({ code }) => code).toSorted()).toEqual([201, 422]);
      const refused = two.find(({ code }) => code === 422);
      expect(refused?.message).toContain(`failed to allocate IP ${spec.clusterIP}: provided IP is already allocated`);
    }
    await checkAllocations(b);
  });

  it('agree through random creates, type changes and deletions on both', async () => {
    const random = seededRandom(7);
    const specs: readonly object[] = [
      {},
      { type: 'NodePort' },
      { type: 'ExternalName', externalName: 'x.y', clusterIP: '', clusterIPs: [] },
      { type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
      { clusterIP: 'None' },
    ];
    const worker = async (at: TestCluster): Promise<void> => {
      for (let step = 0; step < 60; step++) {
        const name = `s${random.integer(12)}`;
        const spec = specs[random.integer(specs.length)] as object;
        const what = random.integer(3);
        if (what === 0) await create(at, name, spec);
        else if (what === 1) await at.call(`DELETE ${path}/${name}`);
        else await at.call(`PATCH ${path}/${name}`, { spec });
      }
    };
    await Promise.all([worker(a), worker(b), worker(a), worker(b)]);
    const standing = await all<Service>(a, '/api/v1/services');
    const health = standing.filter(({ spec }) => spec?.healthCheckNodePort);
    for (const each of health) await a.call(`DELETE ${path}/${each.metadata?.name}`);
    await checkAllocations(b);
  });

  it('release the addresses of a Service once its finalizer is removed, and those of a deleted collection', async () => {
    const metadata = { name: 'held', finalizers: ['example.com/x'] };
    await a.call(`POST ${path}`, { ...service('held', { type: 'NodePort' }), metadata });
    await b.call(`DELETE ${path}/held`);
    expect((await all(a, addressesPath)).length).toBe(2);
    await b.call(`PATCH ${path}/held`, { metadata: { finalizers: null } });
    await checkAllocations(a);
    for (let at = 0; at < 5; at++) await create(a, `c${at}`, { type: 'NodePort' });
    await b.call(`DELETE ${path}`);
    expect(await store.count('/allocations/nodeports/')).toBe(0);
    await checkAllocations(a);
  });

  it('write nothing in a dry run, and refuse taken addresses in it', async () => {
    await create(a, 'real', { clusterIP: '10.96.0.9' });
    const before = await store.revision();
    expect((await create(b, 'dry', { clusterIP: '10.96.0.9' }, '?dryRun=All')).code).toBe(422);
    expect((await create(b, 'dry', { type: 'NodePort' }, '?dryRun=All')).code).toBe(201);
    expect(await store.revision()).toBe(before);
  });

  it('write one commit for a Service and all its allocations', async () => {
    const before = await store.revision();
    await create(a, 'one', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect(await store.revision()).toBe(before + 1);
    await b.call(`DELETE ${path}/one`);
    expect(await store.revision()).toBe(before + 2);
  });
});

describe('records of cluster IPs', () => {
  it("are IPAddresses like upstream's", async () => {
    const { service } = await create(a, 'web', { clusterIP: '10.96.0.10' });
    const { body } = await b.call(`GET ${addressesPath}/10.96.0.10`);
    expect(body).toMatchObject({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: {
        name: '10.96.0.10',
        resourceVersion: service.metadata?.resourceVersion,
        uid: expect.any(String),
        creationTimestamp: service.metadata?.creationTimestamp,
        labels: {
          'ipaddress.kubernetes.io/ip-family': 'IPv4',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
        managedFields: [{ manager: 'kube-apiserver', operation: 'Update' }],
      },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
    });
  });

  it('that were deleted are recreated by the next write of their Service, or within minutes', async () => {
    const { service } = await create(a, 'web');
    const ip = `${addressesPath}/${service.spec?.clusterIP}`;
    expect((await b.call(`DELETE ${ip}`)).code).toBe(200);
    expect((await a.call(`PATCH ${path}/web`, { metadata: { labels: { a: 'b' } } })).code).toBe(200);
    expect((await a.call(`GET ${ip}`)).code).toBe(200);
    await b.call(`DELETE ${ip}`);
    await clock.advance(200_000);
    expect((await a.call(`GET ${ip}`)).code).toBe(200);
    const reasons = (await all<{ reason?: string }>(a, '/api/v1/events')).map(({ reason }) => reason);
    expect(reasons).toContain('ClusterIPNotAllocated');
  });

  it('that another Service holds meanwhile are not taken from it', async () => {
    const { service } = await create(a, 'first');
    const clusterIP = service.spec?.clusterIP ?? '';
    await a.call(`DELETE ${addressesPath}/${clusterIP}`);
    expect((await create(b, 'second', { clusterIP })).code).toBe(201);
    expect((await a.call(`PATCH ${path}/first`, { metadata: { labels: { a: 'b' } } })).code).toBe(200);
    await clock.advance(200_000);
    const reasons = (await all<{ reason?: string }>(a, '/api/v1/events')).map(({ reason }) => reason);
    expect(reasons).toContain('ClusterIPAlreadyAllocated');
    await a.call(`DELETE ${path}/first`);
    await checkAllocations(b);
  });

  it('that belong to no Service are deleted; those that others manage are kept', async () => {
    const parentRef = { resource: 'services', namespace: 'default', name: 'gone' };
    const labels = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' };
    await a.call(`POST ${addressesPath}`, { metadata: { name: '10.96.0.20', labels }, spec: { parentRef } });
    await a.call(`POST ${addressesPath}`, { metadata: { name: '10.96.0.21' }, spec: { parentRef } });
    await clock.advance(200_000);
    expect((await a.call(`GET ${addressesPath}/10.96.0.20`)).code).toBe(404);
    expect((await create(b, 'late', { clusterIP: '10.96.0.21' })).code).toBe(422);
  });

  it('are created for an older store without them, by two servers at once', async () => {
    for (let at = 0; at < 20; at++) await create(at % 2 ? a : b, `s${at}`, { type: 'NodePort' });
    for (const prefix of ['/registry/ipaddresses/', '/allocations/']) {
      const { entries } = await store.list({ prefix });
      for (const { key } of entries) await store.commit({ expect: [], apply: [{ type: 'delete', key }] });
    }
    const [c, d] = await Promise.all([server(3), server(4)]);
    await checkAllocations(c);
    const { code } = await create(d, 'more', { type: 'NodePort' });
    expect(code).toBe(201);
    await checkAllocations(d);
    await Promise.all([c.close(), d.close()]);
  });
});

describe('a store that loses its answers', () => {
  it('leaves nothing inconsistent: what was written is held, what was not is free', async () => {
    const real = store.commit.bind(store);
    let lose: 'not made' | 'made' | undefined;
    const commit: Store['commit'] = async (request) => {
      const lost = lose;
      lose = undefined;
      const result = lost === 'not made' ? undefined : await real(request);
      if (lost === undefined && result !== undefined) return result;
      throw new StoreUnavailableError('the line broke', 'unknown');
    };
    const shaky: Store = Object.assign(Object.create(store) as Store, {
      commit,
      revision: () => store.revision(),
      get: store.get.bind(store),
      list: store.list.bind(store),
      watch: store.watch.bind(store),
    });
    const c = await server(5, shaky);
    lose = 'made';
    expect((await create(c, 'doubtful', { clusterIP: '10.96.0.4' })).code).toBeGreaterThanOrEqual(500);
    expect((await create(c, 'second', { clusterIP: '10.96.0.4' })).message).toContain('already allocated');
    lose = 'not made';
    expect((await create(c, 'lost', { clusterIP: '10.96.0.5' })).code).toBeGreaterThanOrEqual(500);
    expect((await create(a, 'third', { clusterIP: '10.96.0.5' })).code).toBe(201);
    await checkAllocations(c);
    await c.close();
  });
});
