/** A simulated cluster: one store without faults, unreliable connections to it, and processes that crash and restart. */
import type { UserInfo } from '@kubets/apiserver/requests';
import { type LogLine, loggerTo, type Random, type VirtualClock } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import type { SigningKey } from '@kubets/kube-apiserver';
import type { SimulatedNodes } from '@kubets/simulated-nodes';
import type { Store } from '@kubets/storage';
import type { LeaderCheck } from './check-leaders.ts';
import { type HostedServer, type ProcessParts, startComponent, startNode, startServer } from './components.ts';
import type { Faults } from './faults.ts';
import { FaultyNetwork, type ReachableServer } from './faulty-network.ts';
import { faultyStore } from './faulty-store.ts';
import type { Mutant } from './mutants.ts';
import { SimulatedProcess } from './process.ts';
import { randomStream } from './random-streams.ts';
import type { Violations } from './violations.ts';

export interface WorldOptions {
  readonly seed: number;
  /** Number of control plane hosts, each with an API server, a controller manager and a scheduler. */
  readonly planes: number;
  readonly nodes: number;
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly faults: Faults;
  readonly violations: Violations;
  readonly leaders: LeaderCheck;
  readonly signingKey: SigningKey;
  readonly mutant?: Mutant | undefined;
  /** Receives all log lines. */
  onLog?(line: LogLine): void;
}

type Start = (process: SimulatedProcess, life: number) => void;

/** The maximum time until a crashed process is restarted. */
const maxAbsenceMs = 15_000;
/** How long a connection to a stopped process stays open, until pings on it fail. */
const pingTimeoutMs = 45_000;
const bugs = /TypeError|RangeError|ReferenceError|InvariantError|handler failed/;

export class World {
  readonly network: FaultyNetwork;
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #processes = new Map<string, SimulatedProcess>();
  readonly #starters: ReadonlyMap<string, Start>;
  readonly #fleets = new Map<string, SimulatedNodes>();
  readonly #servers: (ReachableServer | undefined)[] = [];
  /** How far the clocks of hosts are ahead. A restarted process runs on the same host. */
  readonly #skews = new Map<string, number>();
  #lives = 0;
  #ended = false;

  constructor(options: WorldOptions) {
    const { seed, planes, nodes, clock, faults, mutant } = options;
    this.#options = options;
    this.#random = randomStream(seed, 'absences');
    this.network = new FaultyNetwork({ clock, faults, mutant, servers: () => this.#servers });
    const each = (count: number, starters: (index: number) => readonly (readonly [string, Start])[]) =>
      Array.from({ length: count }, (_, index) => starters(index)).flat();
    this.#starters = new Map([
      ...each(planes, (index) => [
        [`server-${index}`, (process, life) => this.#startServer(process, life, index)],
        [`controllers-${index}`, (process, life) => this.#startLeader('kube-controller-manager', process, life, index)],
        [`scheduler-${index}`, (process, life) => this.#startLeader('kube-scheduler', process, life, index)],
      ]),
      ...each(nodes, (index) => [[`node-${index}`, (process, life) => this.#startNode(process, life, index)]]),
    ]);
  }

  /** The processes that can be killed. */
  get names(): readonly string[] {
    return [...this.#starters.keys()];
  }

  start(): void {
    for (const name of this.names) this.#start(name);
  }

  /** Undefined while it is not running. */
  process(name: string): SimulatedProcess | undefined {
    const process = this.#processes.get(name);
    return process?.alive ? process : undefined;
  }

  /** Stops the process until it is continued or restarted. */
  stop(name: string): void {
    const process = this.process(name);
    if (process === undefined) return;
    process.stop();
    if (name.startsWith('server'))
      this.#options.clock.setTimer(pingTimeoutMs, () => process.stopped && this.network.breakWatches(process));
  }

  continue(name: string): void {
    this.process(name)?.continue();
  }

  /** Hangs the node until it is resumed or restarted. */
  hang(name: string): void {
    this.#fleets.get(name)?.pause(name.replace('node', 'simulated'));
  }

  resume(name: string): void {
    this.#fleets.get(name)?.resume(name.replace('node', 'simulated'));
  }

  /** Sets how far the wall clock of the process's host is ahead, in milliseconds. */
  skew(name: string, milliseconds: number): void {
    this.#skews.set(name, milliseconds);
    const process = this.process(name);
    if (process !== undefined) process.skew = milliseconds;
  }

  /** A client in a separate process that is never killed. */
  outsider(name: string, user: UserInfo): { readonly process: SimulatedProcess; readonly client: Client } {
    const process = new SimulatedProcess(name, this.#options.clock);
    this.#processes.set(name, process);
    return { process, client: createClient(this.network.transport({ process, user })) };
  }

  /** Kills all processes permanently. */
  end(): void {
    this.#ended = true;
    for (const process of this.#processes.values()) process.kill();
  }

  #start(name: string): void {
    const { clock, faults } = this.#options;
    const process = new SimulatedProcess(name, clock, () => {
      if (this.#ended) return;
      faults.count(`${name.replace(/-.*/, '')} crashed`);
      clock.setTimer(this.#random.next() * maxAbsenceMs, () => this.#ended || this.#start(name));
    });
    process.skew = this.#skews.get(name) ?? 0;
    this.#processes.set(name, process);
    this.#starters.get(name)?.(process, ++this.#lives);
  }

  #parts(process: SimulatedProcess, life: number): ProcessParts {
    const { seed, violations, leaders, onLog } = this.#options;
    const identity = `${process.name}_${life}`;
    const onGuarded = leaders.of(process.name, identity);
    return {
      process,
      identity,
      random: randomStream(seed, `${process.name} ${life}`),
      log: loggerTo((line) => {
        if (!process.alive) return;
        onLog?.({
          ...line,
          fields: { ...line.fields, process: process.name, at: this.#options.clock.monotonic() / 1000 },
        });
        const text = line.level === 'error' ? `${line.message} ${JSON.stringify(line.fields)}` : '';
        if (bugs.test(text)) violations.add('no component logs a bug', text.slice(0, 1500));
      }),
      connect: (user, lease) => this.network.transport({ process, user, lease, onGuarded }),
    };
  }

  #hosted(process: SimulatedProcess, index: number): HostedServer {
    const { signingKey: tokenKey, ...options } = this.#options;
    return { store: faultyStore({ ...options, process }), tokenKey, index };
  }

  #startServer(process: SimulatedProcess, life: number, index: number): void {
    process.outcome(startServer(this.#parts(process, life), this.#hosted(process, index))).then(
      (server) => {
        this.#servers[index] = server;
      },
      // As in a real cluster, a server that cannot start exits and is restarted.
      () => process.kill(),
    );
  }

  #startNode(process: SimulatedProcess, life: number, index: number): void {
    const { nodes, started } = startNode(this.#parts(process, life), index);
    // A node that cannot register exits, and its supervisor restarts it.
    process.outcome(started).catch(() => process.kill());
    this.#fleets.set(process.name, nodes);
  }

  #startLeader(component: string, process: SimulatedProcess, life: number, index: number): void {
    const { failed } = startComponent(component, this.#parts(process, life), this.#hosted(process, index));
    void process.outcome(failed).then(({ error }) => {
      const how = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.violations.add('control loops never stop unexpectedly', `${process.name}: ${how}`);
      process.kill();
    });
  }
}
