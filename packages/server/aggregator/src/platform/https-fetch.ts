/** Sends the aggregator's own requests over HTTPS. */
import type { IncomingMessage } from 'node:http';
import { hostOf, isProxyableIp } from '@kubets/apiserver/proxy';
import { type Clock, messageOf } from '@kubets/base';
import { startRequest, takeSwitch } from '@kubets/base/platform';
import type { KeyPair } from '@kubets/http-listener/platform';
import { checkedLookup, extensionTls } from '@kubets/http-listener/platform/proxying';
import type { RemoteAnswer, RemoteFetch, RemoteRequest } from '../remote.ts';

export interface HttpsFetchOptions {
  readonly clock: Clock;
  /** This server's certificate as a front proxy. */
  readonly client: KeyPair;
  /** Whether servers may be at any address: only for tests. */
  readonly anyTarget?: boolean;
}

class RemoteRequestError extends Error {
  override readonly name = 'RemoteRequestError';
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw new RemoteRequestError(`the response is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function headersOf(response: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(response.headers)) headers[name] = [value ?? ''].flat().join(', ');
  return headers;
}

export function httpsFetch({ clock, client, anyTarget = false }: HttpsFetchOptions): RemoteFetch {
  const tlsOptions = extensionTls(client);
  const send = async (request: RemoteRequest, signal: AbortSignal): Promise<RemoteAnswer> => {
    const { url, trust, maxBodyBytes } = request;
    const lookup = await checkedLookup(hostOf(url), anyTarget ? () => true : isProxyableIp);
    const headers: Record<string, string[]> = Object.create(null);
    for (const [name, value] of request.headers) headers[name] = [...(headers[name] ?? []), value];
    if (request.body !== undefined) headers['content-length'] = [String(request.body.length)];
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const outgoing = startRequest(
      url,
      {
        ...tlsOptions(trust),
        method: request.method ?? 'GET',
        headers: { ...headers, connection: 'close' },
        lookup,
        agent: false,
        signal,
      },
      reject,
    );
    try {
      outgoing.once('response', resolve);
      takeSwitch(outgoing, reject, (_, socket) => {
        socket.destroy();
        reject(new RemoteRequestError('the server switched protocols'));
      });
      outgoing.once('close', () => reject(new RemoteRequestError('the connection closed')));
      outgoing.end(request.body);
      const response = await promise;
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: await bodyOf(response, maxBodyBytes),
      };
    } finally {
      // Its connection is closed with it, whatever is left on it.
      outgoing.destroy();
    }
  };
  return async (request) => {
    const late = new AbortController();
    const timer = clock.setTimer(request.timeoutMs, () => late.abort());
    try {
      return await send(request, AbortSignal.any([request.signal, late.signal]));
    } catch (error) {
      if (late.signal.aborted) throw new RemoteRequestError('context deadline exceeded', { cause: error });
      throw new RemoteRequestError(messageOf(error), { cause: error });
    } finally {
      timer.cancel();
    }
  };
}
