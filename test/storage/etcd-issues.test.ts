/**
 * Issues that etcd's robustness tests have found in etcd, and that need a crash, a partition or authentication: tests of our engine
 * with real etcd. Other issues are in the conformance kit, for all engines.
 */
import { seededRandom, systemClock, systemRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { checkLinearizable } from '../../packages/storage/storage/src/conformance/linearizable-case.ts';
import { collect, put } from '../../packages/storage/storage/src/conformance/support.ts';
import { type Store, StoreFailedError, StoreUnavailableError } from '../../packages/storage/storage/src/store.ts';
import { openEtcdStore } from '../../packages/storage/store-etcd/src/platform/etcd-store.ts';
import { eventually } from '../harness.ts';
import { EtcdCluster, hasEtcd } from './etcd-cluster.ts';

const drawn = process.env['KUBETS_SEED'] ? Number(process.env['KUBETS_SEED']) : systemRandom.integer(1e9);
console.log(`etcd under faults with seed ${drawn}`);

const open = (cluster: EtcdCluster, options: object = {}): Promise<Store> =>
  openEtcdStore({
    endpoints: cluster.endpoints,
    clock: systemClock,
    random: systemRandom,
    ...options,
  });

async function gateway(endpoint: string, path: string, body: object): Promise<Response> {
  return fetch(`http://${endpoint}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
}

/** Writes until it is stopped. Returns every acknowledged commit by key. */
class Load {
  readonly acknowledged = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #over: Promise<unknown>;

  constructor(stores: readonly Store[], writers: number) {
    const each = Array.from({ length: writers }, (_, name) => this.#write(stores[name % stores.length] as Store, name));
    this.#over = Promise.all(each);
  }

  async #write(store: Store, name: number): Promise<void> {
    for (let index = 0; !this.#stop.signal.aborted; index++) {
      const key = `w/${name}/${index}`;
      try {
        const result = await store.commit({ expect: [{ key, revision: 0 }], apply: [put(key, 'x'.repeat(500))] });
        if (result.committed) this.acknowledged.set(key, result.revision);
      } catch (error) {
        // Permission denied: this client can no longer write.
        if (error instanceof StoreFailedError) return;
        expect(error).toBeInstanceOf(StoreUnavailableError);
      }
    }
  }

  get newest(): number {
    return Math.max(1, ...this.acknowledged.values());
  }

  /** Resolves after this number of further acknowledged commits. */
  async more(count: number): Promise<void> {
    const target = this.acknowledged.size + count;
    await eventually(() => this.acknowledged.size >= target || undefined, `${count} more writes`);
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#over;
  }
}

/** Every acknowledged write has its revision, and a watch from the beginning delivers each revision once. */
async function checkKept(store: Store, { acknowledged, newest }: Load): Promise<void> {
  expect(await store.revision()).toBeGreaterThanOrEqual(newest);
  const page = await store.list({ prefix: 'w/' });
  const standing = new Map(page.entries.map(({ key, revision }) => [key, revision]));
  for (const [key, revision] of acknowledged) expect(standing.get(key), key).toBe(revision);
  const changes = await collect(store, { prefix: '', after: 1 }, page.revision);
  expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, index) => index + 2));
}

/** The data of one member, read without the other members. */
async function hashOf(cluster: EtcdCluster, member: number): Promise<unknown> {
  const answer = await gateway(cluster.endpoints[member] as string, 'maintenance/hash', {});
  return ((await answer.json()) as { hash?: unknown }).hash;
}

describe.skipIf(!hasEtcd)('etcd store with faults of etcd', () => {
  it('#13766, #14370: no acknowledged write is lost and no revision decreases when the only member crashes under load', async () => {
    await using cluster = await EtcdCluster.start();
    await using store = await open(cluster);
    const random = seededRandom(drawn);
    const load = new Load([store], 16);
    await load.more(50);
    for (let round = 0; round < 5; round++) {
      await systemClock.sleep(random.integer(150));
      await cluster.kill(0);
      const before = load.newest;
      cluster.startMember(0);
      await load.more(50);
      expect(await store.revision()).toBeGreaterThan(before);
    }
    await load.end();
    await checkKept(store, load);
  });

  it('#14571: members agree, and nothing is lost, when authentication is enabled during writes', async () => {
    await using cluster = await EtcdCluster.start({ members: 3 });
    const [endpoint = ''] = cluster.endpoints;
    await eventually(
      async () => (await gateway(endpoint, 'auth/user/add', { name: 'root', password: 'secret' })).ok,
      'a user',
    );
    await gateway(endpoint, 'auth/role/add', { name: 'root' });
    await gateway(endpoint, 'auth/user/grant', { user: 'root', role: 'root' });
    const login = { name: 'root', password: 'secret' };
    const anonymous = await open(cluster);
    const before = new Load([anonymous], 4);
    await before.more(50);
    await gateway(endpoint, 'auth/enable', {});
    // From here on, requests are refused completely and without delay.
    await before.end();
    await using store = await open(cluster, { login });
    const load = new Load([store], 8);
    await load.more(100);
    const leader = await cluster.leader().catch(() => 0);
    await cluster.kill(leader);
    await load.more(50);
    cluster.startMember(leader);
    await load.more(50);
    await load.end();
    for (const [key, revision] of before.acknowledged) {
      if (!load.acknowledged.has(key)) load.acknowledged.set(key, revision);
    }
    for (const each of cluster.endpoints) {
      await using alone = await openEtcdStore({
        endpoints: [each],
        clock: systemClock,
        random: systemRandom,
        login,
      });
      await checkKept(alone, load);
    }
    await anonymous[Symbol.asyncDispose]();
  });

  it('#14685: no revision decreases, and members agree, when a member crashes during defragmentation', async () => {
    await using cluster = await EtcdCluster.start({ members: 3 });
    await using store = await open(cluster);
    const random = seededRandom(drawn);
    const load = new Load([store], 8);
    await load.more(300);
    for (let round = 0; round < 4; round++) {
      const member = round % 3;
      await store.compact(await store.revision());
      const defragmenting = gateway(cluster.endpoints[member] as string, 'maintenance/defragment', {}).catch(
        () => undefined,
      );
      await systemClock.sleep(random.integer(15));
      await cluster.kill(member);
      await defragmenting;
      const before = load.newest;
      cluster.startMember(member);
      await load.more(100);
      expect(await store.revision()).toBeGreaterThan(before);
    }
    await load.end();
    const page = await store.list({ prefix: 'w/' });
    const standing = new Map(page.entries.map(({ key, revision }) => [key, revision]));
    for (const [key, revision] of load.acknowledged) expect(standing.get(key), key).toBe(revision);
    await eventually(async () => {
      const hashes = await Promise.all([0, 1, 2].map((member) => hashOf(cluster, member)));
      return new Set(hashes).size === 1 || undefined;
    }, 'the same in all members');
  });

  it('#15271: watches have no gaps or repeats when members are partitioned one after the other', async () => {
    await using cluster = await EtcdCluster.start({ members: 3 });
    // Each server starts with a different member, so that every partition affects one of them.
    const stores = await Promise.all(
      [0, 1, 2].map((first) =>
        openEtcdStore({
          endpoints: [...cluster.endpoints.slice(first), ...cluster.endpoints.slice(0, first)],
          clock: systemClock,
          random: systemRandom,
        }),
      ),
    );
    const stop = new AbortController();
    const told: number[][] = stores.map(() => []);
    const watching = stores.map(async (store, index) => {
      for await (const { revision, events } of store.watch({ prefix: 'w/', after: 1, signal: stop.signal }))
        if (events.length > 0) told[index]?.push(revision);
    });
    const load = new Load(stores, 6);
    await load.more(100);
    for (const member of [0, 1, 2]) {
      cluster.pause(member);
      await load.more(50);
      await systemClock.sleep(1000);
      cluster.resume(member);
      await load.more(100);
    }
    await load.end();
    const [store] = stores as [Store];
    const last = await store.revision();
    await eventually(() => told.every((revisions) => revisions.at(-1) === last) || undefined, 'all watches');
    stop.abort();
    await Promise.all(watching);
    const all = Array.from({ length: last - 1 }, (_, index) => index + 2);
    for (const revisions of told) expect(revisions).toEqual(all);
    await checkKept(store, load);
    await Promise.all(stores.map((each) => each[Symbol.asyncDispose]()));
  });

  it('is linearizable for clients of three servers while members are partitioned', async () => {
    await using cluster = await EtcdCluster.start({ members: 3 });
    const stores = await Promise.all([0, 1, 2].map(() => open(cluster)));
    let made = 0;
    let over = false;
    const goesOn = (count: number): boolean => {
      made = count;
      return !over;
    };
    const checking = checkLinearizable({ stores, seed: drawn, clients: 9, goesOn });
    const more = async (count: number): Promise<void> => {
      const target = made + count;
      await eventually(() => made >= target || undefined, 'more calls');
    };
    await more(150);
    const leader = await cluster.leader();
    cluster.pause(leader);
    await more(150);
    cluster.resume(leader);
    await more(150);
    over = true;
    await checking;
    await Promise.all(stores.map((each) => each[Symbol.asyncDispose]()));
  });
});
