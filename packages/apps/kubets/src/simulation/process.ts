/**
 * A process that can be killed between any two steps: from then on its timers do not fire and nothing it waits for ever
 * answers. Its code is left standing at an await for good, as SIGKILL leaves it. It can be stopped and continued, too, as
 * by SIGSTOP; and its host's clock may be wrong.
 */
import { type Clock, sleepOn, type Timer } from '@kubets/base';

const deadTimer: Timer = { cancel: () => undefined, [Symbol.dispose]: () => undefined };

/** A promise nobody will ever settle. */
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);

export class SimulatedProcess {
  readonly name: string;
  /** Time as this process sees it. */
  readonly clock: Clock;
  /** What its wall clock is ahead, milliseconds. The monotonic one is always right. */
  skew = 0;
  readonly #dead = new AbortController();
  readonly #onDeath: () => void;
  #fuse = Number.POSITIVE_INFINITY;
  #stopped = false;
  /** What waits for a stopped process to go on: answers, and timers. */
  readonly #answers: (() => void)[] = [];
  readonly #timers: (() => void)[] = [];

  /** @param onDeath runs once, however the process dies. */
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
   * Aborts when the process dies: for its surroundings, which notice. What the dead code makes of it, should it listen,
   * reaches nobody; but it lets go of what the host would keep for it.
   */
  get death(): AbortSignal {
    return this.#dead.signal;
  }

  /** The process dies at the `steps`-th step from now on: just before or just after some call to the world. */
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

  /** From now on nothing happens in it, while time goes on. */
  stop(): void {
    this.#stopped = true;
  }

  /** First what was under way, then what timers want: the worst order, since timers are what ends a tenure. */
  continue(): void {
    this.#stopped = false;
    for (const run of [...this.#answers.splice(0), ...this.#timers.splice(0)]) if (this.alive) run();
  }

  /** A step into or out of the process. Waits while it is stopped, and for ever when it is dead. */
  step(): Promise<void> {
    if (this.#stopped && this.alive)
      return new Promise((resolve) => this.#answers.push(() => this.step().then(resolve)));
    if (--this.#fuse <= 0) this.kill();
    return this.alive ? Promise.resolve() : forever();
  }

  /** What the process sees of an outcome: nothing when it has died before. */
  outcome<T>(outcome: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      outcome.then(
        (value) => this.step().then(() => resolve(value)),
        (error: unknown) => this.step().then(() => reject(error)),
      );
    });
  }
}
