/** Bytes of an answer onto the wire, no faster than the client takes them. */
import type { Writable } from 'node:stream';
import type { HttpAnswer } from '../../respond/respond.ts';
import type { Exchange } from './exchange.ts';

/** A client that resets its stream politely ends ours as if we had done it. */
const over = (output: Writable): boolean => output.destroyed || output.writableEnded;

/** Hands over parts one after another: a client that does not read holds up one part, and no more are made for it. */
class PartWriter {
  readonly #output: Writable;
  #settle: (() => void) | undefined;

  constructor(output: Writable) {
    this.#output = output;
    output.once('close', () => this.#settle?.());
  }

  /** Resolves when the part is with the system, or the client is gone. */
  write(part: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#output.write(part, () => resolve());
    });
  }
}

/** Resolves when everything is handed over, or the client is gone: the body is then let go of. */
export async function writeAnswer(exchange: Exchange, answer: HttpAnswer): Promise<void> {
  const { output } = exchange;
  if (output.destroyed) {
    await letGo(answer.body);
    return;
  }
  exchange.writeHead(answer.status, answer.headers);
  if (exchange.method === 'HEAD') {
    await letGo(answer.body);
    output.end();
    return;
  }
  if (answer.body instanceof Uint8Array) {
    output.end(answer.body);
    return;
  }
  // `break` ends the source: a watch stops when its client is gone.
  const writer = new PartWriter(output);
  for await (const part of answer.body) {
    if (over(output)) break;
    await writer.write(part);
    if (over(output)) break;
  }
  if (!over(output)) output.end();
}

async function letGo(body: HttpAnswer['body']): Promise<void> {
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
}
