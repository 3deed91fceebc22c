/** The parts of a streamed response from the thread of the store, at the pace of the client. */
import type { BoundedQueue } from '@kubets/base';
import type { AskingClient } from '../front-door/answerer.ts';

export const defaultWindowBytes = 512 * 1024;

/** What is reported to the other thread. */
export interface PartsMaker {
  /** The client has read this many bytes; from now on `window` of them may be in flight. */
  taken(length: number, window: number): void;
  /** The client reads no more. Also called after the parts have ended. */
  drop(): void;
}

export class RemoteParts implements AsyncIterableIterator<Uint8Array> {
  readonly #parts: BoundedQueue<Uint8Array>;
  readonly #client: AskingClient | undefined;
  readonly #maker: PartsMaker;
  /** Bytes of the part that the reader has. */
  #reading = 0;
  #taken = 0;
  /** Bytes from which reads are acknowledged. */
  #reportFromBytes: number;

  constructor(
    parts: BoundedQueue<Uint8Array>,
    client: AskingClient | undefined,
    firstWindow: number,
    maker: PartsMaker,
  ) {
    this.#parts = parts;
    this.#client = client;
    this.#maker = maker;
    this.#reportFromBytes = firstWindow / 4;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#tell();
    const part = await this.#parts.shift();
    if (part === undefined) return this.return();
    this.#client?.release(part.length);
    this.#reading = part.length;
    return { done: false, value: part };
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#maker.drop();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #tell(): void {
    this.#taken += this.#reading;
    this.#reading = 0;
    if (this.#taken < this.#reportFromBytes) return;
    // The connection may have more requests by now, or fewer.
    const window = this.#client?.window ?? defaultWindowBytes;
    this.#maker.taken(this.#taken, window);
    this.#taken = 0;
    this.#reportFromBytes = window / 4;
  }
}
