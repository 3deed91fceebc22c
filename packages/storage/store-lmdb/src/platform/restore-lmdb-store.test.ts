/** A restore replaces an lmdb store completely or not at all. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kubets/base';
import { createMemoryStore, type ExportedEntry, type StoreContent } from '@kubets/storage';
import { put, text, write } from '@kubets/storage/conformance';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLmdbStore } from './lmdb-store.ts';
import { restoreLmdbStore } from './restore-lmdb-store.ts';

const clock = systemClock;
let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'kubets-restore-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

async function content(value: string): Promise<StoreContent> {
  const store = createMemoryStore({ clock: systemClock });
  await write(store, put('k', value));
  return store.export();
}

async function held(): Promise<string> {
  await using store = await openLmdbStore({ path, clock });
  return text((await store.get('k'))?.value ?? new Uint8Array());
}

it('restoreLmdbStore refuses a directory with a store, unless the old store may be moved aside', async () => {
  expect(await restoreLmdbStore({ path, clock }, await content('first'))).toBeUndefined();
  await expect(restoreLmdbStore({ path, clock }, await content('second'))).rejects.toThrow('use --force to rename it');
  expect(await held()).toBe('first');
  const aside = await restoreLmdbStore({ path, clock, force: true }, await content('second'));
  expect(aside).toMatch(/store\.mdb\.before-\d{4}-/);
  expect(existsSync(aside ?? '')).toBe(true);
  expect(await held()).toBe('second');
});

it('restoreLmdbStore refuses a store that is in use', async () => {
  await using _store = await openLmdbStore({ path, clock });
  await expect(restoreLmdbStore({ path, clock, force: true }, await content('x'))).rejects.toThrow('in use');
});

it('restoreLmdbStore changes nothing if its content cannot be read to the end', async () => {
  await restoreLmdbStore({ path, clock }, await content('first'));
  async function* broken(): AsyncGenerator<readonly ExportedEntry[], void> {
    yield [{ key: 'k', value: new Uint8Array(3), revision: 9, created: 9 }];
    throw new RangeError('the disk is bad');
  }
  const restoring = restoreLmdbStore({ path, clock, force: true }, { revision: 90, pages: broken() });
  await expect(restoring).rejects.toThrow('the disk is bad');
  expect(await held()).toBe('first');
});

it('openLmdbStore refuses the directory of an interrupted restore, which can be run again', async () => {
  await restoreLmdbStore({ path, clock }, await content('first'));
  mkdirSync(join(path, 'restoring'));
  writeFileSync(join(path, 'restoring', 'store.mdb'), 'half');
  await expect(openLmdbStore({ path, clock })).rejects.toThrow("run 'kubets snapshot restore' again");
  await restoreLmdbStore({ path, clock }, await content('second'));
  expect(await held()).toBe('second');
});
