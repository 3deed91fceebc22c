/** Extension API servers that hang, lie or flood: only their own group version suffers. */
import { readFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ExtensionServer, group, hostAddress, type Misbehavior, version } from '../extension-server.ts';
import { Cluster, eventually } from '../harness.ts';

const skip = hostAddress() === undefined;
if (skip) console.log('skipped: this machine has no address other than loopback');

describe.skipIf(skip)('an extension API server', () => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated'] });
  const pem = (file: string): string => readFileSync(join(cluster.directory, 'data/pki', file), 'utf8');
  const name = `${version}.${group}`;
  const cows = `/apis/${group}/${version}/namespaces/default/cows`;
  let server: ExtensionServer;

  beforeAll(async () => {
    await cluster.up();
    server = await ExtensionServer.start(pem('front-proxy-ca.crt'));
    await server.register(cluster);
  });
  afterEach(() => {
    server.misbehavior = () => false;
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  const get = (path: string): Promise<{ status: number; headers: Readonly<Record<string, unknown>>; text: string }> =>
    new Promise((resolve, reject) => {
      const agent = new Agent({ ca: pem('ca.crt'), cert: pem('admin.crt'), key: pem('admin.key') });
      // As it is: a URL would be normalized.
      const sent = httpsRequest({ host: '127.0.0.1', port: cluster.port, path, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('error', reject).on('end', () => {
          agent.destroy();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.on('error', reject).end();
    });

  const condition = async (): Promise<{ reason: string; message: string }> => {
    const service = await cluster.json<{ status: { conditions: { reason: string; message: string }[] } }>(
      ...['get', 'apiservice', name],
    );
    return service.status.conditions[0] as { reason: string; message: string };
  };

  it('that redirects is not followed, and the client is not sent elsewhere', async () => {
    server.misbehavior = (request, response) => {
      if (request.url !== cows) return false;
      response.writeHead(307, { location: 'https://attacker.example.com/' }).end();
      return true;
    };
    const answer = await get(cows);
    expect(answer).toMatchObject({
      status: 502,
      text: 'the backend attempted to redirect this request, which is not permitted\n',
    });
    expect(answer.headers.location).toBeUndefined();
  });

  it('receives no path other than the authorized one', async () => {
    server.received.length = 0;
    for (const path of [`${cows}/%2e%2e/%2e%2e/secret`, `${cows}/..%2f..%2fsecret`])
      expect(await get(path)).toMatchObject({ status: 400 });
    expect(server.received.filter(({ url }) => url.includes('secret'))).toEqual([]);
  });

  it('cannot start another response with what it leaves on the connection', async () => {
    server.misbehavior = (request, response) => {
      if (request.url !== cows) return false;
      response.socket?.end(
        'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
      );
      return true;
    };
    expect(await get(cows)).toMatchObject({ status: 503 });
    expect(await get('/api/v1/namespaces/default')).toMatchObject({ status: 200 });
  });

  const floods: readonly (readonly [string, Misbehavior])[] = [
    ['never answers', () => true],
    [
      'answers without an end',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const write = (): void => {
          while (!response.destroyed && response.write('['.repeat(65_536)));
        };
        response.on('drain', write);
        write();
        return true;
      },
    ],
    [
      'answers garbage',
      (_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"kind":"APIGroupDiscoveryList","items":7');
        return true;
      },
    ],
  ];

  it.each(floods)('that %s hurts nobody else', async (_, misbehavior) => {
    server.misbehavior = (request, response) =>
      /^\/(apis$|apis\?|openapi)/.test(request.url ?? '') && misbehavior(request, response);
    // The APIService changes, so all documents are read again.
    const priority = { spec: { versionPriority: 10 + floods.findIndex(([, each]) => each === misbehavior) } };
    await cluster.kubectl('patch', 'apiservice', name, '--type=merge', '-p', JSON.stringify(priority));
    for (const path of ['/apis', '/openapi/v2', '/openapi/v3', '/api/v1/namespaces/default', cows])
      expect(await get(path)).toMatchObject({ status: 200 });
    expect(JSON.parse((await get('/openapi/v2')).text).definitions).toHaveProperty(['io.k8s.api.core.v1.Pod']);
  });

  it.each([
    ['whose certificate another authority has issued', { caBundle: () => pem('ca.crt'), service: 'farm' }],
    ['whose certificate has another name', { caBundle: () => server.authority, service: 'barn' }],
  ])('%s gets no request', async (_, { caBundle, service }) => {
    const objects = JSON.stringify(server.objects({ caBundle: Buffer.from(caBundle()).toString('base64') }));
    const named = objects.replaceAll('"farm"', JSON.stringify(service));
    await cluster.kubectlWith(named, 'apply', '-f', '-');
    await cluster.kubectl('wait', '--for=condition=Available', `apiservice/${name}`, '--timeout=30s');
    server.received.length = 0;
    const answer = await eventually(async () => {
      const got = await get(cows);
      return got.status === 503 && got.text.startsWith('error trying to reach service: ') ? got : undefined;
    }, 'the refusal of its certificate');
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(server.received.filter(({ url }) => url === cows)).toEqual([]);
    await server.register(cluster);
  });

  it('that is gone is unavailable, and returns', async () => {
    const slice = ['default', 'endpointslice', 'farm'] as const;
    await cluster.kubectl('-n', slice[0], 'delete', slice[1], slice[2]);
    await eventually(async () => (await condition()).reason === 'EndpointsNotFound' || undefined, 'the condition');
    expect(await condition()).toMatchObject({ message: 'cannot find endpointslices for service/farm in "default"' });
    expect(await get(cows)).toMatchObject({ status: 503, text: 'service unavailable\n' });
    expect((await get('/metrics')).text).toContain(`aggregator_unavailable_apiservice{name="${name}"} 1`);
    await cluster.kubectl('delete', 'service', 'farm');
    await eventually(async () => (await condition()).reason === 'ServiceNotFound' || undefined, 'the condition');
    await server.register(cluster);
    expect(await get(cows)).toMatchObject({ status: 200 });
  });
});
