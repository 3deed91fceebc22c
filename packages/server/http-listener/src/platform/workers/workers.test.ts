/** The listener in its own thread behaves like the one in the main thread. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ApiAnswer, type ApiRequest, unstored } from '@kubets/apiserver/requests';
import { systemClock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listener } from '../listener.ts';
import { echo, ListenerBench, until, watchOf } from '../testing.ts';

const shared = process.platform === 'linux';
if (!shared) console.log('skipped: threads can share a port on Linux alone');

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());
afterAll(() => bench.dispose());

const pod = (name: string) => [
  { type: 'ADDED' as const, served: unstored({ kind: 'Pod', apiVersion: 'v1', metadata: { name } }) },
];

describe.runIf(shared)('a listener in a thread of its own', () => {
  const start = (handle: (request: ApiRequest) => Promise<ApiAnswer>, more = {}): Promise<Listener> =>
    bench.start(handle, { workers: 1, ...more });
  const share = (handle: (request: ApiRequest) => Promise<ApiAnswer>): Promise<Listener> => bench.share(handle, 1);

  it('passes requests completely, with their users', async () => {
    const listener = await start(echo, { maxBodyBytes: 100_000 });
    const node = await bench.pki.nodeClient('n1');
    const client = bench.session(listener, node);
    const answer = await bench.http2(client, '/api/v1/a%20b?x=1&x=%26', { method: 'POST', body: 'y'.repeat(70_000) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      method: 'POST',
      path: '/api/v1/a b',
      query: [
        ['x', '1'],
        ['x', '&'],
      ],
      body: 'y'.repeat(70_000),
      user: { name: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] },
    });
    const headers = { 'impersonate-user': 'jane', 'impersonate-group': ['a,b', 'c'] };
    const other = await bench.http1(listener, '/api', { headers });
    expect(JSON.parse(other.text).user).toEqual({ name: 'jane', groups: ['a,b', 'c', 'system:authenticated'] });
  });

  it('answers many concurrent requests, each with its own answer', async () => {
    const listener = await share(echo);
    const clients = [bench.session(listener), bench.session(listener)];
    const asks = Array.from({ length: 100 }, (_, n) => bench.http2(clients[n % 2] as never, `/api/${n}`));
    const paths = (await Promise.all(asks)).map(({ text }) => JSON.parse(text).path);
    expect(paths).toEqual(asks.map((_, n) => `/api/${n}`));
  });

  it('converts failures of either thread to Status objects', async () => {
    const listener = await start(
      async (request) => {
        await request.readBody?.();
        throw errors.notFound({ group: '', resource: 'pods' }, 'a');
      },
      { maxBodyBytes: 1000 },
    );
    expect((await bench.http1(listener, '/api')).status).toBe(404);
    expect((await bench.http1(listener, '/api/%zz')).status).toBe(400);
    const large = await bench.http1(listener, '/api', { method: 'POST', body: 'x'.repeat(1001) });
    expect(large.status).toBe(413);
    expect(JSON.parse(large.text)).toMatchObject({ kind: 'Status', reason: 'RequestEntityTooLarge' });
    expect((await bench.http1(listener, '/api', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it('notifies the pipeline when the deadline passes', async () => {
    const notified = Promise.withResolvers<void>();
    const hang = (request: ApiRequest) => {
      // On a busy machine the deadline may pass before the request arrives here.
      if (request.signal.aborted) notified.resolve();
      else request.signal.addEventListener('abort', () => notified.resolve());
      return new Promise<ApiAnswer>(() => undefined);
    };
    const listener = await start(hang, { requestTimeoutMs: 50 });
    expect((await bench.http1(listener, '/api/v1/pods')).status).toBe(504);
    await notified.promise;
  });

  it('streams a watch, and ends its source when the client disconnects', async () => {
    const ended = Promise.withResolvers<void>();
    const listener = await share(async () => {
      async function* events() {
        try {
          for (let n = 0; ; n++) {
            yield pod(`p${n}`);
            await systemClock.sleep(10);
          }
        } finally {
          ended.resolve();
        }
      }
      return watchOf(events());
    });
    const stream = bench.session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await until(() => text.split('\n').length >= 6);
    expect(text).toContain('"p4"');
    stream.close();
    await ended.promise;
  });

  it('reads a watch no faster than the client, and completely', async () => {
    let made = 0;
    const big = 'x'.repeat(64 * 1024);
    const listener = await share(async () => {
      async function* events() {
        for (; made < 200; made++) yield pod(big);
      }
      return watchOf(events());
    });
    const stream = bench.session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    await once(stream, 'response');
    let taken = 0;
    let ahead = 0;
    for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) {
      taken += part.split('\n').length - 1;
      ahead = Math.max(ahead, made - taken);
    }
    expect(taken).toBe(200);
    expect(ahead).toBeLessThan(100);
  });

  it('shows a client that a watch was aborted', async () => {
    const listener = await share(async () => {
      async function* events() {
        yield pod('p');
        throw errors.internal('gone');
      }
      return watchOf(events());
    });
    const stream = bench.session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    stream.on('error', () => undefined).resume();
    await new Promise((closed) => stream.once('close', closed));
    expect(stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  });

  it('joins connections that switch protocols', async () => {
    const target = createServer();
    target.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\n\r\n');
      socket.on('data', (data: Buffer) => socket.write(data.toString().toUpperCase()));
    });
    await new Promise<void>((listening) => target.listen(0, '127.0.0.1', listening));
    bench.onClose(() => target.close());
    const url = new URL(`http://127.0.0.1:${(target.address() as AddressInfo).port}/exec`);
    const listener = await share(async () => ({ type: 'proxy', target: url, client: 'plain' }));
    const trust = { ...bench.trust(), ALPNProtocols: ['http/1.1'] };
    const socket = connectTls({ host: '127.0.0.1', port: listener.address.port, ...trust }, () =>
      socket.write(
        'POST /api/v1/namespaces/a/pods/b/exec HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\n\r\n',
      ),
    );
    expect(String((await once(socket, 'data'))[0])).toContain('101');
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('HELLO');
    socket.destroy();
  });

  it('reports which address is in use', async () => {
    const first = await start(echo);
    await expect(start(echo, { port: first.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(bench.start(echo, { port: first.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('lets requests finish when it closes, and accepts no new ones', async () => {
    const [release, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const listener = await start(async (request) => {
      begun.resolve();
      await release.promise;
      return echo(request);
    });
    const under = bench.http2(bench.session(listener), '/api');
    await begun.promise;
    const closed = listener.close(5000);
    release.resolve();
    expect((await under).status).toBe(200);
    await closed;
    await expect(bench.http1(listener, '/api')).rejects.toThrow();
  });
});

describe.runIf(shared)('a listener that has too much to do', () => {
  it('gets a thread, and its clients move to it', async () => {
    const busy = async (request: ApiRequest): Promise<ApiAnswer> => {
      for (const end = performance.now() + 0.5; performance.now() < end; );
      return echo(request);
    };
    const listener = await bench.start(busy, { workers: 'auto' });
    const client = bench.session(listener);
    let leaving = false;
    client.once('goaway', () => {
      leaving = true;
    });
    const ask = async (): Promise<void> => {
      while (!leaving) await bench.http2(client, '/api');
    };
    await Promise.allSettled(Array.from({ length: 50 }, ask));
    expect(leaving).toBe(true);
    expect((await bench.http2(bench.session(listener), '/api')).status).toBe(200);
    expect((await bench.http1(listener, '/api')).status).toBe(200);
  }, 60_000);
});
