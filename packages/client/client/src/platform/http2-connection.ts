/** One HTTP/2 connection that is made when first needed, made again when it broke, and pinged while in use. */
import { type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2';
import { type Clock, messageOf, type Timer } from '@kubets/base';
import { dialSession } from '@kubets/base/platform';
import { errors } from '@kubets/machinery/status-error';
import { NoAnswerError } from '../no-answer-error.ts';

export interface ConnectionOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly clock: Clock;
}

/** client-go's health check: a ping after 30 s, the connection is given up 15 s after an unanswered one. */
const pingEvery = 30_000;
const pingAnswer = 15_000;
const connectWithin = 30_000;

export class Http2Connection {
  readonly #server: string;
  readonly #options: ConnectionOptions;
  #session: Promise<ClientHttp2Session> | undefined;
  #closed = false;

  constructor(server: string, options: ConnectionOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** A stream with its request sent, on a new connection where the old one is gone. */
  async open(headers: OutgoingHttpHeaders, body: string | undefined, signal: AbortSignal): Promise<ClientHttp2Stream> {
    const stream = await this.#request(headers, body === undefined);
    const onAbort = (): void => stream.close(constants.NGHTTP2_CANCEL);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    stream.once('close', () => signal.removeEventListener('abort', onAbort));
    if (body !== undefined) stream.end(body);
    return stream;
  }

  async #request(headers: OutgoingHttpHeaders, endStream: boolean): Promise<ClientHttp2Stream> {
    const session = await this.#connected();
    if (!session.closed && !session.destroyed) return session.request(headers, { endStream });
    // It broke, or said goodbye, while this call waited for it: it never saw the request.
    this.#session = undefined;
    return (await this.#connected()).request(headers, { endStream });
  }

  close(): void {
    this.#closed = true;
    this.#session?.then(
      (session) => session.destroy(),
      () => undefined,
    );
  }

  #connected(): Promise<ClientHttp2Session> {
    if (this.#closed) return Promise.reject(new NoAnswerError('the transport is closed', { sent: false }));
    this.#session ??= this.#connect();
    return this.#session.catch((error: unknown) => {
      throw new NoAnswerError(`${this.#server}: ${messageOf(error)}`, { sent: false });
    });
  }

  #connect(): Promise<ClientHttp2Session> {
    const { ca, cert, key, clock } = this.#options;
    const connected = new Promise<ClientHttp2Session>((resolve, reject) => {
      const failed = (error: Error): void => {
        forget();
        reject(error);
      };
      const credentials = {
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
      };
      const session = dialSession(this.#server, credentials, failed);
      const patience = clock.setTimer(connectWithin, () =>
        session.destroy(errors.timeout(`no connection within ${connectWithin / 1000} s`)),
      );
      const forget = (): void => {
        patience.cancel();
        if (this.#session === connected) this.#session = undefined;
      };
      session.once('connect', () => {
        patience.cancel();
        this.#keepAlive(session);
        resolve(session);
      });
      session.once('goaway', forget);
      session.once('close', () => {
        forget();
        reject(errors.unavailable('the connection closed'));
      });
    });
    return connected;
  }

  #keepAlive(session: ClientHttp2Session): void {
    let timer: Timer;
    const schedule = (): void => {
      timer = this.#options.clock.setTimer(pingEvery, beat);
    };
    const beat = (): void => {
      const patience = this.#options.clock.setTimer(pingAnswer, () =>
        session.destroy(errors.unavailable('the server no longer answers')),
      );
      const sent = session.ping(() => {
        patience.cancel();
        if (!session.destroyed) schedule();
      });
      if (!sent) patience.cancel();
    };
    schedule();
    session.once('close', () => timer.cancel());
  }
}
