/**
 * Durable creates through the whole API server by 64 concurrent clients, each with its own connection, compared with bare puts
 * into the same engine by as many writers, alternating in one run.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiProcessTask } from './api-process.ts';
import type { LoadResult } from './http2-load.ts';
import { type Load, load, spawnScript } from './load.ts';
import { median, type Row } from './measure.ts';
import type { PutsTask } from './raw-puts.ts';
import { samplePod } from './sample-pod.ts';

const rounds = 5;
const seconds = 2;
const concurrency = 64;
const bytes = 2048;

const configMap = (() => {
  const metadata = { name: 'NAME', namespace: 'default', labels: { app: 'load' } };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: '' } };
  return JSON.stringify({ ...object, data: { value: 'x'.repeat(bytes - JSON.stringify(object).length) } });
})();
const pod = (() => {
  const { metadata, status: _, ...rest } = samplePod as { readonly metadata: object; readonly status: object };
  const { labels, annotations } = metadata as { readonly labels: object; readonly annotations: object };
  const spec = { ...(rest as { readonly spec: object }).spec, serviceAccountName: 'bench', serviceAccount: 'bench' };
  return JSON.stringify({ ...rest, metadata: { name: 'NAME', namespace: 'default', labels, annotations }, spec });
})();

/** A child process that prints a JSON line when it is ready, and is killed when it is disposed. */
class Child<T> implements Disposable {
  readonly process: ChildProcess;
  readonly ready: Promise<T>;

  constructor(script: string, task: object) {
    this.process = spawnScript(script, task);
    this.ready = once(this.process.stdout as NodeJS.ReadableStream, 'data').then(([line]) => JSON.parse(String(line)));
  }

  [Symbol.dispose](): void {
    this.process.kill('SIGKILL');
  }
}

class Directory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'kubets-bench-'));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** CPU time of each thread of a process in microseconds, by thread name. */
function threadTimes(pid: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const text = readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const [user = 0, system = 0] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    times.set(name, (times.get(name) ?? 0) + (user + system) * 10_000);
  }
  return times;
}

/** CPU time of a create in the thread of the store, and in the thread of the listener. */
interface Creates extends Load {
  readonly main: number;
  readonly listener: number;
}

class Api implements AsyncDisposable {
  readonly #directory = new Directory();
  readonly #child: Child<{ readonly port: number }>;
  #loads = 0;

  constructor(store: (directory: string) => string, workers: number) {
    const directory = join(this.#directory.path, 'pki');
    const task: ApiProcessTask = { store: store(this.#directory.path), directory, workers };
    this.#child = new Child('api-process.ts', task);
  }

  /** The credentials of an administrator. */
  #access(): { readonly ca: string; readonly cert: string; readonly key: string } {
    const read = (name: string): string => readFileSync(join(this.#directory.path, 'pki', name), 'utf8');
    return { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
  }

  async post(path: string, object: object): Promise<void> {
    const { port } = await this.#child.ready;
    const headers = { 'content-type': 'application/json' };
    const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', headers, ...this.#access() });
    outgoing.end(JSON.stringify(object));
    const [answer] = await once(outgoing, 'response');
    if (answer.statusCode !== 201) throw new Error(`POST ${path}: ${answer.statusCode}`);
    answer.resume();
  }

  /** Pods need a service account, and no controller creates it here. */
  createServiceAccount(name: string): Promise<void> {
    return this.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name } });
  }

  /** A policy that evaluates two expressions for each ConfigMap. */
  async createPolicy(): Promise<void> {
    const group = '/apis/admissionregistration.k8s.io/v1';
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
    const validations = [
      { expression: 'object.metadata.labels["app"] == "load"' },
      { expression: '!has(object.data.value) || object.data.value.size() < 4096', message: 'too long' },
    ];
    await this.post(`${group}/validatingadmissionpolicies`, {
      metadata: { name: 'bench' },
      spec: { matchConstraints: { resourceRules: [rule] }, validations },
    });
    await this.post(`${group}/validatingadmissionpolicybindings`, {
      metadata: { name: 'bench' },
      spec: { policyName: 'bench', validationActions: ['Deny'] },
    });
  }

  async create(resource: string, body: string): Promise<Creates> {
    const { port } = await this.#child.ready;
    const pid = this.#child.process.pid ?? 0;
    const before = threadTimes(pid);
    const result = await load({
      url: `https://127.0.0.1:${port}/api/v1/namespaces/default/${resource}`,
      ...this.#access(),
      seconds,
      concurrency,
      connections: concurrency,
      body,
      prefix: `load-${this.#loads++}`,
    });
    const after = threadTimes(pid);
    const cost = (thread: string): number => ((after.get(thread) ?? 0) - (before.get(thread) ?? 0)) / result.withWarmUp;
    return { ...result, main: cost('MainThread'), listener: cost('listener') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child[Symbol.dispose]();
    await once(this.#child.process, 'exit');
    this.#directory[Symbol.dispose]();
  }
}

async function bare(store: string): Promise<LoadResult> {
  const task: PutsTask = { store, seconds, concurrency, bytes };
  using child = new Child<LoadResult>('raw-puts.ts', task);
  return await child.ready;
}

async function bareLmdb(): Promise<LoadResult> {
  using directory = new Directory();
  return await bare(`lmdb:${join(directory.path, 'raw.mdb')}`);
}

const rateOf = ({ requests, seconds: took }: LoadResult): number => requests / took;

function ratioRow(what: string, aim: number, turns: readonly { raw: LoadResult; own: Creates }[]): Row {
  const ratio = median(turns.map(({ raw, own }) => own.rate / rateOf(raw)));
  const own = turns.map((turn) => turn.own);
  const middle = (of: (load: Creates) => number): string => median(own.map(of)).toFixed(0);
  const latency = `p50 ${middle(({ p50 }) => p50)}, p99 ${middle(({ p99 }) => p99)} ms`;
  const raw = median(turns.map((turn) => rateOf(turn.raw))).toFixed(0);
  return {
    what: `${what}: creates of 2 KB through the whole API, ${concurrency} clients, against bare puts`,
    measured: `${(ratio * 100).toFixed(0)} % (${middle(({ rate }) => rate)} of ${raw}/s, ${latency})`,
    aim: `≥ ${aim} %`,
    met: ratio * 100 >= aim,
  };
}

const inDirectory = (directory: string): string => `lmdb:${join(directory, 'store')}`;

/** What a policy adds to a create, in the thread of the store. */
async function underPolicy(): Promise<Row> {
  await using plain = new Api(inDirectory, 1);
  await using policed = new Api(inDirectory, 1);
  await policed.createPolicy();
  const turns: { own: Creates; under: Creates }[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await plain.create('configmaps', configMap);
    turns.push({ own, under: await policed.create('configmaps', configMap) });
  }
  const ratio = median(turns.map(({ own, under }) => under.main / own.main));
  const cost = (of: (turn: (typeof turns)[number]) => number): string => median(turns.map(of)).toFixed(0);
  const rate = median(turns.map(({ own, under }) => under.rate / own.rate));
  return {
    what: 'lmdb: creates under one ValidatingAdmissionPolicy, against plain ones',
    measured: `${ratio.toFixed(2)}× (µs of a create: ${cost(({ own }) => own.main)} → ${cost(({ under }) => under.main)}; rate ${rate.toFixed(2)}×)`,
    aim: '≤ 1.15×',
    met: ratio <= 1.15,
  };
}

async function onLmdb(): Promise<readonly Row[]> {
  await using one = new Api(inDirectory, 0);
  await using two = new Api(inDirectory, 1);
  const turns: { raw: LoadResult; alone: Creates; own: Creates }[] = [];
  for (let round = 0; round < rounds; round++)
    turns.push({
      raw: await bareLmdb(),
      alone: await one.create('configmaps', configMap),
      own: await two.create('configmaps', configMap),
    });
  const gain = median(turns.map(({ alone, own }) => own.rate / alone.rate));
  const cost = (of: (turn: (typeof turns)[number]) => number): string => median(turns.map(of)).toFixed(0);
  await two.createServiceAccount('bench');
  const pods = await two.create('pods', pod);
  return [
    ratioRow('lmdb', 25, turns),
    {
      what: 'the same: with the listener in a separate thread, on two cores',
      measured: `${gain.toFixed(2)}× (${cost(({ alone }) => alone.rate)} → ${cost(({ own }) => own.rate)}/s; µs of a create: ${cost(({ alone }) => alone.main)} → ${cost(({ own }) => own.main)} + ${cost(({ own }) => own.listener)})`,
      aim: '> 1×',
      met: gain > 1,
    },
    {
      what: `lmdb: creates of Pods of ${(pod.length / 1000).toFixed(1)} KB`,
      measured: `${pods.rate.toFixed(0)}/s, p50 ${pods.p50.toFixed(0)}, p99 ${pods.p99.toFixed(0)} ms`,
      aim: '',
      met: undefined,
    },
  ];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** One etcd member from Debian with default settings, on a real disk. */
async function onEtcd(): Promise<readonly Row[]> {
  using directory = new Directory();
  const [client, peer] = [await freePort(), await freePort()];
  const flags = {
    'data-dir': join(directory.path, 'etcd'),
    'listen-client-urls': `http://127.0.0.1:${client}`,
    'advertise-client-urls': `http://127.0.0.1:${client}`,
    'listen-peer-urls': `http://127.0.0.1:${peer}`,
    'initial-advertise-peer-urls': `http://127.0.0.1:${peer}`,
    'initial-cluster': `default=http://127.0.0.1:${peer}`,
    'log-level': 'error',
  };
  const etcd = spawn(
    'etcd',
    Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    { stdio: 'ignore' },
  );
  const gone = once(etcd, 'exit');
  try {
    await using api = new Api(() => `etcd://127.0.0.1:${client}`, 1);
    const turns: { raw: LoadResult; own: Creates }[] = [];
    for (let round = 0; round < rounds; round++) {
      const raw = await bare(`etcd://127.0.0.1:${client}`);
      turns.push({ raw, own: await api.create('configmaps', configMap) });
    }
    return [ratioRow('etcd', 60, turns)];
  } finally {
    etcd.kill('SIGKILL');
    await gone;
  }
}

export async function creates(): Promise<readonly Row[]> {
  const embedded = [...(await onLmdb()), await underPolicy()];
  const { status } = spawnSync('etcd', ['--version']);
  if (status === 0) return [...embedded, ...(await onEtcd())];
  console.log('creates on etcd are not measured: the Debian package etcd-server is missing');
  return embedded;
}

if (import.meta.filename === resolve(process.argv[1] ?? '')) (await import('./measure.ts')).printTable(await creates());
