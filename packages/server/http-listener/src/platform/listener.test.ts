/** Requests, watches and invalid input over real TLS, in both protocols. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ApiAnswer, type ApiRequest, unstored } from '@kubets/apiserver/requests';
import { BoundedQueue, VirtualClock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testCertificates } from './certificates/testing.ts';
import type { Listener } from './listener.ts';
import { type Answer, type Ask, echo, ListenerBench, watchOf } from './testing.ts';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());

describe.each(['HTTP/1.1', 'HTTP/2'])('a request over %s', (protocol) => {
  const ask = (listener: Listener, path: string, options: Ask = {}): Promise<Answer> =>
    protocol === 'HTTP/2'
      ? bench.http2(bench.session(listener, options.as), path, options)
      : bench.http1(listener, path, options);

  it('reaches the pipeline with method, decoded path, query and body', async () => {
    const listener = await bench.start(echo);
    const answer = await ask(listener, '/api/v1/a%20b?x=1&x=2', { method: 'POST', body: 'hello' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      method: 'POST',
      path: '/api/v1/a b',
      query: [
        ['x', '1'],
        ['x', '2'],
      ],
      body: 'hello',
      user: { name: 'system:anonymous', groups: ['system:unauthenticated'] },
    });
  });

  it('has the user of its client certificate, on every request of the connection', async () => {
    const listener = await bench.start(echo);
    const node = await bench.pki.nodeClient('n1');
    for (let i = 0; i < 2; i++) {
      const answer = await ask(listener, '/api', { as: node });
      expect(JSON.parse(answer.text).user).toEqual({
        name: 'system:node:n1',
        groups: ['system:nodes', 'system:authenticated'],
      });
    }
  });

  it('is refused with 401 for invalid credentials', async () => {
    const listener = await bench.start(echo);
    const answer = await ask(listener, '/api', { headers: { authorization: 'Bearer wrong' } });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
    const stranger = await testCertificates();
    expect((await ask(listener, '/api', { as: await stranger.nodeClient('n1') })).status).toBe(401);
  });

  it('can impersonate another user, with all groups it names', async () => {
    const listener = await bench.start(echo);
    const headers = { 'impersonate-user': 'jane', 'impersonate-group': ['a,b', 'c'], 'impersonate-extra-x%2Fy': 'z' };
    const answer = await ask(listener, '/api', { headers });
    expect(JSON.parse(answer.text).user).toEqual({
      name: 'jane',
      groups: ['a,b', 'c', 'system:authenticated'],
      extra: { 'x/y': ['z'] },
    });
  });

  it('gets 413 for a body over the limit, whether its length is declared or not', async () => {
    const listener = await bench.start(echo, { maxBodyBytes: 1000 });
    const answer = await ask(listener, '/api', { method: 'POST', body: 'x'.repeat(1001) });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text).message).toBe('Request entity too large: limit is 1000');
    const unannounced = { 'transfer-encoding': 'chunked' };
    const again = await ask(listener, '/api', {
      method: 'POST',
      body: 'x'.repeat(5000),
      ...(protocol === 'HTTP/2' ? {} : { headers: unannounced }),
    });
    expect(again.status).toBe(413);
  });

  it('gets 400 for a path that is not properly escaped', async () => {
    const listener = await bench.start(echo);
    const answer = await ask(listener, '/api/%zz');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).reason).toBe('BadRequest');
  });

  it('gets 504 when the pipeline takes too long, and the pipeline is notified', async () => {
    const clock = new VirtualClock();
    const begun = Promise.withResolvers<AbortSignal>();
    const hang = (request: ApiRequest) => {
      begun.resolve(request.signal);
      return new Promise<ApiAnswer>(() => undefined);
    };
    const listener = await bench.start(hang, { requestTimeoutMs: 50, clock });
    const answering = ask(listener, '/api/v1/pods');
    const signal = await begun.promise;
    await clock.advance(49);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect((await answering).status).toBe(504);
    expect(signal.aborted).toBe(true);
  });

  it('gets a Status for an error that was thrown', async () => {
    const listener = await bench.start(async () => {
      throw errors.notFound({ group: '', resource: 'pods' }, 'a');
    });
    const answer = await ask(listener, '/api/v1/namespaces/x/pods/a');
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text).message).toBe('pods "a" not found');
  });

  it('has no body in the answer to HEAD', async () => {
    const listener = await bench.start(echo);
    expect((await ask(listener, '/api', { method: 'HEAD' })).text).toBe('');
  });
});

describe('a watch', () => {
  it('streams events past the deadline and ends its source when the client disconnects', async () => {
    const clock = new VirtualClock();
    const [ended, aborted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const source = new BoundedQueue<string>(10);
    const listener = await bench.start(
      async (request) => {
        request.signal.addEventListener('abort', () => aborted.resolve());
        async function* events() {
          try {
            for await (const name of source) {
              const object = { kind: 'Pod', apiVersion: 'v1', metadata: { name } };
              yield [{ type: 'ADDED' as const, served: unstored(object) }];
            }
          } finally {
            ended.resolve();
          }
        }
        return watchOf(events());
      },
      { requestTimeoutMs: 30, clock },
    );
    const stream = bench.session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
    for (const name of ['a', 'b', 'c']) {
      source.push(name);
      expect(JSON.parse((await lines.next()).value as string).object.metadata.name).toBe(name);
      await clock.advance(1000);
    }
    stream.close();
    await aborted.promise;
    source.push('d');
    await ended.promise;
  });

  it('is read no faster than the client reads it', async () => {
    let made = 0;
    const big = 'x'.repeat(64 * 1024);
    const listener = await bench.start(async () => {
      async function* events() {
        for (; made < 2000; made++)
          yield [
            { type: 'ADDED' as const, served: unstored({ kind: 'Pod', apiVersion: 'v1', metadata: { name: big } }) },
          ];
      }
      return watchOf(events());
    });
    const stream = bench.session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    let taken = 0;
    let ahead = 0;
    for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) {
      taken += part.split('\n').length - 1;
      ahead = Math.max(ahead, made - taken);
      if (taken >= 50) break;
    }
    expect(ahead).toBeLessThan(100);
    stream.close();
  });
});

describe('a resumed TLS session', () => {
  it('still has the user of its certificate', async () => {
    const listener = await bench.start(echo);
    const node = await bench.pki.nodeClient('n1');
    const agent = new Agent({ ...bench.trust(node), keepAlive: false });
    const users: { name: string; reused: boolean }[] = [];
    for (let i = 0; i < 3; i++) {
      const outgoing = httpsRequest({ host: '127.0.0.1', port: listener.address.port, path: '/api', agent });
      outgoing.end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      const reused = (response.socket as TLSSocket).isSessionReused();
      let text = '';
      for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) text += part;
      users.push({ name: JSON.parse(text).user.name, reused });
    }
    expect(users.at(-1)).toEqual({ name: 'system:node:n1', reused: true });
    expect(new Set(users.map(({ name }) => name)).size).toBe(1);
    agent.destroy();
  });
});

describe('the listener', () => {
  it('reports which address is in use', async () => {
    const first = await bench.start(echo);
    await expect(bench.start(echo, { port: first.address.port })).rejects.toMatchObject({
      name: 'ListenError',
      code: 'EADDRINUSE',
    });
  });

  it('answers what is not HTTP with 400 and continues', async () => {
    const listener = await bench.start(echo);
    const socket = connectTls({ host: '127.0.0.1', port: listener.address.port, ...bench.trust() }, () =>
      socket.write('nonsense\r\n\r\n'),
    );
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 400/);
    expect((await bench.http1(listener, '/api')).status).toBe(200);
  });

  it('lets requests finish when it closes, and accepts no new ones', async () => {
    const [release, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const listener = await bench.start(async (request) => {
      begun.resolve();
      await release.promise;
      return echo(request);
    });
    const client = bench.session(listener);
    const under = bench.http2(client, '/api');
    await begun.promise;
    const closed = listener.close(5000);
    release.resolve();
    expect((await under).status).toBe(200);
    await closed;
    await expect(bench.http1(listener, '/api')).rejects.toThrow();
  });

  it('aborts what does not finish in time', async () => {
    const begun = Promise.withResolvers<void>();
    const listener = await bench.start(() => {
      begun.resolve();
      return new Promise<ApiAnswer>(() => undefined);
    });
    const pending = bench.http1(listener, '/api').catch((error: unknown) => error);
    await begun.promise;
    await listener.close(50);
    expect(await pending).toMatchObject({ code: 'ECONNRESET' });
  });
});
