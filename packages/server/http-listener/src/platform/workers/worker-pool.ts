/** Listener threads that share a port. The operating system distributes connections among them. */
import { Worker } from 'node:worker_threads';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { Answerer } from '../front-door/answerer.ts';
import { ListenError } from '../front-door/listen-error.ts';
import { Channel, type Port } from './channel.ts';
import type { FromWorker, ToWorker, WorkerTask } from './messages.ts';
import { WorkerCalls } from './worker-calls.ts';

/** In the built program, the thread's code is a file beside it. */
const code = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './listener-worker.mjs', import.meta.url);
/** Longer than the grace period of a worker. */
const closeMarginMs = 1000;
const restartPauseMs = 1000;

export interface PoolOptions {
  readonly task: WorkerTask;
  readonly answerer: Answerer;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One thread that listens. */
class ListenerThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #channel: Channel<ToWorker, FromWorker>;
  readonly #closed = Promise.withResolvers<void>();
  /** Rejects with ListenError. */
  readonly listening: Promise<void>;
  /** Resolves with the reason when the thread has exited. */
  readonly ended: Promise<string>;

  constructor({ task, answerer, clock, log }: PoolOptions) {
    const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
    listening.catch(() => undefined);
    this.listening = listening;
    this.#clock = clock;
    const worker = new Worker(code, { workerData: task, name: 'listener' });
    this.#worker = worker;
    this.#channel = new Channel<ToWorker, FromWorker>(worker as Port, (message, bytes) => {
      if (message.type === 'ask') void calls.ask(message, bytes);
      else if (message.type === 'body') calls.body(message.id, bytes);
      else if (message.type === 'noBody') calls.noBody(message.id, message.why);
      else if (message.type === 'drop') calls.drop(message.id);
      else if (message.type === 'taken') calls.taken(message.id, message.length, message.window);
      else if (message.type === 'log') log[message.line.level](message.line.message, message.line.fields);
      else if (message.type === 'listening') resolve();
      else if (message.type === 'failed') reject(new ListenError(message.code, message.message));
      else this.#closed.resolve();
    });
    const calls = new WorkerCalls(answerer, this.#channel);
    let why = 'it exited';
    worker.on('error', (error) => {
      why = messageOf(error);
    });
    this.ended = new Promise((setEnded) =>
      worker.once('exit', () => {
        calls.dropAll();
        reject(new ListenError('', `the listener thread exited: ${why}`));
        setEnded(why);
      }),
    );
  }

  async close(grace: number): Promise<void> {
    this.#channel.send({ type: 'close', grace });
    const enough = new AbortController();
    const late = this.#clock.sleep(grace + closeMarginMs, enough.signal).catch(() => undefined);
    await Promise.race([this.#closed.promise, this.ended, late]);
    enough.abort();
    await this.#worker.terminate();
  }
}

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #threads = new Set<ListenerThread>();
  readonly #closing = new AbortController();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Resolves when one more thread accepts connections. Rejects with ListenError. */
  async add(): Promise<void> {
    const thread = new ListenerThread(this.#options);
    this.#threads.add(thread);
    void thread.ended.then((why) => this.#lost(thread, why));
    try {
      await thread.listening;
    } catch (error) {
      this.#threads.delete(thread);
      await thread.close(0);
      throw error;
    }
  }

  async close(grace: number): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#threads].map((thread) => thread.close(grace)));
  }

  /** A thread that exited by itself has closed its connections; their clients reconnect. */
  async #lost(thread: ListenerThread, why: string): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#closing;
    if (signal.aborted || !this.#threads.delete(thread)) return;
    log.error('a listener thread exited', { error: why });
    try {
      await clock.sleep(restartPauseMs, signal);
      await this.add();
    } catch (error) {
      if (!signal.aborted) log.error('cannot restart a listener thread', { error: messageOf(error) });
    }
  }
}
