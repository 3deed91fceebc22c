/** Writes a response at the pace of the client. */
import { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { HttpAnswer } from '@kubets/apiserver/responses';
import type { Clock, Timer } from '@kubets/base';
import type { Exchange } from './exchange.ts';

/** A client that resets its stream without an error ends ours as if we had done it. */
const over = (output: Writable): boolean => output.destroyed || output.writableEnded;

/** Milliseconds. A client that has not read a part for this long has stopped reading: its connection is closed. */
export const maxStallMs = 60_000;

/**
 * Bytes of an answer that are written at once. What is written is encrypted at once, however large, if the client's
 * window allows it. Little is written before the client has read any: some clients request much and read nothing.
 */
const firstPieceBytes = 64 * 1024;
const pieceBytes = 256 * 1024;

/** Counts the bytes of an answer that wait for its client. */
export interface AnswerAccount {
  hold(length: number): void;
  release(length: number): void;
  /** Undefined if more may follow at once; otherwise resolves when it may be time to ask again. */
  room(): Promise<void> | undefined;
  /** Nobody reads the parts of the answer: whoever creates them, in whichever thread, must stop. */
  unwanted(): void;
}

/** Writes parts in chunks: a client that does not read holds up one chunk, and no more parts are created for it. */
class PartWriter {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  readonly #account: AnswerAccount;
  #mostBytes = firstPieceBytes;
  #settle: (() => void) | undefined;
  #pendingSince: number | undefined;
  #timer: Timer | undefined;

  constructor(exchange: Exchange, clock: Clock, account: AnswerAccount) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#account = account;
    exchange.output.once('close', () => {
      this.#timer?.cancel();
      this.#settle?.();
    });
    this.#arm();
  }

  /** Resolves when the system has taken the part and there is room for another, or the client has disconnected. */
  async write(part: Uint8Array): Promise<void> {
    const { output } = this.#exchange;
    for (let at = 0; at < part.length && !over(output); ) {
      const piece = at === 0 && part.length <= this.#mostBytes ? part : part.subarray(at, at + this.#mostBytes);
      at += piece.length;
      this.#account.hold(piece.length);
      await this.#handOver(piece);
      this.#account.release(piece.length);
      this.#mostBytes = pieceBytes;
      // Other answers on this connection may have left no room for another chunk.
      for (let room = this.#account.room(); room !== undefined && !over(output); room = this.#account.room())
        await room;
    }
  }

  async #handOver(part: Uint8Array): Promise<void> {
    this.#pendingSince = this.#clock.monotonic();
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      this.#exchange.output.write(part, () => resolve());
    });
    this.#pendingSince = undefined;
  }

  /** One timer for all parts, restarted only when it fires; the end of the exchange cancels it. */
  #arm(): void {
    this.#timer = this.#clock.setTimer(maxStallMs, () => {
      const since = this.#pendingSince;
      if (since !== undefined && this.#clock.monotonic() - since >= maxStallMs) this.#exchange.abort();
      else if (!over(this.#exchange.output)) this.#arm();
    });
  }
}

/**
 * Resolves when everything is written, or the client has disconnected or been cut off; the body is then released.
 * Undefined if the answer was written at once, as with a body of one chunk.
 */
export function writeAnswer(
  exchange: Exchange,
  answer: HttpAnswer,
  clock: Clock,
  account: AnswerAccount,
): Promise<void> | undefined {
  const { body } = answer;
  if (exchange.output.destroyed) return releaseBody(body, account);
  exchange.writeHead(answer.status, answer.headers);
  const { output } = exchange;
  if (exchange.method === 'HEAD') {
    output.end();
    return releaseBody(body, account);
  }
  if (!(body instanceof Uint8Array)) return writeParts(exchange, body, clock, account);
  if (body.length > pieceBytes) return writeParts(exchange, [body], clock, account);
  account.hold(body.length);
  output.end(body);
  return undefined;
}

async function writeParts(
  exchange: Exchange,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  clock: Clock,
  account: AnswerAccount,
): Promise<void> {
  const { output } = exchange;
  // HTTP/1.1 would hold back the head until there is a body, but a client must see that its watch has started.
  if (output instanceof ServerResponse) output.flushHeaders();
  const writer = new PartWriter(exchange, clock, account);
  // `break` ends the source: a watch stops when its client disconnects.
  for await (const part of parts) {
    if (over(output)) break;
    await writer.write(part);
    if (over(output)) break;
  }
  if (!over(output)) output.end();
}

/**
 * Releases an unread answer. `return` does not reach a generator that has not started; the signal reaches its creator.
 */
async function releaseBody(body: HttpAnswer['body'], account: AnswerAccount): Promise<void> {
  if (body instanceof Uint8Array) return;
  account.unwanted();
  await body[Symbol.asyncIterator]().return?.();
}
