/** Watches over a containerd and starts it again when it has ended. Its containers live on in their shims meanwhile. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { maxDeaths, noDeaths, planRestart } from './restart-plan.ts';

/** The process under supervision. */
export interface SupervisedProcess {
  isAlive(pid: number): Promise<boolean>;
  /** Starts another one. Resolves with its pid when it answers; rejects when it does not. */
  start(): Promise<number>;
  /** Its last complaint, and where more is to be read. */
  lastWords(): Promise<string>;
}

export interface SupervisorOptions {
  readonly process: SupervisedProcess;
  /** Of the one that runs now. */
  readonly pid: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told once, when it is not started any more. */
  readonly gaveUp: (message: string) => void;
}

export interface Supervisor {
  /** Why it does not run now; undefined while it does. */
  readonly problem: string | undefined;
  /** Until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

const pollPeriodMs = 500;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  return new ProcessSupervisor(options);
}

class ProcessSupervisor implements Supervisor {
  readonly #options: SupervisorOptions;
  #problem: string | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { process, clock } = this.#options;
    let count = noDeaths;
    let pid: number | undefined = this.#options.pid;
    let since = clock.monotonic();
    while (!signal.aborted) {
      await clock.sleep(pollPeriodMs, signal).catch(() => undefined);
      if (signal.aborted || (pid !== undefined && (await process.isAlive(pid)))) continue;
      const plan = planRestart(count, pid === undefined ? 0 : clock.monotonic() - since);
      count = plan.count;
      const words = await process.lastWords();
      if (plan.type === 'give up') return this.#giveUp(words);
      this.#problem = `containerd has ended and is being started again: ${words}`;
      this.#options.log.warn('containerd has ended and is started again', { pid, delayMs: plan.delayMs, words });
      pid = await this.#start(plan.delayMs, signal);
      since = clock.monotonic();
    }
  }

  /** Undefined: it ended again before it answered, or it is not wanted any more. */
  async #start(delayMs: number, signal: AbortSignal): Promise<number | undefined> {
    const { process, clock, log } = this.#options;
    await clock.sleep(delayMs, signal).catch(() => undefined);
    if (signal.aborted) return undefined;
    try {
      const pid = await process.start();
      this.#problem = undefined;
      log.info('containerd runs again', { pid });
      return pid;
    } catch (error) {
      log.warn('containerd could not be started', { error: messageOf(error) });
      return undefined;
    }
  }

  #giveUp(words: string): void {
    const message =
      `containerd ended ${maxDeaths} times in a row and is not started again: ${words}. ` +
      'Containers that run go on without it. Remove the cause, then restart kubets.';
    this.#problem = message;
    this.#options.log.error(message);
    this.#options.gaveUp(message);
  }
}
