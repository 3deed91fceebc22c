/** Watches and logs over WebSocket, with and without worker threads, and attacks by clients. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ApiAnswer, type ApiRequest, type ServedEvents, unstored } from '@kubets/apiserver/requests';
import { errors } from '@kubets/machinery/status-error';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Listener } from '../listener.ts';
import { ListenerBench, watchOf } from '../testing.ts';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());
afterAll(() => bench.dispose());

const pods = (...names: readonly string[]): ServedEvents =>
  names.map((name) => ({
    type: 'ADDED' as const,
    served: unstored({ kind: 'Pod', apiVersion: 'v1', metadata: { name } }),
  }));

const watchPath = '/api/v1/pods?watch=true';
const logPath = '/api/v1/namespaces/a/pods/b/log';

function open(listener: Listener, path: string, protocols: string | string[] = [], options = {}): WebSocket {
  const socket = new WebSocket(`wss://127.0.0.1:${listener.address.port}${path}`, protocols, {
    ...bench.trust(),
    ...options,
  });
  bench.onClose(() => socket.terminate());
  return socket;
}

/** All messages until the connection is closed, and the code it is closed with. */
async function all(socket: WebSocket): Promise<{ readonly messages: readonly string[]; readonly code: number }> {
  const messages: string[] = [];
  socket.on('message', (data: Buffer, binary: boolean) => messages.push(`${binary ? 'binary' : 'text'} ${data}`));
  const [code] = (await once(socket, 'close')) as [number];
  return { messages, code };
}

/** The answer to a handshake that was refused. */
async function refusal(socket: WebSocket): Promise<{ readonly status: number; readonly text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number; readonly text: string }>();
  socket.on('error', () => undefined);
  socket.once('open', () => reject(new Error('it was accepted')));
  socket.once('unexpected-response', (_, response) => {
    let text = '';
    response.on('data', (part: Buffer) => {
      text += part;
    });
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  return promise;
}

/** A watch that lasts until its client disconnects. */
function endless(first: ServedEvents = pods('a')) {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const handle = async ({ signal }: ApiRequest): Promise<ApiAnswer> =>
    watchOf(
      (async function* () {
        try {
          yield first;
          await new Promise((resolved) => signal.addEventListener('abort', resolved, { once: true }));
        } finally {
          resolve();
        }
      })(),
    );
  return { handle, over };
}

/** A connection after the handshake, and the TLS connection below it. */
async function raw(listener: Listener, path = watchPath): Promise<{ readonly tls: TLSSocket; readonly tcp: Socket }> {
  const tcp = connectTcp(listener.address.port, '127.0.0.1');
  const tls = connectTls({ socket: tcp, ...bench.trust() });
  for (const each of [tcp, tls]) each.on('error', () => undefined);
  bench.onClose(() => tcp.destroy());
  await once(tls, 'secureConnect');
  const head = ['Host: a', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  head.push('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
  tls.write(`GET ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(tls, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
  return { tls, tcp };
}

const mask = Buffer.alloc(4);
const frame = (first: number, length: number, payload: Buffer = Buffer.alloc(0)): Buffer => {
  const head = length < 126 ? [first, 0x80 | length] : [first, 0xff, 0, 0, 0, 0, ...uint32(length)];
  return Buffer.concat([Buffer.from(head), mask, payload]);
};
const uint32 = (value: number): readonly number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);

const places = process.platform === 'linux' ? [0, 1] : [0];
describe.each(places)('over WebSocket, with %i threads for HTTP', (workers) => {
  const start = (handle: (request: ApiRequest) => Promise<ApiAnswer>): Promise<Listener> =>
    bench.share(handle, workers);

  it('a watch is a text message for each event', async () => {
    const listener = await start(async () =>
      watchOf(
        (async function* () {
          yield pods('a', 'b');
          yield pods('c');
        })(),
      ),
    );
    const { messages, code } = await all(open(listener, watchPath));
    const names = messages.map((message) => JSON.parse(message.replace(/^text /, '')).object.metadata.name);
    expect([names, code]).toEqual([['a', 'b', 'c'], 1000]);
  });

  it('a watch ends with its client, whether it closes properly or not', async () => {
    for (const leave of [(socket: WebSocket) => socket.close(), (socket: WebSocket) => socket.terminate()]) {
      const { handle, over } = endless();
      const socket = open(await start(handle), watchPath);
      await once(socket, 'message');
      leave(socket);
      await over;
    }
  });

  it('a log is a byte stream that begins with an empty message', async () => {
    const kubelet = createServer((request, response) => {
      expect(request.headers.upgrade).toBeUndefined();
      response.end('what it said\n');
    });
    bench.onClose(() => kubelet.close());
    await once(kubelet.listen(0, '127.0.0.1'), 'listening');
    const target = new URL(`http://127.0.0.1:${(kubelet.address() as AddressInfo).port}/log`);
    const asked: ApiRequest[] = [];
    const listener = await start(async (request) => {
      asked.push(request);
      return { type: 'proxy', target, client: 'plain' };
    });
    expect(await all(open(listener, logPath))).toEqual({
      messages: ['binary ', 'binary what it said\n'],
      code: 1000,
    });
    expect(await all(open(listener, logPath, ['base64.binary.k8s.io']))).toEqual({
      messages: ['text ', `text ${Buffer.from('what it said\n').toString('base64')}`],
      code: 1000,
    });
    expect(asked.map(({ method, upgrade }) => [method, upgrade])).toEqual([
      ['GET', false],
      ['GET', false],
    ]);
  });

  it('a request that is refused gets its error over HTTP', async () => {
    const forbidden = await start(async () => {
      throw errors.forbidden({ group: '', resource: 'pods' }, '', 'not you');
    });
    expect(await refusal(open(forbidden, watchPath))).toMatchObject({
      status: 403,
      text: expect.stringContaining('"kind":"Status"'),
    });
    const { handle, over } = endless();
    const listener = await start(handle);
    const wrong = { headers: { authorization: 'Bearer wrong' } };
    expect((await refusal(open(listener, watchPath, [], wrong))).status).toBe(401);
    expect(await refusal(open(listener, watchPath, ['a', 'b']))).toEqual({ status: 400, text: 'bad protocol' });
    await over;
    expect(await refusal(open(listener, logPath, ['channel.k8s.io']))).toMatchObject({
      status: 403,
      text: expect.stringContaining('requested protocol(s) are not supported: [channel.k8s.io]'),
    });
  });

  it('a ping is answered, and all other messages of clients are ignored', async () => {
    const { handle } = endless();
    const socket = open(await start(handle), watchPath);
    await once(socket, 'message');
    socket.send('hello');
    socket.send(Buffer.alloc(1000));
    socket.ping('there?');
    expect(String((await once(socket, 'pong'))[0])).toBe('there?');
  });

  it.each([
    ['an unmasked frame', Buffer.from([0x81, 0x01, 0x61]), 1002],
    ['reserved bits', frame(0xf1, 0), 1002],
    ['an unknown opcode', frame(0x83, 0), 1002],
    ['a control frame that is too long', frame(0x89, 126, Buffer.alloc(126)), 1002],
    ['a control frame in fragments', frame(0x09, 0), 1002],
    ['a continuation without a message', frame(0x80, 0), 1002],
    ['a frame of two gigabytes', frame(0x82, 2 ** 31), 1009],
    [
      'a flood of fragments',
      Buffer.concat([frame(0x02, 0), ...Array(1000).fill(frame(0x00, 100, Buffer.alloc(100)))]),
      1009,
    ],
    ['text that is not UTF-8', frame(0x81, 2, Buffer.from([0xc3, 0x28])), 1007],
    ['a close frame with a bad code', frame(0x88, 2, Buffer.from([0, 0])), 1002],
    ['bytes after a reset', frame(0x82, 100), undefined],
  ])('%s ends that connection and nothing else', async (_, bytes, code) => {
    const { handle, over } = endless();
    const listener = await start(handle);
    const other = open(listener, watchPath);
    await once(other, 'message');
    const { tls, tcp } = await raw(listener);
    const closed = new Promise((resolve) => tls.once('close', resolve));
    let received = Buffer.alloc(0);
    tls.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      // The server sends nothing after a close frame.
      if (code !== undefined && received.at(-4) === 0x88) tls.end();
    });
    tls.write(bytes);
    if (code === undefined) tcp.resetAndDestroy();
    await Promise.all([closed, over]);
    if (code !== undefined) expect(received.readUInt16BE(received.length - 2)).toBe(code);
    other.ping();
    await once(other, 'pong');
  });

  it.each([watchPath, '/api/v1/namespaces/a/pods/b/exec', '/version'])(
    'a pipelined request for %s behind one that is not answered ends that connection and nothing else',
    async (path) => {
      const { handle } = endless();
      const listener = await start(handle);
      const other = open(listener, watchPath);
      await once(other, 'message');
      const socket = connectTls({ port: listener.address.port, host: '127.0.0.1', ...bench.trust() });
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
      const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
      socket.write(
        `GET ${watchPath} HTTP/1.1\r\nHost: a\r\n\r\nGET ${path} HTTP/1.1\r\nHost: a\r\n${upgrade}${key}\r\n`,
      );
      await closed;
      other.ping();
      await once(other, 'pong');
    },
  );

  it('pings of a client that does not read are not buffered', async () => {
    const { handle, over } = endless();
    const listener = await start(handle);
    const { tls: socket } = await raw(listener);
    socket.pause();
    const ping = frame(0x89, 125, Buffer.alloc(125));
    const flood = Buffer.concat(Array(8000).fill(ping));
    for (let i = 0; i < 100; i++) if (!socket.write(flood)) await once(socket, 'drain');
    socket.end(frame(0x88, 0));
    let pongs = 0;
    socket.on('data', (part: Buffer) => {
      pongs += part.length;
    });
    const closed = once(socket, 'close');
    socket.resume();
    await Promise.all([closed, over]);
    // The client sent 100 MB of pings. The answers are what the system buffers for the client, and the rest of the
    // pings.
    expect(pongs).toBeLessThan(20e6);
  });
});
