/** Connections that fail in every way affect no other connection. A watch that stays open shows that the process did not restart. */
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { image, loadTools, needsContainers } from '../cli/containers.ts';
import { Cluster, remains } from '../harness.ts';
import { type ApiEntry, apiEntry, RawConnection, rawAnswer } from './raw-connection.ts';

const why = needsContainers('broken connections');

describe.skipIf(why !== undefined)('API server and broken connections', () => {
  let cluster: Cluster;
  let entry: ApiEntry;
  let authorization: string;
  let witness: RawConnection;

  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'cri'] }).up();
    await loadTools(cluster);
    const spec = { hostNetwork: true, terminationGracePeriodSeconds: 0 };
    const containers = [{ name: 'main', image, command: ['sleep', '3600'] }];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { ...spec, containers } };
    await cluster.kubectlWith(JSON.stringify(pod), 'create', '-f', '-');
    await cluster.kubectl('wait', 'pod', 'p', '--for=condition=Ready', '--timeout=60s');
    await cluster.kubectl('create', 'serviceaccount', 'admin');
    const binding = ['--clusterrole=cluster-admin', '--serviceaccount=default:admin'];
    await cluster.kubectl('create', 'clusterrolebinding', 'admin', ...binding);
    authorization = `Bearer ${(await cluster.kubectl('create', 'token', 'admin')).trim()}`;
    entry = await apiEntry(cluster);
    witness = await RawConnection.open(entry);
    witness.send(request('/api/v1/namespaces?watch=true'));
    await witness.until(/"ADDED"/);
  });

  afterAll(async () => {
    witness?.socket.destroy();
    await cluster?.[Symbol.asyncDispose]();
    if (cluster) expect(remains(cluster)).toEqual([]);
  });

  const request = (path: string, headers = ''): string =>
    `GET ${path} HTTP/1.1\r\nHost: k\r\nAuthorization: ${authorization}\r\n${headers}\r\n`;

  /** The connection that was opened before the attacks still receives events. */
  async function goesOn(name: string): Promise<void> {
    await cluster.kubectl('create', 'namespace', name);
    await witness.until(new RegExp(`"name":"${name}"`));
    expect(witness.isOpen).toBe(true);
  }

  const exec = '/api/v1/namespaces/default/pods/p/exec?container=main&command=cat&stdin=true&stdout=true';
  const handshake =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n';

  it('survives invalid WebSocket frames before and after the 101 response of exec', async () => {
    for (const bytes of ['c28000000000', '82ff7fffffffffffffff00000000', '8f8000000000', 'ffffffff', '00']) {
      const connection = await RawConnection.open(entry);
      connection.send(request(exec, handshake));
      await connection.until(/^HTTP\/1\.1 101 /);
      connection.send(Buffer.from(bytes, 'hex')).socket.end();
      await connection.closed;
      const early = await RawConnection.open(entry);
      early.send(Buffer.concat([Buffer.from(request(exec, handshake)), Buffer.from(bytes, 'hex')])).socket.end();
      await early.closed;
    }
    await goesOn('after-websockets');
  });

  it('survives a pod that switches protocols without a request and resets the connection', async () => {
    const address = await cluster.kubectl('get', 'pod', 'p', '-o', 'jsonpath={.status.podIP}');
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
        socket.resetAndDestroy();
      });
    }).listen(0, address);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (let round = 0; round < 20; round++) {
      const path = `/api/v1/namespaces/default/pods/p:${port}/proxy/`;
      const headers = round % 2 === 0 ? 'Connection: close\r\n' : 'Connection: Upgrade\r\nUpgrade: x\r\n';
      expect(await rawAnswer(entry, request(path, headers))).toMatch(/^HTTP\/1\.1 (101|50[03]) /);
    }
    server.close();
    await goesOn('after-pods');
  });

  it('survives HTTP/2 clients that request hundreds of lists, read none and disconnect', async () => {
    const fill = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: Array.from({ length: 30 }, (_, index) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `fill-${index}` },
        data: { text: 'x'.repeat(20_000) },
      })),
    });
    await cluster.kubectlWith(fill, 'create', '-f', '-');
    for (let round = 0; round < 5; round++) {
      const sessions = Array.from({ length: 8 }, (): ClientHttp2Session => {
        const session = connect(`https://127.0.0.1:${entry.port}`, { ca: entry.ca });
        session.on('error', () => undefined);
        return session;
      });
      for (const session of sessions)
        for (let index = 0; index < 400; index++)
          session.request({ ':path': '/api/v1/configmaps', authorization }).on('error', () => undefined);
      // The first headers have arrived, so the server sends bodies on every connection.
      await Promise.all(sessions.map((session) => once(session, 'remoteSettings')));
      await cluster.kubectl('get', '--raw', '/readyz');
      for (const session of sessions) session.destroy();
    }
    await goesOn('after-lists');
  });
});
