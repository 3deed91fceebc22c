/** Supervises containerd and restarts it when it ends. Its containers keep running in their shims. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { maxDeaths, noDeaths, planRestart } from './restart-plan.ts';

/** A containerd that was started or found. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves when it has ended, or when the signal aborts. Never rejects. */
  ended(signal: AbortSignal): Promise<void>;
}

/** How the supervised process is restarted. */
export interface SupervisedProcess {
  /** Starts a new process. Resolves when it answers; rejects when it does not. */
  start(): Promise<RunningProcess>;
  /** Its last error, and the path of its log. */
  lastWords(): Promise<string>;
}

export interface SupervisorOptions {
  readonly process: SupervisedProcess;
  /** The process that runs now. */
  readonly running: RunningProcess;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called once, when it is no longer restarted. */
  readonly gaveUp: (message: string) => void;
}

export interface Supervisor {
  /** Why it does not run now; undefined while it does. */
  readonly problem: string | undefined;
  /** Until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

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
    let running: RunningProcess | undefined = this.#options.running;
    let since = clock.monotonic();
    for (;;) {
      await running?.ended(signal);
      if (signal.aborted) return;
      const plan = planRestart(count, running === undefined ? 0 : clock.monotonic() - since);
      count = plan.count;
      const words = await process.lastWords();
      if (plan.type === 'give up') return this.#giveUp(words);
      this.#problem = `containerd has exited and is being restarted: ${words}`;
      this.#options.log.warn('containerd has exited and is being restarted', {
        pid: running?.pid,
        delayMs: plan.delayMs,
        words,
      });
      running = await this.#start(plan.delayMs, signal);
      since = clock.monotonic();
    }
  }

  /** Undefined: it exited before it answered, or it is no longer needed. */
  async #start(delayMs: number, signal: AbortSignal): Promise<RunningProcess | undefined> {
    const { process, clock, log } = this.#options;
    await clock.sleep(delayMs, signal).catch(() => undefined);
    if (signal.aborted) return undefined;
    try {
      const running = await process.start();
      this.#problem = undefined;
      log.info('containerd is running again', { pid: running.pid });
      return running;
    } catch (error) {
      log.warn('containerd could not be started', { error: messageOf(error) });
      return undefined;
    }
  }

  #giveUp(words: string): void {
    const message =
      `containerd exited ${maxDeaths} times in a row and is not restarted: ${words}. ` +
      'Running containers continue without it. Remove the cause, then restart kubets.';
    this.#problem = message;
    this.#options.log.error(message);
    this.#options.gaveUp(message);
  }
}
