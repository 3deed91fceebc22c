/** The OpenAPI documents of aggregated API servers: read after changes, and every minute. */
import type { JsonMap, OpenApiPart } from '@kubets/api/openapi';
import { documentHash, type RemoteOpenApi, type RemoteOpenApiParts } from '@kubets/apiserver/discovery';
import { type Clock, type Logger, loadOnce, messageOf } from '@kubets/base';
import { groupVersionKey, type Registration, type Registrations } from '../registrations/registrations.ts';
import { Refresher } from '../routing/refresher.ts';
import { jsonOf, type ServerClient } from '../routing/server-client.ts';

/** It needs the documentation of all types, and most clusters have no aggregated API server: loaded with the first document. */
export const mergeDocument = loadOnce(() => import('./merge-document.ts'));

const intervalMs = 60_000;
/** Parsing it takes some tens of milliseconds. */
const maxDocumentBytes = 4 * 1024 * 1024;
const maxHashLength = 256;

interface Document {
  readonly etag: string;
  readonly hash: string;
  readonly parts: readonly OpenApiPart[];
}

const rootOf = ({ group, version }: Registration): string =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`;

export class RemoteDocuments implements RemoteOpenApi {
  readonly #registrations: Registrations;
  readonly #client: ServerClient;
  readonly #log: Logger;
  readonly #refresher: Refresher;
  #v2 = new Map<string, Document>();
  #v3 = new Map<string, string>();
  /** Of the registrations that the documents were read for. */
  #generation = -1;

  constructor(registrations: Registrations, client: ServerClient, clock: Clock, log: Logger) {
    this.#registrations = registrations;
    this.#client = client;
    this.#log = log;
    this.#refresher = new Refresher(clock, intervalMs, (signal) => this.#refresh(signal));
  }

  v2(): readonly RemoteOpenApiParts[] {
    return [...this.#v2.values()].map(({ hash, parts }) => ({ hash, parts: () => parts }));
  }

  v3(): ReadonlyMap<string, string> {
    return this.#v3;
  }

  start(signal: AbortSignal): void {
    let seen = -1;
    this.#registrations.onChange(() => {
      if (seen === this.#registrations.generation) return;
      seen = this.#registrations.generation;
      if (seen > 0) this.#refresher.wake(signal);
    });
    signal.addEventListener('abort', () => this.#refresher.stop(), { once: true });
  }

  /** In the order of the priorities, so that names are given in the same order each time. */
  async #refresh(signal: AbortSignal): Promise<void> {
    const all = this.#registrations
      .all()
      .toSorted(
        (a, b) =>
          b.groupPriority - a.groupPriority || b.versionPriority - a.versionPriority || (a.name < b.name ? -1 : 1),
      );
    const { generation } = this.#registrations;
    // What one server adds depends on the others: after a change, every document is read again.
    const unchanged = generation === this.#generation;
    const taken = new Map<string, JsonMap>();
    const v2 = new Map<string, Document>();
    const v3 = new Map<string, string>();
    for (const registration of all) {
      const key = groupVersionKey(registration);
      const document = await this.#attempt(registration, this.#v2.get(key), signal, () =>
        this.#readV2(registration, unchanged ? this.#v2.get(key) : undefined, taken, signal),
      );
      if (document !== undefined) {
        v2.set(key, document);
        for (const { section, name, value } of document.parts) if (section === 'schemas') taken.set(name, value);
      }
      const documentKey = rootOf(registration).slice(1);
      const hash = await this.#attempt(registration, this.#v3.get(documentKey), signal, () =>
        this.#readHash(registration, documentKey, signal),
      );
      if (hash !== undefined) v3.set(documentKey, hash);
      if (signal.aborted) return;
    }
    this.#generation = generation;
    this.#v2 = v2;
    this.#v3 = v3;
  }

  /** What was known before if the server fails: only its own documents are affected. */
  async #attempt<T>(
    { name, available }: Registration,
    before: T | undefined,
    signal: AbortSignal,
    read: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    if (!available) return before;
    try {
      return await read();
    } catch (error) {
      if (!signal.aborted)
        this.#log.debug('cannot read the OpenAPI documents of an aggregated API server', {
          name,
          error: messageOf(error),
        });
      return before;
    }
  }

  async #readV2(
    registration: Registration,
    before: Document | undefined,
    taken: Map<string, JsonMap>,
    signal: AbortSignal,
  ): Promise<Document | undefined> {
    const answer = await this.#client.get(
      registration,
      { path: '/openapi/v2', accept: 'application/json', etag: before?.etag, maxBytes: maxDocumentBytes },
      signal,
    );
    if (answer.status === 304) return before;
    if (answer.status === 404) return undefined;
    const { partsOfDocument } = await mergeDocument();
    const parts = await partsOfDocument(jsonOf(answer), rootOf(registration), taken);
    const names = parts.map(({ section, name }) => `${section} ${name}`).join('\n');
    const hash = await documentHash(`${await documentHash(answer.body)}\n${names}`);
    return { etag: answer.headers.etag ?? '', hash, parts };
  }

  /** The hash by which the server's own index names the document of the group version. */
  async #readHash(registration: Registration, key: string, signal: AbortSignal): Promise<string | undefined> {
    const request = { path: '/openapi/v3', accept: 'application/json', maxBytes: maxDocumentBytes };
    const answer = await this.#client.get(registration, request, signal);
    if (answer.status === 404) return undefined;
    const { paths } = jsonOf(answer) as {
      readonly paths?: Readonly<Record<string, { readonly serverRelativeURL?: unknown }>>;
    };
    const url = paths !== undefined && Object.hasOwn(paths, key) ? paths[key]?.serverRelativeURL : undefined;
    if (typeof url !== 'string') return undefined;
    const hash = new URL(url, 'https://server').searchParams.get('hash') ?? '';
    return hash.length <= maxHashLength ? encodeURIComponent(hash) : undefined;
  }
}
