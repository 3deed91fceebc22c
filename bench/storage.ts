/** The store compared with raw LMDB, and the cost of a write with 10,000 indexed watchers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { silentLogger, systemClock } from '@kubets/base';
import { createMemoryStore, type Store } from '@kubets/storage';
import { createWatchCache, type WatchCache } from '@kubets/storage/watch-cache';
import { openLmdbStore } from '@kubets/store-lmdb/platform';
import { median, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const rounds = 5;
const roundMilliseconds = 1500;
const writers = 64;
const value = Buffer.alloc(2048, 7);

async function inDirectory<T>(run: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
  try {
    return await run(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Writes per second of concurrent writers that wait for each write, and the 99th percentile of latencies in ms. */
async function load(
  write: (index: number) => Promise<unknown>,
): Promise<{ readonly rate: number; readonly p99: number }> {
  let index = 0;
  const latencies: number[] = [];
  const start = performance.now();
  const writer = async (): Promise<void> => {
    while (performance.now() - start < roundMilliseconds) {
      const asked = performance.now();
      await write(index++);
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const rate = (index * 1000) / (performance.now() - start);
  return { rate, p99: latencies.sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? 0 };
}

const nameOf = (index: number): string => `/registry/pods/default/pod-${index}`;

const rawPuts = (): ReturnType<typeof load> =>
  inDirectory(async (path) => {
    const { open } = await import('lmdb');
    const root = open({ path: join(path, 'raw.mdb'), noSubdir: true, overlappingSync: false, encoding: 'binary' });
    const result = await load((index) => root.put(nameOf(index), value));
    await root.close();
    return result;
  });

const ownCommits = (): ReturnType<typeof load> =>
  inDirectory(async (path) => {
    await using store = await openLmdbStore({ path, clock: systemClock });
    return await load((index) => {
      const key = nameOf(index);
      return store.commit({ expect: [{ key, revision: 0 }], apply: [{ type: 'put', key, value }] });
    });
  });

const pod = (node: string): Uint8Array => new TextEncoder().encode(JSON.stringify({ ...samplePod, node }));

type Pod = { readonly node: string };

const placeOf = ({ node }: Pod): Pod => ({ node });

function podCache(store: Store): WatchCache<Pod> {
  return createWatchCache<Pod>({
    store,
    prefix: '/registry/pods/',
    decode: (entry) => JSON.parse(new TextDecoder().decode(entry.value)) as Pod,
    indexers: { 'spec.nodeName': (item) => item.digest(placeOf).node },
    clock: systemClock,
    log: silentLogger,
  });
}

/** Time from a write to its event at the only matching watcher, in microseconds, with this number of other watchers. */
async function dispatchCost(watchers: number): Promise<number> {
  await using store = createMemoryStore({ clock: systemClock, historyLimit: 1000 });
  await using cache = podCache(store);
  await cache.ready;
  const watch = (index: number): AsyncIterator<unknown> =>
    cache
      .watch({ from: { after: 1 }, index: { name: 'spec.nodeName', value: `node-${index}` } })
      [Symbol.asyncIterator]();
  const stop = Array.from({ length: watchers - 1 }, (_, index) => watch(index + 1));
  for (const iterator of stop) void iterator.next();
  const mine = watch(0);
  const body = pod('node-0');
  const writes = 2000;
  const start = performance.now();
  for (let index = 0; index < writes; index++) {
    const key = nameOf(index % 100);
    const told = mine.next();
    await store.commit({ expect: [], apply: [{ type: 'put', key, value: body }] });
    await told;
  }
  return ((performance.now() - start) * 1000) / writes;
}

/** Heap and buffers of a cache whose objects were not read, relative to their JSON size. */
async function cacheMemory(): Promise<number> {
  const count = 20_000;
  const used = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  return inDirectory(async (path) => {
    const body = pod('node-0');
    await using store = await openLmdbStore({ path, clock: systemClock });
    for (let index = 0; index < count; index += 500) {
      const keys = Array.from({ length: 500 }, (_, each) => nameOf(index + each));
      await store.commit({ expect: [], apply: keys.map((key) => ({ type: 'put', key, value: body }) as const) });
    }
    const before = used();
    await using cache = podCache(store);
    await cache.ready;
    return (used() - before) / (count * body.length);
  });
}

async function repeated<T>(run: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let round = 0; round < rounds; round++) results.push(await run());
  return results;
}

/** Results of the store and the watch cache: medians of {@link rounds} alternating rounds. */
export async function storage(): Promise<readonly Row[]> {
  const turns = await repeated(async () => ({ raw: await rawPuts(), own: await ownCommits() }));
  const raw = median(turns.map((turn) => turn.raw.rate));
  const own = median(turns.map((turn) => turn.own.rate));
  const p99 = median(turns.map((turn) => turn.own.p99));
  const costs = await repeated(async () => ({ few: await dispatchCost(10), many: await dispatchCost(10_000) }));
  const few = median(costs.map((cost) => cost.few));
  const many = median(costs.map((cost) => cost.many));
  const memory = await cacheMemory();
  return [
    {
      what: `lmdb: durable creates/s of 2 KB, ${writers} writers, against raw puts`,
      measured: `${own.toFixed(0)} of ${raw.toFixed(0)} (${((own / raw) * 100).toFixed(0)}%), p99 ${p99.toFixed(1)} ms`,
      aim: '>= 25% (through the whole API)',
      met: own / raw >= 0.25,
    },
    {
      what: 'watch cache: a write to its watcher, 10,000 indexed watchers against 10',
      measured: `${many.toFixed(1)} of ${few.toFixed(1)} µs (${(many / few).toFixed(2)}×)`,
      aim: 'one look-up: <= 2×',
      met: many / few <= 2,
    },
    {
      what: 'watch cache: memory of 20,000 pods against their JSON',
      measured: `${memory.toFixed(2)}×`,
      aim: '<= 1.5×',
      met: memory <= 1.5,
    },
  ];
}
