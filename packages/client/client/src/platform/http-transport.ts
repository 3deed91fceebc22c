/** The API over HTTP/2: one connection for all calls and watches, which is replaced when it breaks. */
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { constants } from 'node:http2';
import { type Clock, DeadlineError, messageOf, withDeadline } from '@kubets/base';
import { decodeJson, encodeJson } from '@kubets/machinery/json';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';
import type { Transport, TransportRequest } from '../client.ts';
import { NoResponseError } from '../no-response-error.ts';
import { readLines, readWhole } from './http-body.ts';
import { asStatusError } from './http-failure.ts';
import { Http2Connection } from './http2-connection.ts';
import { withItemKinds } from './list-kinds.ts';

export interface HttpTransportOptions {
  /** `https://host:port`, or `http://` for cleartext HTTP/2. */
  readonly server: string;
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** A bearer token, or a function that returns the current one. */
  readonly token?: string | (() => Promise<string>);
  readonly clock: Clock;
  readonly userAgent?: string;
  /** The time limit of a call; for a watch, until its headers arrive. Default 60,000. */
  readonly timeoutMs?: number;
}

export interface HttpTransport extends Transport {
  /** Closes the connection. Pending calls fail. */
  close(): void;
}

const maxResponseBytes = 512 * 1024 * 1024;
const maxEventBytes = 32 * 1024 * 1024;
/** As in client-go: the retries of a response with `Retry-After`. */
const maxRetries = 10;

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly stream: ClientHttp2Stream;
}

/** A transport over HTTP/2. Every failure is a StatusError; a broken connection is `ServiceUnavailable`. */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const connection = new Http2Connection(options.server, options);
  const deadline = options.timeoutMs ?? 60_000;

  const request = async (call: TransportRequest): Promise<unknown> => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await withDeadline(options.clock, deadline, (signal) => once(call, signal), call.signal).catch(
        (error: unknown) =>
          Promise.reject(call.signal?.aborted ? call.signal.reason : statusErrorFrom(error, options.server)),
      );
      if (outcome.retryAfterMs === undefined || attempt >= maxRetries) return outcome.value();
      await options.clock.sleep(outcome.retryAfterMs, call.signal);
    }
  };

  const once = async (call: TransportRequest, signal: AbortSignal): Promise<CallResult> => {
    const { status, headers, stream } = await open(call, signal);
    const text = await readWhole(stream, maxResponseBytes);
    if (status >= 400) {
      const error = asStatusError(status, text, call);
      return { retryAfterMs: retryAfterOf(status, headers), value: () => Promise.reject(error) };
    }
    const json = headers['content-type']?.startsWith('application/json') ?? false;
    const value: unknown = json ? withItemKinds(decodeJson(text).value) : text;
    return { retryAfterMs: undefined, value: () => Promise.resolve(value) };
  };

  const open = async (call: TransportRequest, signal: AbortSignal): Promise<Response> => {
    const token = typeof options.token === 'function' ? await options.token() : options.token;
    const body = call.body === undefined ? undefined : encodeJson(call.body);
    const stream = await connection.open(
      {
        ':method': call.method,
        ':path': pathOf(call),
        accept: 'application/json',
        'user-agent': options.userAgent ?? 'kubets',
        ...(body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
      signal,
    );
    return { ...(await headersOf(stream)), stream };
  };

  async function* watch(call: TransportRequest): AsyncGenerator<WatchEvent<KubeObject>, void, undefined> {
    const aborter = new AbortController();
    const onAbort = (): void => aborter.abort(call.signal?.reason);
    if (call.signal?.aborted) onAbort();
    call.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const response = await withDeadline(options.clock, deadline, () => open(call, aborter.signal), call.signal);
      if (response.status >= 400)
        throw asStatusError(response.status, await readWhole(response.stream, maxResponseBytes), call);
      for await (const line of readLines(response.stream, maxEventBytes)) yield eventOf(line);
    } catch (error) {
      if (!call.signal?.aborted) throw statusErrorFrom(error, options.server);
    } finally {
      call.signal?.removeEventListener('abort', onAbort);
      aborter.abort();
    }
  }

  return { request, watch, close: () => connection.close() };
}

/** The result of a call, and the delay after which the server asks the client to retry. */
interface CallResult {
  readonly retryAfterMs: number | undefined;
  value(): Promise<unknown>;
}

function pathOf(call: TransportRequest): string {
  const query = new URLSearchParams(call.query).toString();
  return query === '' ? call.path : `${call.path}?${query}`;
}

function headersOf(stream: ClientHttp2Stream): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    stream.once('response', (headers) => resolve({ status: Number(headers[constants.HTTP2_HEADER_STATUS]), headers }));
    stream.once('error', reject);
    stream.once('close', () => reject(new NoResponseError('the connection closed before a response', { sent: true })));
  });
}

function retryAfterOf(status: number, headers: IncomingHttpHeaders): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return (status === 429 || status >= 500) && seconds >= 0 ? seconds * 1000 : undefined;
}

function eventOf(line: string): WatchEvent<KubeObject> {
  const event = decodeJson(line).value as WatchEvent<KubeObject>;
  if (event.type === 'ERROR') throw new StatusError(event.object as unknown as StatusError['status']);
  return event;
}

function statusErrorFrom(error: unknown, server: string): unknown {
  if (error instanceof StatusError) return error;
  return new NoResponseError(`${server}: ${messageOf(error)}`, { sent: true, late: error instanceof DeadlineError });
}
