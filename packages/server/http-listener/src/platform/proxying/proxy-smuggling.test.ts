/**
 * Request smuggling: whatever a client sends, a target sees at most the one request that was authorized, framed by us.
 * Clients and targets are raw sockets here, since libraries would correct what an attacker gets wrong.
 */
import { once } from 'node:events';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listener } from '../listener.ts';
import { ListenerBench } from '../testing.ts';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());

/** A target that records all bytes and answers as soon as it has received a head. */
interface Target {
  readonly url: URL;
  /** Everything received, one text per connection. */
  readonly seen: string[];
  /** Resolves when every connection is closed. */
  quiet(): Promise<void>;
}

async function target(): Promise<Target> {
  const serving = await bench.pki.nodeServing('n1', ['127.0.0.1']);
  const seen: string[] = [];
  const closed: Promise<unknown>[] = [];
  const sockets = new Set<TLSSocket>();
  const server = createTlsServer({ key: serving.key, cert: serving.certificate }, (socket) => {
    const index = seen.push('') - 1;
    sockets.add(socket);
    closed.push(once(socket, 'close'));
    let answered = false;
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      seen[index] += part.toString('latin1');
      const head = seen[index]?.split('\r\n\r\n')[0]?.toLowerCase() ?? '';
      if (answered || !seen[index]?.includes('\r\n\r\n')) return;
      answered = true;
      const upgrade = /^upgrade: (.*)$/m.exec(head)?.[1]?.trim();
      socket.write(
        upgrade === undefined
          ? // It offers to keep the connection open, which must be ignored.
            'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok'
          : `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\nswitched`,
      );
      if (upgrade !== undefined) socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  bench.onClose(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    seen,
    quiet: async () => {
      await Promise.all(closed);
    },
  };
}

/** What the listener's pipeline answers at each kind of proxied path. */
const kinds: Readonly<Record<string, (to: Target, path: string) => ApiAnswer>> = {
  log: ({ url }) => {
    const logs = new URL('/containerLogs/a/b/c', url);
    return { type: 'proxy', client: 'kubelet', node: 'n1', target: logs, contentOnly: true };
  },
  stream: ({ url }) => ({ type: 'proxy', client: 'kubelet', node: 'n1', target: new URL('/exec/a/b/c', url) }),
  'nodes/proxy': ({ url }) => ({ type: 'proxy', client: 'kubelet', node: 'n1', target: new URL('/pods', url) }),
  'pods/proxy': ({ url }) => ({ type: 'proxy', client: 'plain', target: new URL('/page?q=1', url) }),
};

const kindOf = ({ path }: ApiRequest): string => {
  if (path.endsWith('/log')) return 'log';
  if (/\/(exec|attach|portforward)$/.test(path)) return 'stream';
  return path.startsWith('/api/v1/nodes/') ? 'nodes/proxy' : 'pods/proxy';
};

const paths = [
  '/api/v1/namespaces/a/pods/b/log',
  '/api/v1/namespaces/a/pods/b/exec',
  '/api/v1/namespaces/a/pods/b/attach',
  '/api/v1/namespaces/a/pods/b/portforward',
  '/api/v1/namespaces/a/pods/b/proxy/page',
  '/api/v1/namespaces/a/services/b/proxy/page',
  '/api/v1/nodes/n1/proxy/pods',
];

async function start(): Promise<{ listener: Listener; to: Target }> {
  const to = await target();
  const listener = await bench.start(async (request) => kinds[kindOf(request)]!(to, request.path));
  return { listener, to };
}

/** Sends bytes as they are and resolves with everything received until the connection ends. */
async function raw(listener: Listener, text: string): Promise<string> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: listener.address.port,
    ...bench.trust(),
    ALPNProtocols: ['http/1.1'],
  });
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (part: Buffer) => {
    answer += part.toString('latin1');
  });
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return answer;
}

const hidden =
  'POST /exec/victim/v/c?command=id HTTP/1.1\r\nHost: k\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
const length = `Content-Length: ${hidden.length}`;

/** Each with `Connection: close`, so that the answer ends. METHOD and PATH are filled in. */
const shapes: Readonly<Record<string, string>> = {
  chunked: `Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  'with a length': `Connection: close\r\n${length}\r\n\r\n${hidden}`,
  'chunked and a length': `Connection: close\r\n${length}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  'two lengths': `Connection: close\r\nContent-Length: 0\r\n${length}\r\n\r\n${hidden}`,
  'a list of lengths': `Connection: close\r\nContent-Length: 0, ${hidden.length}\r\n\r\n${hidden}`,
  'a signed length': `Connection: close\r\nContent-Length: +${hidden.length}\r\n\r\n${hidden}`,
  'an unknown coding': `Connection: close\r\nTransfer-Encoding: xchunked\r\n\r\n${chunked}`,
  'chunked twice': `Connection: close\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  'chunked under a folded header': `Connection: close\r\nX: a\r\n Transfer-Encoding: chunked\r\n\r\n${chunked}`,
  'a space before the colon': `Connection: close\r\nTransfer-Encoding : chunked\r\n\r\n${chunked}`,
  'lines that end in LF': `Connection: close\nTransfer-Encoding: chunked\n\n${chunked}`,
  trailers: `Connection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n2\r\nhi\r\n0\r\nX-Late: 1\r\nContent-Length: 7\r\n\r\n`,
  'chunk extensions': `Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2;a="\r\n\r\n${hidden}"\r\nhi\r\n0\r\n\r\n`,
  Expect: `Connection: close\r\nExpect: 100-continue\r\n${length}\r\n\r\n${hidden}`,
  'an upgrade with a body': `Connection: Upgrade\r\nUpgrade: websocket\r\n${length}\r\n\r\n${hidden}`,
  'an upgrade that is chunked': `Connection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  'two hosts': `Connection: close\r\nHost: other\r\n\r\n`,
  'framing listed as hop by hop': `Connection: close, Content-Length, Transfer-Encoding, Host\r\n${length}\r\n\r\n${hidden}`,
};

const requestLine = /^[A-Z]+ \S+ HTTP\/1\.\d\r$/gm;

/** The target must have received one request with our framing: a head, then exactly the body it declares. */
function checkOneRequest(text: string): { readonly head: string; readonly body: string } {
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end + 2);
  const rest = text.slice(end + 4);
  const lines = (name: string): string[] =>
    [...head.matchAll(new RegExp(`^${name}:(.*)\\r$`, 'gim'))].map((each) => each[1]!.trim());
  expect(head.match(requestLine)).toHaveLength(1);
  expect(lines('host')).toHaveLength(1);
  const [lengths, codings] = [lines('content-length'), lines('transfer-encoding')];
  expect(lengths.length + codings.length).toBeLessThan(2);
  expect([...lines('trailer'), ...lines('te'), ...lines('expect')]).toEqual([]);
  if (codings.length === 1) {
    expect(codings).toEqual(['chunked']);
    const bodies = [...rest.matchAll(/([0-9a-f]+)\r\n/gi)];
    expect(rest.endsWith('0\r\n\r\n')).toBe(true);
    const size = Number.parseInt(bodies[0]?.[1] ?? '0', 16);
    const begin = rest.indexOf('\r\n') + 2;
    expect(rest.slice(begin + size)).toBe(size === 0 ? '\r\n' : '\r\n0\r\n\r\n');
    return { head, body: rest.slice(begin, begin + size) };
  }
  expect(rest).toHaveLength(Number(lengths[0] ?? 0));
  return { head, body: rest };
}

describe.each(paths)('at %s over HTTP/1.1', (path) => {
  const methods = ['GET', 'DELETE', 'OPTIONS', 'HEAD', 'POST', 'PUT'];
  it.each(Object.keys(shapes))('%s smuggles no request', async (name) => {
    const { listener, to } = await start();
    for (const method of methods) {
      const before = to.seen.length;
      const answer = await raw(listener, `${method} ${path} HTTP/1.1\r\nHost: x\r\n${shapes[name]}`);
      expect(answer).toMatch(/^HTTP\/1\.1 \d/);
      await to.quiet();
      for (const text of to.seen.slice(before)) {
        const { head, body } = checkOneRequest(text);
        expect(head.startsWith(`${path.endsWith('/log') ? 'GET' : method} `)).toBe(true);
        // No body is forwarded with a method that has none.
        if (!['POST', 'PUT'].includes(method) || path.endsWith('/log')) expect(body).toBe('');
      }
      expect(to.seen.length - before).toBeLessThanOrEqual(1);
    }
  });
});

/** HTTP/2 cannot switch protocols. */
const plainPaths = paths.filter((path) => !/\/(exec|attach|portforward)$/.test(path));

describe.each(plainPaths)('at %s over HTTP/2', (path) => {
  it.each(['GET', 'DELETE', 'OPTIONS', 'HEAD', 'POST', 'PUT'])(
    'a %s without a length smuggles no request',
    async (method) => {
      const { listener, to } = await start();
      const client = bench.session(listener);
      const { status } = await bench.http2(client, path, { method, body: hidden });
      await to.quiet();
      expect(to.seen.length).toBeLessThanOrEqual(1);
      const bodyless = !['POST', 'PUT'].includes(method);
      for (const text of to.seen)
        expect(checkOneRequest(text).body).toBe(bodyless || path.endsWith('/log') ? '' : hidden);
      if (path.endsWith('/log')) expect([status, to.seen.length]).toEqual([200, 1]);
      else expect([status, to.seen.length]).toEqual(bodyless ? [400, 0] : [200, 1]);
    },
  );
});

describe('the head of a proxied request', () => {
  const proxied = '/api/v1/namespaces/a/pods/b/proxy/page';
  const ask = async (path: string, headers: string): Promise<string> => {
    const { listener, to } = await start();
    await raw(listener, `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`);
    await to.quiet();
    expect(to.seen).toHaveLength(1);
    return checkOneRequest(to.seen[0]!).head;
  };

  it('has no credentials, no identity, and no hop-by-hop headers', async () => {
    const head = await ask(
      proxied,
      'Authorization: Bearer t\r\nImpersonate-User: u\r\nX-Remote-User: r\r\nX-Remote-Group: system:masters\r\n' +
        'Connection: X-Secret\r\nX-Secret: s\r\nKeep-Alive: 5\r\nProxy-Authorization: p\r\nTE: trailers\r\n' +
        'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.dA, chat\r\nX-Kept: k\r\n',
    );
    const names = head
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(':')[0]!.toLowerCase());
    expect(names.sort()).toEqual([
      'connection',
      'host',
      'sec-websocket-protocol',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-uri',
      'x-kept',
    ]);
    expect(head).toMatch(/^sec-websocket-protocol: chat\r$/im);
    expect(head).toMatch(/^connection: close\r$/im);
  });

  it('has no line that a path or a query could inject', async () => {
    const head = await ask(`${proxied}/%0d%0aX-Injected:%201%0d%0a?q=%0d%0aX-Injected:%201`, '');
    expect(head).not.toMatch(/^x-injected/im);
    expect(head).toMatch(/^x-forwarded-uri: \S+%0D%0AX-Injected:%201%0D%0A\r$/im);
  });

  it.each(['https://evil/exec/a/b/c', '*', 'exec', '/api/%zz'])('is not created for the target %s', async (path) => {
    const { listener, to } = await start();
    const answer = await raw(listener, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(to.seen).toEqual([]);
  });

  it('over HTTP/2 is refused if HTTP/1.1 cannot express it', async () => {
    const { listener, to } = await start();
    const { status, text } = await bench.http2(bench.session(listener), proxied, {
      headers: { 'x-wide': 'a\u00e9\u4e16' },
    });
    expect([status, to.seen.length]).toEqual(text === 'ok' ? [200, 1] : [400, 0]);
  });
});

it('each request has its own connection', async () => {
  const { listener, to } = await start();
  for (const path of [
    '/api/v1/namespaces/a/pods/b/log',
    '/api/v1/namespaces/a/pods/b/proxy/',
    '/api/v1/nodes/n1/proxy/',
  ])
    for (let i = 0; i < 2; i++) expect((await bench.http1(listener, path)).text).toBe('ok');
  expect(to.seen).toHaveLength(6);
  for (const text of to.seen) checkOneRequest(text);
});
