/** One HTTP request to a webhook and its complete answer. */
import type { IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import { isIP } from 'node:net';
import { startRequest } from '@kubets/base/platform';
import type { ServiceAddress } from '../service-resolver.ts';
import { WebhookCallError, type WebhookCredentials } from '../webhook-client.ts';
import type { Target } from './target.ts';

export interface Exchange {
  readonly target: Target;
  readonly address: ServiceAddress;
  readonly agent: Agent;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  readonly maxResponseBytes: number;
  readonly credentials: WebhookCredentials | undefined;
}

export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Idle connections that the webhook has closed in the meantime. */
const maxStaleConnections = 3;

function headersOf({ target, body, credentials }: Exchange): Record<string, string | number> {
  return {
    host: target.host,
    accept: 'application/json, */*',
    'content-type': 'application/json',
    'content-length': body.length,
    'user-agent': 'kube-apiserver-admission',
    ...(credentials?.token !== undefined && { authorization: `Bearer ${credentials.token}` }),
  };
}

function headersIn({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** With events: an iterator takes several times as long, and this is done for each write. */
function bodyOf(response: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    response.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > limit) reject(new WebhookCallError(`the response is larger than the limit of ${limit} bytes`));
      else chunks.push(chunk);
    });
    response.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)));
    // Also after an error. After the end it changes nothing.
    response.once('close', () => {
      const why = 'unexpected error when reading response body. Please retry. Original error: unexpected EOF';
      reject(new WebhookCallError(why));
    });
    response.on('error', () => undefined);
  });
}

class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

function isReset(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'ECONNRESET';
}

async function once(wanted: Exchange): Promise<Answer> {
  const { target, address, agent, signal } = wanted;
  const literal = isIP(address.host) === 6 ? `[${address.host}]` : address.host;
  const url = new URL(`https://${literal}:${address.port}/`);
  const failed = Promise.withResolvers<never>();
  const request = startRequest(
    url,
    {
      agent,
      method: 'POST',
      path: target.path,
      headers: headersOf(wanted),
      servername: isIP(target.serverName) === 0 ? target.serverName : '',
      signal,
    },
    (error) => failed.reject(request.reusedSocket && isReset(error) ? new StaleConnectionError() : error),
  );
  const answered = Promise.withResolvers<IncomingMessage>();
  request.once('response', answered.resolve);
  try {
    request.end(wanted.body);
    const response = await Promise.race([answered.promise, failed.promise]);
    const body = await bodyOf(response, wanted.maxResponseBytes);
    return { code: response.statusCode ?? 0, headers: headersIn(response), body };
  } catch (error) {
    // Its connection must not be used again: the rest of the answer may still arrive.
    request.destroy();
    throw error;
  } finally {
    failed.promise.catch(() => undefined);
  }
}

/** Rejects with what Node.js reports, and with a WebhookCallError for an answer that cannot be read. */
export async function exchange(wanted: Exchange): Promise<Answer> {
  for (let stale = 0; ; stale++) {
    try {
      return await once(wanted);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      if (stale >= maxStaleConnections) throw new WebhookCallError('http: server closed idle connection');
    }
  }
}
