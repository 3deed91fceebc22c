/**
 * Limits what clients make the server hold: connections, bytes of bodies, bytes of answers. Each limit is shared
 * fairly: when it is reached, the client that holds most gives something up. A client behind an address that many share
 * (NAT, the loopback) is therefore not restricted until there is too little for all.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock, Timer } from '@kubets/base';

export interface ConnectionLimits {
  readonly connections: number;
  /** The number of those connections without an authenticated request. */
  readonly unauthenticatedConnections: number;
  /** Bytes of bodies and of answers that may be in memory, per connection and in total. */
  readonly bodyBytes: number;
  readonly allBodyBytes: number;
  readonly answerBytes: number;
  readonly allAnswerBytes: number;
}

const mebibyte = 2 ** 20;
export const defaultLimits: ConnectionLimits = {
  connections: 4096,
  unauthenticatedConnections: 512,
  bodyBytes: 16 * mebibyte,
  allBodyBytes: 128 * mebibyte,
  answerBytes: 16 * mebibyte,
  allAnswerBytes: 256 * mebibyte,
};

/** Longer than clients keep an idle connection: they must not send on one that is being closed. */
export const idleMs = 180_000;
/** For a handshake and the first head, and between requests of an unauthenticated client. Upstream's header timeout. */
export const unauthenticatedIdleMs = 32_000;

/** A body that is being read. */
export interface BodyReader {
  /** Resumes reading. */
  resume(): void;
  /** There is no room: it releases what it holds. */
  evict(): void;
}

export class Connection {
  readonly socket: Socket;
  /** Without the port. */
  readonly address: string;
  /** A request on this connection has been authenticated. */
  authenticated = false;
  /** Requests in progress. */
  open = 0;
  idleSince: number;
  bodyBytes = 0;
  answerBytes = 0;
  /** Bodies that are complete and in use. */
  wholeBodies = 0;
  /** Bytes of bodies that may be buffered before their requests are authenticated. */
  earlyBytes = 0;
  /** Bodies that are not complete, oldest first. */
  readonly readers = new Set<BodyReader>();
  #room: (() => void)[] = [];

  constructor(socket: Socket, now: number) {
    this.socket = socket;
    this.address = socket.remoteAddress ?? '';
    this.idleSince = now;
  }

  get oldestReader(): BodyReader | undefined {
    for (const reader of this.readers) return reader;
    return undefined;
  }

  /** Resolves when fewer bytes of answers are in flight. */
  lessUnderWay(): Promise<void> {
    return new Promise((resolve) => this.#room.push(resolve));
  }

  wake(): void {
    if (this.#room.length === 0) return;
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }
}

const endsOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;

export class Connections {
  readonly limits: ConnectionLimits;
  readonly #clock: Clock;
  readonly #all = new Set<Connection>();
  readonly #byEnds = new Map<string, Connection>();
  #bodyBytes = 0;
  #answerBytes = 0;

  constructor(clock: Clock, limits: ConnectionLimits = defaultLimits) {
    this.#clock = clock;
    this.limits = limits;
  }

  /** Adds a new connection, from which nothing has been read yet; others may be closed to make room. */
  add(socket: Socket): Connection {
    const connection = new Connection(socket, this.#clock.monotonic());
    const ends = endsOf(socket);
    this.#all.add(connection);
    this.#byEnds.set(ends, connection);
    const idle = this.#endWhenIdle(connection);
    socket.once('close', () => {
      idle.cancel();
      this.#all.delete(connection);
      if (this.#byEnds.get(ends) === connection) this.#byEnds.delete(ends);
      connection.wake();
    });
    const { connections, unauthenticatedConnections } = this.limits;
    if (this.#all.size > connections) this.#makeRoom([...this.#all], connection);
    else if (this.#all.size > unauthenticatedConnections) {
      const unauthenticated = [...this.#all].filter(({ authenticated }) => !authenticated);
      if (unauthenticated.length > unauthenticatedConnections) this.#makeRoom(unauthenticated, connection);
    }
    return connection;
  }

  /** The connection below a TLS connection. */
  of(socket: TLSSocket): Connection {
    return this.#byEnds.get(endsOf(socket)) ?? new Connection(socket, this.#clock.monotonic());
  }

  begin(connection: Connection): void {
    connection.open++;
  }

  end(connection: Connection): void {
    connection.open--;
    connection.idleSince = this.#clock.monotonic();
    connection.wake();
  }

  destroyAll(): void {
    for (const { socket } of this.#all) socket.destroy();
  }

  /** False: the body must wait until `resume`. */
  mayRead(connection: Connection, reader: BodyReader): boolean {
    if (connection.bodyBytes < this.limits.bodyBytes) return true;
    // Complete bodies will be released. If there are none, the oldest may continue; otherwise all would wait for each
    // other.
    return connection.wholeBodies === 0 && connection.oldestReader === reader;
  }

  holdBody(connection: Connection, reader: BodyReader, length: number): void {
    connection.bodyBytes += length;
    this.#bodyBytes += length;
    if (this.#bodyBytes > this.limits.allBodyBytes) this.#evictBody(reader);
  }

  releaseBody(connection: Connection, length: number): void {
    connection.bodyBytes -= length;
    this.#bodyBytes -= length;
    this.resumeReaders(connection);
  }

  resumeReaders(connection: Connection): void {
    for (const reader of connection.readers) {
      if (!this.mayRead(connection, reader)) return;
      reader.resume();
    }
  }

  holdAnswer(connection: Connection, length: number): void {
    connection.answerBytes += length;
    this.#answerBytes += length;
    if (this.#answerBytes <= this.limits.allAnswerBytes) return;
    largestOf(this.#all, ({ answerBytes }) => answerBytes)?.socket.destroy();
  }

  releaseAnswer(connection: Connection, length: number): void {
    connection.answerBytes -= length;
    this.#answerBytes -= length;
    connection.wake();
  }

  /** Undefined when more may be sent at once. */
  roomForAnswer(connection: Connection): Promise<void> | undefined {
    return connection.answerBytes < this.limits.answerBytes ? undefined : connection.lessUnderWay();
  }

  /**
   * The connection with most bytes gives up its oldest incomplete body; if it has none, the reader gives up its own.
   */
  #evictBody(reader: BodyReader): void {
    const holder = largestOf(this.#all, ({ readers, bodyBytes }) => (readers.size === 0 ? 0 : bodyBytes));
    (holder?.oldestReader ?? reader).evict();
  }

  /** The address with most connections loses one: an idle one, otherwise the oldest. The new one goes last. */
  #makeRoom(candidates: readonly Connection[], added: Connection): void {
    const counts = new Map<string, number>();
    for (const { address } of candidates) counts.set(address, (counts.get(address) ?? 0) + 1);
    const worst = largestOf(counts.keys(), (address) => counts.get(address) ?? 0);
    const theirs = candidates.filter((each) => each.address === worst && each !== added);
    (theirs.find(({ open }) => open === 0) ?? theirs[0] ?? added).socket.destroy();
  }

  #endWhenIdle(connection: Connection): Timer {
    let timer: Timer;
    const look = (): void => {
      const maxIdleMs = connection.authenticated ? idleMs : unauthenticatedIdleMs;
      const left = connection.open > 0 ? maxIdleMs : connection.idleSince + maxIdleMs - this.#clock.monotonic();
      if (left <= 0) connection.socket.destroy();
      else timer = this.#clock.setTimer(left, look);
    };
    timer = this.#clock.setTimer(unauthenticatedIdleMs, look);
    const cancel = (): void => timer.cancel();
    return { cancel, [Symbol.dispose]: cancel };
  }
}

/** The item with the largest size; undefined if all sizes are 0. */
function largestOf<T>(items: Iterable<T>, sizeOf: (item: T) => number): T | undefined {
  let found: T | undefined;
  let largest = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (size <= largest) continue;
    largest = size;
    found = item;
  }
  return found;
}
