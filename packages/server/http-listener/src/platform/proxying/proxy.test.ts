/** Answers from kubelets, and connections joined to them, over real TLS. */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { errors } from '@kubets/machinery/status-error';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listener } from '../listener.ts';
import { ListenerBench } from '../testing.ts';

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());

async function kubelet(setup: (server: HttpsServer) => void): Promise<URL> {
  const serving = await bench.pki.nodeServing('n1', ['127.0.0.1']);
  const server = createHttpsServer({
    key: serving.key,
    cert: serving.certificate,
    ca: bench.pki.authority,
    requestCert: true,
  });
  setup(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  bench.onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('an answer from a kubelet', () => {
  it("is streamed, requested with our own certificate and without the caller's credentials", async () => {
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
    const listener = await bench.start(async () => ({
      type: 'proxy',
      target: new URL('/containerLogs/a/b/c', target),
      client: 'kubelet',
      node: 'n1',
    }));
    for (const answer of [
      await bench.http1(listener, '/api/v1/namespaces/a/pods/b/log', { headers: { authorization: 'Bearer secret' } }),
      await bench.http2(bench.session(listener), '/api/v1/namespaces/a/pods/b/log', {
        headers: { authorization: 'Bearer secret' },
      }),
    ]) {
      expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'text/plain', 'one\ntwo\n']);
      expect(seen?.user).toBe('kube-apiserver-kubelet-client');
      expect(seen?.headers.authorization).toBeUndefined();
    }
  });

  it('becomes a Status if failures are to be shown as one', async () => {
    const target = await kubelet((server) => {
      server.on('request', (_, response) =>
        response.writeHead(400).end('container "c" in pod "b" is waiting to start: ContainerCreating'),
      );
    });
    const listener = await bench.start(async () => ({
      type: 'proxy',
      target,
      client: 'kubelet',
      node: 'n1',
      contentOnly: true,
    }));
    const answer = await bench.http1(listener, '/api/v1/namespaces/a/pods/b/log');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).message).toBe('container "c" in pod "b" is waiting to start: ContainerCreating');
  });

  it('that cannot be obtained is a 500 with the reason', async () => {
    const free = createTcpServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    const listener = await bench.start(async () => ({
      type: 'proxy',
      target: new URL(`https://127.0.0.1:${port}/x`),
      client: 'kubelet',
      node: 'n1',
    }));
    const answer = await bench.http1(listener, '/api/v1/namespaces/a/pods/b/log');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text).message).toMatch(/error dialing backend: .*ECONNREFUSED/);
  });
});

function upgrade(listener: Listener, path: string): Promise<{ status: number; socket: TLSSocket; head: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; socket: TLSSocket; head: Buffer }>();
  const socket = connectTls(
    { host: '127.0.0.1', port: listener.address.port, ...bench.trust(), ALPNProtocols: ['http/1.1'] },
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
    const listener = await bench.start(async (request) => {
      expect(request.upgrade).toBe(true);
      return { type: 'proxy', target: new URL('/exec/a/b/c?command=sh', target), client: 'kubelet', node: 'n1' };
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

  it('that is refused gets its Status, and the connection ends', async () => {
    const listener = await bench.start(async () => {
      throw errors.forbidden({ group: '', resource: 'pods' }, 'b', 'no');
    });
    const { status, socket, head } = await upgrade(listener, '/api/v1/namespaces/a/pods/b/exec');
    expect(status).toBe(403);
    expect(head.toString().toLowerCase()).toContain('connection: close');
    socket.resume();
    await once(socket, 'close');
  });
});
