/** Bytes of an answer onto the wire, no faster than the client takes them. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { HttpAnswer } from '../../respond/respond.ts';
import type { Exchange } from './exchange.ts';

/** A client that resets its stream politely ends ours as if we had done it. */
const over = (output: Writable): boolean => output.destroyed || output.writableEnded;

async function drained(output: Writable): Promise<void> {
  const enough = new AbortController();
  try {
    await Promise.race([
      once(output, 'drain', { signal: enough.signal }),
      once(output, 'close', { signal: enough.signal }),
    ]);
  } finally {
    enough.abort();
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
  for await (const part of answer.body) {
    if (over(output)) break;
    if (!output.write(part)) await drained(output);
    if (over(output)) break;
  }
  if (!over(output)) output.end();
}

async function letGo(body: HttpAnswer['body']): Promise<void> {
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
}
