/** A simulated cluster: one sound store, a bad line to it, and processes that die and come back. */
import type { SigningKey, UserInfo } from '@kubets/apiserver';
import { type LogLine, loggerTo, type Random, type VirtualClock } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import type { SimulatedNodes } from '@kubets/kubelet';
import type { Store } from '@kubets/storage';
import { type ClientParts, startControllers, startNode, startScheduler, startServer } from './components.ts';
import type { Faults } from './faults.ts';
import { FaultyNetwork, type ReachableServer } from './faulty-network.ts';
import { faultyStore } from './faulty-store.ts';
import { SimulatedProcess } from './process.ts';
import { randomStream } from './random-streams.ts';
import type { Violations } from './violations.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly faults: Faults;
  readonly violations: Violations;
  readonly signingKey: SigningKey;
  /** Every line any process logs. */
  onLog?(line: LogLine): void;
}

/** Longest time until a dead process is started again, milliseconds. */
const longestAbsence = 15_000;
const bugs = /TypeError|RangeError|ReferenceError|InvariantError|handler failed/;

export class World {
  readonly network: FaultyNetwork;
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #processes = new Map<string, SimulatedProcess>();
  readonly #starters: ReadonlyMap<string, (process: SimulatedProcess, life: number) => void>;
  readonly #fleets = new Map<string, SimulatedNodes>();
  #server: ReachableServer | undefined;
  #lives = 0;
  #ended = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = randomStream(options.seed, 'absences');
    this.network = new FaultyNetwork({
      faults: options.faults,
      server: () => (this.#server?.process.alive ? this.#server : undefined),
    });
    const nodes = Array.from({ length: options.nodes }, (_, index) => index);
    this.#starters = new Map([
      ['server', (process: SimulatedProcess, life: number) => this.#startServer(process, life)],
      ['controllers', (process, life) => this.#mustRun(process, startControllers(this.#parts(process, life)))],
      ['scheduler', (process, life) => this.#mustRun(process, startScheduler(this.#parts(process, life)))],
      ...nodes.map(
        (index) =>
          [
            `node-${index}`,
            (process: SimulatedProcess, life: number) => this.#startNode(process, life, index),
          ] as const,
      ),
    ]);
  }

  /** What can be killed. */
  get names(): readonly string[] {
    return [...this.#starters.keys()];
  }

  start(): void {
    for (const name of this.names) this.#start(name);
  }

  /** Undefined while it is dead. */
  process(name: string): SimulatedProcess | undefined {
    const process = this.#processes.get(name);
    return process?.alive ? process : undefined;
  }

  /** The node does nothing any more, until it is resumed or restarted. */
  hang(name: string): void {
    this.#fleets.get(name)?.pause(name.replace('node', 'simulated'));
  }

  resume(name: string): void {
    this.#fleets.get(name)?.resume(name.replace('node', 'simulated'));
  }

  /** A process of its own that nobody kills, with a client. */
  outsider(name: string, user: UserInfo): { readonly process: SimulatedProcess; readonly client: Client } {
    const process = new SimulatedProcess(name, this.#options.clock);
    this.#processes.set(name, process);
    return { process, client: createClient(this.network.transport(process, user)) };
  }

  /** Kills everything for good. */
  end(): void {
    this.#ended = true;
    for (const process of this.#processes.values()) process.kill();
  }

  #start(name: string): void {
    const { clock, faults } = this.#options;
    const process = new SimulatedProcess(name, clock, () => {
      if (this.#ended) return;
      faults.count(`${name.replace(/-.*/, '')} crashed`);
      clock.setTimer(this.#random.next() * longestAbsence, () => this.#ended || this.#start(name));
    });
    this.#processes.set(name, process);
    this.#starters.get(name)?.(process, ++this.#lives);
  }

  #parts(process: SimulatedProcess, life: number): ClientParts {
    const { seed, violations, onLog } = this.#options;
    return {
      process,
      random: randomStream(seed, `${process.name} ${life}`),
      log: loggerTo((line) => {
        if (!process.alive) return;
        onLog?.({ ...line, fields: { ...line.fields, process: process.name } });
        const text = line.level === 'error' ? `${line.message} ${JSON.stringify(line.fields)}` : '';
        if (bugs.test(text)) violations.add('nothing breaks from within', text.slice(0, 1500));
      }),
      clientFor: (user) => createClient(this.network.transport(process, user)),
    };
  }

  #startServer(process: SimulatedProcess, life: number): void {
    const { store, faults, signingKey } = this.#options;
    const started = startServer(this.#parts(process, life), faultyStore(store, process, faults), signingKey);
    process.outcome(started).then(
      (server) => {
        this.#server = server;
      },
      // As a real one: a server that cannot start ends, and is started again.
      () => process.kill(),
    );
  }

  #startNode(process: SimulatedProcess, life: number, index: number): void {
    const { nodes, running } = startNode(this.#parts(process, life), index);
    // Who cannot register ends, as every process that fails; its supervisor starts it again.
    process.outcome(nodes.whenReady()).catch(() => process.kill());
    running.catch(() => undefined);
    this.#fleets.set(process.name, nodes);
  }

  #mustRun(process: SimulatedProcess, running: Promise<void>): void {
    const end = (how: string): void => {
      this.#options.violations.add('loops never end by themselves', `${process.name}: ${how}`);
      process.kill();
    };
    process.outcome(running).then(
      () => end('ended'),
      (error: unknown) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  }
}
