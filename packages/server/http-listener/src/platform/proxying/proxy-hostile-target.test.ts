/** Targets that answer what they must not: the client gets a failure, and nothing else is affected. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { seededRandom } from '@kubets/base';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listener } from '../listener.ts';
import { type Answer, ListenerBench } from '../testing.ts';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());

const path = '/api/v1/namespaces/a/pods/b/proxy/page';
const good = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const switched = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n';

/** A target that calls `act` on each connection once the head of the request has arrived. */
async function target(act: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let head = '';
    const take = (part: Buffer): void => {
      head += part.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', take).resume();
      act(socket);
    };
    socket.on('data', take);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  bench.onClose(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page`);
}

const listenFor = (url: URL): Promise<Listener> =>
  bench.start(async (): Promise<ApiAnswer> => ({ type: 'proxy', client: 'plain', target: url }));

/** What is returned for a request to switch protocols until the connection ends. */
async function upgrade(listener: Listener, after = ''): Promise<string> {
  const { port } = listener.address;
  const socket = connectTls({ host: '127.0.0.1', port, ...bench.trust(), ALPNProtocols: ['http/1.1'] });
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (part: Buffer) => {
    text += part.toString('latin1');
  });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n${after}`);
  await once(socket, 'close');
  return text;
}

/** Undefined when the response ended early. */
const both = async (listener: Listener): Promise<readonly (Answer | undefined)[]> => {
  const broken = (): undefined => undefined;
  return Promise.all([
    bench.http1(listener, path).catch(broken),
    bench.http2(bench.session(listener), path).catch(broken),
  ]);
};

describe('a target that answers a plain request with', () => {
  it.each([
    [
      'another protocol, then a reset',
      switched,
      true,
      500,
      'backend tried to switch protocol "chat" when "" was requested',
    ],
    ['another protocol without its name', 'HTTP/1.1 101 OK\r\n\r\n', false, 500, 'malformed HTTP status code "101"'],
    ['no status', 'HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n', false, 500, 'malformed HTTP status code "99"'],
    [
      'a status beyond all',
      'HTTP/1.1 999 OK\r\nContent-Length: 0\r\n\r\n',
      false,
      500,
      'malformed HTTP status code "999"',
    ],
    [
      'two framings',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok',
      false,
      503,
      'error trying',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!', false, 503, 'error trying'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok', false, 503, 'error trying'],
    ['a protocol other than HTTP', 'SSH-2.0-OpenSSH\r\n', true, 503, 'error trying to reach service'],
    ['no bytes', '', true, 503, 'error trying to reach service'],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(100_000)}`, true, 503, 'error trying'],
  ])('%s', async (_, text, reset, status, message) => {
    const url = await target((socket) => {
      if (text !== '') socket.write(text);
      if (reset) socket.resetAndDestroy();
    });
    for (const answer of await both(await listenFor(url))) {
      expect(answer?.status).toBe(status);
      expect(JSON.parse(answer?.text ?? '')).toMatchObject({ kind: 'Status', status: 'Failure' });
      // A reset can discard the message.
      if (!reset) expect(JSON.parse(answer?.text ?? '').message).toContain(message);
    }
  });

  it.each([
    ['fewer bytes than declared', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'],
    ['chunks that end early', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok'],
    ['invalid chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('%s aborts the answer', async (_, text) => {
    const url = await target((socket) => socket.end(text));
    expect(await both(await listenFor(url))).toEqual([undefined, undefined]);
  });

  it('more bytes than it declared: the rest is not forwarded', async () => {
    const url = await target((socket) => socket.end(`${good}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`));
    for (const answer of await both(await listenFor(url))) expect([answer?.status, answer?.text]).toEqual([200, 'ok']);
  });
});

describe('a target that answers a request to switch protocols with', () => {
  it.each([
    ['another protocol', switched.replace('chat', 'other'), 'backend tried to switch protocol'],
    ['a plain answer', good, 'invalid upgrade response: status code 200'],
    [
      'a redirect',
      'HTTP/1.1 302 Found\r\nLocation: http://evil/\r\nContent-Length: 0\r\n\r\n',
      'invalid upgrade response',
    ],
    ['101 without a protocol name', 'HTTP/1.1 101 OK\r\n\r\n', 'invalid upgrade response'],
  ])('%s is a failure', async (_, text, message) => {
    const answer = await upgrade(await listenFor(await target((socket) => socket.write(text))));
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer).toContain(message);
  });

  it('a refusal: it is forwarded', async () => {
    const url = await target((socket) => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'));
    expect(await upgrade(await listenFor(url))).toMatch(/^HTTP\/1\.1 403 [\s\S]*\r\n\r\nno$/);
  });

  it('framing headers of its own: they are not forwarded', async () => {
    const head = switched.replace('Connection', 'Content-Length: 5\r\nKeep-Alive: 9\r\nX-Kept: 1\r\nConnection');
    const url = await target((socket) => socket.end(`${head}hello`));
    const answer = await upgrade(await listenFor(url));
    expect(answer).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: chat\r\nx-kept: 1\r\n\r\nhello',
    );
  });
});

describe('a kubelet must show the certificate of its node:', () => {
  it.each(['another node’s', 'the API server’s own'])('%s gets nothing', async (whose) => {
    const serving = whose === 'another node’s' ? await bench.pki.nodeServing('n2', ['127.0.0.1']) : bench.pki.serving;
    let heard = '';
    const server = createTlsServer({ key: serving.key, cert: serving.certificate }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (part: Buffer) => {
        heard += part.toString();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    bench.onClose(() => server.close());
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/pods`);
    const listener = await bench.start(async () => ({ type: 'proxy', client: 'kubelet', node: 'n1', target: url }));
    const answer = await bench.http1(listener, '/api/v1/nodes/n1/proxy/pods');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text).message).toContain('is not that of node "n1"');
    expect(heard).toBe('');
  });
});

it('no address of this host is dialed, whatever name resolves to it', async () => {
  let dials = 0;
  const server = createServer(() => dials++).listen(0, '127.0.0.1');
  await once(server, 'listening');
  bench.onClose(() => server.close());
  const { port } = server.address() as AddressInfo;
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0']) {
    const listener = await bench.start(
      async () => ({ type: 'proxy', client: 'plain', target: new URL(`http://${host}:${port}/`) }),
      { anyTarget: false },
    );
    const answer = await bench.http1(listener, path);
    expect([host, answer.status]).toEqual([host, 400]);
  }
  expect(dials).toBe(0);
});

describe('a target that sends arbitrary bytes', () => {
  const pieces = [
    ...[
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.1 101 Switching Protocols\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.0 204 x\r\n',
    ],
    ...['Connection: Upgrade\r\n', 'Upgrade: chat\r\n', 'Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n'],
    ...[
      'Transfer-Encoding: gzip, chunked\r\n',
      'Set-Cookie: a\r\n',
      ': status\r\n',
      'X: \0\r\n',
      '\r\n',
      '\r\n\r\n',
      '\n',
    ],
    ...['3\r\nabc\r\n', '0\r\n\r\n', 'ffffffffffffffff\r\n', '-1\r\n', 'abc', '\xff\xfe\x00', 'x'.repeat(70_000)],
  ];

  it.each([1, 2, 3, 4])('leaves the server unchanged (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const pick = <T>(all: readonly T[]): T => all[random.integer(all.length)] as T;
    const url = await target((socket) => {
      const count = random.integer(8);
      for (let i = 0; i < count; i++) socket.write(Buffer.from(pick(pieces), 'latin1'));
      pick([() => socket.end(), () => socket.destroy(), () => socket.resetAndDestroy()])();
    });
    const listener = await listenFor(url);
    for (let round = 0; round < 30; round++) {
      const garbage = pick(pieces);
      await Promise.all([both(listener), upgrade(listener, garbage)]);
    }
    const fine = await listenFor(await target((socket) => socket.end(good)));
    for (const answer of await both(fine)) expect([answer?.status, answer?.text]).toEqual([200, 'ok']);
  });
});
