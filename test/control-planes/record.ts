/**
 * Clients that use every server, and a record of the responses. Each loop has its own objects and one pending write at a time, so
 * the valid responses of a server are known at any time.
 */
import { type ConfigMap, configMaps } from '@kubets/api';
import { messageOf, type Random } from '@kubets/base';
import type { Client } from '@kubets/client';
import { isAlreadyExists, isConflict, isNotFound, StatusError } from '@kubets/machinery/status-error';

export interface Server {
  readonly name: string;
  readonly client: Client;
}

/** The known state of one object: the last acknowledged value, and later values whose writes had no response. */
interface Known {
  acknowledged: number;
  readonly maybe: Set<number>;
  /** The version to overwrite. Undefined while it is unknown: it is read first. */
  standing: ConfigMap | undefined;
}

const namespace = 'default';

export class Loop {
  readonly name: string;
  readonly #random: Random;
  readonly #servers: () => readonly Server[];
  readonly #objects = new Map<string, Known>();
  readonly #wrong: string[] = [];
  #counter = 0;
  #newest = 0;
  #writes = 0;
  #reads = 0;
  #refusals = 0;
  #lastSuccess = performance.now();
  #longestGap = 0;

  constructor(name: string, random: Random, servers: () => readonly Server[]) {
    this.name = name;
    this.#random = random;
    this.#servers = servers;
  }

  /** Violations that were found. */
  get wrong(): readonly string[] {
    return this.#wrong;
  }

  /** The longest time without an acknowledged write, in seconds. */
  get longestGap(): number {
    return this.#longestGap / 1000;
  }

  get summary(): string {
    return `${this.name}: ${this.#writes} writes and ${this.#reads} reads answered, ${this.#refusals} refused, at most ${this.longestGap.toFixed(1)} s apart`;
  }

  /** The time since the last acknowledged write, in seconds. */
  get silence(): number {
    return (performance.now() - this.#lastSuccess) / 1000;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const server = this.#pick(this.#servers());
      const names = [...this.#objects.keys()];
      const choice = this.#random.next();
      if (names.length === 0 || choice < 0.3) await this.#create(server);
      else if (choice < 0.6) await this.#update(server, this.#pick(names));
      else if (choice < 0.95) await this.#read(server, this.#pick(names));
      else await this.#list(server);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Checks that this server returns every acknowledged write in its newest state. */
  async check(server: Server): Promise<void> {
    await this.#list(server, true);
  }

  async #create(server: Server): Promise<void> {
    const name = `${this.name}-${this.#counter++}`;
    const known: Known = { acknowledged: -1, maybe: new Set([0]), standing: undefined };
    this.#objects.set(name, known);
    await this.#write(server, known, 0, () => server.client.create(configMaps, this.#objectOf(name, 0)));
  }

  async #update(server: Server, name: string): Promise<void> {
    const known = this.#objects.get(name) as Known;
    const { standing } = known;
    if (standing === undefined) return this.#read(server, name);
    const value = this.#counter++;
    known.maybe.add(value);
    // Overwrites the known version only, so that an earlier write that is still pending cannot succeed after this one.
    const next = { ...standing, data: { value: String(value) } };
    await this.#write(server, known, value, () => server.client.update(configMaps, next));
  }

  async #write(server: Server, known: Known, value: number, send: () => Promise<ConfigMap>): Promise<void> {
    known.standing = undefined;
    try {
      known.standing = this.#seen(await send());
      known.acknowledged = value;
      known.maybe.clear();
      this.#writes++;
      this.#longestGap = Math.max(this.#longestGap, performance.now() - this.#lastSuccess);
      this.#lastSuccess = performance.now();
    } catch (error) {
      this.#refused(server, error);
      if (isNotFound(error))
        this.#wrong.push(`${server.name}: an acknowledged object does not exist: ${messageOf(error)}`);
    }
  }

  async #read(server: Server, name: string): Promise<void> {
    try {
      const found = await server.client.get(configMaps, { namespace, name });
      this.#reads++;
      this.#judge(server, name, found);
    } catch (error) {
      if (isNotFound(error)) this.#judge(server, name, undefined);
      else this.#refused(server, error);
    }
  }

  async #list(server: Server, must = false): Promise<void> {
    try {
      const labelSelector = `loop=${this.name}`;
      // The newest state, requested in either way: without a revision, or with the newest revision that any server has returned.
      const told = { resourceVersion: String(this.#newest), resourceVersionMatch: 'NotOlderThan' } as const;
      const asked = this.#newest > 0 && this.#random.next() < 0.5 ? told : {};
      const { items } = await server.client.list(configMaps, { namespace, labelSelector, ...asked });
      this.#reads++;
      const found = new Map(items.map((item) => [item.metadata?.name ?? '', item]));
      for (const name of this.#objects.keys()) this.#judge(server, name, found.get(name));
    } catch (error) {
      this.#refused(server, error);
      if (must) this.#wrong.push(`${server.name} does not respond: ${messageOf(error)}`);
    }
  }

  /** A read without resourceVersion must return the newest state: the acknowledged one, or one that may have followed it. */
  #judge(server: Server, name: string, found: ConfigMap | undefined): void {
    const known = this.#objects.get(name) as Known;
    if (found === undefined) {
      if (known.acknowledged >= 0) this.#wrong.push(`${server.name} does not return ${name}`);
      return;
    }
    const value = Number(found.data?.value);
    known.standing = this.#seen(found);
    if (value === known.acknowledged) return;
    if (!known.maybe.has(value))
      this.#wrong.push(
        `${server.name} returns ${name} with value ${value}, but ${known.acknowledged} was acknowledged`,
      );
    // A state that was returned once must not be replaced by an older one.
    known.acknowledged = value;
    known.maybe.delete(value);
  }

  #seen(object: ConfigMap): ConfigMap {
    this.#newest = Math.max(this.#newest, Number(object.metadata?.resourceVersion));
    return object;
  }

  #pick<T>(of: readonly T[]): T {
    return of[this.#random.integer(of.length)] as T;
  }

  #refused(server: Server, error: unknown): void {
    this.#refusals++;
    const expected =
      error instanceof StatusError &&
      (error.code >= 500 || isConflict(error) || isAlreadyExists(error) || isNotFound(error));
    if (!expected) this.#wrong.push(`${server.name} responds with ${messageOf(error)}`);
  }

  #objectOf(name: string, value: number): ConfigMap {
    return { metadata: { name, namespace, labels: { loop: this.name } }, data: { value: String(value) } };
  }
}
