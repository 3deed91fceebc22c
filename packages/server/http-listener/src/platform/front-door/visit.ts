/** One request at the front door: its deadline, its body, and what it makes the server hold. */

import { timedOut } from '@kubets/apiserver/flow-control';
import type { RequestBody } from '@kubets/apiserver/requests';
import type { Clock, Timer } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import type { Connections } from '../exchange/connections.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { IncomingBody } from '../exchange/incoming-body.ts';
import type { Peer } from '../exchange/peer.ts';
import type { AnswerAccount } from '../exchange/write-answer.ts';
import type { AskingClient } from './answerer.ts';

/** Bytes of an answer that may be in flight between threads: fewer if many requests share a connection. */
const maxWindowBytes = 512 * 1024;
const minWindowBytes = 64 * 1024;

export class Visit implements AskingClient, AnswerAccount {
  readonly exchange: Exchange;
  readonly peer: Peer;
  readonly abort = new AbortController();
  readonly #connections: Connections;
  readonly #clock: Clock;
  #deadline: Timer | undefined;
  #body: IncomingBody | undefined;
  #answered = false;
  #over = false;
  /** Bytes of its answer that wait for the client. */
  #held = 0;

  constructor(exchange: Exchange, peer: Peer, connections: Connections, clock: Clock) {
    this.exchange = exchange;
    this.peer = peer;
    this.#connections = connections;
    this.#clock = clock;
    connections.begin(peer.connection);
    exchange.onClose(() => this.#leave());
  }

  /** Aborts the request after this time, even if a client does not read its answer. */
  limit(timeoutMs: number): void {
    if (this.#over || this.#deadline !== undefined) return;
    this.#deadline = this.#clock.setTimer(timeoutMs, () => {
      this.#deadline = undefined;
      if (this.exchange.started) this.exchange.abort();
      else this.#abandon(errors.timeout(timedOut));
    });
  }

  /** The body of this request, for the stage that needs it. */
  body(maxBytes: number): IncomingBody {
    const { exchange, peer } = this;
    this.#body = new IncomingBody({ exchange, maxBytes, connection: peer.connection, connections: this.#connections });
    return this.#body;
  }

  async earlyBody(): Promise<RequestBody | undefined> {
    return this.#body?.early();
  }

  get window(): number {
    const share = Math.floor(this.#connections.limits.answerBytes / this.peer.connection.open);
    return Math.max(minWindowBytes, Math.min(maxWindowBytes, share));
  }

  hold(length: number): void {
    if (this.#over) return;
    this.#held += length;
    this.#connections.holdAnswer(this.peer.connection, length);
  }

  release(length: number): void {
    if (this.#over) return;
    this.#held -= length;
    this.#connections.releaseAnswer(this.peer.connection, length);
  }

  room(): Promise<void> | undefined {
    return this.#over ? undefined : this.#connections.roomForAnswer(this.peer.connection);
  }

  unwanted(): void {
    this.#abandon(errors.internal('the client does not read the response'));
  }

  /** The system has the answer, or it was aborted: nothing works on it any more. */
  answered(): void {
    this.#answered = true;
    this.#body?.release(this.abort.signal.reason ?? errors.internal('the request has ended'));
  }

  /** The exchange has closed: everything has been sent, or the client has disconnected. */
  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#deadline?.cancel();
    const { connection } = this.peer;
    if (this.#held > 0) this.#connections.releaseAnswer(connection, this.#held);
    this.#connections.end(connection);
    if (!this.#answered) this.#abandon(errors.internal('the client disconnected'));
  }

  #abandon(reason: unknown): void {
    this.abort.abort(reason);
    this.#body?.release(reason);
  }
}
