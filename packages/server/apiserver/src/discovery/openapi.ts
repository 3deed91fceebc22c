/** `/openapi/v2` and `/openapi/v3`: negotiation and caching. This code is loaded on the first request. */
import { gnosticAccepted, gnosticContentType } from '@kubets/api/openapi';
import { errors } from '@kubets/machinery/status-error';
import type { ResourceRegistry } from '../engine/resource-registry.ts';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';
import { parseAccept } from '../responses/negotiate.ts';
import { OpenApiDocuments, type OpenApiSources } from './openapi-documents.ts';

const yearMs = 31_536_000_000;

function json(body: Uint8Array, headers: Readonly<Record<string, string>>): ApiAnswer {
  return { type: 'raw', status: 200, contentType: 'application/json', body, headers };
}

/** The requested format of version 2. Throws NotAcceptable if neither is acceptable. */
function v2Form(accept: string | undefined): 'v2' | 'v2.protobuf' {
  if (accept === undefined || accept.trim() === '') return 'v2';
  for (const { type } of parseAccept(accept)) {
    if (gnosticAccepted.includes(type)) return 'v2.protobuf';
    if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'v2';
  }
  throw errors.notAcceptable(
    `only the following media types are accepted: application/json, ${gnosticAccepted.join(', ')}`,
  );
}

export class OpenApi {
  readonly #documents: OpenApiDocuments;
  readonly #now: () => number;

  constructor(registry: ResourceRegistry, sources: OpenApiSources, now: () => number) {
    this.#documents = new OpenApiDocuments(registry, sources);
    this.#now = now;
  }

  /** The answer for a path below `/openapi`; undefined if nothing is there. */
  async answer(request: ApiRequest): Promise<ApiAnswer | undefined> {
    const path = request.path.replace(/\/$/, '');
    if (path === '/openapi/v2') return this.#v2(request);
    if (path === '/openapi/v3') return json(await this.#documents.index(), {});
    return path.startsWith('/openapi/v3/') ? this.#v3(path.slice('/openapi/v3/'.length), request) : undefined;
  }

  async #v2(request: ApiRequest): Promise<ApiAnswer> {
    const form = v2Form(request.headers.accept);
    const hash = await this.#documents.v2Hash();
    const headers = { etag: JSON.stringify(hash), vary: 'Accept' };
    if (request.headers['if-none-match'] === headers.etag) {
      return { type: 'raw', status: 304, contentType: 'application/json', body: '', headers };
    }
    const body = await this.#documents.v2(form, hash);
    if (form === 'v2') return json(body, headers);
    return { type: 'raw', status: 200, contentType: gnosticContentType, body, headers };
  }

  async #v3(key: string, request: ApiRequest): Promise<ApiAnswer | undefined> {
    const hash = await this.#documents.v3Hash(key);
    if (hash === undefined) return undefined;
    const asked = request.query.get('hash');
    if (asked !== null && asked !== '' && asked !== hash) {
      const location = `/openapi/v3/${key}?hash=${hash}`;
      return { type: 'raw', status: 301, contentType: 'text/plain', body: '', headers: { location } };
    }
    const body = await this.#documents.v3(key, hash);
    const headers = { etag: JSON.stringify(hash), vary: 'Accept' };
    if (!asked) return json(body, headers);
    // A hash always names the same document: clients may cache it forever.
    const expires = new Date(this.#now() + yearMs).toUTCString();
    return json(body, { ...headers, 'cache-control': 'public, immutable', expires });
  }
}
