/** The store's side of one worker: answers what it asks, and streams no faster than its clients take. */

import { errors } from '@kubets/machinery';
import { anonymousUser } from '../../../authentication/users.ts';
import type { HttpAnswer } from '../../../respond/respond.ts';
import type { Answerer } from '../answerer.ts';
import type { Channel } from './channel.ts';
import { type FromWorker, streamWindow, type ToWorker } from './messages.ts';

type Ask = Extract<FromWorker, { type: 'ask' }>;

class Call {
  readonly abort = new AbortController();
  #under = 0;
  #room: (() => void) | undefined;

  /** Bytes go out; resolves when more may follow. */
  async sent(length: number): Promise<void> {
    this.#under += length;
    while (this.#under > streamWindow && !this.abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  taken(length: number): void {
    this.#under -= length;
    this.#room?.();
  }

  drop(): void {
    this.abort.abort(errors.internal('the client went away'));
    this.#room?.();
  }
}

/** Header names come from outside: nothing is inherited under them. */
function headersOf(pairs: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < pairs.length; i += 2) headers[pairs[i] as string] = pairs[i + 1] as string;
  return headers;
}

export class WorkerCalls {
  readonly #answerer: Answerer;
  readonly #channel: Pick<Channel<ToWorker, FromWorker>, 'send'>;
  readonly #calls = new Map<number, Call>();

  constructor(answerer: Answerer, channel: Pick<Channel<ToWorker, FromWorker>, 'send'>) {
    this.#answerer = answerer;
    this.#channel = channel;
  }

  /** Never rejects. */
  async ask(message: Ask, bytes: Uint8Array | undefined): Promise<void> {
    const { id, method, path, remoteAddress, upgrade, certificate, impersonation } = message;
    const call = new Call();
    this.#calls.set(id, call);
    const reply = await this.#answerer.answer({
      request: {
        method,
        path,
        query: new URLSearchParams(message.query),
        headers: headersOf(message.headers),
        body: bytes === undefined ? { type: 'none' } : { type: 'bytes', bytes },
        user: anonymousUser,
        remoteAddress,
        signal: call.abort.signal,
        upgrade,
      },
      certificate,
      impersonation,
    });
    if (reply.type === 'proxy') {
      const { node, contentOnly = false } = reply.client === 'kubelet' ? reply : { node: undefined };
      this.#channel.send({ type: 'proxy', id, target: reply.target.href, node, contentOnly });
    } else await this.#pass(id, call, reply.bytes);
    this.#calls.delete(id);
  }

  taken(id: number, length: number): void {
    this.#calls.get(id)?.taken(length);
  }

  drop(id: number): void {
    this.#calls.get(id)?.drop();
  }

  /** The worker is gone. */
  dropAll(): void {
    for (const call of this.#calls.values()) call.drop();
  }

  async #pass(id: number, call: Call, { status, headers, body }: HttpAnswer): Promise<void> {
    const { signal } = call.abort;
    if (body instanceof Uint8Array) {
      if (!signal.aborted) this.#channel.send({ type: 'answer', id, status, headers }, body);
      return;
    }
    this.#channel.send({ type: 'answer', id, status, headers });
    let broken = true;
    try {
      for await (const part of body) {
        if (signal.aborted) break;
        // Its memory may be written into again as soon as the next one is asked for.
        this.#channel.send({ type: 'part', id }, part.slice());
        await call.sent(part.length);
        if (signal.aborted) break;
      }
      broken = false;
    } catch {
      // The client sees that something is missing; there is nobody else to tell.
    }
    this.#channel.send({ type: 'end', id, broken });
  }
}
