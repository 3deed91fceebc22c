/** Writes the Available condition of every APIService: after changes, and every 30 seconds. */
import { type APIService, apiServices, type EndpointSlice, endpointSlices, services } from '@kubets/api';
import type { ResourceAccess } from '@kubets/apiserver/access';
import { type Clock, type Logger, messageOf, type Random, Semaphore, type Timer } from '@kubets/base';
import { isNotFound } from '@kubets/machinery/status-error';
import { type Registration, type Registrations, registrationOf } from '../registrations/registrations.ts';
import type { RemoteFetch } from '../remote.ts';
import { aggregatorUser, identityHeaders } from '../routing/identity.ts';
import { httpsUrl, serviceEndpoint, slicesOf } from '../routing/service-endpoint.ts';
import { type Availability, availableCondition, locallyAvailable, withAvailability } from './conditions.ts';
import { accessFailure, failedDiscovery, needsEndpoints, passed, planAvailability } from './plan-availability.ts';

export interface AvailabilityOptions {
  readonly resources: ResourceAccess;
  readonly registrations: Registrations;
  /** Absent: servers cannot be asked, so only the objects count. */
  readonly fetch?: RemoteFetch | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Called when a service has become unavailable. */
  readonly becameUnavailable: (name: string, reason: string) => void;
}

const intervalMs = 30_000;
const checkTimeoutMs = 5_000;
const firstRetryMs = 100;
/** A server is asked so often before it counts as failed: a Service can have endpoints that do not answer. */
const attempts = 5;
/** The answer itself does not matter. */
const maxAnswerBytes = 1024 * 1024;
const maxConcurrentChecks = 8;

interface Watched {
  failures: number;
  timer: Timer | undefined;
  running: boolean;
  again: boolean;
}

export class AvailabilityChecks {
  readonly #options: AvailabilityOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #places = new Semaphore(maxConcurrentChecks);
  #followsEndpoints = false;

  constructor(options: AvailabilityOptions) {
    this.#options = options;
  }

  start(signal: AbortSignal): void {
    const { registrations } = this.#options;
    registrations.onChange((change) => {
      if (change !== undefined) this.#wake((change.object as APIService).metadata?.name ?? '', signal);
      else for (const name of [...registrations.services().keys(), ...this.#watched.keys()]) this.#wake(name, signal);
      if (registrations.all().length > 0) this.#followEndpoints(signal);
    });
    signal.addEventListener('abort', () => {
      for (const { timer } of this.#watched.values()) timer?.cancel();
    });
  }

  /** Clusters without aggregated API servers do not pay for it. */
  #followEndpoints(signal: AbortSignal): void {
    if (this.#followsEndpoints) return;
    this.#followsEndpoints = true;
    const { resources } = this.#options;
    resources.onChange(
      services,
      (change) => this.#wakeService(change?.object.metadata?.namespace, change?.object.metadata?.name, signal),
      signal,
    );
    resources.onChange(
      endpointSlices,
      (change) => {
        const slice = change?.object as EndpointSlice | undefined;
        this.#wakeService(slice?.metadata?.namespace, slice?.metadata?.labels?.['kubernetes.io/service-name'], signal);
      },
      signal,
    );
  }

  /** Checks the APIServices of this Service; all if it is not known. */
  #wakeService(namespace: string | undefined, name: string | undefined, signal: AbortSignal): void {
    for (const { name: apiService, service } of this.#options.registrations.all())
      if (name === undefined || (service.namespace === namespace && service.name === name))
        this.#wake(apiService, signal);
  }

  #wake(name: string, signal: AbortSignal): void {
    if (signal.aborted) return;
    const watched = this.#watched.get(name) ?? { failures: 0, timer: undefined, running: false, again: false };
    this.#watched.set(name, watched);
    if (watched.running) {
      watched.again = true;
      return;
    }
    watched.timer?.cancel();
    watched.running = true;
    void this.#places.run(() => this.#sync(name, watched, signal)).finally(() => this.#ended(name, watched, signal));
  }

  #ended(name: string, watched: Watched, signal: AbortSignal): void {
    watched.running = false;
    if (signal.aborted) return;
    const service = this.#options.registrations.services().get(name);
    if (service === undefined) {
      this.#watched.delete(name);
      return;
    }
    if (watched.again) {
      watched.again = false;
      this.#wake(name, signal);
      return;
    }
    if (service.spec?.service === undefined && watched.failures === 0) return;
    const retryMs =
      watched.failures === 0 ? intervalMs : Math.min(intervalMs, firstRetryMs * 2 ** (watched.failures - 1));
    watched.timer = this.#options.clock.setTimer(retryMs, () => this.#wake(name, signal));
  }

  /** Never rejects. */
  async #sync(name: string, watched: Watched, signal: AbortSignal): Promise<void> {
    const { registrations, log } = this.#options;
    const service = registrations.services().get(name);
    if (service === undefined) return;
    try {
      const registration = registrationOf(service);
      const found = registration === undefined ? locallyAvailable : await this.#check(registration, signal);
      if (signal.aborted) return;
      await this.#write(service, found);
      watched.failures = found.reason === 'FailedDiscoveryCheck' ? watched.failures + 1 : 0;
    } catch (error) {
      if (signal.aborted) return;
      watched.failures++;
      log.warn('cannot check the availability of an APIService, will retry', { name, error: messageOf(error) });
    }
  }

  async #check(registration: Registration, signal: AbortSignal): Promise<Availability> {
    const { resources, fetch } = this.#options;
    const wanted = registration.service;
    let endpoints = false;
    try {
      const service = await resources.get(services, wanted.namespace, wanted.name);
      endpoints = true;
      const slices = needsEndpoints(service) ? await slicesOf(resources, wanted) : [];
      const problem = planAvailability(wanted, service, slices);
      if (problem !== undefined) return problem;
    } catch (error) {
      return accessFailure(endpoints ? 'EndpointsAccessError' : 'ServiceAccessError', wanted, messageOf(error));
    }
    return fetch === undefined ? passed : this.#ask(registration, fetch, signal);
  }

  /** Succeeds with the first answer. All attempts start at once, as upstream. */
  async #ask(registration: Registration, fetch: RemoteFetch, signal: AbortSignal): Promise<Availability> {
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    try {
      await Promise.any(Array.from({ length: attempts }, () => this.#askOnce(registration, fetch, either)));
      return passed;
    } catch (error) {
      const last = error instanceof AggregateError ? error.errors.at(-1) : error;
      return failedDiscovery(messageOf(last));
    } finally {
      enough.abort();
    }
  }

  async #askOnce({ group, version, service }: Registration, fetch: RemoteFetch, signal: AbortSignal): Promise<void> {
    const { resources, random } = this.#options;
    const place = await serviceEndpoint(resources, random, service);
    const url = httpsUrl(place, group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
    const failure = (reason: string): DiscoveryCheckError =>
      new DiscoveryCheckError(`failing or missing response from ${url.href}: ${reason}`);
    const serverName = `${service.name}.${service.namespace}.svc`;
    // As upstream: this request reveals nothing and decides nothing but the condition.
    const trust = { serverName, insecure: true };
    const headers = identityHeaders(aggregatorUser);
    const limits = { maxBodyBytes: maxAnswerBytes, timeoutMs: checkTimeoutMs };
    const answer = await fetch({ url, trust, headers, signal, ...limits }).catch((error: unknown) => {
      throw failure(`Get ${JSON.stringify(url.href)}: ${messageOf(error)}`);
    });
    if (answer.status < 200 || answer.status > 299) throw failure(`bad status from ${url.href}: ${answer.status}`);
  }

  async #write(service: APIService, found: Availability): Promise<void> {
    const { resources, clock, becameUnavailable } = this.#options;
    if (withAvailability(service, found, clock.now()) === service) return;
    const name = service.metadata?.name ?? '';
    const was = availableCondition(service)?.status === 'True';
    try {
      await resources.update(
        apiServices,
        '',
        name,
        // The check was made for this object only.
        (current) =>
          current.metadata?.uid === service.metadata?.uid ? withAvailability(current, found, clock.now()) : current,
        { subresource: 'status' },
      );
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    if (was && found.status !== 'True') becameUnavailable(name, found.reason);
  }
}

class DiscoveryCheckError extends Error {
  override readonly name = 'DiscoveryCheckError';
}
