/** The resources of aggregated API servers, for merged discovery: read after changes, and every minute. */
import type { RemoteDiscovery, RemoteGroupVersion } from '@kubets/apiserver/discovery';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { groupVersionKey, type Registration, type Registrations } from '../registrations/registrations.ts';
import { Refresher } from '../routing/refresher.ts';
import { jsonOf, type ServerClient } from '../routing/server-client.ts';
import { resourcesOfAggregated, resourcesOfClassic } from './parse-discovery.ts';

const intervalMs = 60_000;
/** Parsing it takes some milliseconds. */
const maxDocumentBytes = 2 * 1024 * 1024;
const maxConcurrent = 4;

const aggregatedForm = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

interface Known {
  readonly resources: readonly object[];
  readonly current: boolean;
}

export class RemoteResources implements RemoteDiscovery {
  readonly #registrations: Registrations;
  readonly #client: ServerClient;
  readonly #log: Logger;
  readonly #refresher: Refresher;
  readonly #known = new Map<string, Known>();
  #changes = 0;

  constructor(registrations: Registrations, client: ServerClient, clock: Clock, log: Logger) {
    this.#registrations = registrations;
    this.#client = client;
    this.#log = log;
    this.#refresher = new Refresher(clock, intervalMs, (signal) => this.#refresh(signal));
  }

  get generation(): number {
    return this.#registrations.generation + this.#changes;
  }

  groupVersions(): readonly RemoteGroupVersion[] {
    return this.#registrations.all().map((each) => {
      const { group, version, groupPriority, versionPriority } = each;
      const known = this.#known.get(groupVersionKey(each)) ?? { resources: [], current: false };
      return { group, version, groupPriority, versionPriority, ...known };
    });
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

  async #refresh(signal: AbortSignal): Promise<void> {
    const all = [...this.#registrations.all()];
    const keys = new Set(all.map(groupVersionKey));
    for (const key of [...this.#known.keys()]) if (!keys.has(key)) this.#known.delete(key);
    const work = async (): Promise<void> => {
      for (let next = all.pop(); next !== undefined; next = all.pop()) await this.#read(next, signal);
    };
    await Promise.all(Array.from({ length: maxConcurrent }, work));
  }

  /** Never rejects. */
  async #read(registration: Registration, signal: AbortSignal): Promise<void> {
    const key = groupVersionKey(registration);
    const before = this.#known.get(key);
    let next: Known;
    try {
      next = { resources: await this.#resources(registration, signal), current: true };
    } catch (error) {
      if (signal.aborted) return;
      const { name } = registration;
      this.#log.debug('cannot read the discovery of an aggregated API server', { name, error: messageOf(error) });
      next = { resources: before?.resources ?? [], current: false };
    }
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    this.#known.set(key, next);
    this.#changes++;
  }

  async #resources(registration: Registration, signal: AbortSignal): Promise<readonly object[]> {
    if (!registration.available) throw new UnavailableError('service unavailable');
    const { group, version } = registration;
    const limits = { maxBytes: maxDocumentBytes };
    const whole = await this.#client.get(registration, { path: '/apis', accept: aggregatedForm, ...limits }, signal);
    if (whole.status === 200 && (whole.headers['content-type'] ?? '').includes('as=APIGroupDiscoveryList')) {
      const found = resourcesOfAggregated(jsonOf(whole), registration);
      if (found !== undefined) return found;
    }
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const answer = await this.#client.get(registration, { path, accept: 'application/json', ...limits }, signal);
    const found = resourcesOfClassic(jsonOf(answer), registration);
    if (found === undefined) throw new UnavailableError('the response is not an APIResourceList');
    return found;
  }
}

class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}
