/** Keeps the node's packet rules in sync with Services and EndpointSlices. */
import { endpointSlices, type ServiceCIDR, serviceCIDRs, services } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createInformer } from '@kubets/client';
import { type ConntrackFilter, staleConntrackEntries } from './conntrack.ts';
import { changeCommands, type Ruleset, replaceCommands } from './ruleset.ts';
import { buildServicePorts, type ServicePortInfo } from './service-ports.ts';
import { serviceRuleset } from './service-rules.ts';

/** The kernel: applies an nft script as one transaction, and deletes conntrack entries. */
export interface PacketRules {
  apply(script: string): Promise<void>;
  deleteConntrackEntries(filter: ConntrackFilter): Promise<void>;
}

export interface ProxyOptions {
  readonly client: Client;
  readonly rules: PacketRules;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly nodeName: string;
  /** With the family: `ip kubets0-proxy`. The proxy is its only writer. */
  readonly table: string;
  readonly podCidr: string;
  /** The node's own address. */
  readonly nodeIp: string;
}

/** The state of the API that the rules depend on. */
interface ProxyState {
  readonly ports: readonly ServicePortInfo[];
  readonly serviceCidrs: readonly string[];
}

/** Changes within this period are applied together. */
const minSyncPeriodMs = 20;
/** The pause after a failure; then the whole table is replaced. */
const retryDelayMs = 1_000;
/** The whole table is replaced this often, to repair what other programs changed in it. */
const syncPeriodMs = 3_600_000;

class Proxier {
  readonly #options: ProxyOptions;
  readonly #read: () => ProxyState;
  #applied: Ruleset | undefined;
  #ports: readonly ServicePortInfo[] = [];

  constructor(options: ProxyOptions, read: () => ProxyState) {
    this.#options = options;
    this.#read = read;
  }

  /** Applies the current state of the API. After a failure, the next call replaces the whole table. */
  async syncProxyRules(whole: boolean): Promise<void> {
    const { table, podCidr, nodeIp, rules } = this.#options;
    const { ports, serviceCidrs } = this.#read();
    const wanted = serviceRuleset(ports, { family: 'ip', podCidr, serviceCidrs, nodeIp });
    const script =
      this.#applied === undefined || whole
        ? replaceCommands(table, wanted)
        : changeCommands(table, this.#applied, wanted);
    this.#applied = undefined;
    if (script !== '') await rules.apply(script);
    for (const filter of staleConntrackEntries(this.#ports, ports)) await rules.deleteConntrackEntries(filter);
    this.#applied = wanted;
    this.#ports = ports;
  }
}

/** A proxy that runs. */
export interface RunningProxy {
  /** Resolves when the first rules are applied; rejects if the proxy stops before that. */
  readonly ready: Promise<void>;
  /** Resolves when the proxy has stopped. The rules stay in place, so connections continue. */
  readonly done: Promise<void>;
}

/** Runs until the signal aborts. Failures are logged and retried. */
export function runProxy(options: ProxyOptions, signal: AbortSignal): RunningProxy {
  const { client, clock, log } = options;
  const serviceInformer = createInformer(client, services, options);
  const sliceInformer = createInformer(client, endpointSlices, options);
  const cidrInformer = createInformer(client, serviceCIDRs, options);
  const proxier = new Proxier(options, () => ({
    ports: buildServicePorts(serviceInformer.store.list(), sliceInformer.store.list(), options.nodeName),
    serviceCidrs: cidrInformer.store.list().flatMap((range: ServiceCIDR) => range.spec?.cidrs ?? []),
  }));
  const informers = [serviceInformer, sliceInformer, cidrInformer];
  const ready = Promise.withResolvers<void>();
  let wake: () => void = () => undefined;
  let dirty = true;
  const changed = (): void => {
    dirty = true;
    wake();
  };
  for (const informer of informers) informer.subscribe({ added: changed, updated: changed, deleted: changed });
  /** Resolves at the next change, at the next periodic sync, or when the signal aborts. */
  const nextSync = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.setTimer(syncPeriodMs, () => resolve());
      wake = () => {
        timer.cancel();
        resolve();
      };
      if (dirty || signal.aborted) wake();
    });
  signal.addEventListener('abort', () => wake(), { once: true });
  const loop = async (): Promise<void> => {
    await Promise.all(informers.map((informer) => informer.waitForSync(signal)));
    while (!signal.aborted) {
      const whole = !dirty;
      dirty = false;
      try {
        await proxier.syncProxyRules(whole);
        ready.resolve();
        await nextSync();
        await clock.sleep(minSyncPeriodMs, signal);
      } catch (error) {
        // Whoever awaits `ready` must learn that the rules will not be applied.
        if (signal.aborted) throw signal.reason;
        log.error('cannot apply service rules', { error: messageOf(error) });
        dirty = true;
        await clock.sleep(retryDelayMs, signal);
      }
    }
  };
  const stopped = (error: unknown): void => {
    if (!signal.aborted) log.error('service proxy stopped', { error: messageOf(error) });
    ready.reject(error);
  };
  ready.promise.catch(() => undefined);
  const done = Promise.all([...informers.map((informer) => informer.run(signal)), loop().catch(stopped)]);
  return { ready: ready.promise, done: done.then(() => undefined) };
}
