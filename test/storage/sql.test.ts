/** The SQL engine with real MariaDB and PostgreSQL: the conformance kit, two servers on one database, crashes. */
import { present, systemClock, systemRandom } from '@kubets/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, restoreStore } from '../../packages/apps/kubets/src/platform/store/open-store.ts';
import { checkLinearizable } from '../../packages/storage/storage/src/conformance/linearizable-case.ts';
import { storeConformance } from '../../packages/storage/storage/src/conformance/store-conformance.ts';
import { collect, put, shownEvent, text } from '../../packages/storage/storage/src/conformance/support.ts';
import {
  CompactedError,
  type ExportedEntry,
  type Store,
  type StoreChange,
  StoreFailedError,
  StoreUnavailableError,
} from '../../packages/storage/storage/src/store.ts';
import { makePki } from './pki.ts';
import {
  hasMariadb,
  hasPostgres,
  type ServerOptions,
  type SqlServer,
  startMariadb,
  startPostgres,
} from './sql-servers.ts';

const seed = process.env['KUBETS_SEED'];

type Start = (options?: ServerOptions) => Promise<SqlServer>;

function suite(name: string, start: Start): void {
  let server: SqlServer | undefined;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  storeConformance(
    name,
    async () => {
      const url = await present(server, name).newDatabase();
      const open = (): Promise<Store> => openStore(url, { clock: systemClock, random: systemRandom });
      const store = await open();
      return {
        store,
        reopen: async () => {
          await store[Symbol.asyncDispose]();
          return open();
        },
        restore: async (content) => {
          await restoreStore(url, content, {
            clock: systemClock,
            random: systemRandom,
            force: true,
          });
          return open();
        },
      };
    },
    { histories: 3, ...(seed ? { seed: Number(seed) } : {}) },
  );
  describe(`${name}: several servers`, () => sharingCases(() => present(server, name)));
  describe(`${name}: connections`, () => connectionCases(start));
}

/** Stores of two servers on their own database. */
async function twoStores(server: SqlServer): Promise<readonly [Store, Store]> {
  const url = await server.newDatabase();
  const open = (): Promise<Store> => openStore(url, { clock: systemClock, random: systemRandom });
  return Promise.all([open(), open()]);
}

function sharingCases(server: () => SqlServer): void {
  it('delivers the commits of another server after a notification or a short poll', async () => {
    const [mine, theirs] = await twoStores(server());
    await using _mine = mine;
    await using _theirs = theirs;
    const iterator = theirs.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    await mine.commit({ expect: [], apply: [put('a', '0')] });
    await iterator.next();
    const lags: number[] = [];
    for (let index = 0; index < 40; index++) {
      await systemClock.sleep(index % 7);
      const told = iterator.next();
      await mine.commit({ expect: [], apply: [put('a', String(index))] });
      const start = performance.now();
      await told;
      lags.push(performance.now() - start);
    }
    lags.sort((a, b) => a - b);
    console.log(`lag of a watch on another server: median ${lags[20]?.toFixed(1)} ms, p95 ${lags[37]?.toFixed(1)} ms`);
    // The fastest quarter: a busy machine delays some, and polling every second without notifications delays nearly all.
    expect(lags[10]).toBeLessThan(100);
    await iterator.return?.();
  });

  it('orders the commits of all servers in one sequence without gaps, equal for every watch', async () => {
    const stores = await twoStores(server());
    const each = 300;
    const last = 1 + stores.length * each;
    const watches = stores.map((store) => collect(store, { prefix: '', after: 1 }, last));
    const writers = stores.map(async (store, name) => {
      for (let index = 0; index < each; index += 10) {
        const burst = Array.from({ length: 10 }, (_, more) => put(`${name}/${(index + more) % 17}`, `${index}`));
        await Promise.all(burst.map((operation) => store.commit({ expect: [], apply: [operation] })));
      }
    });
    await Promise.all(writers);
    const [first = [], second = []] = await Promise.all(watches);
    expect(first.map(({ revision }) => revision)).toEqual(Array.from({ length: last - 1 }, (_, index) => index + 2));
    const lines = (changes: readonly StoreChange[]): readonly string[] =>
      changes.flatMap(({ events }) => events.map(shownEvent));
    expect(lines(second)).toEqual(lines(first));
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it('lets one of two servers win each revision of a key', async () => {
    const stores = await twoStores(server());
    const [one, other] = stores;
    await one.commit({ expect: [], apply: [put('counter', '0')] });
    const increment = async (store: Store): Promise<void> => {
      for (;;) {
        const entry = present(await store.get('counter'), 'the counter');
        const next = put('counter', String(Number(text(entry.value)) + 1));
        if ((await store.commit({ expect: [entry], apply: [next] })).committed) return;
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, index) => increment(index % 2 ? one : other)));
    expect(text((await other.get('counter'))?.value ?? new Uint8Array())).toBe('20');
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it('is linearizable for clients of both servers while the database crashes', async () => {
    const stores = await twoStores(server());
    const drawn = seed ? Number(seed) : systemRandom.integer(1e9);
    console.log(`clients with seed ${drawn}`);
    let crashing: Promise<void> | undefined;
    let crashedAt = Infinity;
    const goesOn = (made: number): boolean => {
      if (made > 200) {
        crashing ??= server()
          .crash()
          .finally(() => {
            crashedAt = made;
          });
      }
      return made < crashedAt + 400;
    };
    await checkLinearizable({ stores, seed: drawn, clients: 8, goesOn });
    await crashing;
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });

  it('is restored completely or not at all; running servers list again', async () => {
    const url = await server().newDatabase();
    await using running = await openStore(url, { clock: systemClock, random: systemRandom });
    await running.commit({ expect: [], apply: [put('old', 'here')] });
    const watching = (async () => {
      for await (const _ of running.watch({ prefix: '', after: 2 }));
    })();
    const entry = { key: 'new', value: new TextEncoder().encode('there'), revision: 7, created: 7 };
    async function* pages(breaks: boolean): AsyncGenerator<readonly ExportedEntry[], void> {
      yield [entry];
      if (breaks) throw new StoreFailedError('the disk is bad');
    }
    const restore = (breaks: boolean, force: boolean): Promise<unknown> =>
      restoreStore(url, { revision: 1000, pages: pages(breaks) }, { clock: systemClock, random: systemRandom, force });
    await expect(restore(false, false)).rejects.toThrow('the database already contains a store');
    await expect(restore(true, true)).rejects.toThrow('the disk is bad');
    expect(text((await running.get('old'))?.value ?? new Uint8Array())).toBe('here');
    await restore(false, true);
    await expect(watching).rejects.toBeInstanceOf(CompactedError);
    expect((await running.list({ prefix: '' })).entries.map(({ key }) => key)).toEqual(['new']);
    expect(await running.commit({ expect: [entry], apply: [put('new', 'on')] })).toEqual({
      committed: true,
      revision: 1001,
    });
  });

  it('keeps every acknowledged write when the database crashes, and reconnects', async () => {
    const store = await openStore(await server().newDatabase(), {
      clock: systemClock,
      random: systemRandom,
    });
    await using _store = store;
    const iterator = store.watch({ prefix: '', after: 1 })[Symbol.asyncIterator]();
    const acknowledged = new Map<string, number>();
    let crashed = false;
    let after = 0;
    const writer = async (name: number): Promise<void> => {
      for (let index = 0; after < 50; index++) {
        const key = `${name}/${index}`;
        try {
          const result = await store.commit({ expect: [], apply: [put(key, 'x')] });
          if (result.committed) acknowledged.set(key, result.revision);
          if (crashed) after++;
        } catch (error) {
          expect(error).toBeInstanceOf(StoreUnavailableError);
        }
      }
    };
    const writers = [0, 1, 2, 3].map(writer);
    await systemClock.sleep(200);
    await server().crash();
    crashed = true;
    await Promise.all(writers);
    const page = await store.list({ prefix: '' });
    const standing = new Map(page.entries.map(({ key, revision }) => [key, revision]));
    for (const [key, revision] of acknowledged) expect(standing.get(key), key).toBe(revision);
    for (let expected = 2; expected <= page.revision; expected++) {
      expect((await iterator.next()).value?.revision).toBe(expected);
    }
    await iterator.return?.();
  });
}

function connectionCases(start: Start): void {
  it('uses TLS, with verified server certificates only', async () => {
    const pki = makePki();
    await using server = await start({ tls: pki.files });
    const url = await server.newDatabase();
    await using store = await openStore(`${url}?cacert=${pki.files.ca}`, {
      clock: systemClock,
      random: systemRandom,
    });
    expect(await store.commit({ expect: [], apply: [put('a', '1')] })).toEqual({ committed: true, revision: 2 });
    await expect(openStore(`${url}?tls=true`, { clock: systemClock, random: systemRandom })).rejects.toThrow(
      /certificate/i,
    );
    pki.remove();
  });

  it('refuses a certificate with another name', async () => {
    const pki = makePki('DNS:elsewhere');
    await using server = await start({ tls: pki.files });
    const opening = openStore(`${await server.newDatabase()}?cacert=${pki.files.ca}`, {
      clock: systemClock,
      random: systemRandom,
    });
    await expect(opening).rejects.toMatchObject({
      name: 'StoreFailedError',
      message: expect.stringMatching(/altname/),
    });
    pki.remove();
  });

  it('reports what is wrong with credentials or a database', async () => {
    await using server = await start();
    const url = await server.newDatabase();
    const missing = openStore(url.replace(/[^/]+$/, 'missing'), {
      clock: systemClock,
      random: systemRandom,
    });
    await expect(missing).rejects.toMatchObject({
      name: 'StoreFailedError',
      message: expect.stringMatching(/missing/),
    });
    const stranger = openStore(url.replace(/\/\/\w+@/, '//nobody:secret@'), {
      clock: systemClock,
      random: systemRandom,
    });
    await expect(stranger).rejects.toMatchObject({ name: 'StoreFailedError' });
  });
}

describe.skipIf(!hasPostgres)('PostgreSQL', () => suite('postgres', startPostgres));
describe.skipIf(!hasMariadb)('MariaDB', () => suite('mariadb', startMariadb));
