/** Keeps the node's packet rules in step with Services and EndpointSlices. */
import { endpointSlices, type ServiceCIDR, serviceCIDRs, services } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createInformer } from '@kubets/client';
import { changeCommands, type Ruleset, replaceCommands } from './ruleset.ts';
import { planServicePorts, type ServicePortPlan } from './service-ports.ts';
import { serviceRuleset } from './service-rules.ts';
import { type StaleFlow, staleFlows } from './stale-flows.ts';

/** The kernel's side: applies nft scripts as one transaction each, and forgets flows. */
export interface PacketRules {
  apply(script: string): Promise<void>;
  forgetFlow(flow: StaleFlow): Promise<void>;
}

export interface ProxyOptions {
  readonly client: Client;
  readonly rules: PacketRules;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly nodeName: string;
  /** With its family: `ip kubets0-proxy`. Nothing else writes to it. */
  readonly table: string;
  readonly podCidr: string;
  /** The node's own address. */
  readonly nodeIp: string;
}

/** What the rules follow from. */
interface Wanted {
  readonly ports: readonly ServicePortPlan[];
  readonly serviceCidrs: readonly string[];
}

/** Changes within this time are applied together. */
const gatherMilliseconds = 20;
/** After a failure the whole table is written anew, this much later. */
const retryMilliseconds = 1_000;
/** Heals what others did to the table. */
const resyncMilliseconds = 3_600_000;

class ServiceRules {
  readonly #options: ProxyOptions;
  readonly #read: () => Wanted;
  #applied: Ruleset | undefined;
  #ports: readonly ServicePortPlan[] = [];

  constructor(options: ProxyOptions, read: () => Wanted) {
    this.#options = options;
    this.#read = read;
  }

  /** Brings the kernel to what the API says now. After a failure the next call starts from nothing. */
  async sync(whole: boolean): Promise<void> {
    const { table, podCidr, nodeIp, rules } = this.#options;
    const { ports, serviceCidrs } = this.#read();
    const wanted = serviceRuleset(ports, { family: 'ip', podCidr, serviceCidrs, nodeIp });
    const script =
      this.#applied === undefined || whole
        ? replaceCommands(table, wanted)
        : changeCommands(table, this.#applied, wanted);
    this.#applied = undefined;
    if (script !== '') await rules.apply(script);
    for (const flow of staleFlows(this.#ports, ports)) await rules.forgetFlow(flow);
    this.#applied = wanted;
    this.#ports = ports;
  }
}

/** What `runProxy` hands back to its owner. */
export interface RunningProxy {
  /** Resolves when the first rules stand; rejects when the proxy ends before. */
  readonly ready: Promise<void>;
  /** Resolves when the proxy has stopped; the rules stay, so that connections do. */
  readonly done: Promise<void>;
}

/** Runs until the signal aborts. Failures are logged and retried, never thrown. */
export function runProxy(options: ProxyOptions, signal: AbortSignal): RunningProxy {
  const { client, clock, log } = options;
  const serviceInformer = createInformer(client, services, options);
  const sliceInformer = createInformer(client, endpointSlices, options);
  const cidrInformer = createInformer(client, serviceCIDRs, options);
  const serviceRules = new ServiceRules(options, () => ({
    ports: planServicePorts(serviceInformer.store.list(), sliceInformer.store.list(), options.nodeName),
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
  /** Resolves at the next change, the resync or the end. */
  const somethingToDo = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.setTimer(resyncMilliseconds, () => resolve());
      wake = () => {
        timer.cancel();
        resolve();
      };
      if (dirty || signal.aborted) wake();
    });
  signal.addEventListener('abort', () => wake(), { once: true });
  const loop = async (): Promise<void> => {
    await Promise.all(informers.map((informer) => informer.whenSynced(signal)));
    while (!signal.aborted) {
      const whole = !dirty;
      dirty = false;
      try {
        await serviceRules.sync(whole);
        ready.resolve();
        await somethingToDo();
        await clock.sleep(gatherMilliseconds, signal);
      } catch (error) {
        // Who waits for the first rules must hear that they will not come.
        if (signal.aborted) throw signal.reason;
        log.error('could not apply service rules', { error: messageOf(error) });
        dirty = true;
        await clock.sleep(retryMilliseconds, signal);
      }
    }
  };
  const stopped = (error: unknown): void => {
    if (!signal.aborted) log.error('service proxy ended', { error: messageOf(error) });
    ready.reject(error);
  };
  ready.promise.catch(() => undefined);
  const done = Promise.all([...informers.map((informer) => informer.run(signal)), loop().catch(stopped)]);
  return { ready: ready.promise, done: done.then(() => undefined) };
}
