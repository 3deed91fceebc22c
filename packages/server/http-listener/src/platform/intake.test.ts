/** How much a client can make the server read and hold, before and after it is authenticated. */
import { once } from 'node:events';
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { pipeline } from 'node:stream/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ApiAnswer, type ApiRequest, unstored } from '@kubets/apiserver/requests';
import { systemClock, VirtualClock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits, idleMs, unauthenticatedIdleMs } from './exchange/connections.ts';
import type { Listener } from './listener.ts';
import { echo, ListenerBench, until, watchOf } from './testing.ts';

const mebibyte = 2 ** 20;
const pods = '/api/v1/namespaces/a/pods';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());
afterAll(() => bench.dispose());

/** What arrives over a connection, as text. */
class RawClient {
  text = '';
  closed = false;
  readonly socket: TLSSocket;

  constructor(listener: Listener) {
    this.socket = connectTls({ host: '127.0.0.1', port: listener.address.port, ...bench.trust() });
    this.socket.on('data', (part: Buffer) => {
      this.text += part.toString('latin1');
    });
    this.socket
      .on('error', () => undefined)
      .once('close', () => {
        this.closed = true;
      });
    bench.onClose(() => this.socket.destroy());
  }

  /** Resolves when the system has taken it. */
  write(data: string | Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }
}

/** A request with an incomplete body. */
async function unfinished(listener: Listener, headers: Record<string, string> = {}): Promise<ClientHttp2Stream> {
  const stream = bench.session(listener).request({ ':method': 'POST', ':path': pods, ...headers });
  stream.on('error', () => undefined);
  stream.write('x'.repeat(1000));
  return stream;
}

const statusOf = async (stream: ClientHttp2Stream): Promise<number> => {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }];
  return headers[':status'];
};

const refuse = async (): Promise<ApiAnswer> => {
  throw errors.forbidden({ group: '', resource: 'pods' }, '', 'no');
};

describe.each([0, 1])('with %i threads, the body of a request', (workers) => {
  it('causes a refusal if the request asks to switch protocols', async () => {
    let asked = 0;
    const listener = await bench.share((request) => {
      asked++;
      return echo(request);
    }, workers);
    for (const framing of [
      'content-length: 5\r\n\r\nhello',
      'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    ]) {
      const raw = new RawClient(listener);
      await raw.write(`DELETE ${pods}/a HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: x\r\n${framing}`);
      await until(() => raw.closed);
      expect(raw.text).toContain('a request to switch protocols must not have a body');
    }
    expect(asked).toBe(0);
  });

  it('is not waited for if the request is refused', async () => {
    const listener = await bench.share(refuse, workers);
    expect(await statusOf(await unfinished(listener, { authorization: 'Bearer wrong' }))).toBe(401);
    expect(await statusOf(await unfinished(listener))).toBe(403);
    const raw = new RawClient(listener);
    await raw.write(`POST ${pods} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\nxxx`);
    await until(() => raw.text.includes('"reason":"Forbidden"'));
  });

  it('is read once the request is allowed, whatever its size', async () => {
    const listener = await bench.share(echo, workers);
    const client = bench.session(listener, await bench.pki.nodeClient('n1'));
    const sizes = [0, 1, 5000, 20_000, 70_000, 1_000_000, 3 * mebibyte];
    const answers = sizes.map((size) => bench.http2(client, '/api', { method: 'POST', body: 'y'.repeat(size) }));
    const lengths = (await Promise.all(answers)).map(({ text }) => JSON.parse(text).body.length);
    expect(lengths).toEqual(['none'.length, ...sizes.slice(1)]);
  });

  it('is asked for if the client waits for it (Expect: 100-continue), and only if it is needed', async () => {
    const head = `POST ${pods} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n`;
    const allowed = new RawClient(await bench.share(echo, workers));
    await allowed.write(head);
    await until(() => allowed.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    await allowed.write('hello');
    await until(() => allowed.text.includes('"body":"hello"'));
    const refused = new RawClient(await bench.share(refuse, workers));
    await refused.write(head);
    await until(() => refused.closed);
    expect(refused.text).toMatch(/^HTTP\/1.1 403 /);
    expect(refused.text).toContain('"reason":"Forbidden"');
  });

  it('that is too large does not prevent a client that sends everything first from reading the answer', async () => {
    const listener = await bench.share(echo, workers);
    const body = Buffer.alloc(20 * mebibyte, 'x');
    const raw = new RawClient(listener);
    raw.socket.pause();
    await raw.write(`POST ${pods} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
    await raw.write(body);
    raw.socket.resume();
    await until(() => raw.text.includes('"reason":"RequestEntityTooLarge"'));
    expect(raw.text).toMatch(/^HTTP\/1.1 413 /);
    expect(raw.closed).toBe(false);
    // The connection can be used for the next request.
    await raw.write('GET /again HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => raw.text.includes('"path":"/again"'));
    const stream = bench.session(listener).request({ ':method': 'POST', ':path': pods });
    const status = statusOf(stream);
    const parts = Array.from({ length: 200 }, (_, n) => body.subarray(n * 100_000, (n + 1) * 100_000));
    await pipeline(parts, stream, { end: true });
    expect(await status).toBe(413);
  });
});

describe('time is limited', () => {
  it.each([0, 1])('for a body that does not arrive: 504 with %i threads', async (workers) => {
    const listener = await bench.start(echo, { workers, requestTimeoutMs: 300 });
    expect(await statusOf(await unfinished(listener))).toBe(504);
    expect(await statusOf(await unfinished(listener, { 'content-length': '2000' }))).toBe(504);
  });

  it('for the first head of a connection, before and after the TLS handshake', async () => {
    const clock = new VirtualClock();
    const listener = await bench.start(echo, { clock });
    const clients = [new RawClient(listener), new RawClient(listener)];
    for (const { socket } of clients) await once(socket, 'secureConnect');
    await clients[0]?.write('GET /api HTTP/1.1\r\nhost: x\r\nx-slow:');
    await clients[1]?.write('PRI * HTTP/2');
    await clock.advance(unauthenticatedIdleMs - 1);
    expect(clients.map(({ closed }) => closed)).toEqual([false, false]);
    await clock.advance(1);
    await until(() => clients.every(({ closed }) => closed));
  });

  it('for the unwanted body of a watch, which continues after the body has been read', async () => {
    const clock = new VirtualClock();
    const listener = await bench.start(
      async () => {
        async function* events() {
          yield [
            { type: 'ADDED' as const, served: unstored({ kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p' } }) },
          ];
          await new Promise(() => undefined);
        }
        return watchOf(events());
      },
      { clock },
    );
    const [whole, slow] = [new RawClient(listener), new RawClient(listener)];
    const head = `GET ${pods}?watch=1 HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n`;
    await whole.write(`${head}hello`);
    await slow.write(`${head}he`);
    await until(() => [whole, slow].every(({ text }) => text.includes('"ADDED"')));
    await clock.advance(31_000);
    await until(() => slow.closed);
    expect(whole.closed).toBe(false);
  });

  it('for a client that does not read its answer', async () => {
    const clock = new VirtualClock();
    const listener = await bench.start(
      async () => ({ type: 'raw', status: 200, contentType: 'text/plain', body: 'x'.repeat(127_000) }),
      { clock },
    );
    const session = bench.session(listener, await bench.pki.nodeClient('n1'));
    const stream = session.request({ ':path': '/api' });
    stream.on('error', () => undefined);
    await once(stream, 'response');
    stream.pause();
    await clock.advance(61_000);
    stream.resume();
    await until(() => stream.closed);
    expect(stream.rstCode).not.toBe(0);
  });
});

describe('a connection', () => {
  it('over HTTP/2 accepts no more requests from a client without credentials, and continues for others', async () => {
    const listener = await bench.start(echo);
    const anonymous = bench.session(listener);
    const left = once(anonymous, 'goaway');
    expect((await bench.http2(anonymous, '/api')).status).toBe(200);
    await left;
    const node = bench.session(listener, await bench.pki.nodeClient('n1'));
    for (let i = 0; i < 3; i++) expect((await bench.http2(node, '/api')).status).toBe(200);
    expect(node.closed).toBe(false);
  });

  it('of an authenticated client may be idle for longer', async () => {
    const clock = new VirtualClock();
    const listener = await bench.start(echo, { clock });
    const session = bench.session(listener, await bench.pki.nodeClient('n1'));
    await bench.http2(session, '/api');
    await clock.advance(idleMs - 1000);
    expect(session.closed).toBe(false);
    // The server may hear of the end of the request a moment later; the time counts from then.
    while (!session.closed) await clock.advance(1000);
    expect(clock.monotonic()).toBeLessThan(3 * idleMs);
  });

  it('is closed for a new one, idle ones first, if there are too many without credentials', async () => {
    const limits = { ...defaultLimits, unauthenticatedConnections: 3 };
    const release = Promise.withResolvers<void>();
    const listener = await bench.start(
      async (request) => {
        if (request.path === '/slow') await release.promise;
        return echo(request);
      },
      { limits },
    );
    const node = bench.session(listener, await bench.pki.nodeClient('n1'));
    await bench.http2(node, '/api');
    const clients = [new RawClient(listener)];
    await clients[0]?.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
    for (let i = 0; i < 5; i++) {
      const next = new RawClient(listener);
      clients.push(next);
      await once(next.socket, 'secureConnect');
    }
    await until(() => clients.filter(({ closed }) => closed).length === 3);
    expect(clients.map(({ closed }) => closed)).toEqual([false, true, true, true, false, false]);
    release.resolve();
    await until(() => clients[0]?.text.startsWith('HTTP/1.1 200') === true);
    expect((await bench.http2(node, '/api')).status).toBe(200);
  });
});

describe('memory is limited', () => {
  const limits = {
    ...defaultLimits,
    bodyBytes: 200_000,
    allBodyBytes: 300_000,
    answerBytes: 100_000,
    allAnswerBytes: 400_000,
  };

  it('for the bodies of one connection, which wait for each other', async () => {
    let most = 0;
    let held = 0;
    const listener = await bench.start(
      async (request) => {
        const body = (await request.readBody?.()) ?? request.body;
        held += body.type === 'bytes' ? body.bytes.length : 0;
        most = Math.max(most, held);
        await systemClock.sleep(5);
        held -= body.type === 'bytes' ? body.bytes.length : 0;
        return { type: 'raw', status: 200, contentType: 'text/plain', body: 'ok' };
      },
      { limits: { ...limits, allBodyBytes: 10 * mebibyte } },
    );
    const session = bench.session(listener, await bench.pki.nodeClient('n1'));
    const body = 'x'.repeat(150_000);
    const asks = Array.from({ length: 30 }, () => bench.http2(session, '/api', { method: 'POST', body }));
    expect((await Promise.all(asks)).map(({ status }) => status)).toEqual(asks.map(() => 200));
    // The excess over the connection's limit is one body, and what was in flight when reading stopped.
    expect(most).toBeLessThanOrEqual(200_000 + 2 * 150_000);
  });

  it('for all bodies: the connection that holds most loses its oldest, and others succeed', async () => {
    const listener = await bench.start(echo, { limits });
    const large = [];
    for (let i = 0; i < 3; i++) {
      const stream = bench
        .session(listener, await bench.pki.nodeClient('n1'))
        .request({ ':method': 'POST', ':path': pods });
      stream.on('error', () => undefined);
      stream.write('x'.repeat(i === 1 ? 150_000 : 100_000));
      large.push(stream);
    }
    const loser = large[1] as ClientHttp2Stream;
    expect(await statusOf(loser)).toBe(429);
    const other = bench.session(listener, await bench.pki.nodeClient('n2'));
    expect((await bench.http2(other, '/api', { method: 'POST', body: 'x'.repeat(50_000) })).status).toBe(200);
    for (const stream of [large[0], large[2]] as ClientHttp2Stream[]) {
      stream.end();
      expect(await statusOf(stream)).toBe(200);
    }
  });

  it('for answers that one connection does not read', async () => {
    let made = 0;
    const part = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'x'.repeat(50_000) } };
    const listener = await bench.start(
      async (request) => {
        if (request.path === '/api') return echo(request);
        async function* events() {
          for (; ; made++) yield [{ type: 'ADDED' as const, served: unstored(part) }];
        }
        return watchOf(events());
      },
      { limits: { ...limits, allAnswerBytes: 100 * mebibyte } },
    );
    const session = bench.session(listener, await bench.pki.nodeClient('n1'));
    const streams = Array.from({ length: 20 }, () => session.request({ ':path': `${pods}?watch=1` }));
    for (const stream of streams) {
      stream.on('error', () => undefined).pause();
      await once(stream, 'response');
    }
    // Meanwhile other clients are served, and thousands of events would be created.
    for (let n = 0; n < 20; n++) await bench.http1(listener, '/api');
    // Of each stream: one event that waits for room, and those that its client's windows allowed.
    expect(made).toBeLessThan(4 * streams.length);
    for (const stream of streams) stream.close();
  });

  it('for all answers: the connection that holds most is closed', async () => {
    const listener = await bench.start(
      async (request) => ({
        type: 'raw',
        status: 200,
        contentType: 'text/plain',
        body: 'x'.repeat(Number(request.query.get('size'))),
      }),
      { limits },
    );
    const hold = async (size: number) => {
      const session = bench.session(listener, await bench.pki.nodeClient('n1'));
      // As small as possible: nearly everything stays with the server.
      session.settings({ initialWindowSize: 0 });
      await once(session, 'localSettings');
      const stream = session.request({ ':path': `/api?size=${size}` });
      stream.on('error', () => undefined);
      await once(stream, 'response');
      return session;
    };
    const [first, second, third] = [await hold(120_000), await hold(180_000), await hold(90_000)];
    expect([first.closed, second.closed, third.closed]).toEqual([false, false, false]);
    const fourth = hold(50_000);
    await until(() => second.closed);
    await fourth;
    expect([first.closed, third.closed]).toEqual([false, false]);
  });
});

it('a thread answers 504 only after the thread of the store has given up', async () => {
  const given = Promise.withResolvers<void>();
  let aborted = false;
  const listener = await bench.start(
    async (request: ApiRequest) => {
      const giveUp = (): void => {
        aborted = true;
        given.resolve();
      };
      // On a busy machine the deadline may pass before the request arrives here.
      if (request.signal.aborted) giveUp();
      else request.signal.addEventListener('abort', giveUp);
      return new Promise<ApiAnswer>(() => undefined);
    },
    { workers: 1, requestTimeoutMs: 100 },
  );
  const answering = bench.http1(listener, '/api/v1/pods');
  await given.promise;
  expect((await answering).status).toBe(504);
  expect(aborted).toBe(true);
});
