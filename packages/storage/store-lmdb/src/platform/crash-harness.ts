/** For the crash tests: kills a process that writes to an lmdb store, and verifies the store. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { seededRandom, systemClock } from '@kubets/base';
import { CompactedError, type Store, type StoreChange } from '@kubets/storage';
import { collect, put, text, write } from '@kubets/storage/conformance';
import { expect } from 'vitest';
import { type How, hastyClock, writers } from './crash-terms.ts';
import { openLmdbStore } from './lmdb-store.ts';

const childPath = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

export interface Acknowledged {
  /** The last acknowledged count of each writer. */
  readonly counts: Map<number, number>;
  revision: number;
  failure: string | undefined;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the store is open, or the process has ended. */
  readonly ready: Promise<void>;
  readonly over: Promise<Acknowledged>;
}

export interface StartOptions {
  readonly directory: string;
  readonly seed: number;
  readonly how?: How;
  /** The file size limit in blocks of 512 bytes. Writes beyond it fail as on a full disk. */
  readonly fileLimit?: number;
  /** The user of the process. */
  readonly uid?: number;
}

/** Starts the child and records the results that it reports. */
export function startChild({ directory, seed, how = '', fileLimit, uid }: StartOptions): Running {
  const command = [process.execPath, childPath, directory, String(seed), how];
  // With SIGXFSZ ignored, writes beyond the limit fail.
  const shell = ['sh', '-c', `trap '' XFSZ; ulimit -f ${fileLimit}; exec "$@"`, 'sh', ...command];
  const [file = '', ...rest] = fileLimit === undefined ? command : shell;
  const child = spawn(file, rest, {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(uid === undefined ? {} : { uid }),
  });
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

async function checkPairs(store: Store, { counts }: Acknowledged): Promise<void> {
  for (let writer = 0; writer < writers; writer++) {
    const [left, right] = [await store.get(`left/${writer}`), await store.get(`right/${writer}`)];
    expect(left && { ...left, key: '' }, 'both keys of a commit or neither').toEqual(right && { ...right, key: '' });
    const count = await countOf(store, `left/${writer}`);
    const acknowledged = counts.get(writer) ?? 0;
    expect(count).toBeGreaterThanOrEqual(acknowledged);
    if (acknowledged > 0) expect(count, 'at most the one that was in flight').toBeLessThanOrEqual(acknowledged + 1);
  }
}

/** The remaining history contains all later commits. */
async function checkHistory(store: Store, newest: number): Promise<void> {
  const after = Math.max(1, newest - 20);
  const changes = await collect(store, { prefix: '', after }, newest).catch(
    (error: unknown): readonly StoreChange[] => {
      expect(error).toBeInstanceOf(CompactedError);
      return [];
    },
  );
  if (changes.length === 0) return;
  const revisions = Array.from({ length: newest - after }, (_, index) => after + 1 + index);
  expect(changes.map((change) => change.revision)).toEqual(revisions);
}

/**
 * All short leases expire, including those that the crash interrupted. Keys that were put again with a longer lease stay.
 */
async function checkLeases(store: Store): Promise<void> {
  const longer = new Set<string>();
  for (let writer = 0; writer < writers; writer++) {
    const key = `kept/${writer}`;
    const count = await countOf(store, key);
    if (count > 0 && count % 2 === 0) longer.add(key);
  }
  for (let left = 500; (await store.count('short/')) > 0; left--) {
    expect(left, 'leases expire').toBeGreaterThan(0);
    await systemClock.sleep(10);
  }
  for (const key of longer) expect(await store.get(key), key).toBeDefined();
}

/** All acknowledged writes are stored completely, and the revision has not decreased. Returns the newest revision. */
export async function checkKept(directory: string, acknowledged: Acknowledged, atLeast: number): Promise<number> {
  const store = await openLmdbStore({ path: directory, clock: hastyClock });
  const found = await store.revision();
  expect(found).toBeGreaterThanOrEqual(Math.max(acknowledged.revision, atLeast));
  await checkPairs(store, acknowledged);
  await checkHistory(store, found);
  await checkLeases(store);
  const before = await store.revision();
  expect(await write(store, put('after', 'the crash'))).toBeGreaterThan(before);
  const newest = await store.revision();
  await store[Symbol.asyncDispose]();
  return newest;
}

class FailedRound extends Error {
  override readonly name = 'FailedRound';
}

const ways: readonly How[] = ['', 'compacting', 'expiring', 'defragmenting'];

/** Rounds on one directory: start, kill at a random moment, verify. Alternates between all ways. */
async function lane(seed: number, rounds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-crash-'));
  const random = seededRandom(seed);
  let newest = 1;
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const how = ways[(seed + round) % ways.length] as How;
    const { child, ready, over } = startChild({ directory, seed: seed + round, how });
    // Sometimes before it has opened its store.
    if (random.next() < 0.8) await ready;
    await systemClock.sleep(random.integer(how === 'expiring' ? 150 : 80));
    child.kill('SIGKILL');
    const ended = await over;
    expect(ended.failure, `seed ${seed}, round ${round}`).toBeUndefined();
    newest = await checkKept(directory, ended, newest).catch((error: unknown) => {
      throw new FailedRound(`seed ${seed}, round ${round}, ${how}: ${error}`, { cause: error });
    });
    acknowledged += ended.counts.size;
  }
  rmSync(directory, { recursive: true, force: true });
  expect(acknowledged).toBeGreaterThan(0);
  expect(newest).toBeGreaterThan(rounds * 2);
}

/** Distributes rounds over parallel lanes. The directory of a failed round is kept. */
export async function killOften(seed: number, rounds: number, lanes: number): Promise<void> {
  const each = Math.ceil(rounds / lanes);
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(seed + index * 1000, each)));
}
