/**
 * How a process reaches the API server: calls that come late, never or twice as slowly, answers that are lost, calls
 * turned away, watches that break, and a server that is not there.
 */
import type { UserInfo } from '@kubets/apiserver';
import type { Transport, TransportRequest } from '@kubets/client';
import { errors, type KubeObject, type StatusError, type WatchEvent } from '@kubets/machinery';
import type { Faults } from './faults.ts';
import type { SimulatedProcess } from './process.ts';

/** The server that answers at the moment. */
export interface ReachableServer {
  readonly process: SimulatedProcess;
  transport(user: UserInfo): Transport;
}

export interface FaultyNetworkOptions {
  readonly faults: Faults;
  /** Undefined while there is none. */
  server(): ReachableServer | undefined;
}

/** Longest delays, milliseconds. */
const longestCall = 1500;
const longestLag = 3000;
/** After this a client gives an answer up. */
const patience = 10_000;

const broken = (): StatusError => errors.unavailable('simulated: the connection broke');

function turnedAway(request: TransportRequest, faults: Faults): StatusError {
  const changes = request.method === 'PUT' || request.method === 'PATCH';
  switch (faults.integer(changes ? 4 : 3)) {
    case 0:
      return errors.tooManyRequests('simulated: too many requests', 1);
    case 1:
      return errors.internal('simulated');
    case 2:
      return broken();
    default:
      return errors.conflict({ group: '', resource: 'things' }, 'thing', 'simulated: someone else was faster');
  }
}

/** Rejects when the signal aborts; `over` ends the waiting. */
function whenAborted(signal: AbortSignal, reason: () => unknown): { readonly rejects: Promise<never>; over(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const onAbort = (): void => reject(reason());
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return { rejects: promise, over: () => signal.removeEventListener('abort', onAbort) };
}

export class FaultyNetwork {
  readonly #options: FaultyNetworkOptions;
  readonly #watches = new Set<AbortController>();

  constructor(options: FaultyNetworkOptions) {
    this.#options = options;
  }

  /** Breaks every watch that is under way. */
  breakWatches(): void {
    for (const watch of [...this.#watches]) watch.abort();
  }

  /** The calls of `process` as `user`. Nothing comes back once the process is dead; what is under way may still arrive. */
  transport(process: SimulatedProcess, user: UserInfo): Transport {
    return {
      request: (request) => process.outcome(this.#abortable(request, this.#request(process, user, request))),
      watch: (request) => this.#watch(process, user, request),
    };
  }

  async #abortable<T>({ signal }: TransportRequest, answer: Promise<T>): Promise<T> {
    if (signal === undefined) return answer;
    const aborted = whenAborted(signal, () => signal.reason);
    try {
      return await Promise.race([answer, aborted.rejects]);
    } finally {
      aborted.over();
    }
  }

  async #request(process: SimulatedProcess, user: UserInfo, request: TransportRequest): Promise<unknown> {
    const { faults } = this.#options;
    const { clock } = process;
    await process.step();
    await faults.pause('callDelay', clock, longestCall);
    if (faults.strikes('callRefused')) throw turnedAway(request, faults);
    if (faults.strikes('callLost')) {
      await clock.sleep(faults.delay(patience));
      throw broken();
    }
    const server = this.#server();
    const closed = whenAborted(server.process.death, broken);
    try {
      const answering = server.transport(user).request(request);
      answering.catch(() => undefined);
      const answer = await Promise.race([answering, closed.rejects]);
      await faults.pause('callDelay', clock, longestCall);
      if (!faults.strikes('answerLost')) return answer;
    } finally {
      closed.over();
    }
    await clock.sleep(faults.delay(patience));
    throw broken();
  }

  #server(): ReachableServer {
    const server = this.#options.server();
    if (server === undefined) throw errors.unavailable('simulated: connection refused');
    return server;
  }

  async *#watch(
    process: SimulatedProcess,
    user: UserInfo,
    request: TransportRequest,
  ): AsyncGenerator<WatchEvent<KubeObject>, void, undefined> {
    const { faults } = this.#options;
    await process.step();
    await faults.pause('callDelay', process.clock, longestCall);
    if (faults.strikes('callRefused')) throw turnedAway(request, faults);
    const server = this.#server();
    const line = new AbortController();
    const cut = (): void => line.abort();
    const ends = [process.death, server.process.death, ...(request.signal === undefined ? [] : [request.signal])];
    for (const end of ends) end.addEventListener('abort', cut, { once: true });
    if (ends.some((end) => end.aborted)) cut();
    this.#watches.add(line);
    const closed = whenAborted(line.signal, broken);
    const events = server
      .transport(user)
      .watch({ ...request, signal: line.signal })
      [Symbol.asyncIterator]();
    try {
      for (;;) {
        const coming = events.next();
        coming.catch(() => undefined);
        const next = await process.outcome(Promise.race([coming, closed.rejects]));
        if (next.done) return;
        await faults.pause('watchLag', process.clock, longestLag);
        if (faults.strikes('watchDrop')) throw broken();
        yield next.value;
      }
    } catch (error) {
      if (request.signal?.aborted) return;
      throw error;
    } finally {
      for (const end of ends) end.removeEventListener('abort', cut);
      closed.over();
      this.#watches.delete(line);
      line.abort();
    }
  }
}
