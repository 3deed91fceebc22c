/** The worker's side: has requests answered in the thread that has the store. */
import { BoundedQueue, type Clock } from '@kubets/base';
import { encodeYaml, errors } from '@kubets/machinery';
import { createResponder, type HttpAnswer } from '../../../respond/respond.ts';
import type { Answerer, Asked, Reply } from '../answerer.ts';
import type { Channel } from './channel.ts';
import { type FromWorker, streamWindow, type ToWorker } from './messages.ts';

interface Call {
  resolve(reply: Reply): void;
  /** Parts of a stream. The other side sends no more than the window allows. */
  parts: BoundedQueue<Uint8Array> | undefined;
}

export class RemoteAnswerer implements Answerer {
  readonly #channel: Pick<Channel<FromWorker, ToWorker>, 'send'>;
  readonly #respond: ReturnType<typeof createResponder>;
  readonly #calls = new Map<number, Call>();
  #last = 0;

  constructor(channel: Pick<Channel<FromWorker, ToWorker>, 'send'>, clock: Clock) {
    this.#channel = channel;
    // For statuses alone, which are of no resource.
    this.#respond = createResponder({ find: () => undefined, now: () => clock.now(), toYaml: encodeYaml });
  }

  refuse: Answerer['refuse'] = (error, request) =>
    this.#respond({ type: 'object', status: error.code, object: error.status }, request);

  answer({ request, certificate, impersonation }: Asked): Promise<Reply> {
    const { method, path, query, body, remoteAddress, upgrade, signal } = request;
    const id = ++this.#last;
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
      impersonation,
    };
    this.#channel.send({ type: 'ask', id, ...facts }, body.type === 'bytes' ? body.bytes : undefined);
    return new Promise((resolve, reject) => {
      const call: Call = { resolve, parts: undefined };
      this.#calls.set(id, call);
      const drop = (): void => {
        if (this.#forget(id)) this.#channel.send({ type: 'drop', id });
        call.parts?.close();
        reject(signal.reason);
      };
      if (signal.aborted) drop();
      else signal.addEventListener('abort', drop, { once: true });
    });
  }

  /** What the other thread says; what is about a request that is over concerns nobody. */
  receive(message: Exclude<ToWorker, { type: 'close' }>, bytes: Uint8Array | undefined): void {
    const { id } = message;
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (message.type === 'part') {
      call.parts?.push(bytes as Uint8Array);
    } else if (message.type === 'end') {
      this.#forget(id);
      if (message.broken) call.parts?.fail(errors.internal('the answer broke off'));
      else call.parts?.close();
    } else if (message.type === 'proxy') {
      this.#forget(id);
      const { node, contentOnly } = message;
      const target = new URL(message.target);
      call.resolve(
        node === undefined
          ? { type: 'proxy', client: 'plain', target }
          : { type: 'proxy', client: 'kubelet', node, target, contentOnly },
      );
    } else {
      const { status, headers } = message;
      if (bytes !== undefined) this.#forget(id);
      call.resolve({ type: 'bytes', bytes: { status, headers, body: bytes ?? this.#stream(id, call) } });
    }
  }

  #stream(id: number, call: Call): HttpAnswer['body'] {
    // Bounded in bytes by the window, not in number.
    const parts = new BoundedQueue<Uint8Array>(Number.POSITIVE_INFINITY);
    call.parts = parts;
    return this.#read(id, parts);
  }

  async *#read(id: number, parts: BoundedQueue<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    let taken = 0;
    try {
      for await (const part of parts) {
        yield part;
        taken += part.length;
        if (taken < streamWindow / 4) continue;
        this.#channel.send({ type: 'taken', id, length: taken });
        taken = 0;
      }
    } finally {
      if (this.#forget(id)) this.#channel.send({ type: 'drop', id });
    }
  }

  #forget(id: number): boolean {
    return this.#calls.delete(id);
  }
}
