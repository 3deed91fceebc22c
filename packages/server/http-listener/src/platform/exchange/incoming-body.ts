/** The body of a request. It is read only when a stage needs it, within the limits for buffered bodies. */
import { setImmediate as atEndOfTurn } from 'node:timers';
import type { RequestBody } from '@kubets/apiserver/requests';
import { errors } from '@kubets/machinery/status-error';
import type { BodyReader, Connection, Connections } from './connections.ts';
import type { Exchange } from './exchange.ts';

/** Upstream's limit for one request. */
export const defaultMaxBodyBytes = 3 * 1024 * 1024;

const noBody: RequestBody = { type: 'none' };
/** Bytes of bodies that a connection may buffer before its first authenticated request, and after it. */
const earlyLimitBytes = 64 * 1024;
const authenticatedEarlyLimitBytes = 1024 * 1024;
/** For a body without a declared length. */
const undeclaredEarlyBytes = 16 * 1024;
const retryAfterSeconds = 1;

const tooLarge = (limit: number) => errors.tooLarge(`Request entity too large: limit is ${limit}`);

export interface IncomingBodyParts {
  readonly exchange: Exchange;
  /** Bytes. */
  readonly maxBytes: number;
  readonly connection: Connection;
  readonly connections: Connections;
}

export class IncomingBody implements BodyReader {
  readonly #parts: IncomingBodyParts;
  /** Undefined if the client does not declare it. */
  readonly #declaredBytes: number | undefined;
  readonly #whole = Promise.withResolvers<RequestBody>();
  #chunks: Uint8Array[] = [];
  #length = 0;
  #state: 'not requested' | 'reading' | 'ended' = 'not requested';
  #paused = false;
  #isWhole = false;
  /** Bytes that may arrive before the body is asked for; undefined afterwards. */
  #early: number | undefined;
  #tooMuchEarly: (() => void) | undefined;

  constructor(parts: IncomingBodyParts) {
    this.#parts = parts;
    const length = Number(parts.exchange.headers['content-length'] ?? Number.NaN);
    this.#declaredBytes = Number.isSafeInteger(length) ? length : undefined;
    this.#whole.promise.catch(() => undefined);
  }

  /**
   * The whole body. Rejects with RequestEntityTooLarge as soon as it is known to exceed the limit, with TooManyRequests
   * if there is no room for it, and with the reason of `release`.
   */
  read(): Promise<RequestBody> {
    this.#endEarly();
    if ((this.#declaredBytes ?? 0) > this.#parts.maxBytes) this.#fail(tooLarge(this.#parts.maxBytes));
    else if (this.#state === 'not requested') this.#start();
    else this.resume();
    return this.#whole.promise;
  }

  /**
   * The body if it is small and has arrived with its head, or declares a small length. Undefined if it has to be asked
   * for: no more than a small body is held for a client that may be unauthenticated.
   */
  async early(): Promise<RequestBody | undefined> {
    const { connection, exchange } = this.#parts;
    if (exchange.awaitsContinue) return undefined;
    const room = (connection.authenticated ? authenticatedEarlyLimitBytes : earlyLimitBytes) - connection.earlyBytes;
    const wanted = this.#declaredBytes ?? undeclaredEarlyBytes;
    if (wanted > Math.min(room, this.#parts.maxBytes, earlyLimitBytes)) return undefined;
    this.#early = wanted;
    connection.earlyBytes += wanted;
    this.#start();
    const enough = new Promise<undefined>((resolve) => {
      this.#tooMuchEarly = () => resolve(undefined);
      if (this.#declaredBytes === undefined) atEndOfTurn(() => resolve(undefined));
    });
    return Promise.race([this.#whole.promise, enough]);
  }

  /**
   * Leaves the body to a proxy: what has been read goes back into the exchange's input. Resolves with the body if it has
   * been read to its end.
   */
  async handOver(): Promise<Uint8Array | undefined> {
    this.#endEarly();
    if (this.#isWhole) {
      const body = await this.#whole.promise;
      return body.type === 'bytes' ? body.bytes : new Uint8Array();
    }
    if (this.#state !== 'reading') return undefined;
    const { input } = this.#parts.exchange;
    const chunks = this.#chunks;
    input.pause();
    this.#stop();
    this.#releaseBuffers();
    for (const chunk of chunks.reverse()) input.unshift(chunk);
    return undefined;
  }

  /** The body is no longer needed: releases what has been read and rejects pending reads with `reason`. */
  release(reason: unknown): void {
    this.#endEarly();
    this.#fail(reason);
    this.#releaseBuffers();
  }

  resume(): void {
    if (!this.#paused || this.#state !== 'reading') return;
    this.#paused = false;
    this.#parts.exchange.input.resume();
  }

  evict(): void {
    this.#fail(errors.tooManyRequests('Too many requests, please try again later.', retryAfterSeconds));
  }

  #start(): void {
    const { exchange, connection, connections } = this.#parts;
    this.#state = 'reading';
    connection.readers.add(this);
    exchange.askForBody();
    exchange.input
      .on('data', this.#take)
      .once('end', this.#end)
      .once('error', this.#broken)
      .once('close', this.#broken);
    if (!connections.mayRead(connection, this)) this.#pause();
  }

  #pause(): void {
    this.#paused = true;
    this.#parts.exchange.input.pause();
  }

  readonly #take = (part: Uint8Array): void => {
    const { maxBytes, connection, connections } = this.#parts;
    this.#length += part.length;
    this.#chunks.push(part);
    connections.holdBody(connection, this, part.length);
    if (this.#length > maxBytes) this.#fail(tooLarge(maxBytes));
    const early = this.#early !== undefined && this.#length > this.#early;
    if (early) this.#tooMuchEarly?.();
    if (this.#state === 'reading' && (early || !connections.mayRead(connection, this))) this.#pause();
  };

  readonly #end = (): void => {
    this.#parts.connection.wholeBodies++;
    this.#isWhole = true;
    this.#stop();
    const chunks = this.#chunks;
    this.#chunks = [];
    if (this.#length === 0) this.#whole.resolve(noBody);
    else {
      const bytes = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, this.#length);
      this.#whole.resolve({ type: 'bytes', bytes });
    }
  };

  readonly #broken = (): void => this.#fail(errors.internal('the client disconnected'));

  #fail(reason: unknown): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'reading') this.#parts.exchange.input.pause();
    this.#stop();
    this.#whole.reject(reason);
    this.#releaseBuffers();
  }

  /** Nothing more is read here. */
  #stop(): void {
    const { connection, connections, exchange } = this.#parts;
    const { input } = exchange;
    if (this.#state === 'reading')
      input.off('data', this.#take).off('end', this.#end).off('error', this.#broken).off('close', this.#broken);
    this.#state = 'ended';
    connection.readers.delete(this);
    // Another body is now the oldest.
    connections.resumeReaders(connection);
  }

  #endEarly(): void {
    if (this.#early === undefined) return;
    this.#parts.connection.earlyBytes -= this.#early;
    this.#early = undefined;
  }

  #releaseBuffers(): void {
    const { connection, connections } = this.#parts;
    const length = this.#length;
    if (this.#isWhole) connection.wholeBodies--;
    this.#isWhole = false;
    this.#chunks = [];
    this.#length = 0;
    if (length > 0) connections.releaseBody(connection, length);
  }
}
