/** Assembles the generic API server from its options. */
import type { ResourceDefinition } from '@kubets/api';
import type { Clock, Logger, Random } from '@kubets/base';
import { encodeYaml } from '@kubets/codec/yaml';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type { CompiledType } from '@kubets/schema';
import type { Store } from '@kubets/storage';
import type { ResourceAccess, ResourceReader } from './access/resource-access.ts';
import type { WriteGuard } from './access/write-guard.ts';
import type { AdmissionPlugin } from './admission/admission.ts';
import { admissionChain } from './admission/admission-chain.ts';
import type { Authorizer } from './authorization/authorizer.ts';
import type { HealthCheck } from './discovery/health.ts';
import { NonResourcePaths } from './discovery/non-resource.ts';
import type { OpenApiSources } from './discovery/openapi-documents.ts';
import { noRemoteDiscovery, type RemoteDiscovery } from './discovery/remote-discovery.ts';
import { resourceAccess } from './engine/access.ts';
import { type AllocationProblem, repairAllocations } from './engine/allocations/repair.ts';
import type { FieldManagement } from './engine/managed-fields.ts';
import { ResourceRegistry } from './engine/resource-registry.ts';
import { builtinTable, builtinType } from './engine/schema-library.ts';
import { ServedResources } from './engine/served-resources.ts';
import { typedFieldManagement } from './engine/typed-field-management.ts';
import { flowControl } from './flow-control/flow-control.ts';
import { admissionMetrics } from './metrics/admission-metrics.ts';
import { MetricRegistry } from './metrics/metric-registry.ts';
import { requestMetrics } from './metrics/request-metrics.ts';
import { storageMetrics } from './metrics/storage-metrics.ts';
import { type AuditSink, noAudit } from './pipeline/audit.ts';
import { failureAnswer } from './pipeline/failure.ts';
import { handle, type PipelineParts } from './pipeline/pipeline.ts';
import type { ApiAnswer, ApiRequest, UserInfo } from './requests/request.ts';
import { type Forward, type ServerTransport, serverTransport, TurnGate } from './requests/transport.ts';
import { createResponder, type HttpAnswer } from './responses/respond.ts';
import type { SubresourceHandlers } from './subresources/subresource-handlers.ts';

/** The content of `/version`. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  /** The release whose behavior is emulated; that of the program unless an older one is chosen. */
  readonly emulationMajor?: string;
  readonly emulationMinor?: string;
  /** The oldest release to which the cluster can be moved back. */
  readonly minCompatibilityMajor?: string;
  readonly minCompatibilityMinor?: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

/** What is served at a path, once the request is authorized; undefined if nothing is. */
export type ExtraPaths = (path: string, request: ApiRequest) => ApiAnswer | Promise<ApiAnswer> | undefined;

/** What admission plugins may use of the server that they are part of. */
export interface AdmissionHost {
  readonly resources: ResourceAccess;
  readonly authorizer: Authorizer;
  readonly metrics: MetricRegistry;
  /** All resources that are served now. */
  definitions(): readonly ResourceDefinition[];
}

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The resources that are served from the start. */
  readonly resources: readonly ResourceDefinition[];
  /** Called with the server's own reads, which work from the first request on. */
  readonly authorizer: Authorizer | ((reader: ResourceReader) => Authorizer);
  /** In the order in which they run. */
  readonly admission: readonly AdmissionPlugin[] | ((host: AdmissionHost) => readonly AdmissionPlugin[]);
  readonly subresources: SubresourceHandlers;
  readonly version: VersionInfo;
  readonly healthChecks?: readonly HealthCheck[];
  /** More non-resource paths (OpenID discovery), by decoded path; asked before the server's own. */
  readonly paths?: ExtraPaths;
  /**
   * Whether another server answers the requests of this group version, even if this server has resources of it. Such
   * requests are authorized, and then `paths` answers them. Called for each request.
   */
  readonly isDelegated?: (group: string, version: string) => boolean;
  /** How requests of this process reach aggregated API servers. Absent: they are refused. */
  readonly forward?: Forward;
  /** The group versions of other servers, for discovery. */
  readonly remoteDiscovery?: RemoteDiscovery;
  /** What the OpenAPI documents contain besides the built-in types. */
  readonly openApi?: OpenApiSources;
  readonly audit?: AuditSink;
  readonly fields?: FieldManagement;
  /** Compiled schemas besides those of the built-in types (custom resources). Default: the built-in types only. */
  readonly types?: (typeName: string) => CompiledType;
  /** Concurrent requests before 429; long-running ones do not count. Default 400 and 200, as upstream. */
  readonly maxRequestsInflight?: number;
  readonly maxMutatingRequestsInflight?: number;
  /**
   * Requests of this process that start in one turn of the event loop. Default 16. Infinity on a virtual clock, where
   * an instant is one turn and nothing else waits for the event loop.
   */
  readonly requestsPerTurn?: number;
  /** Minimum lifetime of a watch without timeoutSeconds; each lives up to twice as long. Default 1800. */
  readonly minRequestTimeoutSeconds?: number;
}

export interface ApiServer extends AsyncDisposable {
  /** Resolves when the server is ready; readyz fails before that. */
  start(): Promise<void>;
  /** Ends watches and refuses new requests with 503. The store stays open: the caller owns it. */
  close(): Promise<void>;
  /** All stages after authentication. Never rejects because a request failed: the answer is then a Status object. */
  handle(request: ApiRequest): Promise<ApiAnswer>;
  /** An encoded answer, negotiated by the request's headers. */
  respond(answer: Exclude<ApiAnswer, { type: 'proxy' }>, request: ApiRequest): HttpAnswer;
  /**
   * The transport for a component in this process that calls the API as `user`. Its requests pass every stage from
   * authorization on. `guard` fences its writes. `userAgent` names the manager of the fields it writes. Default: the
   * user's name.
   */
  transport(user: UserInfo, guard?: WriteGuard, userAgent?: string): ServerTransport;
  /** Reads and writes by the server itself, without authorization and admission. */
  readonly resources: ResourceAccess;
  /** The authorizer of requests. */
  readonly authorizer: Authorizer;
  readonly metrics: MetricRegistry;
  /** All resources that are served now. */
  definitions(): readonly ResourceDefinition[];
  /** Serves one more resource from now on (or replaces it); `unregisterResource` removes it. */
  registerResource(definition: ResourceDefinition): void;
  unregisterResource(definition: ResourceDefinition): void;
  /**
   * Replaces all definitions of one custom resource. Requests that have begun end with those they began with. Returns
   * those that are served: built-in resources have precedence.
   */
  replaceResource(
    previous: readonly ResourceDefinition[],
    next: readonly ResourceDefinition[],
  ): readonly ResourceDefinition[];
  /** Whether a custom resource may be served there: not in a group version of built-in resources. */
  acceptsResource(place: Pick<ResourceDefinition, 'group' | 'version' | 'storagePrefix'>): boolean;
  /** Frees what is held for a custom resource, unless it is served. */
  retireResource(definition: ResourceDefinition): Promise<void>;
  /** The group versions of all resources that are served now; `changed` is called after each change. */
  groupVersions(): readonly { readonly group: string; readonly version: string }[];
  onGroupVersionsChange(changed: () => void): void;
  /** Repairs the allocations of a kind's objects; returns what was wrong. */
  repairAllocations(type: ResourceType): Promise<readonly AllocationProblem[]>;
}

class Server implements ApiServer {
  readonly resources: ResourceAccess;
  readonly authorizer: Authorizer;
  readonly metrics = new MetricRegistry();
  readonly respond: ApiServer['respond'];
  readonly #options: ApiServerOptions;
  readonly #registry = new ResourceRegistry();
  readonly #served: ServedResources;
  readonly #parts: PipelineParts;
  readonly #closing = new AbortController();
  readonly #turns: TurnGate;
  #started = false;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#turns = new TurnGate(options.requestsPerTurn);
    const { store, clock, random, log, types = builtinType } = options;
    for (const definition of options.resources) this.#registry.register(definition);
    const fields = options.fields ?? typedFieldManagement(builtinTable);
    const context = {
      store,
      clock,
      random,
      log,
      fields,
      hooks: options.subresources.hooks,
      access: (guard?: WriteGuard) => (guard === undefined ? this.resources : this.#access(guard)),
    };
    this.#served = new ServedResources(this.#registry, context, types);
    this.resources = this.#access();
    this.authorizer =
      typeof options.authorizer === 'function' ? options.authorizer(this.resources) : options.authorizer;
    this.respond = createResponder({
      find: (...names) => this.#registry.find(...names),
      now: () => clock.now(),
      toYaml: encodeYaml,
    });
    this.#parts = this.#pipelineParts(types);
  }

  #access(guard?: WriteGuard): ResourceAccess {
    const find: ServedResources['find'] = (...names) => this.#served.find(...names);
    return resourceAccess({ find, log: this.#options.log, guard });
  }

  #pipelineParts(types: (typeName: string) => CompiledType): PipelineParts {
    const { clock, log, admission, audit, subresources } = this.#options;
    const flow = flowControl({
      readOnly: this.#options.maxRequestsInflight ?? 400,
      mutating: this.#options.maxMutatingRequestsInflight ?? 200,
    });
    storageMetrics(this.metrics, this.#served, this.#options.store);
    const paths = new NonResourcePaths({
      registry: this.#registry,
      version: this.#options.version,
      checks: this.#healthChecks(),
      metrics: this.metrics,
      now: () => clock.now(),
      openApi: this.#options.openApi ?? {},
      remote: this.#options.remoteDiscovery ?? noRemoteDiscovery,
      reportHealth: (check, reason) => log.warn('health check failed', { check, reason }),
    });
    return {
      audit: audit ?? noAudit,
      flow,
      isDelegated: this.#options.isDelegated ?? (() => false),
      authorizer: this.authorizer,
      served: this.#served,
      handlers: subresources.handlers,
      nonResource: async (request) => this.#options.paths?.(request.path, request) ?? paths.answer(request),
      metrics: requestMetrics(this.metrics, () => clock.monotonic(), flow.inFlight),
      watchTerms: {
        minRequestTimeoutSeconds: this.#options.minRequestTimeoutSeconds ?? 1800,
        closing: this.#closing.signal,
      },
      admission: admissionChain(
        typeof admission === 'function' ? admission(this) : admission,
        this.resources,
        admissionMetrics(this.metrics, () => clock.monotonic()),
      ),
      types,
      clock,
      log,
    };
  }

  #healthChecks(): readonly HealthCheck[] {
    return [
      { name: 'ping', check: () => undefined },
      { name: 'log', check: () => undefined },
      {
        // Upstream's name for the store, which monitoring expects.
        name: 'etcd',
        check: async () => {
          await this.#options.store.revision();
        },
      },
      ...(this.#options.healthChecks ?? []),
      {
        name: 'poststarthook/start-apiserver',
        endpoints: ['readyz'],
        check: () => {
          if (!this.#started) throw errors.unavailable('not finished');
        },
      },
      {
        name: 'shutdown',
        endpoints: ['readyz'],
        check: () => {
          if (this.#closing.signal.aborted) throw errors.unavailable('process is shutting down');
        },
      },
    ];
  }

  async start(): Promise<void> {
    await this.#options.store.revision();
    this.#started = true;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#served.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  handle(request: ApiRequest): Promise<ApiAnswer> {
    if (!this.#closing.signal.aborted || request.path.startsWith('/readyz')) return handle(request, this.#parts);
    return Promise.resolve(failureAnswer(errors.unavailable('the server is shutting down'), this.#options.log));
  }

  transport(user: UserInfo, guard?: WriteGuard, userAgent?: string): ServerTransport {
    const caller = { user, guard, userAgent: userAgent ?? user.name };
    return serverTransport((request) => this.handle(request), caller, this.#turns, this.#options.forward);
  }

  definitions(): readonly ResourceDefinition[] {
    return this.#registry.all();
  }

  registerResource(definition: ResourceDefinition): void {
    this.#registry.register(definition);
  }

  unregisterResource(definition: ResourceDefinition): void {
    this.#registry.unregister(definition);
  }

  replaceResource(
    previous: readonly ResourceDefinition[],
    next: readonly ResourceDefinition[],
  ): readonly ResourceDefinition[] {
    return this.#served.replace(previous, next);
  }

  acceptsResource(place: Pick<ResourceDefinition, 'group' | 'version' | 'storagePrefix'>): boolean {
    return this.#served.accepts(place);
  }

  retireResource(definition: ResourceDefinition): Promise<void> {
    return this.#served.retire(definition);
  }

  groupVersions(): ReturnType<ApiServer['groupVersions']> {
    return [...this.#registry.groups()].flatMap(([group, versions]) => versions.map((version) => ({ group, version })));
  }

  onGroupVersionsChange(changed: () => void): void {
    this.#registry.onChange(changed);
  }

  async repairAllocations({ group, version, plural }: ResourceType): Promise<readonly AllocationProblem[]> {
    const resource = this.#served.find(group, version, plural);
    return resource === undefined ? [] : repairAllocations(resource);
  }
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  return new Server(options);
}
