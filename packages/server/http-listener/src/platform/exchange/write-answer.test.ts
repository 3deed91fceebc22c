/** How much of an answer is written at once, and how it is counted meanwhile. */
import { Writable } from 'node:stream';
import { nextTurn, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { maxStallMs, writeAnswer } from './write-answer.ts';

const kibibyte = 1024;

/** A client that takes a chunk when it is told to. */
class Client {
  readonly pieces: number[] = [];
  /** Bytes that wait for the client. */
  held = 0;
  mostHeld = 0;
  aborted = false;
  roomy: PromiseWithResolvers<void> | undefined;
  #take: (() => void) | undefined;
  readonly #output = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      this.pieces.push(chunk.length);
      this.#take = done;
    },
  });
  readonly exchange = {
    method: 'GET',
    output: this.#output,
    writeHead: () => undefined,
    abort: () => {
      this.aborted = true;
      this.#output.destroy();
    },
  } as unknown as Exchange;
  readonly account = {
    hold: (length: number): void => {
      this.held += length;
      this.mostHeld = Math.max(this.mostHeld, this.held);
    },
    release: (length: number): void => {
      this.held -= length;
    },
    room: () => this.roomy?.promise,
    unwanted: () => undefined,
  };

  async take(): Promise<void> {
    this.#take?.();
    await nextTurn();
  }
}

function answer(client: Client, body: Uint8Array | AsyncIterable<Uint8Array>, clock = new VirtualClock()) {
  return writeAnswer(client.exchange, { status: 200, headers: {}, body }, clock, client.account);
}

const large = new Uint8Array(700 * kibibyte);
async function* parts(): AsyncGenerator<Uint8Array, void, undefined> {
  yield large;
}

describe('writeAnswer', () => {
  it.each([
    ['of one large chunk', large],
    ['of a large part', parts()],
  ])('writes little of a body %s before the client reads, then chunks of limited size', async (_, body) => {
    const client = new Client();
    const written = answer(client, body);
    await nextTurn();
    expect(client.pieces).toEqual([64 * kibibyte]);
    expect(client.held).toBe(64 * kibibyte);
    for (let n = 0; n < 4; n++) await client.take();
    await written;
    expect(client.pieces.map((length) => length / kibibyte)).toEqual([64, 256, 256, 124]);
    expect(client.mostHeld).toBe(256 * kibibyte);
    expect(client.held).toBe(0);
  });

  it('writes a small body at once', () => {
    const client = new Client();
    expect(answer(client, new Uint8Array(256 * kibibyte))).toBeUndefined();
    expect(client.pieces).toEqual([256 * kibibyte]);
  });

  it('writes no further chunk of a part while its connection has no room', async () => {
    const client = new Client();
    client.roomy = Promise.withResolvers();
    const written = answer(client, large);
    await nextTurn();
    await client.take();
    expect(client.pieces.length).toBe(1);
    const { resolve } = client.roomy;
    client.roomy = undefined;
    resolve();
    await nextTurn();
    expect(client.pieces.length).toBe(2);
    client.exchange.abort();
    await written;
  });

  it('aborts when the client has read nothing for a minute', async () => {
    const client = new Client();
    const clock = new VirtualClock();
    const written = answer(client, large, clock);
    await nextTurn();
    await client.take();
    await clock.advance(maxStallMs - 1);
    expect(client.aborted).toBe(false);
    await clock.advance(maxStallMs + 1);
    expect(client.aborted).toBe(true);
    await written;
  });
});
