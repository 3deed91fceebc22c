/**
 * `/openapi/v2` and `/openapi/v3`: documents built on first request and cached by hash. This code is loaded only then.
 */
import {
  builtinDocumentHash,
  encodeOpenApiV2,
  gnosticAccepted,
  gnosticContentType,
  openApiV2Document,
  openApiV3Document,
  openApiV3Hash,
  openApiV3Index,
  openApiV3Key,
} from '@kubets/api/openapi';
import { encodeJson } from '@kubets/machinery/json';
import { errors } from '@kubets/machinery/status-error';
import type { ResourceRegistry } from '../engine/resource-registry.ts';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';
import { parseAccept } from '../responses/negotiate.ts';

const utf8 = new TextEncoder();
const yearMs = 31_536_000_000;

function json(body: Uint8Array, headers: Readonly<Record<string, string>>): ApiAnswer {
  return { type: 'raw', status: 200, contentType: 'application/json', body, headers };
}

/** The requested format of version 2. Throws NotAcceptable if neither is acceptable. */
function v2Form(accept: string | undefined): 'json' | 'protobuf' {
  if (accept === undefined || accept.trim() === '') return 'json';
  for (const { type } of parseAccept(accept)) {
    if (gnosticAccepted.includes(type)) return 'protobuf';
    if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'json';
  }
  throw errors.notAcceptable(
    `only the following media types are accepted: application/json, ${gnosticAccepted.join(', ')}`,
  );
}

export class OpenApi {
  readonly #registry: ResourceRegistry;
  readonly #now: () => number;
  #generation = -1;
  /** Encoded documents by key: `v2`, `v2.protobuf`, `api/v1`. They are large, so the objects are not kept. */
  readonly #documents = new Map<string, Uint8Array>();

  constructor(registry: ResourceRegistry, now: () => number) {
    this.#registry = registry;
    this.#now = now;
  }

  /** The answer for a path below `/openapi`; undefined if nothing is there. */
  answer(request: ApiRequest): ApiAnswer | undefined {
    if (this.#generation !== this.#registry.generation) {
      this.#documents.clear();
      this.#generation = this.#registry.generation;
    }
    const path = request.path.replace(/\/$/, '');
    if (path === '/openapi/v2') return this.#v2(request);
    if (path === '/openapi/v3') return json(utf8.encode(encodeJson(openApiV3Index())), {});
    return path.startsWith('/openapi/v3/') ? this.#v3(path.slice('/openapi/v3/'.length), request) : undefined;
  }

  #document(key: string, make: () => Uint8Array): Uint8Array {
    let bytes = this.#documents.get(key);
    if (bytes === undefined) {
      bytes = make();
      this.#documents.set(key, bytes);
    }
    return bytes;
  }

  #v2(request: ApiRequest): ApiAnswer {
    const etag = JSON.stringify(`${builtinDocumentHash}-${this.#generation}`);
    const headers = { etag, vary: 'Accept' };
    const form = v2Form(request.headers.accept);
    if (request.headers['if-none-match'] === etag) {
      return { type: 'raw', status: 304, contentType: 'application/json', body: '', headers };
    }
    const document = (): ReturnType<typeof openApiV2Document> => openApiV2Document(this.#registry.all());
    if (form === 'json')
      return json(
        this.#document('v2', () => utf8.encode(encodeJson(document()))),
        headers,
      );
    const body = this.#document('v2.protobuf', () => encodeOpenApiV2(document()));
    return { type: 'raw', status: 200, contentType: gnosticContentType, body, headers };
  }

  #v3(key: string, request: ApiRequest): ApiAnswer | undefined {
    const type = this.#registry.all().find((each) => openApiV3Key(each) === key);
    if (type === undefined) return undefined;
    const asked = request.query.get('hash');
    const hash = openApiV3Hash(key);
    if (asked !== null && asked !== '' && asked !== hash) {
      const location = `/openapi/v3/${key}?hash=${hash}`;
      return { type: 'raw', status: 301, contentType: 'text/plain', body: '', headers: { location } };
    }
    const body = this.#document(key, () => utf8.encode(encodeJson(openApiV3Document(type, this.#registry.all()))));
    const headers = { etag: JSON.stringify(hash), vary: 'Accept' };
    if (!asked) return json(body, headers);
    // A hash always names the same document: clients may cache it forever.
    const expires = new Date(this.#now() + yearMs).toUTCString();
    return json(body, { ...headers, 'cache-control': 'public, immutable', expires });
  }
}
