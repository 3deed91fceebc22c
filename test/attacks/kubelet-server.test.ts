/**
 * The kubelet's server with clients and container runtimes that send arbitrary bytes. The server runs in this process: an
 * unhandled error would end the test run.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { seededRandom, silentLogger, systemClock, systemRandom } from '@kubets/base';
import { ensurePki, type Pki } from '@kubets/kube-apiserver/platform';
import { type KubeletServer, startKubeletServer } from '@kubets/kubelet/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

type Backend = Parameters<typeof startKubeletServer>[0]['backend'];

const folder = mkdtempSync(join(tmpdir(), 'kubets-kubelet-'));
const switched = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n';
let pki: Pki;
let server: KubeletServer;
let streaming: Server;
/** How the runtime's streaming server handles a connection after the request. */
let runtime: (socket: Socket) => void;
/** Commands that the runtime was asked to run. */
let commands: (readonly string[])[] = [];
const runtimeSockets = new Set<Socket>();

beforeAll(async () => {
  pki = await ensurePki(folder, { clock: systemClock, random: systemRandom, hosts: [] });
  streaming = createServer((socket) => {
    runtimeSockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => runtime(socket));
  }).listen(0, '127.0.0.1');
  await once(streaming, 'listening');
  const url = `http://127.0.0.1:${(streaming.address() as AddressInfo).port}/stream`;
  const stream = async (_: string, request: { readonly command?: readonly string[] }) => {
    commands.push(request.command ?? []);
    return { url };
  };
  const container = { id: 'i', name: 'c', attempt: 0, createdAt: 0, state: 'running' };
  const backend = {
    runtime: {
      listContainers: async () => [container],
      listSandboxes: async () => [{ id: 's', ready: true, createdAt: 0 }],
      exec: stream,
      attach: stream,
      portForward: stream,
    },
    pod: () => ({ metadata: { name: 'p', namespace: 'n', uid: 'u' } }),
    pods: () => [],
    statusOf: () => ({}),
    logDir: folder,
  } as unknown as Backend;
  const serving = await pki.nodeServing('n1', ['127.0.0.1']);
  server = await startKubeletServer({
    backend,
    authorizer: { userOf: async () => undefined, allows: async () => true },
    address: '127.0.0.1',
    port: 0,
    tls: { cert: serving.certificate, key: serving.key, ca: pki.authority },
    clock: systemClock,
    log: silentLogger,
  });
});
afterEach(() => {
  commands = [];
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  for (const socket of runtimeSockets) socket.destroy();
  streaming?.close();
  rmSync(folder, { recursive: true });
});

async function dial(): Promise<TLSSocket> {
  const { certificate: cert, key } = pki.admin;
  const socket = connect({ host: '127.0.0.1', port: server.port, ca: pki.authority, cert, key });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
}

/** Everything that is received until the connection ends. */
async function ask(...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = await dial();
  let text = '';
  socket.on('data', (part: Buffer) => {
    text += part.toString('latin1');
  });
  for (const part of parts) socket.write(part as string, 'latin1');
  await once(socket, 'close');
  return text;
}

/** Like `ask`, but the client ends its side after the protocol switch. */
async function askAndEnd(text: string): Promise<string> {
  const socket = await dial();
  socket.write(text);
  const [head] = (await once(socket, 'data')) as [Buffer];
  socket.resume().end();
  await once(socket, 'close');
  return head.toString('latin1');
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: k\r\n${headers}\r\n`;
const webSocket = (protocol: string): string =>
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocol}\r\n`;
const spdy = 'Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n';
const exec = '/exec/n/p/c?command=id&output=1';

describe('kubelet server requests', () => {
  it('a valid request is answered, and its connection ends', async () => {
    expect(await ask(get('/healthz'))).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*connection: close\r\n[\s\S]*\r\nok\r\n/i);
  });

  it.each([
    ['GET', 'Transfer-Encoding: chunked\r\n'],
    ['GET', 'Content-Length: 5\r\n'],
    ['POST', 'Content-Length: 5\r\n'],
    ['DELETE', 'Transfer-Encoding: chunked\r\n'],
    ['GET', `Content-Length: 5\r\n${spdy}`],
    ['POST', `Transfer-Encoding: chunked\r\n${webSocket('v4.channel.k8s.io')}`],
    ['GET', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
    ['GET', 'Content-Length: 5\r\nContent-Length: 0\r\n'],
  ])('%s with a body (%j) runs nothing, neither from the header nor from the body', async (method, headers) => {
    const hidden = get(exec, webSocket('v4.channel.k8s.io'));
    for (const path of ['/containerLogs/n/p/c', '/healthz', exec]) {
      const answer = await ask(`${method} ${path} HTTP/1.1\r\nHost: k\r\n${headers}\r\n${hidden}`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(commands).toEqual([]);
  });

  it('a pipelined request after another one is not processed, with or without an upgrade', async () => {
    for (const headers of ['', spdy, webSocket('v4.channel.k8s.io')])
      expect(await ask(get('/healthz'), get(exec, headers))).not.toContain('101 Switching');
    expect(commands).toEqual([]);
  });

  it.each(['https://evil/healthz', '*', 'healthz', '//k/healthz', '/healthz%2f', '/exec/n/p%2fc', '/%zz'])(
    'the path %s is refused',
    async (target) => {
      expect(await ask(get(target))).toMatch(/^HTTP\/1\.1 4\d\d /);
    },
  );

  it.each([
    ['DELETE', '/healthz'],
    ['OPTIONS', '/pods'],
    ['PUT', exec],
    ['HEAD', exec],
    ['POST', '/containerLogs/n/p/c'],
  ])('method %s for %s is not allowed', async (method, path) => {
    expect(await ask(`${method} ${path} HTTP/1.1\r\nHost: k\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405 /);
  });

  it('a request with too many headers is refused', async () => {
    // The connection may end before the response is read.
    expect(await ask(get('/healthz', `X: ${'y'.repeat(70_000)}\r\n`))).toMatch(/^(HTTP\/1\.1 431 |$)/);
  });
});

describe('kubelet server after the 101 response of exec', () => {
  it('invalid frames that once ended the process end only their stream', async () => {
    runtime = (socket) => socket.write(switched);
    const answer = await ask(get(exec, webSocket('v4.channel.k8s.io')), Buffer.from('c28000000000', 'hex'));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('a message longer than the limit ends the stream', async () => {
    runtime = (socket) => socket.write(switched);
    const head = Buffer.from('82ff0000000040000000' + '00000000', 'hex');
    expect(await ask(get(exec, webSocket('v4.channel.k8s.io')), head)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('a client that sends pings and does not read is disconnected', async () => {
    runtime = (socket) => socket.write(switched);
    const socket = await dial();
    socket.write(get(exec, webSocket('v4.channel.k8s.io')));
    await once(socket, 'data');
    socket.pause();
    const ping = Buffer.concat([Buffer.from('89fd00000000', 'hex'), Buffer.alloc(125)]);
    const pings = Buffer.concat(Array.from({ length: 500 }, () => ping));
    while (!socket.destroyed) {
      socket.write(pings);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(socket.destroyed).toBe(true);
  });
});

describe('kubelet server and a container runtime that', () => {
  it.each([
    ['refuses the request', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'],
    ['sends an unlimited response', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello'],
    ['does not use HTTP', 'SSH-2.0\r\n'],
    ['switches protocols without the Upgrade header', 'HTTP/1.1 101 OK\r\n\r\n'],
  ])('%s: the client receives status 500', async (_, text) => {
    runtime = (socket) => socket.write(text);
    for (const headers of [spdy, webSocket('v4.channel.k8s.io')])
      expect(await ask(get(exec, headers))).toMatch(/^HTTP\/1\.1 500 /);
  });

  it.each([
    ['a frame without the content of its type', '8003000300000000'],
    ['a frame of maximum length', '8003000100ffffff'],
    ['frames of unopened streams', '000000630000000141'],
    ['a ping', '800300060000000400000009'],
    ['GOAWAY', '8003000700000000'],
  ])('sends %s: only the stream ends', async (_, hex) => {
    runtime = (socket) => socket.end(Buffer.concat([Buffer.from(switched), Buffer.from(hex, 'hex')]));
    expect(await askAndEnd(get(exec, webSocket('v4.channel.k8s.io')))).toMatch(/^HTTP\/1\.1 101 /);
  });
});

describe('kubelet server and random bytes from both sides', () => {
  it.each([1, 2, 3, 4, 5, 6])('only the stream ends (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const pick = <T>(all: readonly T[]): T => all[random.integer(all.length)] as T;
    const bytes = (): Buffer => Buffer.from(Array.from({ length: random.integer(60) }, () => random.integer(256)));
    const frames = ['800300030000', '00000001', '80030006', '82fe', '81', 'c1', '88', '89', '8a7f', '0001', 'ff00'];
    const piece = (): Buffer => Buffer.concat([Buffer.from(pick(frames), 'hex'), bytes()]);
    const end = (socket: Socket): void => {
      if (random.integer(2) === 0) socket.end();
      else socket.destroy();
    };
    runtime = (socket) => {
      socket.write(
        pick([switched, switched, switched, '', 'HTTP/1.1 101 x\r\nUpgrade: y\r\nConnection: upgrade\r\n\r\n']),
      );
      for (let i = random.integer(4); i > 0; i--) socket.write(piece());
      end(socket);
    };
    const protocols = ['v4.channel.k8s.io', 'v5.channel.k8s.io', 'channel.k8s.io', 'SPDY/3.1+portforward.k8s.io'];
    for (let round = 0; round < 40; round++) {
      const socket = await dial();
      const closed = once(socket.resume(), 'close');
      const headers = pick([spdy, webSocket(pick(protocols))]);
      socket.write(get(pick([exec, '/attach/n/p/c?output=1&input=1', '/portForward/n/p?port=80']), headers));
      for (let i = random.integer(4); i > 0; i--) socket.write(piece());
      if (random.integer(2) === 0) await new Promise((resolve) => setImmediate(resolve));
      end(socket);
      await closed;
    }
    expect(await ask(get('/healthz'))).toMatch(/\r\nok\r\n/);
  });
});
