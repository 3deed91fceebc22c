/** Creates with a validating webhook in another process of this machine, compared with plain creates, alternating in one run. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiProcessTask } from './api-process.ts';
import { type Load, load, spawnScript } from './load.ts';
import { median, type Row } from './measure.ts';

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

function row(what: string, turns: readonly { readonly plain: Load; readonly hooked: Load }[]): Row {
  const ratio = median(turns.map((turn) => turn.plain.rate / turn.hooked.rate));
  const rate = (of: 'plain' | 'hooked'): string => median(turns.map((turn) => turn[of].rate)).toFixed(0);
  return {
    what: `create with one local webhook, ${what}, against a plain create`,
    measured: `${ratio.toFixed(2)}× (${rate('plain')} → ${rate('hooked')}/s)`,
    aim: '≤ 2×',
    met: ratio <= 2,
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
    const create = (body: string, concurrency: number): Promise<Load> =>
      load({ url, ...access, seconds, concurrency, connections: concurrency, body, prefix: `load-${loads++}` });
    const rows: Row[] = [];
    for (const [what, clients] of [
      ['one client', 1],
      ['64 clients', 64],
    ] as const) {
      const turns: { plain: Load; hooked: Load }[] = [];
      for (let round = 0; round < rounds; round++)
        turns.push({ plain: await create(plain, clients), hooked: await create(hooked, clients) });
      rows.push(row(what, turns));
    }
    return rows;
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}
