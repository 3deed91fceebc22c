/**
 * Messages between two threads, a turn's worth at a time: posting costs about as much as a small request, so what one
 * turn of the event loop has to say goes in one piece. Bytes are copied into one buffer that changes hands: what is sent
 * may be shared by others, or be a small part of something large.
 */
import { setImmediate as atEndOfTurn } from 'node:timers';

/** What is used of a MessagePort or a Worker. */
export interface Port {
  postMessage(value: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
}

interface Batch<M> {
  readonly messages: readonly M[];
  /** Of each message: where its bytes begin and end; -1 where it has none. */
  readonly spans: readonly number[];
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);

export class Channel<Out, In> {
  readonly #port: Port;
  #messages: Out[] = [];
  #parts: (Uint8Array | undefined)[] = [];

  constructor(port: Port, receive: (message: In, bytes: Uint8Array | undefined) => void) {
    this.#port = port;
    port.on('message', (value) => {
      const { messages, spans, bytes } = value as Batch<In>;
      messages.forEach((message, index) => {
        const start = spans[2 * index] as number;
        receive(message, start < 0 ? undefined : bytes.subarray(start, spans[2 * index + 1]));
      });
    });
  }

  /** Neither `message` nor `bytes` may change before the end of the turn. */
  send(message: Out, bytes?: Uint8Array): void {
    if (this.#messages.length === 0) atEndOfTurn(() => this.#post());
    this.#messages.push(message);
    this.#parts.push(bytes);
  }

  #post(): void {
    const spans: number[] = [];
    let length = 0;
    for (const part of this.#parts) {
      if (part === undefined) spans.push(-1, -1);
      else {
        spans.push(length, length + part.length);
        length += part.length;
      }
    }
    const bytes = length === 0 ? nothing : new Uint8Array(length);
    this.#parts.forEach((part, index) => {
      if (part !== undefined) bytes.set(part, spans[2 * index]);
    });
    const batch: Batch<Out> = { messages: this.#messages, spans, bytes };
    this.#messages = [];
    this.#parts = [];
    this.#port.postMessage(batch, length === 0 ? [] : [bytes.buffer as ArrayBuffer]);
  }
}
