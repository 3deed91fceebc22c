/** ConfigMaps, Secrets, Services and tokens from the API, each object watched while some pod uses it. */
import {
  type ConfigMap,
  configMaps,
  type RuntimeClass,
  runtimeClasses,
  type Secret,
  type Service,
  secrets,
  serviceAccounts,
  services,
  type TokenRequest,
} from '@kubets/api';
import { type Clock, type Logger, type Random, withDeadline } from '@kubets/base';
import { type Client, createInformer, type Informer } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { objectKey } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { ObjectSource, TokenRequestInput } from './objects.ts';

export interface ApiObjectsOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** An object that pods of this namespace use has changed; empty: of any namespace. */
  changed(namespace: string): void;
}

export interface ApiObjects extends ObjectSource {
  /** Stops the watches of objects that were not used recently. */
  sweep(): void;
}

interface Watched {
  readonly informer: Informer<KubeObject>;
  readonly stop: AbortController;
  usedAt: number;
}

interface Token {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Every pod asks at least once a minute for what it uses. */
const unusedAfterMs = 5 * 60_000;
const syncTimeoutMs = 10_000;
/** Tokens are renewed after four fifths of their life, and after a day at the latest. */
const renewAfterFraction = 0.8;
const maxTokenAgeMs = 24 * 3_600_000;

const nameless = (type: ResourceType, namespace: string, name: string): string => `${type.plural}/${namespace}/${name}`;

export function createApiObjects(options: ApiObjectsOptions): ApiObjects {
  return new WatchedObjects(options);
}

class WatchedObjects implements ApiObjects {
  readonly #options: ApiObjectsOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #tokens = new Map<string, Token>();
  #services: Informer<Service> | undefined;

  constructor(options: ApiObjectsOptions) {
    this.#options = options;
  }

  configMap(namespace: string, name: string): Promise<ConfigMap | undefined> {
    return this.#get<ConfigMap>(configMaps, namespace, name);
  }

  secret(namespace: string, name: string): Promise<Secret | undefined> {
    return this.#get<Secret>(secrets, namespace, name);
  }

  runtimeClass(name: string): Promise<RuntimeClass | undefined> {
    return this.#get<RuntimeClass>(runtimeClasses, '', name);
  }

  async services(): Promise<readonly Service[]> {
    if (this.#services === undefined) {
      this.#services = createInformer(this.#options.client, services, this.#options);
      this.#services.run(this.#options.signal).catch(() => undefined);
    }
    await this.#synced(this.#services);
    return this.#services.store.list();
  }

  async token(input: TokenRequestInput): Promise<string> {
    const { clock, client } = this.#options;
    const key = JSON.stringify(input);
    const now = clock.now();
    const known = this.#tokens.get(key);
    if (known) {
      const age = now - known.issuedAt;
      if (age < maxTokenAgeMs && age < (known.expiresAt - known.issuedAt) * renewAfterFraction) return known.token;
    }
    const request: TokenRequest = {
      spec: {
        audiences: input.audience === '' ? [] : [input.audience],
        expirationSeconds: input.expirationSeconds,
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: input.pod.name, uid: input.pod.uid },
      },
    };
    const ref = { namespace: input.namespace, name: input.serviceAccount };
    const { status } = await client.createSub<TokenRequest>(serviceAccounts, ref, 'token', request);
    const token = status?.token ?? '';
    const expiresAt = status?.expirationTimestamp ? Date.parse(status.expirationTimestamp) : now;
    this.#tokens.set(key, { token, issuedAt: now, expiresAt });
    return token;
  }

  sweep(): void {
    const now = this.#options.clock.now();
    for (const [key, watched] of this.#watched)
      if (now - watched.usedAt > unusedAfterMs) {
        watched.stop.abort();
        this.#watched.delete(key);
      }
    for (const [key, { expiresAt }] of this.#tokens) if (expiresAt < now) this.#tokens.delete(key);
  }

  async #get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): Promise<T | undefined> {
    const key = nameless(type, namespace, name);
    const watched = this.#watched.get(key) ?? this.#watch(type, namespace, name);
    watched.usedAt = this.#options.clock.now();
    await this.#synced(watched.informer);
    return watched.informer.store.get(objectKey(namespace, name)) as T | undefined;
  }

  #watch(type: ResourceType, namespace: string, name: string): Watched {
    const { client, clock, random, log, signal, changed } = this.#options;
    const fieldSelector = `metadata.name=${name}`;
    const informer = createInformer(client, type, { clock, random, log, namespace, fieldSelector });
    const stop = new AbortController();
    const watched: Watched = { informer, stop, usedAt: clock.now() };
    this.#watched.set(nameless(type, namespace, name), watched);
    const heard = (): void => {
      if (informer.hasSynced) changed(namespace);
    };
    informer.subscribe({ added: heard, updated: heard, deleted: heard });
    informer.run(AbortSignal.any([signal, stop.signal])).catch(() => undefined);
    return watched;
  }

  async #synced(informer: {
    readonly hasSynced: boolean;
    waitForSync(signal?: AbortSignal): Promise<void>;
  }): Promise<void> {
    const { clock, signal } = this.#options;
    if (!informer.hasSynced) await withDeadline(clock, syncTimeoutMs, (inner) => informer.waitForSync(inner), signal);
  }
}
