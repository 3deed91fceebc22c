/** Clients that violate the WebSocket protocol lose their own connection only. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated'] });
let pid = 0;
beforeAll(async () => {
  await cluster.up();
  ({ pid } = cluster);
});
afterAll(() => cluster[Symbol.asyncDispose]());

async function upgraded(path: string): Promise<TLSSocket> {
  const read = (file: string): string => readFileSync(join(cluster.directory, 'data/pki', file), 'utf8');
  const tcp = connect(cluster.port, '127.0.0.1');
  const socket = connectTls({ socket: tcp, ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') });
  for (const each of [tcp, socket]) each.on('error', () => undefined);
  await once(socket, 'secureConnect');
  const head = ['Host: a', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  head.push('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
  socket.write(`GET ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
  return socket;
}

const watch = '/api/v1/configmaps?watch=true';

/** Checks that the server still runs in the same process, and answers. */
async function goesOn(): Promise<void> {
  expect(await cluster.kubectl('get', '--raw', '/readyz')).toBe('ok');
  expect(cluster.pid).toBe(pid);
}

it('API server survives random frames', async () => {
  for (let round = 0; round < 100; round++) {
    const socket = await upgraded(watch);
    socket.write(randomBytes(1 + (round % 50) * 20));
    if (round % 3 === 0) socket.destroy();
    else socket.end();
    socket.resume();
  }
  await goesOn();
});

it('API server survives invalid frames after the 101 response of exec that once ended the process', async () => {
  const socket = await upgraded(watch);
  socket.end(Buffer.from('c28000000000', 'hex'));
  await once(socket.resume(), 'close');
  await goesOn();
});

it('API server refuses invalid handshakes', async () => {
  for (const headers of [
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x',
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: a,a,,b',
  ]) {
    const ca = readFileSync(join(cluster.directory, 'data/pki/ca.crt'), 'utf8');
    const socket = connectTls({ port: cluster.port, host: '127.0.0.1', ca });
    socket.on('error', () => undefined);
    socket.write(`GET ${watch} HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 4\d\d /);
    socket.destroy();
  }
  await goesOn();
});

it('API server survives an upgrade that is pipelined after unanswered requests without credentials', async () => {
  const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13';
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  for (const path of [watch, '/api/v1/namespaces/a/pods/b/exec?command=a', '/version']) {
    const ca = readFileSync(join(cluster.directory, 'data/pki/ca.crt'), 'utf8');
    const socket = connectTls({ port: cluster.port, host: '127.0.0.1', ca });
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    const first = `GET ${watch} HTTP/1.1\r\nHost: a\r\n\r\n`;
    socket.write(`${first}${first}GET ${path} HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n${key}\r\n\r\n`);
    await closed;
  }
  await goesOn();
});

it('API server survives a hundred clients that do not read the events of a busy watch', async () => {
  await cluster.kubectl('create', 'configmap', 'busy');
  const sockets = await Promise.all(Array.from({ length: 100 }, () => upgraded(watch)));
  for (const socket of sockets) socket.pause();
  const rss = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  const before = rss();
  const value = 'x'.repeat(900_000);
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'busy' } };
  for (let round = 0; round < 20; round++)
    await cluster.kubectlWith(JSON.stringify({ ...object, data: { value: `${round}${value}` } }), 'replace', '-f', '-');
  // Each would use 18 MB if its events were buffered.
  expect(rss() - before).toBeLessThan(600e6);
  for (const socket of sockets) socket.destroy();
  await goesOn();
});
