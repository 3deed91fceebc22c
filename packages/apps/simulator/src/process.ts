/**
 * A process that can be killed between any two steps. From then on its timers do not fire, and its promises never settle, as
 * after SIGKILL. It can also be stopped and continued, as by SIGSTOP, and its host's clock may be wrong.
 */
import { type Clock, sleepOn, type Timer } from '@kubets/base';

const deadTimer: Timer = { cancel: () => undefined, [Symbol.dispose]: () => undefined };

/** A promise that never settles. */
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);

export class SimulatedProcess {
  readonly name: string;
  /** The clock of this process. */
  readonly clock: Clock;
  /** How far its wall clock is ahead, in milliseconds. The monotonic clock is always correct. */
  skew = 0;
  readonly #dead = new AbortController();
  readonly #onDeath: () => void;
  #fuse = Number.POSITIVE_INFINITY;
  #stopped = false;
  /** Responses and timers that wait until a stopped process continues. */
  readonly #answers: (() => void)[] = [];
  readonly #timers: (() => void)[] = [];

  /** @param onDeath runs once when the process is killed. */
  constructor(name: string, clock: Clock, onDeath: () => void = () => undefined) {
    this.name = name;
    this.#onDeath = onDeath;
    const fire = (run: () => void): void => {
      if (!this.alive) return;
      if (this.#stopped) this.#timers.push(run);
      else run();
    };
    this.clock = {
      now: () => clock.now() + this.skew,
      monotonic: () => clock.monotonic(),
      setTimer: (milliseconds, run) => {
        if (!this.alive) return deadTimer;
        let cancelled = false;
        const timer = clock.setTimer(milliseconds, () => fire(() => cancelled || run()));
        const cancel = (): void => {
          cancelled = true;
          timer.cancel();
        };
        return { cancel, [Symbol.dispose]: cancel };
      },
      sleep: (milliseconds, signal) => sleepOn(this.clock, milliseconds, signal),
    };
  }

  get alive(): boolean {
    return !this.#dead.signal.aborted;
  }

  /**
   * Aborts when the process is killed, for its environment. Code of the killed process that listens has no further effect, but
   * releases resources of the host.
   */
  get death(): AbortSignal {
    return this.#dead.signal;
  }

  /** Kills the process after this number of steps, right before or after a call to the world. */
  light(steps: number): void {
    this.#fuse = steps;
  }

  kill(): void {
    if (!this.alive) return;
    this.#dead.abort();
    this.#onDeath();
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Stops the process while time passes. */
  stop(): void {
    this.#stopped = true;
  }

  /** Responses first, then timers. This is the worst order, because timers end a leader's term. */
  continue(): void {
    this.#stopped = false;
    for (const run of [...this.#answers.splice(0), ...this.#timers.splice(0)]) if (this.alive) run();
  }

  /** A step into or out of the process. Waits while it is stopped, and forever after it is killed. */
  step(): Promise<void> {
    if (this.#stopped && this.alive)
      return new Promise((resolve) => this.#answers.push(() => this.step().then(resolve)));
    if (--this.#fuse <= 0) this.kill();
    return this.alive ? Promise.resolve() : forever();
  }

  /** Passes an outcome to the process, unless it was killed before. */
  outcome<T>(outcome: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      outcome.then(
        (value) => this.step().then(() => resolve(value)),
        (error: unknown) => this.step().then(() => reject(error)),
      );
    });
  }
}
