/** Services of a dual-stack cluster: the addresses they get, keep and release; and additional ServiceCIDRs. */
import type { IPAddress, Service, ServiceCIDR } from '@kubets/api';
import { seededRandom, VirtualClock } from '@kubets/base';
import { createMemoryStore, type Store } from '@kubets/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';

const path = '/api/v1/namespaces/default/services';
const ranges = '/apis/networking.k8s.io/v1/servicecidrs';
const addressesPath = '/apis/networking.k8s.io/v1/ipaddresses';

let clock: VirtualClock;
let store: Store;
let cluster: TestCluster;

const server = (serviceCidr: string, seed = 1): Promise<TestCluster> =>
  testCluster({
    store,
    clock,
    random: seededRandom(seed),
    bootstrap: { advertiseAddress: '192.0.2.1', port: 6443, serviceCidr },
  });

beforeEach(async () => {
  clock = new VirtualClock();
  store = createMemoryStore({ clock });
  cluster = await server('10.96.0.0/28,fd00::/124');
});
afterEach(async () => {
  await cluster.close();
  await store[Symbol.asyncDispose]();
});

async function create(name: string, spec: object = {}, at = cluster) {
  const { code, body } = await at.call(`POST ${path}`, {
    metadata: { name },
    spec: { ports: [{ port: 80 }], ...spec },
  });
  return { code, message: body.message, spec: (body as unknown as Service).spec ?? {} };
}

async function change(name: string, spec: object) {
  const { body } = await cluster.call(`GET ${path}/${name}`);
  const current = body as unknown as Service;
  const answer = await cluster.call(`PUT ${path}/${name}`, { ...current, spec: { ...current.spec, ...spec } });
  return { code: answer.code, message: answer.body.message, spec: (answer.body as unknown as Service).spec ?? {} };
}

async function items<T>(line: string, at = cluster): Promise<readonly T[]> {
  return ((await at.call(`GET ${line}`)).body as unknown as { items: readonly T[] }).items;
}

/** The addresses of a Service by its IPAddresses. */
async function held(name: string): Promise<readonly string[]> {
  const all = await items<IPAddress>(addressesPath);
  return all.filter(({ spec }) => spec?.parentRef?.name === name).map(({ metadata }) => metadata?.name ?? '');
}

const addRange = (name: string, ...cidrs: readonly string[]) =>
  cluster.call(`POST ${ranges}`, { metadata: { name, finalizers: ['example.com/keep'] }, spec: { cidrs } });

describe('a dual-stack cluster', () => {
  it('publishes both ranges, and its own Service has the primary family', async () => {
    expect((await items<ServiceCIDR>(ranges))[0]?.spec?.cidrs).toEqual(['10.96.0.0/28', 'fd00::/124']);
    const { body } = await cluster.call(`GET ${path}/kubernetes`);
    expect((body as unknown as Service).spec).toMatchObject({
      clusterIPs: ['10.96.0.1'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
  });

  it('allocates an address of each family, with an IPAddress', async () => {
    const { spec } = await create('web', { ipFamilyPolicy: 'RequireDualStack' });
    expect(spec.clusterIPs?.map((ip) => ip.includes(':'))).toEqual([false, true]);
    expect(spec.clusterIP).toBe(spec.clusterIPs?.[0]);
    const records = (await items<IPAddress>(addressesPath)).filter((each) => each.spec?.parentRef?.name === 'web');
    expect(
      records.map(({ metadata, spec: { parentRef } = {} }) => [metadata?.name, metadata?.labels, parentRef]),
    ).toEqual(
      (spec.clusterIPs ?? []).map((ip, index) => [
        ip,
        {
          'ipaddress.kubernetes.io/ip-family': index === 0 ? 'IPv4' : 'IPv6',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
        { resource: 'services', namespace: 'default', name: 'web' },
      ]),
    );
  });

  it('adds and removes the secondary address', async () => {
    const first = await create('web');
    const dual = await change('web', { ipFamilyPolicy: 'PreferDualStack' });
    expect(dual.spec.ipFamilies).toEqual(['IPv4', 'IPv6']);
    expect(dual.spec.clusterIPs?.[0]).toBe(first.spec.clusterIP);
    expect((await held('web')).toSorted()).toEqual([...(dual.spec.clusterIPs ?? [])].toSorted());
    const refused = await change('web', { clusterIPs: [first.spec.clusterIP] });
    expect(refused.message).toContain("must be 'SingleStack' to release the secondary cluster IP");
    const single = await change('web', { ipFamilyPolicy: 'SingleStack' });
    expect(single.spec).toMatchObject({ clusterIPs: [first.spec.clusterIP], ipFamilies: ['IPv4'] });
    expect(await held('web')).toEqual([first.spec.clusterIP]);
  });

  it('adds a secondary address that is asked for', async () => {
    const { spec } = await create('web');
    const asked = { ipFamilyPolicy: 'RequireDualStack', clusterIPs: [spec.clusterIP, 'fd00::7'] };
    expect((await change('web', asked)).spec.clusterIPs).toEqual([spec.clusterIP, 'fd00::7']);
    expect((await create('other', { clusterIP: 'fd00::7' })).message).toContain(
      'spec.clusterIPs: Invalid value: ["fd00::7"]: failed to allocate IP fd00::7: provided IP is already allocated',
    );
  });

  it('never changes the primary address or family', async () => {
    await create('web', {
      clusterIPs: ['10.96.0.5', 'fd00::5'],
      clusterIP: '10.96.0.5',
      ipFamilyPolicy: 'RequireDualStack',
    });
    const other = await change('web', { clusterIP: '10.96.0.6', clusterIPs: ['10.96.0.6', 'fd00::5'] });
    expect(other.message).toContain(
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.6","fd00::5"]: may not change once set',
    );
    const second = await change('web', { clusterIPs: ['10.96.0.5', 'fd00::6'] });
    expect(second.message).toContain(
      'spec.clusterIPs[1]: Invalid value: ["10.96.0.5","fd00::6"]: may not change once set',
    );
    expect((await held('web')).toSorted()).toEqual(['10.96.0.5', 'fd00::5']);
  });

  it('releases both addresses with the type and with the Service', async () => {
    const both = { clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5', 'fd00::5'], ipFamilyPolicy: 'RequireDualStack' };
    await create('web', both);
    const external = await change('web', { type: 'ExternalName', externalName: 'x.y' });
    expect(external.spec).not.toHaveProperty('clusterIPs');
    expect(external.spec).not.toHaveProperty('ipFamilies');
    expect(await held('web')).toEqual([]);
    const { code } = await change('web', { type: 'ClusterIP', ...both });
    expect(code).toBe(200);
    await cluster.call(`DELETE ${path}/web`);
    expect(await held('web')).toEqual([]);
  });

  it('does not allocate one address in two notations', async () => {
    expect((await create('a', { clusterIP: 'FD00::0:5' })).code).toBe(201);
    expect((await create('b', { clusterIP: 'fd00::5' })).code).toBe(422);
    expect((await create('c', { clusterIP: '10.96.0.5' })).code).toBe(201);
    expect((await create('d', { clusterIP: '::ffff:10.96.0.5' })).code).toBe(422);
    expect((await create('e', { clusterIP: '010.96.0.05' })).code).toBe(422);
  });

  it('refuses clusterIPs without clusterIP', async () => {
    expect((await create('a', { clusterIPs: ['10.96.0.5'] })).message).toContain(
      'spec.clusterIPs: Invalid value: ["10.96.0.5"]: must be empty when `clusterIP` is not specified',
    );
  });

  it('names the family that is full', async () => {
    for (let count = 0; count < 15; count++) await create(`s${count}`, { ipFamilies: ['IPv6'] });
    const full = await create('web', { ipFamilyPolicy: 'PreferDualStack' });
    expect([full.code, full.message]).toEqual([
      500,
      'Internal error occurred: failed to allocate a serviceIP: range is full',
    ]);
    expect(await held('web')).toEqual([]);
    expect((await create('web')).code).toBe(201);
  });
});

describe('a cluster that becomes dual-stack', () => {
  it('adds the family to its range, and leaves its Services as they are', async () => {
    const other = createMemoryStore({ clock });
    const settings = { clock, store: other, bootstrap: { advertiseAddress: '192.0.2.1', port: 6443 } };
    const start = (serviceCidr: string) =>
      testCluster({ ...settings, random: seededRandom(3), bootstrap: { ...settings.bootstrap, serviceCidr } });
    const before = await start('10.96.0.0/28');
    await create('web', { ipFamilyPolicy: 'PreferDualStack' }, before);
    await before.close();
    const after = await start('10.96.0.0/28,fd00::/124');
    const [range] = await items<ServiceCIDR>(ranges, after);
    expect(range?.spec?.cidrs).toEqual(['10.96.0.0/28', 'fd00::/124']);
    const { body } = await after.call(
      `PATCH ${path}/web`,
      { metadata: { labels: { a: 'b' } } },
      {
        headers: { 'content-type': 'application/merge-patch+json' },
      },
    );
    expect((body as unknown as Service).spec?.ipFamilies).toEqual(['IPv4']);
    expect((await create('new', { ipFamilyPolicy: 'PreferDualStack' }, after)).spec.ipFamilies).toHaveLength(2);
    await after.close();
    await other[Symbol.asyncDispose]();
  });

  it('reports a range that differs otherwise', async () => {
    const again = await server('10.97.0.0/28');
    const events = await items<{ reason: string; note: string }>(
      '/apis/events.k8s.io/v1/namespaces/default/events',
      again,
    );
    expect(events.map(({ reason, note }) => [reason, note])).toEqual([
      [
        'KubernetesDefaultServiceCIDRInconsistent',
        'The default ServiceCIDR [10.96.0.0/28 fd00::/124] does not match the controller flag configurations [10.97.0.0/28]',
      ],
    ]);
    await again.close();
  });
});

describe('additional ServiceCIDRs', () => {
  it('are allocated from when the others are full', async () => {
    for (let count = 0; count < 13; count++) expect((await create(`s${count}`)).code).toBe(201);
    expect((await create('late')).code).toBe(500);
    expect((await addRange('extra', '10.200.0.0/29')).code).toBe(201);
    for (let count = 0; count < 6; count++)
      expect((await create(`t${count}`)).spec.clusterIP).toMatch(/^10\.200\.0\.[1-6]$/);
    expect((await create('late')).code).toBe(500);
  });

  it('admit addresses that are asked for', async () => {
    const outside = await create('web', { clusterIP: '10.200.0.5' });
    expect(outside.message).toContain('the provided network does not match the current range');
    await addRange('extra', '10.200.0.0/29', 'fd01::/64');
    const spec = {
      clusterIP: '10.200.0.5',
      clusterIPs: ['10.200.0.5', 'fd01::abcd'],
      ipFamilyPolicy: 'PreferDualStack',
    };
    expect((await create('web', spec)).spec.clusterIPs).toEqual(spec.clusterIPs);
    for (const clusterIP of ['10.200.0.0', '10.200.0.7', 'fd01::'])
      expect((await create('edge', { clusterIP })).message).toContain('does not match the current range');
  });

  it('are not allocated from while they are being deleted or not ready', async () => {
    await addRange('extra', '10.200.0.0/29');
    expect((await create('a', { clusterIP: '10.200.0.1' })).code).toBe(201);
    await cluster.call(`DELETE ${ranges}/extra`);
    expect((await create('b', { clusterIP: '10.200.0.2' })).code).toBe(422);
    await addRange('broken', '10.201.0.0/29');
    const { body } = await cluster.call(`GET ${ranges}/broken`);
    const condition = {
      type: 'Ready',
      status: 'False',
      reason: 'No',
      message: '',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    await cluster.call(`PUT ${ranges}/broken/status`, { ...body, status: { conditions: [condition] } });
    expect((await create('c', { clusterIP: '10.201.0.2' })).code).toBe(422);
  });

  it('serve several API servers on one store, and each address is allocated once', async () => {
    const second = await server('10.96.0.0/28,fd00::/124', 2);
    await addRange('extra', '10.200.0.0/28', 'fd01::/124');
    const made = await Promise.all(
      Array.from({ length: 34 }, (_, count) =>
        create(`s${count}`, { ipFamilyPolicy: 'RequireDualStack' }, count % 2 === 0 ? cluster : second),
      ),
    );
    const ready = made.filter(({ code }) => code === 201);
    // 13 and 14 IPv4 addresses.
    expect(ready).toHaveLength(27);
    const addresses = ready.flatMap(({ spec }) => spec.clusterIPs ?? []);
    expect(new Set(addresses).size).toBe(54);
    const records = await items<IPAddress>(addressesPath, second);
    expect(records.map(({ metadata }) => metadata?.name).toSorted()).toEqual([...addresses, '10.96.0.1'].toSorted());
    await second.close();
  });
});
