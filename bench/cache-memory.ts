/**
 * The memory of an API server for 100,000 pods, in a separate process: heap and buffers relative to the size of the JSON, after
 * loading and after clients of all kinds have read them.
 *   node --expose-gc bench/cache-memory.ts [COUNT]
 * Prints a {@link CacheMemory}.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '@kubets/base';
import type { Store } from '@kubets/storage';
import { openLmdbStore } from '@kubets/store-lmdb/platform';
import { requestOf, type TestServer, testServer } from '../packages/server/apiserver/src/testing.ts';
import { storedPod } from './sample-pod.ts';

export interface CacheMemory {
  readonly pods: number;
  /** Megabytes of JSON. */
  readonly json: number;
  readonly loaded: number;
  readonly read: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const count = Number(process.argv[2] ?? 100_000);
const page = 1000;

async function used(): Promise<number> {
  // Weak references keep their targets until the end of the turn.
  for (let i = 0; i < 3; i++) {
    await systemClock.sleep(10);
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function fill(store: Store): Promise<number> {
  let bytes = 0;
  for (let start = 0; start < count; start += page) {
    const apply = Array.from({ length: page }, (_, each) => {
      const { key, value } = storedPod(start + each);
      bytes += value.length;
      return { type: 'put', key, value } as const;
    });
    await store.commit({ expect: [], apply });
  }
  return bytes;
}

const protobuf = 'application/vnd.kubernetes.protobuf';
const reads: readonly (readonly [target: string, accept: string])[] = [
  ['', 'application/json'],
  ['?labelSelector=app%3Dweb-7', 'application/json'],
  ['?labelSelector=app%3Dweb-7&resourceVersion=0', protobuf],
  ['?fieldSelector=spec.nodeName%3Dnode-7', 'application/json'],
  ['', 'application/json;as=Table;v=v1;g=meta.k8s.io'],
  ['', 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'],
  ['?limit=500', 'application/yaml'],
  ['', protobuf],
  ['?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', 'application/json'],
  ['?watch=1&labelSelector=tier%3Dfrontend', protobuf],
];

/** Reads a list to its end, or a watch until all events have arrived. */
async function read({ server }: TestServer, target: string, accept: string): Promise<void> {
  const gone = new AbortController();
  const request = requestOf(`GET /api/v1/pods${target}`, { headers: { accept }, signal: gone.signal });
  const answer = await server.handle(request);
  if (answer.type === 'proxy') return;
  const { status, body } = server.respond(answer, request);
  if (status !== 200) throw new TypeError(`${target} returned ${status}`);
  if (body instanceof Uint8Array) return;
  let bytes = 0;
  let since = performance.now();
  for await (const chunk of body) {
    bytes += chunk.length;
    if (performance.now() - since > 20) {
      await systemClock.sleep(0);
      since = performance.now();
    }
    if (answer.type === 'watch' && bytes > count * (accept === protobuf ? 900 : 3000)) break;
  }
  gone.abort();
}

const path = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
try {
  await using store = await openLmdbStore({ path, clock: systemClock });
  const bytes = await fill(store);
  const before = await used();
  await using api = await testServer({ store });
  await api.call('GET /api/v1/pods?limit=1');
  const loaded = await used();
  for (const [target, accept] of reads) {
    const start = performance.now();
    await read(api, target, accept);
    if (process.env.KUBETS_BENCH_DETAIL !== undefined)
      console.error(
        target,
        accept,
        (performance.now() - start).toFixed(0),
        'ms',
        (((await used()) - before) / bytes).toFixed(3),
      );
  }
  const result: CacheMemory = {
    pods: count,
    json: bytes / 1e6,
    loaded: (loaded - before) / bytes,
    read: ((await used()) - before) / bytes,
  };
  console.log(JSON.stringify(result));
} finally {
  rmSync(path, { recursive: true, force: true });
}
