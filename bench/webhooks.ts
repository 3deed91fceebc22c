/** Creates with a validating webhook in another process of this machine, compared with plain creates, alternating in one run. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiProcessTask } from './api-process.ts';
import { type Load, load, spawnScript } from './load.ts';
import { median, processorSeconds, type Row } from './measure.ts';

const rounds = 5;
const seconds = 2;

const object = { apiVersion: 'v1', kind: 'ConfigMap', data: { value: 'x'.repeat(1_000) } };
const plain = JSON.stringify({ ...object, metadata: { name: 'NAME', namespace: 'default' } });
const hooked = JSON.stringify({
  ...object,
  metadata: { name: 'NAME', namespace: 'default', labels: { hooked: 'yes' } },
});

async function ready<T>(child: ChildProcess): Promise<T> {
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return JSON.parse(String(line));
}

interface Access {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

async function install(port: number, access: Access, hook: { readonly port: number; readonly caBundle: string }) {
  const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
  const webhook = {
    name: 'bench.example.com',
    clientConfig: { url: `https://127.0.0.1:${hook.port}/`, caBundle: hook.caBundle },
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
    objectSelector: { matchLabels: { hooked: 'yes' } },
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  };
  const headers = { 'content-type': 'application/json' };
  const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', headers, ...access });
  outgoing.end(JSON.stringify({ metadata: { name: 'bench' }, webhooks: [webhook] }));
  const [answer] = await once(outgoing, 'response');
  if (answer.statusCode !== 201) throw new Error(`no webhook: ${answer.statusCode}`);
  answer.resume();
}

interface Creates extends Load {
  /** CPU time of the API server for one create, in microseconds. */
  readonly cost: number;
}

interface Turn {
  readonly plain: Creates;
  readonly hooked: Creates;
}

/** Compares how long one client waits. */
function latencyRow(turns: readonly Turn[]): Row {
  const ratio = median(turns.map(({ plain: without, hooked: with_ }) => without.rate / with_.rate));
  const rate = (of: keyof Turn): string => median(turns.map((turn) => turn[of].rate)).toFixed(0);
  return {
    what: 'create with one local webhook by one client, against a plain create',
    measured: `${ratio.toFixed(2)}× (${rate('plain')} → ${rate('hooked')}/s)`,
    aim: '≤ 2×',
    met: ratio <= 2,
  };
}

/** Compares CPU time: with many clients, the webhook and they use the same processors. */
function costRow(turns: readonly Turn[]): Row {
  const ratio = median(turns.map(({ plain: without, hooked: with_ }) => with_.cost / without.cost));
  const cost = (of: keyof Turn): string => median(turns.map((turn) => turn[of].cost)).toFixed(0);
  return {
    what: 'the same by 64 clients: CPU time of the API server',
    measured: `${ratio.toFixed(2)}× (${cost('plain')} → ${cost('hooked')} µs)`,
    aim: '',
    met: undefined,
  };
}

export async function webhooks(): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
  const pki = join(directory, 'pki');
  const task: ApiProcessTask = { store: `lmdb:${join(directory, 'store')}`, directory: pki, workers: 0 };
  const children = [spawnScript('api-process.ts', task), spawnScript('webhook-process.ts', {})] as const;
  try {
    const [{ port }, hook] = await Promise.all([
      ready<{ readonly port: number }>(children[0]),
      ready<{ readonly port: number; readonly caBundle: string }>(children[1]),
    ]);
    const read = (name: string): string => readFileSync(join(pki, name), 'utf8');
    const access: Access = { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
    await install(port, access, hook);
    const url = `https://127.0.0.1:${port}/api/v1/namespaces/default/configmaps`;
    let loads = 0;
    const create = async (body: string, concurrency: number): Promise<Creates> => {
      const pid = children[0].pid ?? 0;
      const before = processorSeconds(pid);
      const prefix = `load-${loads++}`;
      const result = await load({ url, ...access, seconds, concurrency, connections: concurrency, body, prefix });
      return { ...result, cost: ((processorSeconds(pid) - before) * 1e6) / result.withWarmUp };
    };
    const turnsOf = async (concurrency: number): Promise<readonly Turn[]> => {
      const turns: Turn[] = [];
      for (let round = 0; round < rounds; round++)
        turns.push({ plain: await create(plain, concurrency), hooked: await create(hooked, concurrency) });
      return turns;
    };
    return [latencyRow(await turnsOf(1)), costRow(await turnsOf(64))];
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}
