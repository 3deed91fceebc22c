/** The lmdb engine under SIGKILL, a full disk, a lost file, damaged files and a second owner. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { seededRandom, systemClock, systemRandom } from '@kubets/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, put, text, write } from '../../conformance/support.ts';
import { type Store, StoreFailedError } from '../../store.ts';
import { DiskRoom } from './disk-room.ts';
import { openLmdbStore } from './lmdb-store.ts';

const childPath = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const rounds = Number(process.env.KUBETS_CRASH_ROUNDS ?? 25);
const seed = process.env.KUBETS_SEED ? Number(process.env.KUBETS_SEED) : systemRandom.integer(1e9);

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (): Promise<Store> => openLmdbStore({ path: directory, clock: systemClock });

interface Acknowledged {
  /** By writer: its last acknowledged count. */
  readonly counts: Map<number, number>;
  revision: number;
  failure: string | undefined;
}

/** Starts the child and notes every answer it reports. */
function start(
  how = '',
  fileLimit?: number,
): { readonly child: ChildProcess; readonly ready: Promise<void>; readonly over: Promise<Acknowledged> } {
  const command = [process.execPath, childPath, directory, String(seed), how];
  // With the signal ignored, writing past the limit fails as on a full disk.
  const shell = ['sh', '-c', `trap '' XFSZ; ulimit -f ${fileLimit}; exec "$@"`, 'sh', ...command];
  const [file = '', ...rest] = fileLimit === undefined ? command : shell;
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  const acknowledged: Acknowledged = { counts: new Map(), revision: 1, failure: undefined };
  const ready = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Acknowledged>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const [word, ...words] = line.split(' ');
    if (word === 'ready') ready.resolve();
    if (word === 'failed') acknowledged.failure = words.join(' ');
    if (word !== 'ack' || words.length !== 3) return;
    acknowledged.counts.set(Number(words[0]), Number(words[1]));
    acknowledged.revision = Math.max(acknowledged.revision, Number(words[2]));
  });
  const read = new Promise<void>((resolve) => lines.on('close', resolve));
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  void Promise.all([read, exited]).then(() => {
    ready.resolve();
    over.resolve(acknowledged);
  });
  return { child, ready: ready.promise, over: over.promise };
}

const countOf = async (store: Store, key: string): Promise<number> => {
  const entry = await store.get(key);
  return entry ? Number(text(entry.value).split(' ')[0]) : 0;
};

/** Every acknowledged write is there, none is half there, and the history that is left tells of all since. */
async function checkKept({ counts, revision }: Acknowledged, atLeast: number): Promise<number> {
  const store = await open();
  const newest = await store.revision();
  expect(newest).toBeGreaterThanOrEqual(Math.max(revision, atLeast));
  for (let writer = 0; writer < 16; writer++) {
    const [left, right] = [await store.get(`left/${writer}`), await store.get(`right/${writer}`)];
    expect(left && { ...left, key: '' }, 'both keys of a commit or neither').toEqual(right && { ...right, key: '' });
    const count = await countOf(store, `left/${writer}`);
    const acknowledged = counts.get(writer) ?? 0;
    expect(count).toBeGreaterThanOrEqual(acknowledged);
    if (acknowledged > 0) expect(count, 'at most the one that was on its way').toBeLessThanOrEqual(acknowledged + 1);
  }
  const after = Math.max(1, newest - 20);
  const changes = await collect(store, { prefix: '', after }, newest).catch(() => []);
  if (changes.length > 0)
    expect(changes.map((change) => change.revision)).toEqual(
      Array.from({ length: newest - after }, (_, index) => after + 1 + index),
    );
  await write(store, put('after', 'the crash'));
  expect(await store.revision()).toBe(newest + 1);
  await store[Symbol.asyncDispose]();
  return newest + 1;
}

describe('a store whose process is killed', () => {
  it(`keeps every acknowledged write and no half commit, ${rounds} times over (seed ${seed})`, {
    timeout: rounds * 5000,
  }, async () => {
    const random = seededRandom(seed);
    let newest = 1;
    for (let round = 0; round < rounds; round++) {
      const { child, ready, over } = start();
      // Now and then before it has opened its store.
      if (random.next() < 0.8) await ready;
      await systemClock.sleep(random.integer(120));
      child.kill('SIGKILL');
      newest = await checkKept(await over, newest);
    }
    expect(newest).toBeGreaterThan(rounds * 2);
  });

  it('tells a second process who has the directory, and lets it in once that one is dead', async () => {
    const { child, ready, over } = start();
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

describe('a store that cannot write', () => {
  it.each([
    ['its disk is full', '', 4096],
    ['a flush fails', 'unflushable', undefined],
  ])('acknowledges nothing more and says why when %s', async (_, how, fileLimit) => {
    const { over } = start(how, fileLimit);
    const acknowledged = await over;
    expect(acknowledged.failure).toMatch(/^cannot write to the store in .+: \S/);
    expect(acknowledged.revision).toBeGreaterThan(20);
    await checkKept(acknowledged, acknowledged.revision);
  });
});

it('refuses commits, and takes them again, as the disk runs out of room and gets it back', async () => {
  let free = 2 ** 30;
  const room = new DiskRoom(directory, systemClock, () => free);
  room.take(1000);
  free = 2 ** 24;
  expect(() => room.take(2 ** 29)).toThrow(`no room left on the disk of ${directory}`);
  free = 2 ** 30;
  room.take(2 ** 20);
});

describe('a store file that is not what it was', () => {
  const file = (): string => join(directory, 'store.mdb');
  const filled = async (): Promise<void> => {
    const store = await open();
    for (let index = 0; index < 20; index++) await write(store, put(`k${index}`, 'x'.repeat(5000)));
    await store[Symbol.asyncDispose]();
  };
  const damages: readonly (readonly [string, string, () => void])[] = [
    ['cut short', 'is torn: it has', () => truncateSync(file(), statSync(file()).size - 8192)],
    ['cut to its header', 'is torn: it has', () => truncateSync(file(), 8192)],
    ['emptied', 'is damaged, or not a store file', () => truncateSync(file(), 0)],
    ['something else', 'is damaged, or not a store file', () => writeFileSync(file(), 'apiVersion: v1\n'.repeat(1000))],
    ['gone', 'is missing, but there was one', () => rmSync(file())],
  ];

  it.each(damages)('is refused in one line when it was %s', async (_, words, damage) => {
    await filled();
    damage();
    const error = await open().catch((each: unknown) => each);
    expect(error).toBeInstanceOf(StoreFailedError);
    const { message } = error as StoreFailedError;
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });

  it('is refused when the directory is a file', async () => {
    const path = join(directory, 'file');
    writeFileSync(path, 'mine');
    await expect(openLmdbStore({ path, clock: systemClock })).rejects.toBeInstanceOf(StoreFailedError);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

describe('a store file over time', () => {
  it('gives compacted pages to new commits and grows past the map it began with', async () => {
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
