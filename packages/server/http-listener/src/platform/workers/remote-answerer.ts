/** Runs in a worker: passes requests to the thread of the store. */

import type { ApiRequest, RequestBody } from '@kubets/apiserver/requests';
import { createResponder, type HttpAnswer } from '@kubets/apiserver/responses';
import { BoundedQueue, type Clock, messageOf } from '@kubets/base';
import { encodeYaml } from '@kubets/codec/yaml';
import type { Status } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import type { Answered, Answerer, Asked, Reply } from '../front-door/answerer.ts';
import type { Channel } from './channel.ts';
import { type FromWorker, firstWindow, type ToWorker } from './messages.ts';
import { defaultWindowBytes, RemoteParts } from './remote-parts.ts';

interface Call {
  readonly asked: Asked;
  /** The window that the other thread assumes at first. */
  readonly firstWindow: number;
  resolve(answered: Answered): void;
  reject(reason: unknown): void;
  /** Parts of a stream. The other side sends no more than the window allows. */
  parts: BoundedQueue<Uint8Array> | undefined;
}

/** Sent if a body did not arrive. */
const statusOf = (error: unknown): Status =>
  (error instanceof StatusError ? error : errors.internal(messageOf(error))).status;

/** A small part shares the memory of everything received with it: a part that has to wait must not keep that. */
const keepable = (part: Uint8Array, waits: boolean): Uint8Array =>
  waits && part.buffer.byteLength > part.length ? part.slice() : part;

export class RemoteAnswerer implements Answerer {
  readonly #channel: Pick<Channel<FromWorker, ToWorker>, 'send'>;
  readonly #respond: ReturnType<typeof createResponder>;
  readonly #calls = new Map<number, Call>();
  #last = 0;

  constructor(channel: Pick<Channel<FromWorker, ToWorker>, 'send'>, clock: Clock) {
    this.#channel = channel;
    // Only for Status objects, which belong to no resource.
    this.#respond = createResponder({ find: () => undefined, now: () => clock.now(), toYaml: encodeYaml });
  }

  refuse: Answerer['refuse'] = (error, request) =>
    this.#respond({ type: 'object', status: error.code, object: error.status }, request);

  async answer(asked: Asked): Promise<Answered> {
    const { request, client } = asked;
    // A body that has arrived is sent along: asking for it takes a turn of both threads.
    const early = request.readBody === undefined ? request.body : await client?.earlyBody();
    return this.#ask(asked, early);
  }

  /** `body`: undefined if it has not been read. */
  #ask(asked: Asked, body: RequestBody | undefined): Promise<Answered> {
    const { request, certificate, repeated, client } = asked;
    const { method, path, query, remoteAddress, upgrade, signal } = request;
    const id = ++this.#last;
    const window = client?.window ?? defaultWindowBytes;
    const headers: string[] = [];
    for (const name in request.headers) headers.push(name, request.headers[name] as string);
    const facts = {
      method,
      path,
      query: query.toString(),
      headers,
      remoteAddress,
      upgrade,
      certificate,
      repeated,
      bodyWaits: body === undefined,
      window,
    };
    this.#channel.send({ type: 'ask', id, ...facts }, body?.type === 'bytes' ? body.bytes : undefined);
    return new Promise((resolve, reject) => {
      const call: Call = { asked, firstWindow: firstWindow(window), resolve, reject, parts: undefined };
      this.#calls.set(id, call);
      // A client that gets a timeout must be able to rely on it: the other thread has the last word.
      const drop = (): void => {
        if (this.#calls.has(id)) this.#channel.send({ type: 'drop', id });
        call.parts?.close();
      };
      if (signal.aborted) drop();
      else signal.addEventListener('abort', drop, { once: true });
    });
  }

  /** Handles messages of the other thread; messages about requests that have ended are ignored. */
  receive(message: Exclude<ToWorker, { type: 'close' }>, bytes: Uint8Array | undefined): void {
    const { id } = message;
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (message.type === 'wantBody') {
      void this.#sendBody(id, call.asked.request);
    } else if (message.type === 'dropped') {
      this.#forget(id);
      call.reject(call.asked.request.signal.reason);
    } else if (message.type === 'part') {
      const part = bytes as Uint8Array;
      if (call.parts?.push(keepable(part, call.parts.size > 0))) call.asked.client?.hold(part.length);
    } else if (message.type === 'end') {
      this.#forget(id);
      if (message.broken) call.parts?.fail(errors.internal('the response ended early'));
      else call.parts?.close();
    } else if (message.type === 'proxy') {
      this.#forget(id);
      const reply: Reply = { ...message.answer, target: new URL(message.target) };
      call.resolve({ reply, authenticated: message.authenticated });
    } else {
      const { status, headers, authenticated } = message;
      if (bytes !== undefined) this.#forget(id);
      const body = bytes ?? this.#stream(id, call);
      call.resolve({ reply: { type: 'bytes', bytes: { status, headers, body } }, authenticated });
    }
  }

  async #sendBody(id: number, { readBody }: ApiRequest): Promise<void> {
    try {
      const body = await readBody?.();
      this.#channel.send({ type: 'body', id }, body?.type === 'bytes' ? body.bytes : undefined);
    } catch (error) {
      this.#channel.send({ type: 'noBody', id, why: statusOf(error) });
    }
  }

  #stream(id: number, call: Call): HttpAnswer['body'] {
    // The window limits the bytes, not the number.
    const parts = new BoundedQueue<Uint8Array>(Number.POSITIVE_INFINITY);
    call.parts = parts;
    return new RemoteParts(parts, call.asked.client, call.firstWindow, {
      taken: (length, window) => this.#channel.send({ type: 'taken', id, length, window }),
      drop: () => {
        if (this.#forget(id)) this.#channel.send({ type: 'drop', id });
      },
    });
  }

  #forget(id: number): boolean {
    return this.#calls.delete(id);
  }
}
