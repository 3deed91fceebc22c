/** Writes a response body as WebSocket messages, at the pace of the client. */
import { Writable } from 'node:stream';
import type { Cutter, Message } from '@kubets/apiserver/responses';
import type { WebSocket } from 'ws';

const normalClosure = 1000;

export class MessageOutput extends Writable {
  readonly #socket: WebSocket;
  readonly #cut: Cutter;

  /** `first`: a message that is sent before all others. */
  constructor(socket: WebSocket, cut: Cutter, first?: Message) {
    super();
    this.#socket = socket;
    this.#cut = cut;
    // The writer notices that it is closed. Without a listener, a client that disconnects during a write would end the
    // process.
    this.on('error', () => undefined);
    socket.on('close', () => this.destroy());
    if (first !== undefined) this.#send(first, () => undefined);
  }

  #send({ bytes, text }: Message, done: (error?: Error | null) => void): void {
    this.#socket.send(bytes, { binary: !text }, done);
  }

  override _write(part: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    const messages = this.#cut(part);
    messages.forEach((message, index) => {
      this.#send(message, index === messages.length - 1 ? done : () => undefined);
    });
    if (messages.length === 0) done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.close(normalClosure);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // The end of the answer is still in flight to the client, which then closes; the library waits for that.
    if (!this.writableFinished) this.#socket.terminate();
    done(error);
  }
}
