/** Lists: throughput compared with prebuilt bytes from a bare server, and memory of lists and cache. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@kubets/base';
import { openLmdbStore } from '@kubets/store-lmdb/platform';
import type { Peak } from '../packages/server/http-listener/src/platform/large-list-child.ts';
import type { CacheMemory } from './cache-memory.ts';
import type { ListResult, ListTask } from './list-load.ts';
import { median, megabytes, processorSeconds, type Row } from './measure.ts';
import { storedPod } from './sample-pod.ts';

const rounds = 5;
const pods = 10_000;
const perLoad = 5;
const full = process.env.KUBETS_BENCH_FULL !== undefined;

const file = (name: string): string => resolve(import.meta.dirname, name);

/** Runs a script in a separate process, and returns what it prints. */
async function outcome<T>(script: string, ...args: string[]): Promise<T> {
  const child = spawn(process.execPath, [file(script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(text) as T;
}

interface Server extends Disposable {
  readonly pid: number;
  readonly port: number;
}

/** A server in a separate process that prints its port. */
async function server(script: string, task: object): Promise<Server> {
  const child = spawn(process.execPath, [file(script), JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    port: JSON.parse(String(line)).port,
    [Symbol.dispose]: () => void child.kill('SIGTERM'),
  };
}

async function inDirectory<T>(run: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
  try {
    return await run(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

async function fill(path: string): Promise<void> {
  await using store = await openLmdbStore({ path, clock: systemClock });
  for (let start = 0; start < pods; start += 500) {
    const apply = Array.from({ length: 500 }, (_, each) => ({ type: 'put', ...storedPod(start + each) }) as const);
    await store.commit({ expect: [], apply });
  }
}

async function body(url: string, access: { ca: string; cert: string; key: string }): Promise<Buffer> {
  const session = connect(url, access);
  const stream = session.request({ ':path': '/api/v1/pods', accept: 'application/json' });
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  session.close();
  return Buffer.concat(parts);
}

/** Lists, alternating between the API server and the bare server. */
function throughput(): Promise<readonly Row[]> {
  return inDirectory(async (directory) => {
    await fill(join(directory, 'store'));
    const pki = join(directory, 'pki');
    using own = await server('api-process.ts', { store: `lmdb:${join(directory, 'store')}`, directory: pki });
    const read = (name: string): string => readFileSync(join(pki, name), 'utf8');
    const access = { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
    const bytes = await body(`https://127.0.0.1:${own.port}`, access);
    writeFileSync(join(directory, 'body'), bytes);
    const serving = { ca: access.ca, cert: read('apiserver.crt'), key: read('apiserver.key') };
    using bare = await server('bare-http2.ts', { file: join(directory, 'body'), ...serving });
    const turn = async ({ pid, port }: Server) => {
      const task: ListTask = { url: `https://127.0.0.1:${port}/api/v1/pods`, ...access, rounds: perLoad };
      const before = processorSeconds(pid);
      const { first, last } = await outcome<ListResult>('list-load.ts', JSON.stringify(task));
      return { first: median(first), last: median(last), processor: processorSeconds(pid) - before };
    };
    const turns: { own: Awaited<ReturnType<typeof turn>>; bare: Awaited<ReturnType<typeof turn>> }[] = [];
    for (let round = 0; round < rounds; round++) turns.push({ own: await turn(own), bare: await turn(bare) });
    const ratio = median(turns.map((each) => each.bare.last / each.own.last));
    const processor = median(turns.map((each) => each.bare.processor / each.own.processor));
    const first = median(turns.map((each) => each.own.first));
    const bareFirst = median(turns.map((each) => each.bare.first));
    return [
      {
        what: `LIST of ${pods} pods (${megabytes(bytes.length)}) over HTTP/2, against prebuilt bytes`,
        measured: `${(ratio * 100).toFixed(0)} % of bare node:http2, by processor time ${(processor * 100).toFixed(0)} %`,
        aim: '≥ 70 %',
        met: ratio >= 0.7,
      },
      {
        what: 'the same: time to the first byte',
        measured: `${first.toFixed(1)} ms, bare ${bareFirst.toFixed(1)} ms`,
        aim: '',
        met: undefined,
      },
    ];
  });
}

/** 16 concurrent lists of 1 GB each, read as far as time allows; completely if the full size is requested. */
function concurrentLists(): Promise<readonly Row[]> {
  return inDirectory(async (directory) => {
    const task = JSON.stringify({ objects: 10_000, size: 100_000, directory });
    const child = fork(
      resolve(import.meta.dirname, '../packages/server/http-listener/src/platform/large-list-child.ts'),
      [task],
    );
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const load: ListTask = {
      url: `https://127.0.0.1:${port}/api/v1/configmaps`,
      ca: readFileSync(join(directory, 'ca.crt'), 'utf8'),
      rounds: 1,
      concurrency: 16,
      ...(full ? {} : { most: 100e6 }),
    };
    const { bytes } = await outcome<ListResult>('list-load.ts', JSON.stringify(load));
    child.send('peak');
    const [peak] = (await once(child, 'message')) as [Peak];
    child.disconnect();
    return [
      {
        what: `16 lists at once of 10,000 × 100 KB (1 GB), ${megabytes(bytes)} of each read: peak beyond the cache`,
        measured: `${megabytes(peak.used)} of heap and buffers, ${megabytes(peak.resident)} resident`,
        aim: '≤ 64 MB each',
        met: peak.used <= 64 * 2 ** 20,
      },
    ];
  });
}

async function cacheMemory(): Promise<Row> {
  const memory = await outcome<CacheMemory>('cache-memory.ts');
  return {
    what: `watch cache: memory of ${memory.pods} pods (${memory.json.toFixed(0)} MB) that clients of all kinds have read`,
    measured: `${memory.read.toFixed(2)}× their JSON, ${memory.loaded.toFixed(2)}× when just loaded`,
    aim: '≤ 1.5×',
    met: memory.read <= 1.5,
  };
}

export async function lists(): Promise<readonly Row[]> {
  return [...(await throughput()), ...(await concurrentLists()), await cacheMemory()];
}
