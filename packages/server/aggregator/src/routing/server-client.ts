/** Reads documents of aggregated API servers. */
import type { ResourceReader } from '@kubets/apiserver/access';
import type { Random } from '@kubets/base';
import { type Registration, trustOf } from '../registrations/registrations.ts';
import type { RemoteAnswer, RemoteFetch } from '../remote.ts';
import { aggregatorUser, identityHeaders } from './identity.ts';
import { httpsUrl, serviceEndpoint } from './service-endpoint.ts';

export interface ServerClientParts {
  readonly reader: Pick<ResourceReader, 'get' | 'list'>;
  readonly fetch: RemoteFetch;
  readonly random: Random;
}

export interface DocumentRequest {
  readonly path: string;
  readonly accept: string;
  readonly etag?: string | undefined;
  readonly maxBytes: number;
}

const timeoutMs = 10_000;

export class ServerClient {
  readonly #parts: ServerClientParts;

  constructor(parts: ServerClientParts) {
    this.#parts = parts;
  }

  async get(registration: Registration, wanted: DocumentRequest, signal: AbortSignal): Promise<RemoteAnswer> {
    const { reader, fetch, random } = this.#parts;
    const place = await serviceEndpoint(reader, random, registration.service);
    const headers: (readonly [string, string])[] = [...identityHeaders(aggregatorUser), ['accept', wanted.accept]];
    if (wanted.etag !== undefined && wanted.etag !== '') headers.push(['if-none-match', wanted.etag]);
    const url = httpsUrl(place, wanted.path);
    return fetch({ url, trust: trustOf(registration), headers, maxBodyBytes: wanted.maxBytes, timeoutMs, signal });
  }
}

class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

/** The JSON of a document. Throws if it is none. */
export function jsonOf({ status, body }: RemoteAnswer): unknown {
  if (status !== 200) throw new DocumentError(`the response has the status ${status}`);
  return JSON.parse(new TextDecoder().decode(body));
}
