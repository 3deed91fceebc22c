/** Calls to a real HTTPS server: verification, failures, limits, retries. */
import { type IncomingMessage, createServer as plainServer, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { seededRandom, systemClock } from '@kubets/base';
import { type KeyPair, makeCertificate } from '@kubets/http-listener/platform';
import { errors } from '@kubets/machinery/status-error';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ServiceResolver } from '../service-resolver.ts';
import type { WebhookCall, WebhookClientConfig } from '../webhook-client.ts';
import { createWebhookClient } from './create-webhook-client.ts';

const random = seededRandom(1);
const validity = { notBefore: Date.UTC(2020, 0), notAfter: Date.UTC(2120, 0) };
let authority: KeyPair;
let other: KeyPair;
let serving: KeyPair;

beforeAll(async () => {
  authority = await makeCertificate({ commonName: 'ca', use: 'authority', ...validity }, random);
  other = await makeCertificate({ commonName: 'other', use: 'authority', ...validity }, random);
  const hosts = ['hook.default.svc', '127.0.0.1'];
  serving = await makeCertificate({ commonName: 'hook', use: 'server', hosts, ...validity }, random, authority);
});

const bundle = ({ certificate }: KeyPair): string => Buffer.from(certificate).toString('base64');

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Hook extends AsyncDisposable {
  readonly port: number;
  readonly connections: number;
  closeIdle(): void;
}

async function listening(server: ReturnType<typeof createServer> | ReturnType<typeof plainServer>): Promise<Hook> {
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    closeIdle: () => server.closeIdleConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function hook(handle: Handler): Promise<Hook> {
  const server = createServer({ cert: serving.certificate, key: serving.key }, async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    handle(request, response, Buffer.concat(chunks).toString());
  });
  return listening(server);
}

const noService: ServiceResolver = async (_namespace, name) => {
  throw errors.notFound({ group: '', resource: 'service' }, name);
};

const urlOf = ({ port }: { readonly port: number }, path = ''): WebhookClientConfig => ({
  url: `https://127.0.0.1:${port}${path}`,
  caBundle: bundle(authority),
});

function call(config: WebhookClientConfig, more: Partial<WebhookCall> = {}): WebhookCall {
  return { config, body: '{"a":1}', timeoutMs: 10_000, signal: new AbortController().signal, ...more };
}

const client = (resolve = noService) => createWebhookClient({ clock: systemClock, resolve });
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('posts JSON with the timeout in the query, and keeps the connection', async () => {
  const seen: unknown[] = [];
  await using server = await hook(({ method, url, headers }, response, body) => {
    seen.push([method, url, headers['content-type'], headers.host, body]);
    response.end('{"ok":true}');
  });
  using webhooks = client();
  expect(text(await webhooks.post(call(urlOf(server, '/validate/'))))).toBe('{"ok":true}');
  await webhooks.post(call(urlOf(server), { timeoutMs: 1_500 }));
  const host = `127.0.0.1:${server.port}`;
  expect(seen).toEqual([
    ['POST', '/validate?timeout=10s', 'application/json', host, '{"a":1}'],
    ['POST', '/?timeout=2s', 'application/json', host, '{"a":1}'],
  ]);
  expect(server.connections).toBe(1);
});

test('a Service is dialed at the resolved address under its own name', async () => {
  const asked: unknown[] = [];
  await using server = await hook(({ headers, url }, response) => response.end(`"${headers.host} ${url}"`));
  using webhooks = client(async (...service) => {
    asked.push(service);
    return { host: '127.0.0.1', port: server.port };
  });
  const service = { namespace: 'default', name: 'hook', path: '/x' };
  const answer = await webhooks.post(call({ service, caBundle: bundle(authority) }));
  expect([text(answer), asked]).toEqual(['"hook.default.svc:443 /x?timeout=10s"', [['default', 'hook', 443]]]);
});

describe('what cannot be reached or trusted', () => {
  const failing = async (config: WebhookClientConfig, resolve = noService) => {
    using webhooks = client(resolve);
    return await webhooks.post(call(config)).catch((error: Error) => error.message);
  };

  test.each([
    ['a Service that does not exist', 'Post "https://hook.default.svc:443/?timeout=10s": service "hook" not found'],
  ])('%s', async (_name, expected) => {
    expect(await failing({ service: { namespace: 'default', name: 'hook' } })).toBe(expected);
  });

  test('a port where nothing listens', async () => {
    const server = await hook(() => undefined);
    await server[Symbol.asyncDispose]();
    const { port } = server;
    const expected = `Post "https://127.0.0.1:${port}/?timeout=10s": dial tcp 127.0.0.1:${port}: connect: connection refused`;
    expect(await failing(urlOf(server))).toBe(expected);
  });

  test('a certificate of another authority, and one without a bundle', async () => {
    await using server = await hook((_request, response) => response.end('{}'));
    const expected = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
    expect(await failing({ ...urlOf(server), caBundle: bundle(other) })).toContain(expected);
    expect(await failing({ url: urlOf(server).url as string })).toContain(expected);
  });

  test('a certificate for another name', async () => {
    await using server = await hook((_request, response) => response.end('{}'));
    const service = { namespace: 'default', name: 'wrong' };
    const resolve: ServiceResolver = async () => ({ host: '127.0.0.1', port: server.port });
    expect(await failing({ service, caBundle: bundle(authority) }, resolve)).toContain(
      'x509: certificate is valid for hook.default.svc, 127.0.0.1, not wrong.default.svc',
    );
  });

  test('a server without TLS', async () => {
    await using server = await listening(plainServer((_request, response) => response.end('{}')));
    expect(await failing(urlOf(server))).toContain('http: server gave HTTP response to HTTPS client');
  });

  test.each([
    ['no PEM', { url: 'https://127.0.0.1:1', caBundle: btoa('text') }, 'unable to parse bytes as PEM block'],
    ['no address', {}, 'webhook configuration must have either service or URL'],
  ])('%s', async (_name, config, expected) => {
    expect(await failing(config)).toContain(expected);
  });
});

describe('answers', () => {
  const answered = async (handle: Handler, more: Partial<WebhookCall> = {}) => {
    await using server = await hook(handle);
    using webhooks = client();
    return await webhooks.post(call(urlOf(server), more)).then(text, (error: Error) => error.message);
  };
  const status = (code: number, body = '', headers = {}): Handler => {
    return (_request, response) => response.writeHead(code, headers).end(body);
  };

  test.each([
    [
      'a redirect is not followed',
      status(302, '', { location: 'https://127.0.0.1:1/' }),
      'status code 302 but did not',
    ],
    ['404', status(404, 'x'), 'the server could not find the requested resource'],
    ['500', status(500, 'oops\n'), 'an error on the server ("oops") has prevented the request from succeeding'],
    ['a Status', status(500, '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"full"}'), 'full'],
    ['no body', status(200), '0-length response with status code: 200 and content type: '],
    ['a closed connection', ({ socket }) => socket.destroy(), 'EOF'],
    [
      'a body that ends early',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.destroy());
      },
      'unexpected EOF',
    ],
  ] satisfies [string, Handler, string][])('%s', async (_name, handle, expected) => {
    expect(await answered(handle)).toContain(expected);
  });

  test('a response over the limit ends the connection before it has been read', async () => {
    let written = 0;
    const endless: Handler = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32))) written += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await answered(endless, { maxResponseBytes: 100_000 })).toContain('larger than the limit of 100000 bytes');
    expect(written).toBeLessThan(50_000_000);
  });

  test('Retry-After is honored', async () => {
    let calls = 0;
    const handle: Handler = (_request, response) => {
      calls++;
      if (calls < 3) response.writeHead(503, { 'retry-after': '0' }).end();
      else response.end('{}');
    };
    expect([await answered(handle), calls]).toEqual(['{}', 3]);
  });

  test('Retry-After ends after ten attempts more', async () => {
    let calls = 0;
    const handle: Handler = (_request, response) => {
      calls++;
      response.writeHead(429, { 'retry-after': '0' }).end();
    };
    expect(await answered(handle)).toContain('too many requests');
    expect(calls).toBe(11);
  });

  test('a webhook that does not answer ends with the timeout, and with the request', async () => {
    const hang: Handler = () => undefined;
    expect(await answered(hang, { timeoutMs: 50 })).toMatch(/^Post ".*timeout=1s": context deadline exceeded$/);
    const request = new AbortController();
    const handle: Handler = () => request.abort();
    expect(await answered(handle, { signal: request.signal })).toContain('context canceled');
  });
});

test('a connection that the server closed while it was idle is replaced', async () => {
  await using server = await hook((_request, response) => response.end('{}'));
  using webhooks = client();
  for (let round = 0; round < 5; round++) {
    await webhooks.post(call(urlOf(server)));
    server.closeIdle();
  }
  expect(server.connections).toBe(5);
});
