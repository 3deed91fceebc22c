/** Paths that are not resources: discovery, OpenAPI, version, health, metrics, the list of paths. */
import { loadOnce } from '@kubets/base';
import { encodeJson } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import type { ResourceRegistry } from '../engine/resource-registry.ts';
import type { MetricRegistry } from '../metrics/metric-registry.ts';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';
import { AggregatedDiscovery, aggregatedContentType, wantsAggregated } from './aggregated.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions, servedGroups } from './classic.ts';
import { type HealthCheck, healthAnswer, healthPaths } from './health.ts';
import type { OpenApi } from './openapi.ts';
import type { OpenApiSources } from './openapi-documents.ts';
import type { RemoteDiscovery } from './remote-discovery.ts';

export interface NonResourceParts {
  readonly registry: ResourceRegistry;
  readonly version: object;
  readonly checks: readonly HealthCheck[];
  readonly metrics: MetricRegistry;
  readonly now: () => number;
  readonly openApi: OpenApiSources;
  readonly remote: RemoteDiscovery;
  /** Logs why a check failed; the client is not told. */
  readonly reportHealth: (check: string, reason: string) => void;
}

const ownPaths: readonly string[] = ['/metrics', '/openapi/v2', '/openapi/v3', '/version'];

function object(found: KubeObject | undefined): ApiAnswer | undefined {
  return found === undefined ? undefined : { type: 'object', status: 200, object: found };
}

function pathsOf(parts: NonResourceParts): ApiAnswer {
  const groups = servedGroups(parts.registry, parts.remote);
  const discovery = groups.flatMap(({ name, versions }) =>
    name === ''
      ? ['/api', ...versions.map((version) => `/api/${version}`)]
      : ['/apis', `/apis/${name}`, ...versions.map((version) => `/apis/${name}/${version}`)],
  );
  const paths = [...new Set([...discovery, ...healthPaths(parts.checks), ...ownPaths])].sort();
  return {
    type: 'raw',
    status: 200,
    contentType: 'application/json',
    body: `${JSON.stringify({ paths }, undefined, 2)}\n`,
  };
}

export class NonResourcePaths {
  readonly #parts: NonResourceParts;
  readonly #aggregated: AggregatedDiscovery;
  /** Large, and few clients ask for it. */
  readonly #openApi: () => Promise<OpenApi>;

  constructor(parts: NonResourceParts) {
    this.#parts = parts;
    this.#aggregated = new AggregatedDiscovery(parts.registry, parts.remote);
    this.#openApi = loadOnce(async () => {
      const { OpenApi } = await import('./openapi.ts');
      return new OpenApi(parts.registry, parts.openApi, parts.now);
    });
  }

  /** Undefined if nothing is served at the path. Throws NotFound for a path within a served group. */
  async answer(request: ApiRequest): Promise<ApiAnswer | undefined> {
    const { method, path } = request;
    const health = await healthAnswer(path, request.query, this.#parts.checks, this.#parts.reportHealth);
    if (health !== undefined) return health;
    if (method !== 'GET' && method !== 'HEAD') {
      if (await this.#found(request))
        throw errors.methodNotAllowed({ group: '', resource: path }, method.toLowerCase());
      return this.#notFound(path);
    }
    return (await this.#found(request)) ?? this.#notFound(path);
  }

  /** Within a served group upstream answers with a Status; for other paths with plain text. */
  #notFound(path: string): undefined {
    const [, root, group = ''] = path.split('/');
    const isServed = root === 'api' || (root === 'apis' && group !== '' && this.#parts.registry.groups().has(group));
    if (isServed) throw errors.noSuchPath();
    return undefined;
  }

  async #found(request: ApiRequest): Promise<ApiAnswer | undefined> {
    const path = request.path === '/' ? '/' : request.path.replace(/\/$/, '');
    if (path === '/') return pathsOf(this.#parts);
    if (path === '/metrics') {
      const contentType = 'text/plain; version=0.0.4; charset=utf-8';
      return { type: 'raw', status: 200, contentType, body: this.#parts.metrics.text() };
    }
    if (path === '/version') {
      return { type: 'raw', status: 200, contentType: 'application/json', body: encodeJson(this.#parts.version) };
    }
    if (path.startsWith('/openapi/')) return (await this.#openApi()).answer(request);
    return this.#discovery(path, request);
  }

  async #discovery(path: string, request: ApiRequest): Promise<ApiAnswer | undefined> {
    const { registry, remote } = this.#parts;
    const [, root, first, second, ...rest] = path.split('/');
    if (rest.length > 0 || (root !== 'api' && root !== 'apis')) return undefined;
    if (first === undefined) {
      if (wantsAggregated(request.headers.accept)) return this.#all(root === 'api', request);
      return object(root === 'api' ? apiVersions(registry) : apiGroupList(registry, remote));
    }
    if (root === 'api') return second === undefined ? object(apiResourceList(registry, '', first)) : undefined;
    if (second === undefined) return object(apiGroup(registry, remote, first));
    return object(apiResourceList(registry, first, second));
  }

  async #all(legacy: boolean, request: ApiRequest): Promise<ApiAnswer> {
    const { bytes, etag } = await this.#aggregated.of(legacy);
    const headers = { etag, vary: 'Accept', 'cache-control': 'public' };
    const same = request.headers['if-none-match'] === etag;
    return {
      type: 'raw',
      status: same ? 304 : 200,
      contentType: aggregatedContentType,
      body: same ? '' : bytes,
      headers,
    };
  }
}
