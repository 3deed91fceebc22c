/** An HTTP/2 connection that is opened on demand, replaced when it breaks, and checked by pings. */
import { type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from 'node:http2';
import { type Clock, messageOf, type Timer } from '@kubets/base';
import { dialSession } from '@kubets/base/platform';
import { errors } from '@kubets/machinery/status-error';
import { NoResponseError } from '../no-response-error.ts';

export interface ConnectionOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly clock: Clock;
}

/** As in client-go: a ping after 30 s; the connection is closed if there is no response within 15 s. */
const readIdleTimeoutMs = 30_000;
const pingTimeoutMs = 15_000;
const connectTimeoutMs = 30_000;

export class Http2Connection {
  readonly #server: string;
  readonly #options: ConnectionOptions;
  #session: Promise<ClientHttp2Session> | undefined;
  #closed = false;

  constructor(server: string, options: ConnectionOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** Sends a request and returns its stream. Opens a new connection if necessary. */
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
    // The connection closed while this call waited for it, so the request was not sent.
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
    if (this.#closed) return Promise.reject(new NoResponseError('the transport is closed', { sent: false }));
    this.#session ??= this.#connect();
    return this.#session.catch((error: unknown) => {
      throw new NoResponseError(`${this.#server}: ${messageOf(error)}`, { sent: false });
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
      const timeout = clock.setTimer(connectTimeoutMs, () =>
        session.destroy(errors.timeout(`no connection within ${connectTimeoutMs / 1000} s`)),
      );
      const forget = (): void => {
        timeout.cancel();
        if (this.#session === connected) this.#session = undefined;
      };
      session.once('connect', () => {
        timeout.cancel();
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
      timer = this.#options.clock.setTimer(readIdleTimeoutMs, ping);
    };
    const ping = (): void => {
      const timeout = this.#options.clock.setTimer(pingTimeoutMs, () =>
        session.destroy(errors.unavailable('the server does not respond to pings')),
      );
      const sent = session.ping(() => {
        timeout.cancel();
        if (!session.destroyed) schedule();
      });
      if (!sent) timeout.cancel();
    };
    schedule();
    session.once('close', () => timer.cancel());
  }
}
