/** Which group versions other API servers serve: the APIServices with a Service, kept up to date. */
import { type APIService, apiServices } from '@kubets/api';
import type { ObjectChange, ResourceReader } from '@kubets/apiserver/access';
import type { ServerTrust } from '@kubets/apiserver/requests';
import { type Logger, messageOf } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** An APIService whose requests are forwarded. */
export interface Registration extends GroupVersion {
  /** Of the APIService. */
  readonly name: string;
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly groupPriority: number;
  readonly versionPriority: number;
  readonly available: boolean;
  readonly insecure: boolean;
  /** Base64 of PEM; empty: the certificate authorities of the system. */
  readonly caBundle: string;
}

const defaultPort = 443;

export const groupVersionKey = ({ group, version }: GroupVersion): string => `${group}/${version}`;

/** The registration of an APIService; undefined if this server serves its group version itself. */
export function registrationOf({ metadata, spec, status }: APIService): Registration | undefined {
  const service = spec?.service;
  if (spec === undefined || service === undefined) return undefined;
  return {
    name: metadata?.name ?? '',
    group: spec.group ?? '',
    version: spec.version ?? '',
    service: { namespace: service.namespace ?? '', name: service.name ?? '', port: service.port ?? defaultPort },
    groupPriority: spec.groupPriorityMinimum,
    versionPriority: spec.versionPriority,
    available: status?.conditions?.some((each) => each.type === 'Available' && each.status === 'True') ?? false,
    insecure: spec.insecureSkipTLSVerify ?? false,
    caBundle: spec.caBundle ?? '',
  };
}

/** How the server of a registration proves who it is. Throws an internal error for a CA bundle that is not base64. */
export function trustOf({ service, insecure, caBundle }: Registration): ServerTrust {
  const serverName = `${service.name}.${service.namespace}.svc`;
  if (caBundle === '') return { serverName, insecure };
  try {
    return { serverName, insecure, authority: atob(caBundle) };
  } catch {
    throw errors.internal('unable to load root certificates: illegal base64 data');
  }
}

/** Called after a change; `change` is absent if anything may have changed. */
export type RegistrationListener = (change?: ObjectChange) => void;

export class Registrations {
  readonly #reader: Pick<ResourceReader, 'list' | 'onChange'>;
  readonly #log: Logger;
  readonly #services = new Map<string, APIService>();
  readonly #byGroupVersion = new Map<string, Registration>();
  readonly #listeners: RegistrationListener[] = [];
  #generation = 0;
  #known = false;
  #listing: Promise<void> | undefined;
  /** A change during a list that may not contain it. */
  #stale = false;

  constructor(reader: Pick<ResourceReader, 'list' | 'onChange'>, log: Logger) {
    this.#reader = reader;
    this.#log = log;
  }

  /** Changes whenever a group version is served by another server than before, or its priority or availability changes. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether all APIServices have been read. */
  get known(): boolean {
    return this.#known;
  }

  onChange(listener: RegistrationListener): void {
    this.#listeners.push(listener);
  }

  /** Resolves when all APIServices have been read, or the signal aborts. */
  start(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.onChange(() => {
        if (this.#known) resolve();
      });
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.#reader.onChange(apiServices, (change) => this.#changed(change), signal);
    });
  }

  /** Every APIService, local ones included. */
  services(): ReadonlyMap<string, APIService> {
    return this.#services;
  }

  all(): readonly Registration[] {
    return [...this.#byGroupVersion.values()];
  }

  find(group: string, version: string): Registration | undefined {
    // Most servers have none: nothing is made for their requests.
    return this.#byGroupVersion.size === 0 ? undefined : this.#byGroupVersion.get(groupVersionKey({ group, version }));
  }

  #changed(change: ObjectChange | undefined): void {
    if (change === undefined || this.#listing !== undefined) {
      this.#stale = this.#listing !== undefined;
      this.#listing ??= this.#list();
      return;
    }
    const service = change.object as APIService;
    const name = service.metadata?.name ?? '';
    if (change.gone) this.#remove(name);
    else this.#put(name, service);
    for (const listener of this.#listeners) listener(change);
  }

  async #list(): Promise<void> {
    try {
      do {
        this.#stale = false;
        const services = await this.#reader.list(apiServices);
        const names = new Set(services.map((each) => each.metadata?.name ?? ''));
        for (const name of [...this.#services.keys()]) if (!names.has(name)) this.#remove(name);
        for (const service of services) this.#put(service.metadata?.name ?? '', service);
      } while (this.#stale);
      this.#known = true;
    } catch (error) {
      // The next change, or the next round of the availability checks, reads them again.
      this.#log.warn('cannot read APIServices', { error: messageOf(error) });
    } finally {
      this.#listing = undefined;
    }
    for (const listener of this.#listeners) listener();
  }

  #put(name: string, service: APIService): void {
    const before = this.#services.get(name);
    const old = before && registrationOf(before);
    const next = registrationOf(service);
    this.#services.set(name, service);
    if (JSON.stringify(old) === JSON.stringify(next)) return;
    if (old !== undefined) this.#byGroupVersion.delete(groupVersionKey(old));
    if (next !== undefined) this.#byGroupVersion.set(groupVersionKey(next), next);
    this.#generation++;
  }

  #remove(name: string): void {
    const before = this.#services.get(name);
    this.#services.delete(name);
    const old = before && registrationOf(before);
    if (old === undefined) return;
    this.#byGroupVersion.delete(groupVersionKey(old));
    this.#generation++;
  }
}
