/** The etcd engine with real etcd: the conformance kit, loss of the leader, authentication and TLS. */
import { systemClock, systemRandom } from '@kubets/base';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../packages/apps/kubets/src/platform/store/open-store.ts';
import { checkLinearizable } from '../../packages/storage/storage/src/conformance/linearizable-case.ts';
import { storeConformance } from '../../packages/storage/storage/src/conformance/store-conformance.ts';
import {
  type ExportedEntry,
  type Operation,
  type Store,
  type StoreChange,
  StoreFailedError,
  StoreUnavailableError,
} from '../../packages/storage/storage/src/store.ts';
import { openEtcdStore } from '../../packages/storage/store-etcd/src/platform/etcd-store.ts';
import { restoreEtcdStore } from '../../packages/storage/store-etcd/src/platform/restore-etcd-store.ts';
import { eventually } from '../harness.ts';
import { EtcdCluster, EtcdSupply, freePorts, hasEtcd } from './etcd-cluster.ts';
import { makePki } from './pki.ts';

const seed = process.env['KUBETS_SEED'];

function conformance(name: string, members: number, histories: number): void {
  const supply = new EtcdSupply({ members });
  afterAll(() => supply[Symbol.asyncDispose]());
  storeConformance(
    name,
    async () => {
      const cluster = await supply.take();
      const open = (): Promise<Store> =>
        openEtcdStore({ endpoints: cluster.endpoints, clock: systemClock, random: systemRandom });
      const store = await open();
      return {
        store,
        reopen: async () => {
          await store[Symbol.asyncDispose]();
          return open();
        },
        restore: async (content) => {
          await restoreEtcdStore(
            {
              endpoints: cluster.endpoints,
              clock: systemClock,
              random: systemRandom,
              force: true,
            },
            content,
          );
          return open();
        },
        clean: () => cluster[Symbol.asyncDispose](),
      };
    },
    { histories, ...(seed ? { seed: Number(seed) } : {}) },
  );
}

describe.skipIf(!hasEtcd)('one member', () => conformance('etcd', 1, 3));
describe.skipIf(!hasEtcd)('three members', () => conformance('etcd cluster', 3, 1));

const text = (value: Uint8Array | undefined): string => new TextDecoder().decode(value);
const put = (key: string, value: string): Operation => ({ type: 'put', key, value: new TextEncoder().encode(value) });

describe.skipIf(!hasEtcd)('etcd store in operation', () => {
  it('keeps every acknowledged write and delivers it once when the leader is killed', async () => {
    await using cluster = await EtcdCluster.start({ members: 3 });
    await using store = await openEtcdStore({
      endpoints: cluster.endpoints,
      clock: systemClock,
      random: systemRandom,
    });
    const stop = new AbortController();
    const told: StoreChange[] = [];
    const watching = (async () => {
      for await (const change of store.watch({ prefix: '/w/', after: 1, signal: stop.signal })) told.push(change);
    })();
    const acknowledged = new Map<string, string>();
    const unsure = new Set<string>();
    let killed = false;
    let afterKill = 0;
    const writer = async (name: number): Promise<void> => {
      for (let index = 0; afterKill < 200; index++) {
        const [key, value] = [`/w/${name}/${index}`, `${name}.${index}`];
        try {
          const { committed } = await store.commit({ expect: [{ key, revision: 0 }], apply: [put(key, value)] });
          if (committed) acknowledged.set(key, value);
          if (killed) afterKill++;
        } catch (error) {
          expect(error).toBeInstanceOf(StoreUnavailableError);
          if ((error as StoreUnavailableError).outcome === 'unknown') unsure.add(key);
        }
      }
    };
    const writers = [0, 1, 2, 3].map(writer);
    await systemClock.sleep(300);
    await cluster.kill(await cluster.leader());
    killed = true;
    await Promise.all(writers);
    const page = await store.list({ prefix: '/w/' });
    const standing = new Map(page.entries.map(({ key, value }) => [key, text(value)]));
    for (const [key, value] of acknowledged) expect(standing.get(key), key).toBe(value);
    for (const key of standing.keys()) expect(acknowledged.has(key) || unsure.has(key), key).toBe(true);
    await eventually(() => (told.at(-1)?.revision ?? 0) >= page.revision || undefined, 'the watch', 20);
    stop.abort();
    await watching;
    expect(told.flatMap(({ events }) => events.map(({ key }) => key)).sort()).toEqual([...standing.keys()].sort());
    expect(told.map(({ revision }) => revision)).toEqual(told.map(({ revision }) => revision).sort((a, b) => a - b));
  });

  it('is linearizable for clients of two servers while the leader is killed', async () => {
    await using cluster = await EtcdCluster.start({ members: 3 });
    const open = (): Promise<Store> =>
      openEtcdStore({ endpoints: cluster.endpoints, clock: systemClock, random: systemRandom });
    const stores = [await open(), await open()];
    const drawn = seed ? Number(seed) : systemRandom.integer(1e9);
    console.log(`clients with seed ${drawn}`);
    let killedAt = Infinity;
    const goesOn = (made: number): boolean => made < 200 || made < killedAt + 400;
    let made = 0;
    const checking = checkLinearizable({
      stores,
      seed: drawn,
      clients: 8,
      goesOn: (count) => {
        made = count;
        return goesOn(count);
      },
    });
    await eventually(() => made > 200 || undefined, 'some calls');
    await cluster.kill(await cluster.leader());
    killedAt = made;
    await checking;
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it('reconnects after its only member was unavailable', async () => {
    await using cluster = await EtcdCluster.start();
    await using store = await openEtcdStore({
      endpoints: cluster.endpoints,
      clock: systemClock,
      random: systemRandom,
    });
    const iterator = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    await store.commit({ expect: [], apply: [put('a', '1')] });
    expect((await iterator.next()).value).toMatchObject({ revision: 2 });
    await cluster.kill(0);
    // Until the connection is closed, the outcome of a commit is unknown.
    await systemClock.sleep(200);
    const waiting = store.commit({ expect: [], apply: [put('a', '2')] });
    await systemClock.sleep(500);
    cluster.startMember(0);
    expect(await waiting).toEqual({ committed: true, revision: 3 });
    expect((await iterator.next()).value).toMatchObject({ revision: 3 });
    await iterator.return?.();
  });

  it('grants a new lease when the lease that keys share has expired', async () => {
    await using cluster = await EtcdCluster.start();
    await using store = await openEtcdStore({
      endpoints: cluster.endpoints,
      clock: systemClock,
      random: systemRandom,
    });
    const leased = (key: string): Operation => ({ ...put(key, 'x'), leaseSeconds: 3600 }) as Operation;
    await store.commit({ expect: [], apply: [leased('a')] });
    await store.commit({ expect: [], apply: [leased('b')] });
    const gateway = async <T>(path: string, body: object): Promise<T> => {
      const url = `http://${cluster.endpoints[0]}/v3/lease/${path}`;
      return (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<T>;
    };
    const { leases } = await gateway<{ leases: { ID: string }[] }>('leases', {});
    expect(leases).toHaveLength(1);
    await gateway('revoke', { ID: leases[0]?.ID });
    expect(await store.count('')).toBe(0);
    expect(await store.commit({ expect: [], apply: [leased('c')] })).toMatchObject({ committed: true });
    expect(await store.count('')).toBe(1);
  });

  it('does not open after an interrupted restore until one is complete; running servers notice', async () => {
    await using cluster = await EtcdCluster.start();
    const { endpoints } = cluster;
    const open = (): Promise<Store> => openEtcdStore({ endpoints, clock: systemClock, random: systemRandom });
    await using running = await open();
    await running.commit({ expect: [], apply: [put('old', 'here')] });
    const watching = (async () => {
      for await (const _ of running.watch({ prefix: '', after: 2 }));
    })();
    const entry = { key: 'new', value: new TextEncoder().encode('there'), revision: 7, created: 7 };
    async function* pages(breaks: boolean): AsyncGenerator<readonly ExportedEntry[], void> {
      yield [entry];
      if (breaks) throw new RangeError('the disk is bad');
    }
    const restore = (breaks: boolean, force: boolean): Promise<void> =>
      restoreEtcdStore(
        { endpoints, clock: systemClock, random: systemRandom, force },
        { revision: 1000, pages: pages(breaks) },
      );
    await expect(restore(false, false)).rejects.toThrow('this etcd already contains a store');
    expect(text((await running.get('old'))?.value)).toBe('here');
    await expect(restore(true, true)).rejects.toThrow('the disk is bad');
    await expect(open()).rejects.toThrow("run 'kubets snapshot restore' again");
    await restore(false, false);
    await using store = await open();
    expect(await store.revision()).toBe(1000);
    expect((await store.list({ prefix: '' })).entries.map(({ key, value }) => `${key} ${text(value)}`)).toEqual([
      'new there',
    ]);
    await watching;
    await expect(running.get('new')).rejects.toThrow('this server must be restarted');
    const late = running.commit({ expect: [], apply: [put('late', 'x')] });
    await expect(late).rejects.toThrow('this server must be restarted');
  });

  it("reports etcd's quota error, and continues with everything else", async () => {
    await using cluster = await EtcdCluster.start({ flags: ['--quota-backend-bytes=2000000'] });
    await using store = await openEtcdStore({
      endpoints: cluster.endpoints,
      clock: systemClock,
      random: systemRandom,
    });
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 100; index++)
        await store.commit({ expect: [], apply: [put(`k${index}`, 'x'.repeat(100_000))] });
    };
    await expect(fill()).rejects.toMatchObject({
      name: 'SpaceExceededError',
      message: 'etcdserver: mvcc: database space exceeded',
    });
    const leased = { ...put('event', 'x'), leaseSeconds: 60 } as Operation;
    await expect(store.commit({ expect: [], apply: [leased] })).rejects.toMatchObject({ name: 'SpaceExceededError' });
    expect(text((await store.get('k0'))?.value)).toHaveLength(100_000);
    expect(await store.commit({ expect: [], apply: [{ type: 'delete', key: 'k0' }] })).toMatchObject({
      committed: true,
    });
    await store.compact(await store.revision());
  });

  it('reports that no member responds', async () => {
    const [port] = await freePorts(1);
    const opening = openEtcdStore({
      endpoints: [`127.0.0.1:${port}`],
      clock: systemClock,
      random: systemRandom,
      patience: 500,
    });
    await expect(opening).rejects.toMatchObject({ name: 'StoreUnavailableError', outcome: 'not made' });
  });

  it('authenticates, and again when a restart has invalidated its token', async () => {
    await using cluster = await EtcdCluster.start();
    const { endpoints } = cluster;
    const gateway = (path: string, body: object): Promise<Response> =>
      fetch(`http://${endpoints[0]}/v3/auth/${path}`, { method: 'POST', body: JSON.stringify(body) });
    await eventually(async () => (await gateway('user/add', { name: 'root', password: 'secret' })).ok, 'a user');
    await gateway('role/add', { name: 'root' });
    await gateway('user/grant', { user: 'root', role: 'root' });
    await gateway('enable', {});
    await expect(openEtcdStore({ endpoints, clock: systemClock, random: systemRandom })).rejects.toBeInstanceOf(
      StoreFailedError,
    );
    const wrong = openEtcdStore({
      endpoints,
      clock: systemClock,
      random: systemRandom,
      login: { name: 'root', password: 'no' },
    });
    await expect(wrong).rejects.toBeInstanceOf(StoreFailedError);
    const login = { name: 'root', password: 'secret' };
    await using store = await openEtcdStore({
      endpoints,
      clock: systemClock,
      random: systemRandom,
      login,
    });
    const iterator = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    await store.commit({ expect: [], apply: [put('a', '1')] });
    expect((await iterator.next()).value).toMatchObject({ revision: 2 });
    await cluster.kill(0);
    cluster.startMember(0);
    expect(text((await store.get('a'))?.value)).toBe('1');
    await store.commit({ expect: [], apply: [put('a', '2')] });
    expect((await iterator.next()).value).toMatchObject({ revision: 3 });
    await iterator.return?.();
  });

  it('uses mutual TLS, and refuses unknown certificates', async () => {
    const pki = makePki();
    const { ca, cert, key } = pki.files;
    const flags = [`--cert-file=${cert}`, `--key-file=${key}`, `--trusted-ca-file=${ca}`, '--client-cert-auth'];
    await using cluster = await EtcdCluster.start({ scheme: 'https', flags });
    const { endpoints } = cluster;
    const url = `etcd://${endpoints[0]}?cacert=${ca}&cert=${cert}&key=${key}`;
    await using store = await openStore(url, { clock: systemClock, random: systemRandom });
    expect(await store.commit({ expect: [], apply: [put('a', '1')] })).toEqual({ committed: true, revision: 2 });
    const stranger = openEtcdStore({
      endpoints,
      clock: systemClock,
      random: systemRandom,
      tls: {},
      patience: 500,
    });
    await expect(stranger).rejects.toBeInstanceOf(StoreUnavailableError);
    pki.remove();
  });
});
