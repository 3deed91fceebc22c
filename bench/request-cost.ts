/**
 * CPU time of a request in the thread of the store, without HTTP: from the message of a listener thread to the bytes of the
 * response, on LMDB, with 64 concurrent callers and without sockets.
 *   node bench/request-cost.ts [request…]
 * On another store with its URL in STORE. For a profile: node --cpu-prof …
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loggerTo, present, systemClock, systemRandom } from '@kubets/base';
import { importSigningKey } from '@kubets/kube-apiserver';
import { type ControlPlane, startControlPlane } from '../packages/apps/cluster/src/control-plane.ts';
import { openStore } from '../packages/apps/kubets/src/platform/store/open-store.ts';
import { createAnswerer } from '../packages/server/http-listener/src/platform/front-door/answerer.ts';
import type { FromWorker, ToWorker } from '../packages/server/http-listener/src/platform/workers/messages.ts';
import { WorkerCalls } from '../packages/server/http-listener/src/platform/workers/worker-calls.ts';
import { callsPerSecond, median, printTable, type Row } from './measure.ts';

const concurrency = 64;
const objects = 500;
const rounds = 7;
const seconds = 1;
const bytes = 2048;

type Ask = Extract<FromWorker, { type: 'ask' }>;

/** A kind of request, and its nth instance. */
interface Sample {
  readonly what: string;
  /** Microseconds. */
  readonly aim?: number;
  request(n: number): {
    readonly method: string;
    readonly path: string;
    readonly body?: string;
    readonly type?: string;
  };
}

const collection = '/api/v1/namespaces/default/configmaps';

const [before, between, after] = (() => {
  const metadata = { name: 'NAME', namespace: 'default', labels: { app: 'LABEL' } };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: '' } };
  const value = 'x'.repeat(bytes - JSON.stringify(object).length);
  return JSON.stringify({ ...object, data: { value } }).split(/NAME|LABEL/) as [string, string, string];
})();
const configMap = (name: string, label: string): string => `${before}${name}${between}${label}${after}`;

/** The prefix of names, because the store may contain objects of an earlier run. */
const run = `run-${Math.floor(performance.timeOrigin)}`;
const json = 'application/json';
const merge = 'application/merge-patch+json';
const standing = (n: number): string => `standing-${n % objects}`;
const samples: Readonly<Record<string, Sample>> = {
  create: {
    what: 'create of a ConfigMap of 2 KB',
    aim: 60,
    request: (n) => ({ method: 'POST', path: collection, body: configMap(`${run}-${n}`, 'load'), type: json }),
  },
  update: {
    what: 'update of it',
    request: (n) => ({
      method: 'PUT',
      path: `${collection}/${standing(n)}`,
      body: configMap(standing(n), `l${n}`),
      type: json,
    }),
  },
  patch: {
    what: 'merge patch of a label of it',
    request: (n) => ({
      method: 'PATCH',
      path: `${collection}/${standing(n)}`,
      body: `{"metadata":{"labels":{"app":"p${n}"}}}`,
      type: merge,
    }),
  },
  status: {
    what: "patch of a node's status",
    request: (n) => ({
      method: 'PATCH',
      path: `/api/v1/nodes/${standing(n)}/status`,
      body: `{"status":{"conditions":[{"type":"Ready","status":"True","reason":"r${n}"}]}}`,
      type: 'application/strategic-merge-patch+json',
    }),
  },
  get: { what: 'get of it', request: (n) => ({ method: 'GET', path: `${collection}/${standing(n)}` }) },
};

/** Callers without sockets, which send the messages of a listener thread. */
class Callers {
  readonly #calls: WorkerCalls;
  readonly #waiting = new Map<number, (status: number) => void>();
  readonly #certificate: Ask['certificate'];
  #last = 0;

  constructor({ server, authenticator }: ControlPlane, certificate: Ask['certificate']) {
    this.#certificate = certificate;
    const answerer = createAnswerer({
      handle: (request) => server.handle(request),
      respond: (answer, request) => server.respond(answer, request),
      authenticator,
      authorizer: server.authorizer,
      log: loggerTo(() => undefined),
    });
    const send = (message: ToWorker): void => {
      if (message.type !== 'answer') throw new TypeError(`unexpected response: ${message.type}`);
      this.#waiting.get(message.id)?.(message.status);
      this.#waiting.delete(message.id);
    };
    this.#calls = new WorkerCalls(answerer, { send, give: send });
  }

  /** The status of the answer. */
  ask(sample: Sample, n: number): Promise<number> {
    const { method, path, body, type } = sample.request(n);
    const id = ++this.#last;
    const message: Ask = {
      type: 'ask',
      id,
      method,
      path,
      query: '',
      headers: ['user-agent', 'bench/1.0', 'accept', json, ...(type === undefined ? [] : ['content-type', type])],
      remoteAddress: '127.0.0.1',
      upgrade: false,
      certificate: this.#certificate,
      repeated: undefined,
      bodyWaits: false,
      window: 512 * 1024,
    };
    return new Promise((answered) => {
      this.#waiting.set(id, answered);
      void this.#calls.ask(message, body === undefined ? undefined : Buffer.from(body));
    });
  }
}

const spent = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

let made = 0;

/** CPU time of the thread for a request, in microseconds. */
async function costOf(callers: Callers, sample: Sample): Promise<number> {
  const before = spent();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const status = await callers.ask(sample, made++);
      if (status >= 300) throw new TypeError(`${sample.what}: ${status}`);
      count++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return (spent() - before) / count;
}

async function controlPlane(directory: string): Promise<ControlPlane> {
  const log = loggerTo((line) => line.level !== 'debug' && line.level !== 'info' && console.error(line));
  const shared = { clock: systemClock, random: systemRandom, log };
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return startControlPlane({
    ...shared,
    store: await openStore(process.env.STORE ?? `lmdb:${join(directory, 'store')}`, shared),
    apiServerOnly: true,
    serviceCidr: '10.96.0.0/16',
    advertise: { address: '192.0.2.1', port: 6443 },
    authority: 'PEM',
    tokenKey: await importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))),
  });
}

async function prepare(callers: Callers): Promise<void> {
  for (let n = 0; n < objects; n++) {
    const node = JSON.stringify({ metadata: { name: standing(n) } });
    const post = (path: string, body: string): Sample => ({
      what: path,
      request: () => ({ method: 'POST', path, body, type: json }),
    });
    await callers.ask(post(collection, configMap(standing(n), 'standing')), n);
    await callers.ask(post('/api/v1/nodes', node), n);
  }
}

/** The minimum: the body is decoded and encoded once. */
function bareJson(): Row {
  const body = Buffer.from(configMap('bare', 'load'));
  const rate = callsPerSecond(() => Buffer.from(JSON.stringify(JSON.parse(body.toString()))));
  return {
    what: 'its JSON alone, to an object and back',
    measured: `${(1e6 / rate).toFixed(0)} µs`,
    aim: '',
    met: undefined,
  };
}

export async function requestCost(wanted: readonly string[] = Object.keys(samples)): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
  const plane = await controlPlane(directory);
  try {
    const callers = new Callers(plane, { commonName: 'admin', organizations: ['system:masters'], fingerprint: '' });
    await prepare(callers);
    const rows: Row[] = [];
    for (const name of wanted) {
      const { what, aim, ...sample } = present(samples[name], name);
      await costOf(callers, { what, ...sample });
      const costs: number[] = [];
      for (let round = 0; round < rounds; round++) costs.push(await costOf(callers, { what, ...sample }));
      const best = Math.min(...costs);
      const measured = `${best.toFixed(0)} µs (median ${median(costs).toFixed(0)})`;
      const met = aim === undefined ? undefined : best <= aim;
      rows.push({ what, measured, aim: aim === undefined ? '' : `≤ ${aim} µs`, met });
    }
    return [...rows, bareJson()];
  } finally {
    await plane.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.filename === resolve(process.argv[1] ?? '')) {
  const wanted = process.argv.slice(2);
  printTable(await requestCost(wanted.length === 0 ? undefined : wanted));
  process.exit(0);
}
