/** Clients that watch and read logs over WebSocket, as informers of fabric8 and dashboards in browsers do. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Cluster } from '../harness.ts';

const ca = (cluster: Cluster): string => readFileSync(join(cluster.directory, 'data/pki/ca.crt'), 'utf8');

describe.each([[[]], [['--http-workers', '1']]])('WebSocket with kubets up %j', (flags) => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated', ...flags] });
  const sockets: WebSocket[] = [];
  beforeAll(async () => {
    await cluster.up();
    await cluster.kubectl('create', 'serviceaccount', 'reader');
    await cluster.kubectl(
      'create',
      'clusterrolebinding',
      'reader',
      '--clusterrole=view',
      '--serviceaccount=default:reader',
    );
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const token = async (): Promise<string> => (await cluster.kubectl('create', 'token', 'reader')).trim();

  function open(path: string, protocols: readonly string[], bearer?: string): WebSocket {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const socket = new WebSocket(`wss://127.0.0.1:${cluster.port}${path}`, [...protocols], {
      ca: ca(cluster),
      headers,
    });
    sockets.push(socket);
    return socket;
  }

  async function status(socket: WebSocket): Promise<number> {
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    return response.statusCode;
  }

  interface Event {
    readonly type: string;
    readonly object: { readonly kind: string; readonly metadata: { readonly name: string } };
  }

  async function events(socket: WebSocket, count: number): Promise<readonly Event[]> {
    const found: Event[] = [];
    for (;;) {
      const [data, binary] = (await once(socket, 'message')) as [Buffer, boolean];
      expect(binary).toBe(false);
      found.push(JSON.parse(data.toString()));
      if (found.length === count) return found;
    }
  }

  it('sends the events of a watch to a client that sends its token as a subprotocol', async () => {
    const encoded = Buffer.from(await token()).toString('base64url');
    const path = '/api/v1/namespaces/default/configmaps?watch=true&fieldSelector=metadata.name%3Dseen';
    const socket = open(path, ['base64.binary.k8s.io', `base64url.bearer.authorization.k8s.io.${encoded}`]);
    await once(socket, 'open');
    expect(socket.protocol).toBe('base64.binary.k8s.io');
    const seen = events(socket, 3);
    await cluster.kubectl('create', 'configmap', 'seen');
    await cluster.kubectl('patch', 'configmap', 'seen', '-p', '{"data":{"a":"b"}}');
    await cluster.kubectl('delete', 'configmap', 'seen');
    expect((await seen).map(({ type, object }) => `${type} ${object.kind}/${object.metadata.name}`)).toEqual([
      'ADDED ConfigMap/seen',
      'MODIFIED ConfigMap/seen',
      'DELETED ConfigMap/seen',
    ]);
  });

  it('closes a watch normally after timeoutSeconds', async () => {
    const socket = open('/api/v1/namespaces?watch=true&timeoutSeconds=1', [], await token());
    expect((await once(socket, 'close'))[0]).toBe(1000);
  });

  it('requires authentication and authorization as for any other request', async () => {
    expect(await status(open('/api/v1/pods?watch=true', []))).toBe(403);
    expect(await status(open('/api/v1/pods?watch=true', [], 'nonsense'))).toBe(401);
    expect(await status(open('/api/v1/secrets?watch=true', [], await token()))).toBe(403);
    expect(await status(open('/api/v1/namespaces/default/pods/none/log', [], await token()))).toBe(404);
    expect(await status(open('/apis/none.example/v1/things?watch=true', [], await token()))).toBeGreaterThanOrEqual(
      403,
    );
  });
});
