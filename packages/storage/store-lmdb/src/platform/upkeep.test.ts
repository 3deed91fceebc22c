/** Maintenance of an LMDB file: bounded size, quota, and defragmentation while the store is in use. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@kubets/base';
import { SpaceExceededError, type Store } from '@kubets/storage';
import { collect, del, put, shown, write } from '@kubets/storage/conformance';
import { expect, it } from 'vitest';
import { type LmdbStoreOptions, openLmdbStore } from './lmdb-store.ts';

async function inStore(
  options: Partial<LmdbStoreOptions>,
  run: (store: Store, reopen: () => Promise<Store>, path: string) => Promise<void>,
): Promise<void> {
  const path = mkdtempSync(join(tmpdir(), 'kubets-upkeep-'));
  const open = (): Promise<Store> => openLmdbStore({ path, clock: systemClock, mapSize: 2 ** 20, ...options });
  let store = await open();
  const reopen = async (): Promise<Store> => {
    await store[Symbol.asyncDispose]();
    store = await open();
    return store;
  };
  try {
    await run(store, reopen, path);
  } finally {
    await store[Symbol.asyncDispose]();
    rmSync(path, { recursive: true });
  }
}

const mebibyte = 2 ** 20;
const value = (fill: number, size = 4000): Uint8Array => new Uint8Array(size).fill(fill);
const spaceOf = (store: Store): { size: number; used: number; exceeded: boolean } => {
  const space = store.space?.();
  if (space === undefined) throw new TypeError('an lmdb store knows its space');
  return space;
};

/** Writes `keys` keys over and over, `rounds` times. */
async function overwrite(store: Store, keys: number, round: number): Promise<void> {
  await Promise.all(Array.from({ length: keys }, (_, index) => write(store, put(`k${index}`, value(round)))));
}

it('openLmdbStore: the file stays bounded while the same keys are overwritten', () =>
  inStore({}, async (store, _, path) => {
    const sizes: number[] = [];
    for (let round = 0; round < 40; round++) {
      await overwrite(store, 200, round);
      await store.compact(await store.revision());
      sizes.push(spaceOf(store).size);
    }
    const settled = sizes[9] ?? 0;
    expect(sizes.at(-1)).toBeLessThanOrEqual(settled * 1.25);
    expect(sizes.at(-1)).toBeLessThan(12 * mebibyte);
    expect(statSync(join(path, 'store.mdb')).size).toBeLessThan(16 * mebibyte);
  }));

it("openLmdbStore refuses puts over its quota with etcd's error, and accepts everything else", () =>
  inStore({ quota: 8 * mebibyte, log: silentLogger }, async (store) => {
    let written = 0;
    const fill = async (): Promise<void> => {
      for (; ; written++) await write(store, put(`k${written}`, value(1, 50_000)));
    };
    await expect(fill()).rejects.toMatchObject({
      name: 'SpaceExceededError',
      message: 'etcdserver: mvcc: database space exceeded',
    });
    expect(written).toBeGreaterThan(50);
    expect(spaceOf(store)).toMatchObject({ quota: 8 * mebibyte, exceeded: true });
    expect(spaceOf(store).used).toBeLessThanOrEqual(8 * mebibyte);
    // Even small puts are refused, also in a commit that deletes keys.
    await expect(write(store, put('small', 'x'), del('k0'))).rejects.toBeInstanceOf(SpaceExceededError);
    expect(await store.count('')).toBe(written);
    for (let index = 0; index < written; index += 2) await write(store, del(`k${index}`));
    await expect(write(store, put('small', 'x'))).rejects.toBeInstanceOf(SpaceExceededError);
    await store.compact(await store.revision());
    expect(spaceOf(store).exceeded).toBe(false);
    await write(store, put('small', 'x'));
  }));

it('defragment returns free pages to the disk during writes and watches', () =>
  inStore({}, async (store, reopen, path) => {
    for (let round = 0; round < 5; round++) await overwrite(store, 300, round);
    await Promise.all(Array.from({ length: 280 }, (_, index) => write(store, del(`k${index}`))));
    const old = await store.revision();
    await store.compact(old);
    const before = spaceOf(store);
    const end = old + 400;
    const watching = collect(store, { prefix: '', after: old }, end);
    let done = false;
    const writing = (async () => {
      for (let index = 0; index < 400; index++) await write(store, put(`w${index % 10}`, String(index)));
      done = true;
    })();
    await store.defragment?.();
    expect(done).toBe(false);
    await Promise.all([store.defragment?.(), writing]);
    expect((await watching).map(({ revision }) => revision)).toEqual(
      Array.from({ length: 400 }, (_, index) => old + 1 + index),
    );
    expect(spaceOf(store).size).toBeLessThan(before.size / 3);
    expect(statSync(join(path, 'store.mdb')).size).toBeLessThan(before.size / 3);
    expect(readdirSync(path).filter((name) => name.startsWith('defragmented') && !name.endsWith('-lock'))).toEqual([]);
    const lines = (await store.list({ prefix: '', revision: old + 100 })).entries.map(shown);
    const again = await reopen();
    expect((await again.list({ prefix: '', revision: old + 100 })).entries.map(shown)).toEqual(lines);
    expect(await again.revision()).toBe(end);
  }));

it('openLmdbStore closes only after a running export or compaction has released the file', () =>
  inStore({}, async (store, reopen) => {
    for (let round = 0; round < 20; round++) await overwrite(store, 100, round);
    const head = await store.revision();
    const compacting = store.compact(head);
    const defragmenting = store.defragment?.();
    const again = await reopen();
    await Promise.all([compacting, defragmenting]);
    expect(await again.count('')).toBe(100);
    await again.compact(head);
    expect(await again.revision()).toBe(head);
  }));
