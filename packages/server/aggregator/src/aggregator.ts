/** The aggregator: serves the group versions of other API servers as if they were this server's own. */
import type { ResourceAccess } from '@kubets/apiserver/access';
import type { RemoteDiscovery, RemoteOpenApi } from '@kubets/apiserver/discovery';
import type { ApiAnswer, ApiRequest, Forward } from '@kubets/apiserver/requests';
import type { Clock, Logger, Random } from '@kubets/base';
import { AvailabilityChecks } from './availability/availability.ts';
import { RemoteResources } from './discovery/remote-resources.ts';
import { RemoteDocuments } from './openapi/remote-documents.ts';
import { LocalServices } from './registrations/local-services.ts';
import { type GroupVersion, Registrations } from './registrations/registrations.ts';
import type { RemoteFetch } from './remote.ts';
import { Forwarding } from './routing/forward.ts';
import { forwardInProcess } from './routing/in-process.ts';
import { ServerClient } from './routing/server-client.ts';

export interface AggregatorOptions {
  readonly resources: ResourceAccess;
  /** The group versions that this server serves itself, now. */
  served(): readonly GroupVersion[];
  /** Resolves when all custom resources are served. Default: at once. */
  readonly settled?: Promise<unknown>;
  /** How the aggregator's own requests reach other servers. Absent: it sends none. */
  readonly fetch?: RemoteFetch | undefined;
  /** Called when an APIService has become unavailable. */
  readonly becameUnavailable: (name: string, reason: string) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class Aggregator {
  /** For requests of this process; undefined if other servers are not asked. */
  readonly forward: Forward | undefined;
  readonly #registrations: Registrations;
  readonly #local: LocalServices;
  readonly #availability: AvailabilityChecks;
  readonly #forwarding: Forwarding;
  /** Undefined if other servers are not asked. */
  readonly #resources: RemoteResources | undefined;
  readonly #documents: RemoteDocuments | undefined;
  readonly #signal: AbortSignal;

  /** @param signal ends everything that runs in the background. */
  constructor(options: AggregatorOptions, signal: AbortSignal) {
    const { resources, log, random, clock, fetch, becameUnavailable, settled = Promise.resolve() } = options;
    const registrations = new Registrations(resources, log);
    this.#signal = signal;
    this.#registrations = registrations;
    this.#local = new LocalServices({ ...options, registrations, settled });
    this.#availability = new AvailabilityChecks({ ...options, registrations, becameUnavailable });
    this.forward = fetch && forwardInProcess(fetch);
    if (fetch !== undefined) {
      const client = new ServerClient({ reader: resources, fetch, random });
      this.#resources = new RemoteResources(registrations, client, clock, log);
      this.#documents = new RemoteDocuments(registrations, client, clock, log);
    }
    this.#forwarding = new Forwarding({ reader: resources, registrations, random, log });
  }

  /** Call it once the server has started. Resolves when it is known which group versions other servers serve. */
  async start(): Promise<void> {
    this.#local.start(this.#signal);
    this.#availability.start(this.#signal);
    this.#resources?.start(this.#signal);
    this.#documents?.start(this.#signal);
    await this.#registrations.start(this.#signal);
  }

  /** For merged discovery. */
  get discovery(): RemoteDiscovery | undefined {
    return this.#resources;
  }

  /** For merged OpenAPI documents. */
  get openApi(): RemoteOpenApi | undefined {
    return this.#documents;
  }

  /** Whether each APIService of another server is available, by its name. */
  availability(): ReadonlyMap<string, boolean> {
    return new Map(this.#registrations.all().map(({ name, available }) => [name, available]));
  }

  /** Whether another server serves this group version. */
  serves(group: string, version: string): boolean {
    return this.#registrations.find(group, version) !== undefined;
  }

  /** The answer to an authorized request for a group version of another server; undefined for all others. */
  answer(request: ApiRequest): Promise<ApiAnswer> | undefined {
    return this.#forwarding.answer(request);
  }

  /** The group versions that this server serves itself have changed. */
  servedChanged(): void {
    this.#local.wake();
  }
}
