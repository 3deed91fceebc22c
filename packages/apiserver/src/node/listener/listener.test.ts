import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import {
  Agent,
  createServer as createHttpsServer,
  type Server as HttpsServer,
  request as httpsRequest,
} from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { silentLogger, systemClock, systemRandom } from '@kubets/base';
import { errors, StatusError } from '@kubets/machinery';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Authenticator } from '../../authentication/authenticator.ts';
import { anonymousUser, asAuthenticated } from '../../authentication/users.ts';
import { alwaysAllow } from '../../authorizer.ts';
import type { ApiAnswer, ApiRequest } from '../../request.ts';
import type { HttpAnswer } from '../../respond/respond.ts';
import { ensurePki, type KeyPair, type Pki } from '../pki/pki.ts';
import { type Listener, type ListenerOptions, listen } from './listener.ts';

let folder: string;
let pki: Pki;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubets-listener-'));
  pki = await ensurePki(join(folder, 'pki'), { clock: systemClock, random: systemRandom, hosts: [] });
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});
afterAll(() => rm(folder, { recursive: true }));

const authenticator: Authenticator = {
  async authenticate({ certificate, headers }) {
    if (certificate === 'invalid' || headers.authorization === 'Bearer wrong') throw errors.unauthorized();
    if (certificate) return asAuthenticated({ name: certificate.commonName, groups: certificate.organizations });
    return anonymousUser;
  },
};

/** Enough of the real responder: JSON, or the body as given. */
function respond(answer: Exclude<ApiAnswer, { type: 'proxy' }>): HttpAnswer {
  if (answer.type === 'raw') {
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body };
  }
  if (answer.type === 'watch') {
    const frames = async function* () {
      for await (const event of answer.events) yield Buffer.from(`${JSON.stringify(event)}\n`);
    };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: frames() };
  }
  const object = answer.type === 'object' ? answer.object : { items: answer.items };
  const body = Buffer.from(JSON.stringify(object));
  return {
    status: answer.type === 'object' ? answer.status : 200,
    headers: { 'content-type': 'application/json' },
    body,
  };
}

async function start(
  handle: (request: ApiRequest) => Promise<ApiAnswer>,
  options: Partial<ListenerOptions> = {},
): Promise<Listener> {
  const listener = await listen({
    handle,
    respond,
    authenticator,
    authorizer: alwaysAllow,
    pki,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    log: silentLogger,
    ...options,
  });
  open.push({ [Symbol.asyncDispose]: () => listener.close(0) });
  return listener;
}

const echo = async (request: ApiRequest): Promise<ApiAnswer> => ({
  type: 'raw',
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify({
    method: request.method,
    path: request.path,
    query: [...request.query],
    user: request.user,
    body: request.body.type === 'bytes' ? Buffer.from(request.body.bytes).toString() : request.body.type,
  }),
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}
interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  readonly as?: KeyPair;
}

const trust = (as?: KeyPair) => ({ ca: pki.authority, ...(as ? { cert: as.certificate, key: as.key } : {}) });

async function get1(
  listener: Listener,
  path: string,
  { method = 'GET', headers = {}, body, as }: Ask = {},
): Promise<Answer> {
  const agent = new Agent({ ...trust(as), maxCachedSessions: 0 });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = httpsRequest(
    { host: '127.0.0.1', port: listener.address.port, path, method, headers, agent },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    },
  );
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise.finally(() => agent.destroy());
}

function session(listener: Listener, as?: KeyPair): ClientHttp2Session {
  const client = connectHttp2(`https://127.0.0.1:${listener.address.port}`, trust(as));
  client.on('error', () => undefined);
  open.push({ [Symbol.asyncDispose]: async () => client.destroy() });
  return client;
}

async function get2(
  client: ClientHttp2Session,
  path: string,
  { method = 'GET', headers = {}, body }: Ask = {},
): Promise<Answer> {
  const stream = client.request({ ':method': method, ':path': path, ...headers });
  stream.end(body);
  const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }];
  let text = '';
  for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) text += part;
  return { status: head[':status'], headers: head, text };
}

describe.each(['HTTP/1.1', 'HTTP/2'])('a request over %s', (protocol) => {
  const ask = (listener: Listener, path: string, options: Ask = {}): Promise<Answer> =>
    protocol === 'HTTP/2' ? get2(session(listener, options.as), path, options) : get1(listener, path, options);

  it('reaches the pipeline with method, decoded path, query and body', async () => {
    const listener = await start(echo);
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

  it('comes as the user of its client certificate, on every request of the connection', async () => {
    const listener = await start(echo);
    const node = await pki.nodeClient('n1');
    for (let i = 0; i < 2; i++) {
      const answer = await ask(listener, '/api', { as: node });
      expect(JSON.parse(answer.text).user).toEqual({
        name: 'system:node:n1',
        groups: ['system:nodes', 'system:authenticated'],
      });
    }
  });

  it('is refused with 401 for credentials that are not good', async () => {
    const listener = await start(echo);
    const answer = await ask(listener, '/api', { headers: { authorization: 'Bearer wrong' } });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
    const stranger = await ensurePki(join(folder, `other-${protocol.at(-1)}`), {
      clock: systemClock,
      random: systemRandom,
      hosts: [],
    });
    expect((await ask(listener, '/api', { as: stranger.admin })).status).toBe(401);
  });

  it('may act as another user, with every group it names', async () => {
    const listener = await start(echo);
    const headers = { 'impersonate-user': 'jane', 'impersonate-group': ['a,b', 'c'], 'impersonate-extra-x%2Fy': 'z' };
    const answer = await ask(listener, '/api', { headers });
    expect(JSON.parse(answer.text).user).toEqual({
      name: 'jane',
      groups: ['a,b', 'c', 'system:authenticated'],
      extra: { 'x/y': ['z'] },
    });
  });

  it('gets 413 for a body over the limit, announced or not', async () => {
    const listener = await start(echo, { bodyLimit: 1000 });
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
    const listener = await start(echo);
    const answer = await ask(listener, '/api/%zz');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).reason).toBe('BadRequest');
  });

  it('gets 504 when the pipeline takes too long, and the pipeline is told', async () => {
    let told: AbortSignal | undefined;
    const hang = (request: ApiRequest) => {
      told = request.signal;
      return new Promise<ApiAnswer>(() => undefined);
    };
    const listener = await start(hang, { requestTimeout: 50 });
    const answer = await ask(listener, '/api/v1/pods');
    expect(answer.status).toBe(504);
    expect(told?.aborted).toBe(true);
  });

  it('turns what is thrown into a Status', async () => {
    const listener = await start(async () => {
      throw errors.notFound({ group: '', resource: 'pods' }, 'a');
    });
    const answer = await ask(listener, '/api/v1/namespaces/x/pods/a');
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text).message).toBe('pods "a" not found');
  });

  it('has no body in the answer to HEAD', async () => {
    const listener = await start(echo);
    expect((await ask(listener, '/api', { method: 'HEAD' })).text).toBe('');
  });
});

describe('a watch', () => {
  it('streams events past the deadline and ends its source when the client goes away', async () => {
    const ended = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    const listener = await start(
      async (request) => {
        request.signal.addEventListener('abort', () => aborted.resolve());
        async function* events() {
          try {
            for (let n = 0; ; n++) {
              yield { type: 'ADDED' as const, object: { metadata: { name: `p${n}` } } };
              await systemClock.sleep(20);
            }
          } finally {
            ended.resolve();
          }
        }
        return { type: 'watch', events: events() };
      },
      { requestTimeout: 30 },
    );
    const stream = session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await systemClock.sleep(150);
    expect(text.split('\n').length).toBeGreaterThan(3);
    stream.close();
    await Promise.all([ended.promise, aborted.promise]);
  });

  it('is read no faster than the client takes it', async () => {
    let made = 0;
    const big = 'x'.repeat(64 * 1024);
    const listener = await start(async () => {
      async function* events() {
        for (; made < 2000; made++) yield { type: 'ADDED' as const, object: { metadata: { name: big } } };
      }
      return { type: 'watch', events: events() };
    });
    const stream = session(listener).request({ ':path': '/api/v1/pods?watch=1' });
    await once(stream, 'response');
    await systemClock.sleep(200);
    expect(made).toBeLessThan(100);
    stream.close();
  });
});

async function kubelet(setup: (server: HttpsServer) => void): Promise<URL> {
  const serving = await pki.nodeServing('n1', ['127.0.0.1']);
  const server = createHttpsServer({
    key: serving.key,
    cert: serving.certificate,
    ca: pki.authority,
    requestCert: true,
  });
  setup(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('an answer from a kubelet', () => {
  it('is streamed through, asked for with our own certificate and without the caller’s credentials', async () => {
    let seen: { headers: IncomingHttpHeaders; user: string | undefined } | undefined;
    const target = await kubelet((server) => {
      server.on('request', (request, response) => {
        const user = (request.socket as TLSSocket).getPeerCertificate().subject.CN;
        seen = { headers: request.headers, user: typeof user === 'string' ? user : undefined };
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.write('one\n');
        response.end('two\n');
      });
    });
    const listener = await start(async () => ({
      type: 'proxy',
      target: new URL('/containerLogs/a/b/c', target),
      client: 'kubelet',
    }));
    for (const answer of [
      await get1(listener, '/api/v1/namespaces/a/pods/b/log', { headers: { authorization: 'Bearer secret' } }),
      await get2(session(listener), '/api/v1/namespaces/a/pods/b/log', { headers: { authorization: 'Bearer secret' } }),
    ]) {
      expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'text/plain', 'one\ntwo\n']);
      expect(seen?.user).toBe('kube-apiserver-kubelet-client');
      expect(seen?.headers.authorization).toBeUndefined();
    }
  });

  it('becomes a Status where failures are to be shown as one', async () => {
    const target = await kubelet((server) => {
      server.on('request', (_, response) =>
        response.writeHead(400).end('container "c" in pod "b" is waiting to start: ContainerCreating'),
      );
    });
    const listener = await start(async () => ({ type: 'proxy', target, client: 'kubelet', errorsAsStatus: true }));
    const answer = await get1(listener, '/api/v1/namespaces/a/pods/b/log');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).message).toBe('container "c" in pod "b" is waiting to start: ContainerCreating');
  });

  it('that cannot be had is a 500 with the reason', async () => {
    const free = createTcpServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    const listener = await start(async () => ({
      type: 'proxy',
      target: new URL(`https://127.0.0.1:${port}/x`),
      client: 'kubelet',
    }));
    const answer = await get1(listener, '/api/v1/namespaces/a/pods/b/log');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text).message).toMatch(/error dialing backend: .*ECONNREFUSED/);
  });
});

function upgrade(listener: Listener, path: string): Promise<{ status: number; socket: TLSSocket; head: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; socket: TLSSocket; head: Buffer }>();
  const socket = connectTls(
    { host: '127.0.0.1', port: listener.address.port, ...trust(), ALPNProtocols: ['http/1.1'] },
    () => {
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\nx-stream-protocol-version: v4.channel.k8s.io\r\n\r\n`,
      );
      socket.once('data', (head: Buffer) => resolve({ status: Number(head.toString().split(' ')[1]), socket, head }));
    },
  );
  socket.on('error', reject);
  return promise;
}

describe('a request to switch protocols', () => {
  it('joins the connections, and closes one when the other closes', async () => {
    const target = await kubelet((server) => {
      server.on('upgrade', (request, socket) => {
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${request.headers.upgrade}\r\n\r\n`,
        );
        socket.on('data', (data: Buffer) =>
          data.toString() === 'bye' ? socket.end('gone') : socket.write(data.toString().toUpperCase()),
        );
      });
    });
    const listener = await start(async (request) => {
      expect(request.upgrade).toBe(true);
      return { type: 'proxy', target: new URL('/exec/a/b/c?command=sh', target), client: 'kubelet' };
    });
    const { status, socket, head } = await upgrade(listener, '/api/v1/namespaces/a/pods/b/exec?command=sh');
    expect(status).toBe(101);
    expect(head.toString()).toContain('upgrade: SPDY/3.1');
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('HELLO');
    socket.write('bye');
    const rest = once(socket, 'data');
    const closed = once(socket, 'close');
    expect(String((await rest)[0])).toBe('gone');
    await closed;
  });

  it('that is refused gets its Status and the connection ends', async () => {
    const listener = await start(async () => {
      throw errors.forbidden({ group: '', resource: 'pods' }, 'b', 'no');
    });
    const { status, socket, head } = await upgrade(listener, '/api/v1/namespaces/a/pods/b/exec');
    expect(status).toBe(403);
    expect(head.toString().toLowerCase()).toContain('connection: close');
    socket.resume();
    await once(socket, 'close');
  });
});

describe('the listener', () => {
  it('says who has the port', async () => {
    const first = await start(echo);
    await expect(start(echo, { port: first.address.port })).rejects.toMatchObject({
      name: 'ListenError',
      code: 'EADDRINUSE',
    });
  });

  it('answers what is no HTTP with 400 and lives on', async () => {
    const listener = await start(echo);
    const socket = connectTls({ host: '127.0.0.1', port: listener.address.port, ...trust() }, () =>
      socket.write('nonsense\r\n\r\n'),
    );
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 400/);
    expect((await get1(listener, '/api')).status).toBe(200);
  });

  it('lets requests finish when it closes, and takes no new ones', async () => {
    const release = Promise.withResolvers<void>();
    const listener = await start(async (request) => {
      await release.promise;
      return echo(request);
    });
    const client = session(listener);
    const under = get2(client, '/api');
    await systemClock.sleep(50);
    const closed = listener.close(5000);
    release.resolve();
    expect((await under).status).toBe(200);
    await closed;
    await expect(get1(listener, '/api')).rejects.toThrow();
  });

  it('cuts off what does not finish in time', async () => {
    const listener = await start(() => new Promise<ApiAnswer>(() => undefined));
    const pending = get1(listener, '/api').catch((error: unknown) => error);
    await systemClock.sleep(50);
    await listener.close(50);
    expect(await pending).not.toBeInstanceOf(StatusError);
  });
});
