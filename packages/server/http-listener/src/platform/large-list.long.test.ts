/** A list of 200 MB is served in little memory, in every format and however slowly it is read. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type ClientHttp2Session, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@kubets/base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Peak } from './large-list-child.ts';

const megabyte = 2 ** 20;
const objects = 2000;
const size = 100_000;

let child: ChildProcess;
let directory: string;
let session: ClientHttp2Session;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubets-large-list-'));
  child = fork(resolve(import.meta.dirname, 'large-list-child.ts'), [JSON.stringify({ objects, size, directory })], {
    execArgv: ['--max-old-space-size=64', '--max-semi-space-size=4'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  session = connect(`https://127.0.0.1:${port}`, { ca: await readFile(join(directory, 'ca.crt')) });
}, 60_000);
afterAll(async () => {
  session.destroy();
  child.disconnect();
  await once(child, 'exit');
  await rm(directory, { recursive: true });
});

async function peak(): Promise<Peak> {
  child.send('peak');
  const [reached] = (await once(child, 'message')) as [Peak];
  return reached;
}

/** Bytes read: all, or up to `most`; the client waits `pause` milliseconds after each part. */
async function read(headers: Readonly<Record<string, string>>, most = Infinity, pause = 0): Promise<number> {
  const stream = session.request({ ':path': '/api/v1/configmaps', ...headers });
  let bytes = 0;
  for await (const part of stream) {
    bytes += (part as Buffer).length;
    if (bytes >= most) break;
    if (pause > 0) await systemClock.sleep(pause);
  }
  return bytes;
}

const first = (limit: number): Readonly<Record<string, string>> => ({ ':path': `/api/v1/configmaps?limit=${limit}` });
/** A part of the list, for formats that take long to encode. */
const forms: readonly (readonly [string, Readonly<Record<string, string>>, least: number])[] = [
  ['JSON', {}, objects * size],
  ['JSON, compressed', { ...first(1000), 'accept-encoding': 'gzip' }, 100_000],
  ['JSON for people', { ...first(1000), 'user-agent': 'curl/8' }, 1000 * size],
  ['protobuf', { ...first(1000), accept: 'application/vnd.kubernetes.protobuf' }, 1000 * size],
  ['YAML', { ...first(100), accept: 'application/yaml' }, 100 * size],
  ['a table', { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }, objects * 100],
];
test.each(forms)(
  '%s',
  async (_form, headers, least) => {
    await peak();
    const stalled = session.request({ ':path': '/api/v1/configmaps', ...headers }).pause();
    stalled.on('error', () => undefined);
    const [whole] = await Promise.all([read(headers), read(headers, 2 * megabyte, 20)]);
    expect(whole).toBeGreaterThan(least);
    stalled.destroy();
    const { resident, used } = await peak();
    expect(used / megabyte).toBeLessThan(64);
    expect(resident / megabyte).toBeLessThan(64 + 32);
  },
  120_000,
);
