/**
 * Concurrent durable puts in a separate process: into a new LMDB file, or into etcd with our gRPC client.
 *   node bench/raw-puts.ts '{"store":"lmdb:/tmp/x","seconds":2,"concurrency":64,"bytes":2048}'
 * Prints a LoadResult of `http2-load.ts`.
 */
import { systemClock } from '@kubets/base';
import { EtcdMembers } from '../packages/storage/store-etcd/src/platform/members.ts';
import type { LoadResult } from './http2-load.ts';
import { median } from './measure.ts';

export interface PutsTask {
  /** `lmdb:FILE` or `etcd://host:port`. */
  readonly store: string;
  readonly seconds: number;
  readonly concurrency: number;
  /** Size of a value. */
  readonly bytes: number;
}

type Put = (name: string, value: Buffer) => Promise<unknown>;

async function lmdb(path: string): Promise<Put> {
  const { open } = await import('lmdb');
  const root = open({ path, noSubdir: true, overlappingSync: false, encoding: 'binary' });
  return (name, value) => root.put(name, value);
}

function etcd(endpoint: string): Put {
  const members = new EtcdMembers({ endpoints: [endpoint], clock: systemClock });
  return (name, value) => members.call('write', 'KV/Put', { key: Buffer.from(name), value });
}

const { store, seconds, concurrency, bytes }: PutsTask = JSON.parse(process.argv[2] ?? '{}');
const put = store.startsWith('lmdb:') ? await lmdb(store.slice('lmdb:'.length)) : etcd(new URL(store).host);
const value = Buffer.alloc(bytes, 7);
let count = 0;
let latencies: number[] = [];
const run = async (until: number): Promise<void> => {
  const writer = async (): Promise<void> => {
    for (let asked = performance.now(); asked < until; asked = performance.now()) {
      await put(`/bench/${process.pid}/${count++}`, value);
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, writer));
};
await run(performance.now() + 1000);
latencies = [];
const start = performance.now();
await run(start + seconds * 1000);
const took = (performance.now() - start) / 1000;
const sorted = latencies.sort((a, b) => a - b);
const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
const requests = sorted.length;
const p50 = median(sorted);
const result: LoadResult = { requests, withWarmUp: count, seconds: took, bytes: requests * bytes, p50, p99 };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
