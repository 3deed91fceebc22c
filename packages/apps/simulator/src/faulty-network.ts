/**
 * The network between a process and the API servers: delayed and lost calls, lost responses, refused calls, changes of server,
 * broken and silent watches, and servers that are down.
 */
import type { Lease } from '@kubets/api';
import type { Clock } from '@kubets/base';
import { NoResponseError, type Transport, type TransportRequest } from '@kubets/client';
import type { User } from '@kubets/cluster';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { errors, type StatusError } from '@kubets/machinery/status-error';
import type { Faults } from './faults.ts';
import { type Line, Lines } from './lines.ts';
import type { Mutant } from './mutants.ts';
import type { SimulatedProcess } from './process.ts';

/** A server that is running. */
export interface ReachableServer {
  readonly process: SimulatedProcess;
  transport(user: User, lease?: Lease): Transport;
}

export interface FaultyNetworkOptions {
  /** The clock of the world, because calls in flight continue when their sender is killed. */
  readonly clock: Clock;
  readonly faults: Faults;
  readonly mutant?: Mutant | undefined;
  /** By index; undefined while the server is down. */
  servers(): readonly (ReachableServer | undefined)[];
}

/** The name of the calling process. */
export interface Caller {
  readonly process: SimulatedProcess;
  readonly user: User;
  /** What its writes are held to. */
  readonly lease?: Lease | undefined;
  /** Receives every write under the Lease: the response, and the revision when the call arrived. */
  onGuarded?(answer: KubeObject, sentAt: number): void;
}

/** Maximum delays. */
const maxCallDelayMs = 1500;
const maxWatchLagMs = 3000;
/** A client gives up a response after this time, because pings on the connection fail. */
const responseTimeoutMs = 45_000;

const broken = (): StatusError => new NoResponseError('simulated: the connection broke', { sent: true });

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
      return errors.conflict({ group: '', resource: 'things' }, 'thing', 'simulated: the object has been modified');
  }
}

/** Rejects when the signal aborts; `over` cancels the wait. */
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
  readonly #lines = new Lines();
  /** The current revision of the history. */
  revision: () => number = () => 0;

  constructor(options: FaultyNetworkOptions) {
    this.#options = options;
  }

  /** Breaks all watches, or those of one server. */
  breakWatches(server?: SimulatedProcess): void {
    this.#lines.break(server);
  }

  /** The calls of a process. After it is killed, no response returns, but calls in flight may still arrive. */
  transport(caller: Caller): Transport {
    const line: Line = this.#lines.of(caller.process.name);
    return {
      request: (request) =>
        caller.process.outcome(
          this.#abortable(request, this.#lyingFor(caller, request, this.#request(caller, line, request))),
        ),
      watch: (request) => this.#watch(caller, line, request),
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

  /** Applies a mutant to a response for a controller. */
  async #lyingFor({ lease }: Caller, { method }: TransportRequest, answer: Promise<unknown>): Promise<unknown> {
    const { mutant } = this.#options;
    if (mutant === undefined || lease === undefined || method === 'GET') return answer;
    try {
      const object = (await answer) as KubeObject;
      if (mutant !== 'the cache does not wait for own writes') return object;
      return { ...object, metadata: { ...object.metadata, resourceVersion: '' } };
    } catch (error) {
      const uncertain = error instanceof NoResponseError;
      if (mutant !== 'unknown outcomes count as failures' || !uncertain) throw error;
      throw errors.tooManyRequests('simulated: the write was refused (mutant)', 1);
    }
  }

  async #request(caller: Caller, line: Line, request: TransportRequest): Promise<unknown> {
    const { faults, clock } = this.#options;
    await caller.process.step();
    const sentAt = this.revision();
    await faults.pause('callDelay', clock, maxCallDelayMs);
    if (faults.strikes('callRefused')) throw turnedAway(request, faults);
    if (faults.strikes('callLost')) {
      await clock.sleep(faults.delay(responseTimeoutMs));
      throw broken();
    }
    const server = this.#server(line);
    const closed = whenAborted(server.process.death, broken);
    const silence = Promise.withResolvers<never>();
    silence.promise.catch(() => undefined);
    const timer = clock.setTimer(responseTimeoutMs, () => silence.reject(broken()));
    try {
      const answering = this.#arrive(caller, server, request);
      answering.catch(() => undefined);
      const answer = await Promise.race([answering, closed.rejects, silence.promise]);
      if (caller.lease !== undefined && request.method !== 'GET') caller.onGuarded?.(answer as KubeObject, sentAt);
      await faults.pause('callDelay', clock, maxCallDelayMs);
      if (!faults.strikes('answerLost')) return answer;
    } catch (error) {
      if (error instanceof NoResponseError) line.turn();
      throw error;
    } finally {
      closed.over();
      timer.cancel();
    }
    await clock.sleep(faults.delay(10_000));
    throw broken();
  }

  /** Delivers the call to the server, possibly with a delay that its sender may not survive. */
  async #arrive(caller: Caller, server: ReachableServer, request: TransportRequest): Promise<unknown> {
    const { faults, clock, mutant } = this.#options;
    if (faults.strikes('callStuck')) await clock.sleep(faults.integer(responseTimeoutMs));
    await server.process.step();
    const lease = mutant === 'leaders are not fenced' ? undefined : caller.lease;
    if (mutant === 'claims are not created' && request.method === 'POST' && /claims$/.test(request.path))
      return request.body;
    const { signal, ...rest } = request;
    const heard = signal === undefined || faults.strikes('abortLost') ? rest : request;
    return server.process.outcome(server.transport(caller.user, lease).request(heard));
  }

  #server(line: Line): ReachableServer {
    const { faults } = this.#options;
    if (faults.strikes('otherServer')) line.turn();
    const servers = this.#options.servers();
    for (let tries = servers.length; tries > 0; tries--) {
      const server = servers[line.home % servers.length];
      if (server?.process.alive) return server;
      line.turn();
    }
    throw new NoResponseError('simulated: connection refused', { sent: false });
  }

  async *#watch(
    { process, user }: Caller,
    line: Line,
    request: TransportRequest,
  ): AsyncGenerator<WatchEvent<KubeObject>, void, undefined> {
    const { faults, clock, mutant } = this.#options;
    await process.step();
    await faults.pause('callDelay', clock, maxCallDelayMs);
    if (faults.strikes('callRefused')) throw turnedAway(request, faults);
    const server = this.#server(line);
    const given = request.signal === undefined || mutant === 'hanging watches are not detected' ? [] : [request.signal];
    const connection = this.#lines.open(server.process, [process.death, server.process.death, ...given]);
    const closed = whenAborted(connection.signal, broken);
    const events = server
      .transport(user)
      .watch({ ...request, signal: connection.signal })
      [Symbol.asyncIterator]();
    try {
      for (;;) {
        const coming = events.next();
        coming.catch(() => undefined);
        const next = await process.outcome(Promise.race([coming, closed.rejects]));
        if (next.done) return;
        await faults.pause('watchLag', clock, maxWatchLagMs);
        if (faults.strikes('watchDrop')) throw broken();
        // A half-open connection: no more data arrives, which failing pings detect.
        if (faults.strikes('watchHang')) {
          if (faults.integer(2) === 0) clock.setTimer(responseTimeoutMs, () => connection.break());
          await process.outcome(closed.rejects);
        }
        yield next.value;
      }
    } catch (error) {
      if (request.signal?.aborted) return;
      throw error;
    } finally {
      closed.over();
      connection.break();
    }
  }
}
