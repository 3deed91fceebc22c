/** The lmdb engine after SIGKILL, on a full disk, with a missing or damaged file, and with a second process. */
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@kubets/base';
import { type Store, StoreFailedError } from '@kubets/storage';
import { put, write } from '@kubets/storage/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkKept, killOften, startChild } from './crash-harness.ts';
import { DiskRoom } from './disk-room.ts';
import { openLmdbStore } from './lmdb-store.ts';

const rounds = Number(process.env.KUBETS_CRASH_ROUNDS ?? 24);
const seed = process.env.KUBETS_SEED ? Number(process.env.KUBETS_SEED) : systemRandom.integer(1e9);

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (): Promise<Store> => openLmdbStore({ path: directory, clock: systemClock });

describe('openLmdbStore after its process was killed', () => {
  it(
    `keeps every acknowledged write and no partial commit, ${rounds} times (seed ${seed})`,
    {
      timeout: 60_000 + rounds * 2000,
    },
    () => killOften(seed, rounds, 2),
  );

  it('refuses a second process and names the first, until the first has ended', async () => {
    const { child, ready, over } = startChild({ directory, seed });
    await ready;
    await expect(open()).rejects.toThrow(`data directory ${directory} is in use by another kubets (pid ${child.pid})`);
    child.kill('SIGKILL');
    await over;
    const store = await open();
    await expect(open()).rejects.toThrow(`in use by another kubets (pid ${process.pid})`);
    await store[Symbol.asyncDispose]();
    await (await open())[Symbol.asyncDispose]();
  });
});

describe('openLmdbStore on a disk that cannot be written', () => {
  it.each([
    ['its disk is full', '', 4096],
    ['a flush fails', 'unflushable', undefined],
  ] as const)('acknowledges no more commits and reports the reason when %s', async (_, how, fileLimit) => {
    const { over } = startChild({ directory, seed, how, ...(fileLimit === undefined ? {} : { fileLimit }) });
    const acknowledged = await over;
    expect(acknowledged.failure).toMatch(/^cannot write to the store in .+: \S/);
    expect(acknowledged.revision).toBeGreaterThan(20);
    await checkKept(directory, acknowledged, acknowledged.revision);
  });
});

it('openLmdbStore refuses commits while the disk is full, and accepts them again when there is room', async () => {
  let free = 2 ** 30;
  const room = new DiskRoom(directory, systemClock, () => free);
  room.take(1000);
  free = 2 ** 24;
  expect(() => room.take(2 ** 29)).toThrow(`no space left on the disk of ${directory}`);
  free = 2 ** 30;
  room.take(2 ** 20);
});

describe('openLmdbStore with a damaged file', () => {
  const file = (): string => join(directory, 'store.mdb');
  const filled = async (): Promise<void> => {
    const store = await open();
    for (let index = 0; index < 20; index++) await write(store, put(`k${index}`, 'x'.repeat(5000)));
    await store[Symbol.asyncDispose]();
  };
  const damages: readonly (readonly [string, string, () => void])[] = [
    ['truncated', 'is truncated: it has', () => truncateSync(file(), statSync(file()).size - 8192)],
    ['cut to its header', 'is truncated: it has', () => truncateSync(file(), 8192)],
    ['emptied', 'is damaged or not a store file', () => truncateSync(file(), 0)],
    ['something else', 'is damaged or not a store file', () => writeFileSync(file(), 'apiVersion: v1\n'.repeat(1000))],
    ['gone', 'is missing', () => rmSync(file())],
  ];

  it.each(damages)('fails with one line when it was %s', async (_, words, damage) => {
    await filled();
    damage();
    const error = await open().catch((each: unknown) => each);
    expect(error).toBeInstanceOf(StoreFailedError);
    const { message } = error as StoreFailedError;
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });

  it('fails and changes nothing when the file is read-only', async () => {
    await filled();
    const before = readFileSync(file());
    chmodSync(file(), 0o444);
    // Permissions do not apply to root, so another user opens the store.
    const nobody = process.getuid?.() === 0 ? { uid: 65534 } : {};
    if (nobody.uid !== undefined)
      for (const path of [directory, ...readdirSync(directory).map((name) => join(directory, name))])
        if (path !== file()) chownSync(path, nobody.uid, nobody.uid);
    const { failure } = await startChild({ directory, seed, ...nobody }).over;
    expect(failure).toMatch(/^cannot open the store in .+permission denied/i);
    expect(readFileSync(file()).equals(before)).toBe(true);
  });

  it('fails when the directory is a file', async () => {
    const path = join(directory, 'file');
    writeFileSync(path, 'mine');
    await expect(openLmdbStore({ path, clock: systemClock })).rejects.toBeInstanceOf(StoreFailedError);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

describe('openLmdbStore over time', () => {
  it('reuses compacted pages for new commits and grows beyond its initial map', async () => {
    const store = await openLmdbStore({ path: directory, clock: systemClock, mapSize: 2 ** 20 });
    const round = async (): Promise<number> => {
      for (let index = 0; index < 40; index++) {
        await write(store, ...Array.from({ length: 20 }, (_, key) => put(`k${key}`, `${index}`.repeat(1500))));
      }
      await store.compact(await store.revision());
      return statSync(join(directory, 'store.mdb')).size;
    };
    const first = await round();
    expect(first).toBeGreaterThan(2 ** 20);
    const sizes = [await round(), await round(), await round(), await round()];
    expect(Math.max(...sizes)).toBeLessThan(first * 2);
    expect(await store.count('')).toBe(20);
    await store[Symbol.asyncDispose]();
  });
});
