/** The HTTP transport with a real HTTP/2 server. */
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isNotFound, isReason, StatusError } from '@kubets/machinery/status-error';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../create-client.ts';
import { NoResponseError } from '../no-response-error.ts';
import { createHttpTransport, type HttpTransport } from './http-transport.ts';

const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };

/** The handlers of the test server, by path. */
type Handler = (stream: ServerHttp2Stream, body: string) => void;

function json(stream: ServerHttp2Stream, status: number, value: unknown, headers: Record<string, string> = {}): void {
  stream.respond({ ':status': status, 'content-type': 'application/json', ...headers });
  stream.end(JSON.stringify(value));
}

describe('createHttpTransport', () => {
  let server: Http2Server;
  let transport: HttpTransport;
  let connections = 0;
  let closers: (() => void)[] = [];
  const handlers = new Map<string, Handler>();

  beforeEach(async () => {
    connections = 0;
    closers = [];
    handlers.clear();
    server = createServer();
    server.on('session', (session) => {
      connections++;
      closers.push(() => session.destroy());
    });
    server.on('stream', (stream, headers) => {
      let body = '';
      stream.on('data', (chunk) => {
        body += chunk;
      });
      stream.on('error', () => undefined);
      stream.on('end', () => handlers.get(`${headers[':method']} ${headers[':path']}`)?.(stream, body));
      stream.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    transport = createHttpTransport({
      server: `http://127.0.0.1:${port}`,
      clock: systemClock,
      token: 't',
      timeoutMs: 2000,
    });
  });

  afterEach(async () => {
    transport.close();
    for (const close of closers) close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends and receives JSON over one connection', async () => {
    handlers.set('GET /api/v1/namespaces/a/pods/b', (stream) => json(stream, 200, { metadata: { name: 'b' } }));
    handlers.set('POST /api/v1/namespaces/a/pods', (stream, body) => json(stream, 201, JSON.parse(body)));
    const client = createClient(transport);
    expect((await client.get(pods, { namespace: 'a', name: 'b' })).metadata?.name).toBe('b');
    const created = await client.create(pods, { metadata: { namespace: 'a', name: 'ü' } });
    expect(created).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'a', name: 'ü' } });
    expect(connections).toBe(1);
  });

  it('rejects with the Status in the body, or with one derived from the code', async () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      reason: 'NotFound',
      message: 'no b',
      code: 404,
    };
    handlers.set('GET /api/v1/namespaces/a/pods/b', (stream) => json(stream, 404, status));
    handlers.set('GET /bad', (stream) => {
      stream.respond({ ':status': 502 });
      stream.end('<html>bad gateway</html>');
    });
    const error = await createClient(transport)
      .get(pods, { namespace: 'a', name: 'b' })
      .catch((e: unknown) => e);
    expect(isNotFound(error)).toBe(true);
    const gateway = await transport.request({ method: 'GET', path: '/bad' }).catch((e: unknown) => e);
    expect(gateway).toBeInstanceOf(StatusError);
    expect((gateway as StatusError).code).toBe(502);
  });

  it('retries after Retry-After', async () => {
    let count = 0;
    handlers.set('GET /busy', (stream) => {
      count++;
      if (count < 3) json(stream, 429, {}, { 'retry-after': '0' });
      else json(stream, 200, { count });
    });
    expect(await transport.request({ method: 'GET', path: '/busy' })).toEqual({ count: 3 });
  });

  it('reconnects after the connection broke', async () => {
    handlers.set('GET /version', (stream) => json(stream, 200, { major: '1' }));
    await transport.request({ method: 'GET', path: '/version' });
    closers[0]?.();
    // A request may still meet the old connection: the client hears of its end a moment later.
    const again = await vi.waitFor(() => transport.request({ method: 'GET', path: '/version' }));
    expect(again).toEqual({ major: '1' });
    expect(connections).toBe(2);
  });

  it('rejects after the timeout, and at once if the connection is refused', async () => {
    const port = (server.address() as AddressInfo).port;
    const hasty = createHttpTransport({ server: `http://127.0.0.1:${port}`, clock: systemClock, timeoutMs: 50 });
    const error = await hasty.request({ method: 'GET', path: '/never' }).catch((e: unknown) => e);
    expect(isReason(error, 'Timeout')).toBe(true);
    hasty.close();
    const nobody = createHttpTransport({ server: 'http://127.0.0.1:1', clock: systemClock });
    const refused = await nobody.request({ method: 'GET', path: '/' }).catch((e: unknown) => e);
    expect(isReason(refused, 'ServiceUnavailable')).toBe(true);
    expect(refused instanceof NoResponseError && refused.sent).toBe(false);
    nobody.close();
  });

  it('reads a watch line by line, whatever the chunks, and stops when the signal aborts', async () => {
    const event = (name: string): string => JSON.stringify({ type: 'ADDED', object: { metadata: { name } } });
    handlers.set('GET /api/v1/pods?watch=true', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      const text = Buffer.from(`${event('ä')}\n${event('b')}\n`);
      stream.write(text.subarray(0, 45));
      setTimeout(() => stream.write(text.subarray(45)), 20);
    });
    const controller = new AbortController();
    const seen: (string | undefined)[] = [];
    for await (const each of createClient(transport).watch(pods, { signal: controller.signal })) {
      seen.push((each.object as KubeObject).metadata?.name);
      if (seen.length === 2) controller.abort();
    }
    expect(seen).toEqual(['ä', 'b']);
  });

  it('rejects a watch on an error event, and when the connection breaks', async () => {
    const expired = { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410, message: 'too old' };
    handlers.set('GET /api/v1/pods?watch=true&resourceVersion=1', (stream) => {
      stream.respond({ ':status': 200 });
      stream.end(`${JSON.stringify({ type: 'ERROR', object: expired })}\n`);
    });
    handlers.set('GET /api/v1/pods?watch=true&resourceVersion=2', (stream) => {
      stream.respond({ ':status': 200 });
      setTimeout(() => closers[0]?.(), 20);
    });
    const drain = async (resourceVersion: string): Promise<unknown> => {
      try {
        for await (const _ of createClient(transport).watch(pods, { resourceVersion }));
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(isReason(await drain('1'), 'Expired')).toBe(true);
    expect(isReason(await drain('2'), 'ServiceUnavailable')).toBe(true);
  });
});
