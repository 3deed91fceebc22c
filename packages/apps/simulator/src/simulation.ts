/**
 * A run from a seed: a cluster with a workload and injected faults, checked at every revision. Then the faults stop, and the
 * cluster must reach the desired state. The same seed gives the same run, byte for byte.
 */
import { cronJobs, deployments, nodes, pods, services } from '@kubets/api';
import { type LogLine, VirtualClock } from '@kubets/base';
import { loadLateModules } from '@kubets/cluster';
import { importSigningKey, type SigningKey } from '@kubets/kube-apiserver';
import { createMemoryStore } from '@kubets/storage';
import { Chaos } from './chaos.ts';
import { unrest } from './check-at-rest.ts';
import { DaemonSetChecks } from './check-daemon-sets.ts';
import { LeaderCheck } from './check-leaders.ts';
import { QuotaChecks } from './check-quotas.ts';
import { ThroughoutChecks } from './check-throughout.ts';
import { Faults } from './faults.ts';
import { History } from './history.ts';
import { Ledger } from './ledger.ts';
import { type Mutant, mutants } from './mutants.ts';
import { randomStream } from './random-streams.ts';
import { type Violation, Violations } from './violations.ts';
import { WatchChecker } from './watch-checker.ts';
import { Workload } from './workload.ts';
import { World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Minutes of cluster time with faults. Default 3. */
  readonly minutes?: number;
  readonly nodes?: number;
  /** Number of control plane hosts. Default 2. */
  readonly planes?: number;
  /** A deliberate bug. */
  readonly mutant?: Mutant;
  /** Factor for the rates of user actions and faults. Default 1: every 3 and every 24 seconds. */
  readonly hurry?: number;
  onLog?(line: LogLine): void;
}

export interface SimulationReport {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Hash of all stored data and responses. Equal runs have equal hashes. */
  readonly hash: string;
  readonly revision: number;
  /** Counts of injected faults and of watched events. */
  readonly counts: Readonly<Record<string, number>>;
}

const admin = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
/** The time limit to come to rest, in milliseconds. A pod on a hanging node is evicted after 5 minutes. */
const restTimeoutMs = 1_500_000;
/** How long it must stay at rest, in milliseconds: longer than it takes to detect an unreachable node. */
const restDurationMs = 60_000;
const users = 3;
/** The default. */
const planes = 2;

async function throwawayKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)));
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #clock = new VirtualClock();
  readonly #store = createMemoryStore({ clock: this.#clock });
  readonly #history = new History();
  readonly #violations = new Violations(() => Math.round(this.#clock.monotonic() / 1000));
  readonly #faults: Faults;
  readonly #peace = new AbortController();
  readonly #end = new AbortController();
  readonly #watchers: WatchChecker[] = [];

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#faults = new Faults(options.seed, options.mutant && mutants[options.mutant].weather);
  }

  async run(): Promise<SimulationReport> {
    const { seed, minutes = 3, nodes: nodeCount = 3, mutant } = this.#options;
    await loadLateModules();
    new ThroughoutChecks(this.#history, this.#violations);
    new DaemonSetChecks(this.#history, this.#violations);
    new QuotaChecks(this.#history, this.#violations, () => this.#clock.monotonic());
    const following = this.#history.follow(this.#store);
    const world = new World({
      seed,
      planes: this.#options.planes ?? planes,
      nodes: nodeCount,
      mutant,
      leaders: new LeaderCheck(this.#history, this.#violations),
      clock: this.#clock,
      store: this.#store,
      faults: this.#faults,
      violations: this.#violations,
      signingKey: await throwawayKey(),
      ...(this.#options.onLog && { onLog: this.#options.onLog }),
    });
    world.network.revision = () => this.#history.revision;
    world.start();
    this.#watch(world);
    const busy = this.#workloads(world);
    const chaos = new Chaos({
      world,
      store: this.#store,
      clock: this.#clock,
      random: randomStream(seed, 'chaos'),
      faults: this.#faults,
      pace: 24_000 / (this.#options.hurry ?? 1),
    }).run(this.#peace.signal);
    if (!(await this.#clock.advanceUntil(() => this.#isFound(), minutes * 60_000)) || !this.#isFound()) {
      await this.#clock.advance(Math.max(0, minutes * 60_000 - this.#clock.monotonic()));
      await this.#calmDown(world, [...busy, chaos]);
    }
    this.#peace.abort();
    this.#end.abort();
    world.end();
    await this.#store[Symbol.asyncDispose]();
    await following;
    return this.#report();
  }

  /** The mutant was found, so the run can stop. */
  #isFound(): boolean {
    const { mutant } = this.#options;
    return mutant !== undefined && this.#violations.found.some(({ rule }) => rule.startsWith(mutants[mutant].found));
  }

  #workloads(world: World): readonly Promise<void>[] {
    const ledger = new Ledger(this.#history, this.#violations);
    this.#ledger = ledger;
    return Array.from({ length: users }, (_, index) => {
      const name = `user${index}`;
      const { client, process } = world.outsider(name, admin);
      const workload = new Workload({
        name,
        client,
        clock: process.clock,
        random: randomStream(this.#options.seed, name),
        ledger,
        history: this.#history,
        pace: 3000 / (this.#options.hurry ?? 1),
        onSurprise: (error) => this.#violations.add('clients get no unexpected errors', String(error)),
        onStale: (what) => this.#violations.add('reads are consistent with the history', what),
      });
      return workload.run(this.#peace.signal);
    });
  }
  #ledger: Ledger | undefined;

  #watch(world: World): void {
    const { client, process } = world.outsider('watchers', admin);
    const common = { client, clock: process.clock, history: this.#history, violations: this.#violations };
    const all = { selector: {}, matches: () => true };
    const onNode = {
      selector: { fieldSelector: 'spec.nodeName=simulated-0' },
      matches: (object: { readonly spec?: { readonly nodeName?: string } }) => object.spec?.nodeName === 'simulated-0',
    };
    this.#watchers.push(
      new WatchChecker({ ...common, ...all, type: pods, resource: 'pods' }),
      new WatchChecker({ ...common, ...onNode, type: pods, resource: 'pods' }),
      new WatchChecker({ ...common, ...all, type: deployments, resource: 'deployments' }),
      new WatchChecker({ ...common, ...all, type: services, resource: 'services/specs' }),
    );
    for (const watcher of this.#watchers) {
      const running = watcher.run(this.#end.signal);
      running.catch((error: unknown) => this.#violations.add('watchers keep running', String(error)));
    }
  }

  /** Stops the faults. Waits until the cluster reaches the desired state and keeps it. */
  async #calmDown(world: World, busy: readonly Promise<void>[]): Promise<void> {
    this.#faults.active = false;
    this.#peace.abort();
    for (const name of world.names) {
      world.process(name)?.light(Number.POSITIVE_INFINITY);
      world.skew(name, 0);
      world.continue(name);
      world.resume(name);
    }
    let idle = false;
    const resting = Promise.all(busy).then(() => {
      idle = true;
    });
    if (!(await this.#clock.advanceUntil(() => idle, 60_000))) this.#violations.add('users stop', 'they did not stop');
    else await resting;
    const { client } = world.outsider('janitor', admin);
    let uncordoned = false;
    /** A cluster with running CronJobs never comes to rest. */
    const uncordon = async (): Promise<void> => {
      for (const { metadata } of this.#history.all('cronjobs')) {
        const { namespace = '', name = '' } = metadata ?? {};
        await client.patch(cronJobs, { namespace, name }, 'merge', { spec: { suspend: true } });
      }
      for (const { metadata } of this.#history.all('minions'))
        await client.patch(nodes, { name: metadata?.name ?? '' }, 'merge', { spec: { unschedulable: null } });
      uncordoned = true;
    };
    await this.#clock.advance(30_000);
    uncordon().catch((error: unknown) => this.#violations.add('nothing fails without faults', String(error)));
    // A node that became unreachable at the end is detected only later, so the state must be stable.
    for (let waited = 0, rested = 0; waited < restTimeoutMs && rested < restDurationMs; waited += 5000) {
      await this.#clock.advance(5000);
      rested = uncordoned && this.#unrest().length === 0 ? rested + 5000 : 0;
    }
    for (const { rule, detail } of this.#unrest()) this.#violations.add(rule, detail);
  }

  #unrest(): readonly { readonly rule: string; readonly detail: string }[] {
    const unsettled = Array.from(this.#ledger?.unsettled() ?? [], (detail) => ({
      rule: 'no acknowledged write is lost',
      detail,
    }));
    return [...unsettled, ...unrest(this.#history, this.#options.planes ?? planes)];
  }

  #report(): SimulationReport {
    const told = this.#watchers.reduce((sum, { told: count }) => sum + count, 0);
    return {
      seed: this.#options.seed,
      violations: this.#violations.found,
      hash: this.#history.hash,
      revision: this.#history.revision,
      counts: { ...Object.fromEntries([...this.#faults.counts].sort()), 'events told': told },
    };
  }
}

/** Runs one seed. Rejects only on a bug in the simulator. */
export function simulate(options: SimulationOptions): Promise<SimulationReport> {
  return new Simulation(options).run();
}
