/**
 * Messages between two threads, sent once per turn of the event loop: posting costs about as much as a small request,
 * so all messages of a turn are sent together. Bytes are copied into one buffer that is transferred: what is sent may
 * be shared by others, or be a small part of a large buffer. Large bytes are transferred in their own memory, so that
 * whoever keeps them for long keeps nothing else.
 */
import { setImmediate as atEndOfTurn } from 'node:timers';

/** The part of a MessagePort or a Worker that is used. */
export interface Port {
  postMessage(value: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
}

interface Batch<M> {
  readonly messages: readonly M[];
  /** For each message: where its bytes begin and end; `none` if it has none, `apart` if they are not in `bytes`. */
  readonly spans: readonly number[];
  readonly bytes: Uint8Array;
  /** The bytes that have their own memory, in the order of their messages. */
  readonly apart: readonly Uint8Array[];
}

const none = -1;
const apart = -2;
/** Bytes from which separate memory is worth the cost of its transfer. */
const apartBytes = 16 * 1024;

const nothing = new Uint8Array(0);

export class Channel<Out, In> {
  readonly #port: Port;
  #messages: Out[] = [];
  #parts: (Uint8Array | undefined)[] = [];

  constructor(port: Port, receive: (message: In, bytes: Uint8Array | undefined) => void) {
    this.#port = port;
    port.on('message', (value) => {
      const { messages, spans, bytes, apart: ownBytes } = value as Batch<In>;
      let nextOwn = 0;
      messages.forEach((message, index) => {
        const start = spans[2 * index] as number;
        if (start === none) receive(message, undefined);
        else if (start === apart) receive(message, ownBytes[nextOwn++]);
        else receive(message, bytes.subarray(start, spans[2 * index + 1]));
      });
    });
  }

  /** Neither `message` nor `bytes` may change before the end of the turn. */
  send(message: Out, bytes?: Uint8Array): void {
    this.give(message, bytes !== undefined && bytes.length >= apartBytes ? new Uint8Array(bytes) : bytes);
  }

  /** As `send`, but transfers the memory of `bytes`, which nobody else may use: the caller loses access to them. */
  give(message: Out, bytes: Uint8Array | undefined): void {
    if (this.#messages.length === 0) atEndOfTurn(() => this.#post());
    this.#messages.push(message);
    this.#parts.push(bytes);
  }

  #post(): void {
    const spans: number[] = [];
    const ownBytes: Uint8Array[] = [];
    let length = 0;
    for (const part of this.#parts) {
      if (part === undefined) spans.push(none, none);
      else if (part.length >= apartBytes) {
        spans.push(apart, apart);
        ownBytes.push(part);
      } else {
        spans.push(length, length + part.length);
        length += part.length;
      }
    }
    const bytes = length === 0 ? nothing : new Uint8Array(length);
    this.#parts.forEach((part, index) => {
      if (part !== undefined && part.length < apartBytes) bytes.set(part, spans[2 * index]);
    });
    const batch: Batch<Out> = { messages: this.#messages, spans, bytes, apart: ownBytes };
    this.#messages = [];
    this.#parts = [];
    const buffers = ownBytes.map(({ buffer }) => buffer as ArrayBuffer);
    this.#port.postMessage(batch, length === 0 ? buffers : [bytes.buffer as ArrayBuffer, ...buffers]);
  }
}
