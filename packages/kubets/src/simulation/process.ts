/**
 * A process that can be killed between any two steps: from then on its timers do not fire and nothing it waits for ever
 * answers. Its code is left standing at an await for good, as SIGKILL leaves it.
 */
import { type Clock, sleepOn, type Timer } from '@kubets/base';

const deadTimer: Timer = { cancel: () => undefined, [Symbol.dispose]: () => undefined };

/** A promise nobody will ever settle. */
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);

export class SimulatedProcess {
  readonly name: string;
  /** Time as this process sees it. */
  readonly clock: Clock;
  readonly #dead = new AbortController();
  readonly #onDeath: () => void;
  #fuse = Number.POSITIVE_INFINITY;

  /** @param onDeath runs once, however the process dies. */
  constructor(name: string, clock: Clock, onDeath: () => void = () => undefined) {
    this.name = name;
    this.#onDeath = onDeath;
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      setTimer: (milliseconds, run) =>
        this.alive ? clock.setTimer(milliseconds, () => this.alive && run()) : deadTimer,
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

  /** A step into or out of the process. Waits for ever when the process is dead. */
  step(): Promise<void> {
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
