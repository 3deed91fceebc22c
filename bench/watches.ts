/** Watches over HTTP/2: the lag of events with many watchers, and the cost of a write with thousands of field selectors. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, megabytes, processorSeconds, type Row } from './measure.ts';
import { samplePod } from './sample-pod.ts';
import type { WatchResult, WatchTask } from './watch-load.ts';

const rounds = 5;
const roundSeconds = 3;

interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly origin: string;
  readonly access: { readonly ca: string; readonly cert: string; readonly key: string };
}

async function startServer(): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
  const task = JSON.stringify({ store: 'memory:', directory });
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'api-process.ts'), task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  return {
    pid: child.pid ?? 0,
    origin: `https://127.0.0.1:${JSON.parse(String(line)).port}`,
    access: { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

class Writer implements Disposable {
  readonly #session: ClientHttp2Session;

  constructor({ origin, access }: Server) {
    this.#session = connect(origin, access);
  }

  async send(method: string, path: string, body: object): Promise<void> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const stream = this.#session.request({ ':method': method, ':path': path, 'content-type': type });
    stream.end(JSON.stringify(body));
    const [headers] = await once(stream, 'response');
    stream.resume();
    await once(stream, 'end');
    const status = Number(headers[':status']);
    if (status >= 400) throw new Error(`${method} ${path} returned ${status}`);
  }

  /** Writes at a fixed rate, independent of responses. Resolves when all have responses. */
  async pace(perSecond: number, seconds: number, write: (index: number) => Promise<void>): Promise<void> {
    const start = performance.now();
    const all: Promise<void>[] = [];
    while (all.length < perSecond * seconds) {
      const due = Math.min(perSecond * seconds, ((performance.now() - start) / 1000) * perSecond);
      while (all.length < due) all.push(write(all.length));
      await sleep(1);
    }
    await Promise.all(all);
  }

  [Symbol.dispose](): void {
    this.#session.close();
  }
}

async function watchers(server: Server, path: string, count: number): Promise<ChildProcess> {
  const connections = Math.ceil(count / 100);
  const task: WatchTask = { server: server.origin, path, count, ...server.access, connections };
  const child = fork(resolve(import.meta.dirname, 'watch-load.ts'), [JSON.stringify(task)]);
  await once(child, 'message');
  return child;
}

async function resultOf(child: ChildProcess): Promise<WatchResult> {
  child.send('result');
  const [result] = (await once(child, 'message')) as [WatchResult];
  return result;
}

const now = (): string => String(performance.timeOrigin + performance.now());

/** `watching` watchers of a namespace with this write rate. */
async function lag(watching: number, perSecond: number): Promise<Row> {
  await using server = await startServer();
  using writer = new Writer(server);
  const maps = '/api/v1/namespaces/default/configmaps';
  for (let i = 0; i < 50; i++) await writer.send('POST', maps, { metadata: { name: `m${i}` }, data: { at: now() } });
  const child = await watchers(server, `${maps}?watch=1&resourceVersion=0`, watching);
  const write = (index: number): Promise<void> =>
    writer.send('PATCH', `${maps}/m${index % 50}`, { data: { at: now() } });
  await writer.pace(perSecond, 1, write);
  const results: WatchResult[] = [];
  const used = processorSeconds(server.pid);
  for (let round = 0; round < rounds; round++) {
    await sleep(300);
    await resultOf(child);
    await writer.pace(perSecond, roundSeconds, write);
    await sleep(300);
    results.push(await resultOf(child));
  }
  const events = results.reduce((sum, result) => sum + result.events, 0);
  const spent = processorSeconds(server.pid) - used;
  child.disconnect();
  const p99 = median(results.map((result) => result.p99));
  const p50 = median(results.map((result) => result.p50));
  const told = events / (rounds * roundSeconds * perSecond * watching);
  return {
    what: `watch: ${watching} watchers of ${perSecond} writes/s over HTTP/2, lag p99`,
    measured: `${p99.toFixed(0)} ms (p50 ${p50.toFixed(0)}), ${((spent * 1e6) / events).toFixed(1)} µs of the server per event, ${(told * 100).toFixed(0)} % delivered`,
    aim: '≤ 100 ms',
    met: p99 <= 100 && told > 0.999,
  };
}

/** CPU time of the server for a write of a pod, in microseconds, and its memory, with this number of watchers by node. */
async function byField(watching: number, perSecond: number): Promise<{ cost: number; memory: number; p99: number }> {
  await using server = await startServer();
  using writer = new Writer(server);
  const pods = '/api/v1/namespaces/default/pods';
  // No controller creates it here.
  await writer.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const { metadata, spec } = samplePod as Readonly<Record<'metadata' | 'spec', Record<string, unknown>>>;
  const { labels } = metadata;
  for (let i = 0; i < 50; i++) {
    const pod = {
      metadata: { name: `p${i}`, labels, annotations: { at: now() } },
      spec: { ...spec, nodeName: `node-${i}` },
    };
    await writer.send('POST', pods, pod);
  }
  const path = '/api/v1/pods?watch=1&resourceVersion=0&fieldSelector=spec.nodeName%3Dnode-NUMBER';
  const child = await watchers(server, path, watching);
  const write = (index: number): Promise<void> =>
    writer.send('PATCH', `${pods}/p${index % 50}`, { metadata: { annotations: { at: now() } } });
  await writer.pace(perSecond, 1, write);
  await resultOf(child);
  const used = processorSeconds(server.pid);
  await writer.pace(perSecond, roundSeconds, write);
  const cost = ((processorSeconds(server.pid) - used) * 1e6) / (perSecond * roundSeconds);
  await sleep(300);
  const { p99 } = await resultOf(child);
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const memory = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  child.disconnect();
  return { cost, memory, p99 };
}

export async function watches(): Promise<readonly Row[]> {
  const perSecond = Number(process.env.KUBETS_BENCH_WRITES ?? 1000);
  const few = await byField(10, perSecond);
  const many = await byField(10_000, perSecond);
  return [
    await lag(1000, 200),
    {
      what: `watch: a write with 10,000 field-selector watchers against 10, ${perSecond} writes/s`,
      measured: `${many.cost.toFixed(0)} of ${few.cost.toFixed(0)} µs (${(many.cost / few.cost).toFixed(2)}×), lag p99 ${many.p99.toFixed(0)} ms, ${megabytes(many.memory - few.memory)} more memory`,
      aim: 'one look-up: ≤ 1.5×',
      met: many.cost / few.cost <= 1.5,
    },
  ];
}
