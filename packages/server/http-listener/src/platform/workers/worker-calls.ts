/** Runs in the thread of the store: serves the requests of one worker, and streams at the pace of their clients. */

import { anonymousUser } from '@kubets/apiserver/authentication';
import { type RequestBody, requestInfo } from '@kubets/apiserver/requests';
import type { HttpAnswer } from '@kubets/apiserver/responses';
import type { Status } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import type { Answerer } from '../front-door/answerer.ts';
import type { Channel } from './channel.ts';
import { type FromWorker, firstWindow, type ToWorker } from './messages.ts';

type Ask = Extract<FromWorker, { type: 'ask' }>;

const noBody: RequestBody = { type: 'none' };

class Call {
  readonly abort = new AbortController();
  /** Bytes of parts that may be in flight. */
  #allowed: number;
  #under = 0;
  #room: (() => void) | undefined;
  #body: PromiseWithResolvers<RequestBody> | undefined;

  /** @param window bytes that may be in flight once the client has started to read. */
  constructor(window: number) {
    this.#allowed = firstWindow(window);
  }

  /** Bytes that may still be sent now. */
  get room(): number {
    return this.#allowed - this.#under;
  }

  /** The body that `ask` asks for. */
  body(ask: () => void): Promise<RequestBody> {
    if (this.#body === undefined) {
      this.#body = Promise.withResolvers();
      if (this.abort.signal.aborted) this.#body.reject(this.abort.signal.reason);
      else ask();
    }
    return this.#body.promise;
  }

  bodyCame(bytes: Uint8Array | undefined): void {
    this.#body?.resolve(bytes === undefined ? noBody : { type: 'bytes', bytes });
  }

  bodyFailed(why: unknown): void {
    this.#body?.reject(why);
  }

  /** Sends bytes; resolves when more may follow. */
  async sent(length: number): Promise<void> {
    this.#under += length;
    while (this.room <= 0 && !this.abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  taken(length: number, window: number): void {
    this.#under -= length;
    this.#allowed = window;
    this.#room?.();
  }

  drop(): void {
    this.abort.abort(errors.internal('the client disconnected'));
    this.#body?.reject(this.abort.signal.reason);
    this.#room?.();
  }
}

/** Header names are untrusted: the object must not inherit any. */
function headersOf(pairs: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < pairs.length; i += 2) headers[pairs[i] as string] = pairs[i + 1] as string;
  return headers;
}

export class WorkerCalls {
  readonly #answerer: Answerer;
  readonly #channel: Pick<Channel<ToWorker, FromWorker>, 'send' | 'give'>;
  readonly #calls = new Map<number, Call>();

  constructor(answerer: Answerer, channel: Pick<Channel<ToWorker, FromWorker>, 'send' | 'give'>) {
    this.#answerer = answerer;
    this.#channel = channel;
  }

  /** Never rejects. */
  async ask(message: Ask, bytes: Uint8Array | undefined): Promise<void> {
    const { id, method, path, remoteAddress, upgrade, certificate, repeated } = message;
    const call = new Call(message.window);
    this.#calls.set(id, call);
    const readBody = (): Promise<RequestBody> => call.body(() => this.#channel.send({ type: 'wantBody', id }));
    const query = new URLSearchParams(message.query);
    const { reply, authenticated } = await this.#answerer.answer({
      request: {
        method,
        path,
        query,
        // Not sent: copying it between threads costs more.
        info: requestInfo(method, path, query),
        headers: headersOf(message.headers),
        body: bytes === undefined ? noBody : { type: 'bytes', bytes },
        ...(message.bodyWaits ? { readBody } : {}),
        user: anonymousUser,
        remoteAddress,
        signal: call.abort.signal,
        upgrade,
      },
      certificate,
      repeated,
    });
    if (call.abort.signal.aborted) {
      // The worker knows already; the creator of a stream has been notified by the signal.
      if (reply.type === 'bytes' && !(reply.bytes.body instanceof Uint8Array))
        await reply.bytes.body[Symbol.asyncIterator]().return?.();
    } else if (reply.type === 'proxy') {
      const { target, ...answer } = reply;
      this.#channel.send({ type: 'proxy', id, target: target.href, answer, authenticated });
    } else await this.#pass(id, call, reply.bytes, authenticated);
    this.#calls.delete(id);
  }

  taken(id: number, length: number, window: number): void {
    this.#calls.get(id)?.taken(length, window);
  }

  body(id: number, bytes: Uint8Array | undefined): void {
    this.#calls.get(id)?.bodyCame(bytes);
  }

  noBody(id: number, why: Status): void {
    this.#calls.get(id)?.bodyFailed(new StatusError(why));
  }

  drop(id: number): void {
    this.#calls.get(id)?.drop();
    this.#channel.send({ type: 'dropped', id });
  }

  /** The worker has exited. */
  dropAll(): void {
    for (const call of this.#calls.values()) call.drop();
  }

  async #pass(id: number, call: Call, { status, headers, body }: HttpAnswer, authenticated: boolean): Promise<void> {
    const { signal } = call.abort;
    const head: ToWorker = { type: 'answer', id, status, headers, authenticated };
    // A part that exceeds the window is sent in chunks: nothing must be copied for a client that does not read.
    if (body instanceof Uint8Array && body.length <= call.room) {
      this.#channel.send(head, body);
      return;
    }
    this.#channel.send(head);
    let broken = true;
    try {
      for await (const part of body instanceof Uint8Array ? [body] : body) {
        // Its memory may be overwritten as soon as the next part is requested. A large part is sent in chunks.
        for (let at = 0; at < part.length && !signal.aborted; ) {
          const length = Math.min(part.length - at, call.room);
          this.#channel.give({ type: 'part', id }, new Uint8Array(part.subarray(at, at + length)));
          at += length;
          await call.sent(length);
        }
        if (signal.aborted) break;
      }
      broken = false;
    } catch {
      // The client sees that the answer is incomplete; the error cannot be reported elsewhere.
    }
    this.#channel.send({ type: 'end', id, broken });
  }
}
