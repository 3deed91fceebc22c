/** One component at work: its state, its terms under a Lease, and its end. */
import { InvariantError, invariant, messageOf } from '@kubets/base';
import { type Client, createClient, type Transport } from '@kubets/client';
import type { Component, ComponentContext } from './component.ts';
import type { ComponentEnvironment } from './environment.ts';
import type { Identity } from './identity.ts';
import { runLeased } from './run-leased.ts';
import type { ComponentState, ComponentStatus, PartStatus } from './state.ts';

/** A component ended although nobody had told it to. */
export class ComponentEndedError extends Error {
  override readonly name = 'ComponentEndedError';
}

type Connect = (identity: Identity) => Transport;

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason || (error instanceof Error && error.name === 'AbortError');

export class ComponentRun {
  readonly component: Component;
  readonly #environment: ComponentEnvironment;
  readonly #onFailure: (error: unknown) => void;
  readonly #controller = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #parts = new Map<string, PartStatus>();
  #state: ComponentState = 'Pending';
  #reason: string | undefined;
  /** Wall clock, ms since 1970. */
  #since: number;
  #ended: Promise<void> | undefined;

  /** @param onFailure called when the component fails before it is told to stop */
  constructor(component: Component, environment: ComponentEnvironment, onFailure: (error: unknown) => void) {
    this.component = component;
    this.#environment = { ...environment, log: environment.log.with({ component: component.name }) };
    this.#onFailure = onFailure;
    this.#since = environment.clock.now();
    this.#ready.promise.catch(() => undefined);
  }

  /** Resolves when those that require the component can start; rejects when it fails before. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get status(): ComponentStatus {
    const { name, lease, parts } = this.component;
    const isActive = this.#state === 'Starting' || this.#state === 'Running';
    return {
      name,
      state: this.#state,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      since: new Date(this.#since).toISOString(),
      ...(lease === undefined || this.#environment.candidacy === undefined ? {} : { lease }),
      parts: parts.map(({ name: part }) => (isActive && this.#parts.get(part)) || { name: part, state: this.#state }),
    };
  }

  /** To be called once, when what the component requires is ready. Does nothing after `stop`. */
  start(): void {
    const { signal } = this.#controller;
    if (!signal.aborted) this.#ended = this.#run(signal);
  }

  /** Resolves when the component has come to rest. Never rejects: a failure is logged, and is its state. */
  async stop(): Promise<void> {
    this.#controller.abort();
    this.#ready.reject(new ComponentEndedError(`${this.component.name} was stopped before it was ready`));
    if (this.#ended === undefined) this.#enter('Stopped');
    await this.#ended;
  }

  #enter(state: ComponentState, reason?: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#since = this.#environment.clock.now();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { name } = this.component;
    try {
      await this.#untilEnded(signal);
      if (!signal.aborted) throw new ComponentEndedError(`${name} ended by itself`);
      this.#enter('Stopped');
    } catch (error) {
      if (signal.aborted && isAbort(error, signal)) return this.#enter('Stopped');
      this.#enter('Failed', messageOf(error));
      if (signal.aborted) {
        this.#environment.log.error(`could not stop ${name}`, { error: messageOf(error) });
        return;
      }
      this.#ready.reject(error);
      this.#onFailure(error);
    }
  }

  #untilEnded(signal: AbortSignal): Promise<void> {
    const { lease, identity } = this.component;
    const { candidacy } = this.#environment;
    if (lease === undefined || candidacy === undefined) {
      return this.#term(signal, (each) => this.#environment.connect(each));
    }
    invariant(identity !== undefined, `component ${this.component.name} has a Lease and no identity to take it with`);
    this.#enter('WaitingForLease');
    // The start of a cluster does not wait for the leader to stop.
    this.#ready.resolve();
    const options = { ...this.#environment, candidacy, lease, identity, signal };
    return runLeased(options, async (term) => {
      await this.#term(term.signal, term.connect).catch((error: unknown) => {
        if (!term.signal.aborted || !isAbort(error, term.signal)) throw error;
      });
      if (!term.signal.aborted) throw new ComponentEndedError(`${this.component.name} ended by itself`);
      if (!signal.aborted) this.#enter('WaitingForLease');
    });
  }

  async #term(signal: AbortSignal, connect: Connect): Promise<void> {
    this.#parts.clear();
    this.#enter('Starting');
    await this.component.run(this.#context(signal, connect));
  }

  #context(signal: AbortSignal, connect: Connect): ComponentContext {
    const { name, identity, parts } = this.component;
    const { clock, random, log } = this.#environment;
    let own: Client | undefined;
    return {
      get client() {
        if (identity === undefined) throw new InvariantError(`component ${name} has no identity to call the API with`);
        own ??= createClient(connect(identity));
        return own;
      },
      clientFor: (each) => createClient(connect(each)),
      clock,
      random,
      log,
      signal,
      ready: () => {
        if (this.#state === 'Starting' && !signal.aborted) this.#enter('Running');
        this.#ready.resolve();
      },
      report: (part, state, reason) => {
        invariant(
          parts.some((each) => each.name === part),
          `component ${name} has no part ${part}`,
        );
        this.#parts.set(part, { name: part, state, ...(reason === undefined ? {} : { reason }) });
      },
    };
  }
}
