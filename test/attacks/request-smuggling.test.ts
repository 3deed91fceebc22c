/** A body that a target could take for the next request, sent by a user with read access, at every proxied path. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { image, loadTools, needsContainers } from '../cli/containers.ts';
import { Cluster, eventually, remains } from '../harness.ts';
import { type ApiEntry, apiEntry, rawAnswer } from './raw-connection.ts';

const why = needsContainers('request smuggling');

/** Records the bytes of each connection and answers once, offering keep-alive. */
class Recorder {
  readonly seen: string[] = [];
  readonly #server = createServer((socket) => {
    const index = this.seen.push('') - 1;
    let answered = false;
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      this.seen[index] += part.toString('latin1');
      if (answered || !this.seen[index]?.includes('\r\n\r\n')) return;
      answered = true;
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok');
    });
  });

  async listen(address: string): Promise<number> {
    this.#server.listen(0, address);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

const viewer: object = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'viewer', namespace: 'default' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'viewer' },
      rules: [
        { apiGroups: [''], resources: ['pods/log', 'pods/proxy', 'services/proxy'], verbs: ['*'] },
        { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'viewer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'viewer' },
      subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'default' }],
    },
  ],
};

const pod = (name: string, hostNetwork = false): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    hostNetwork,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image, command: ['sleep', '3600'] }],
  },
});

/** A Service for the recorder, which listens on the node's address. */
const service = (ip: string, port: number): object => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'recorder' }, spec: { ports: [{ port }] } },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'recorder' },
      subsets: [{ addresses: [{ ip }], ports: [{ port }] }],
    },
  ],
});

describe.skipIf(why !== undefined)('request smuggling', () => {
  let cluster: Cluster;
  let entry: ApiEntry;
  let token: string;
  let node: string;
  const recorder = new Recorder();
  let port: number;

  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'cri'] }).up();
    await loadTools(cluster);
    const create = (object: object) => cluster.kubectlWith(JSON.stringify(object), 'create', '-f', '-');
    await create(viewer);
    await create(pod('victim'));
    await create(pod('recorder', true));
    await cluster.kubectl('wait', 'pod', '--all', '--for=condition=Ready', '--timeout=60s');
    const address = await cluster.kubectl('get', 'pod', 'recorder', '-o', 'jsonpath={.status.podIP}');
    port = await recorder.listen(address);
    await create(service(address, port));
    token = (await cluster.kubectl('create', 'token', 'viewer')).trim();
    node = (await cluster.kubectl('get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}')).trim();
    entry = await apiEntry(cluster);
  });

  afterAll(async () => {
    recorder.close();
    await cluster?.[Symbol.asyncDispose]();
    if (cluster) expect(remains(cluster)).toEqual([]);
  });

  const exec = (file: string): string =>
    `GET /exec/default/victim/main?command=touch&command=${encodeURIComponent(file)}&output=1 HTTP/1.1\r\nHost: k\r\n` +
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n';

  const shapes: Readonly<Record<string, (hidden: string) => string>> = {
    chunked: (hidden) =>
      `Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
    'with a length': (hidden) => `Connection: close\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'chunked and with a length': (hidden) =>
      `Connection: close\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'with Expect': (hidden) =>
      `Connection: close\r\nExpect: 100-continue\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'with Upgrade and a length': (hidden) =>
      `Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  };
  const shaped = (name: string, hidden: string): string => (shapes[name] as (hidden: string) => string)(hidden);

  const ask = (method: string, path: string, rest: string): Promise<string> =>
    rawAnswer(entry, `${method} ${path} HTTP/1.1\r\nHost: k\r\nAuthorization: Bearer ${token}\r\n${rest}`);

  it.each(Object.keys(shapes))('%s runs nothing in another container', async (name) => {
    const paths = ['/api/v1/namespaces/default/pods/victim/log', `/api/v1/nodes/${node}/proxy/healthz`];
    for (const path of paths)
      for (const method of ['GET', 'DELETE', 'OPTIONS', 'HEAD']) {
        const file = `/tmp/${name.replaceAll(' ', '-')}-${method}-${paths.indexOf(path)}`;
        expect(await ask(method, path, shaped(name, exec(file)))).toMatch(/^HTTP\/1\.1 \d/);
      }
    expect(await cluster.kubectl('exec', 'victim', '--', 'sh', '-c', 'echo here; ls /tmp')).toBe('here\n');
  });

  it.each(Object.keys(shapes))('%s reaches a pod as at most one request, framed by the proxy', async (name) => {
    const hidden = 'GET /second HTTP/1.1\r\nHost: k\r\n\r\n';
    for (const path of [`pods/recorder:${port}/proxy/page`, `services/recorder:${port}/proxy/page`])
      for (const method of ['GET', 'DELETE', 'OPTIONS', 'POST']) {
        const before = recorder.seen.length;
        const answer = await ask(method, `/api/v1/namespaces/default/${path}`, shaped(name, hidden));
        const requests = recorder.seen.slice(before);
        expect(requests).toHaveLength(/^HTTP\/1\.1 200 /m.test(answer) ? 1 : 0);
        for (const text of requests) {
          const [head = '', ...rest] = text.split('\r\n\r\n');
          expect(head).toMatch(new RegExp(`^${method} /page HTTP/1\\.1\r\n`));
          expect(head.match(/^(content-length|transfer-encoding):/gim) ?? []).toHaveLength(method === 'POST' ? 1 : 0);
          if (method !== 'POST') expect(rest.join('')).toBe('');
        }
      }
  });

  it('log, exec and the proxies work as usual', async () => {
    expect(await cluster.kubectl('logs', 'victim')).toBe('');
    expect(await cluster.kubectl('exec', 'victim', '--', 'echo', 'hello')).toBe('hello\n');
    expect(await cluster.kubectl('get', '--raw', `/api/v1/nodes/${node}/proxy/healthz`)).toBe('ok');
    const proxied = `/api/v1/namespaces/default/services/recorder:${port}/proxy/`;
    expect(await cluster.kubectl('get', '--raw', proxied)).toBe('ok');
    expect(recorder.seen.at(-1)).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    const body = 'Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    expect(await ask('POST', proxied, body)).toMatch(/^HTTP\/1\.1 200 /);
    await eventually(() => recorder.seen.at(-1)?.endsWith('\r\n\r\n3\r\nabc\r\n0\r\n\r\n'), 'the complete body');
    expect(await ask('OPTIONS', proxied, 'Connection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });
});
