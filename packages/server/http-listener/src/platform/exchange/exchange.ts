/** One request and its response, with the same interface for HTTP/2 and HTTP/1.1. */
import { type IncomingMessage, ServerResponse } from 'node:http';
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { HttpAnswer } from '@kubets/apiserver/responses';
import type { Clock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

export type AnswerHeaders = HttpAnswer['headers'];

export interface Exchange {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Names in lower case; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name, value, name, value, as received. */
  readonly rawHeaders: readonly string[];
  /** False if the request certainly has no body. */
  readonly mayHaveBody: boolean;
  readonly input: Readable;
  readonly output: Writable;
  /** The connection itself, if the client asked to switch protocols. */
  readonly upgrade: { readonly socket: Duplex; readonly head: Uint8Array } | undefined;
  /** The client sends its body only when asked (`Expect: 100-continue`). */
  readonly awaitsContinue: boolean;
  /** Asks a client that waits (`Expect: 100-continue`) to send its body. */
  askForBody(): void;
  /** Whether the head of the answer has been sent. */
  readonly started: boolean;
  /**
   * `bodyInUse`: the request's body is still being read. Otherwise the rest of it is discarded, so that a client that
   * reads no answer before it has sent everything also receives it.
   */
  writeHead(status: number, headers: AnswerHeaders, bodyInUse?: boolean): void;
  /** Called when the exchange has ended, or when the client disconnects first. */
  onClose(listener: () => void): void;
  /** Ends the answer abnormally: the client must see that it is incomplete. */
  abort(): void;
  /** HTTP/2: accepts no more requests on the connection. Requests in progress continue. */
  closeConnection(): void;
}

/** Connection headers, which HTTP/2 does not allow and a proxy must not forward. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

const expectsContinue = ({ expect }: Readonly<Record<string, string>>): boolean =>
  expect?.toLowerCase() === '100-continue';

/** How much of an unwanted body is read and discarded (bytes), and for how long (milliseconds). */
const maxDiscardedBytes = 64 * 1024 * 1024;
const maxDiscardMs = 30_000;

/**
 * Reads and discards the rest of a body: if the connection were closed while the client still sends, the client could
 * lose the answer. If the client does not stop sending, or sends hardly anything, `giveUp` is called.
 */
function discard(body: Readable, clock: Clock, giveUp: () => void): void {
  let left = maxDiscardedBytes;
  const timer = clock.setTimer(maxDiscardMs, giveUp);
  const done = (): void => timer.cancel();
  body.once('end', done).once('close', done);
  body.on('data', (part: Uint8Array) => {
    left -= part.length;
    if (left < 0) giveUp();
  });
  body.resume();
}

export class Http2Exchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
  readonly mayHaveBody: boolean;
  readonly upgrade = undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #session: ServerHttp2Stream['session'];
  readonly #clock: Clock;
  awaitsContinue: boolean;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    flags: number,
    rawHeaders: readonly string[],
    clock: Clock,
  ) {
    this.#stream = stream;
    // A stream loses it when it closes.
    this.#session = stream.session;
    this.#clock = clock;
    this.method = headers[':method'] as string;
    this.target = headers[':path'] ?? '';
    this.headers = headers as Record<string, string>;
    this.rawHeaders = rawHeaders;
    this.mayHaveBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0;
    this.awaitsContinue = expectsContinue(this.headers);
  }

  get input(): Readable {
    return this.#stream;
  }

  get output(): Writable {
    return this.#stream;
  }

  askForBody(): void {
    if (!this.awaitsContinue || this.started || this.#stream.destroyed) return;
    this.awaitsContinue = false;
    this.#stream.additionalHeaders({ ':status': constants.HTTP_STATUS_CONTINUE });
  }

  get started(): boolean {
    return this.#stream.headersSent;
  }

  writeHead(status: number, headers: AnswerHeaders, bodyInUse = false): void {
    const stream = this.#stream;
    stream.respond({ ':status': status, ...headers });
    if (bodyInUse || !this.mayHaveBody || stream.readableEnded) return;
    // RFC 9113, 8.1: after the complete answer, a reset without an error asks the client to stop sending. Some clients
    // (that of Java 17, for example) lose the answer because of it, so it is sent last.
    discard(stream, this.#clock, () => stream.close(constants.NGHTTP2_NO_ERROR));
  }

  onClose(listener: () => void): void {
    this.#stream.once('close', listener);
  }

  closeConnection(): void {
    this.#session?.close();
  }

  abort(): void {
    // Closing it with a code would first send a regular end.
    if (!this.#stream.closed) this.#stream.destroy(errors.internal('the response ended early'));
  }
}

/**
 * The stream for the answer to a request to switch protocols. Undefined, with the connection destroyed, if an earlier
 * request is still being answered on it: a client that pipelines such a request could not tell the answers apart.
 */
export function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse | undefined {
  const response = new ServerResponse(request);
  try {
    response.assignSocket(request.socket);
  } catch {
    socket.destroy();
    return undefined;
  }
  response.shouldKeepAlive = false;
  response.once('finish', () => socket.end());
  return response;
}

/** How long a client may keep its side of a switched connection open after the answer is complete. */
const closeTimeoutMs = 10_000;

export class Http1Exchange implements Exchange {
  readonly upgrade: Exchange['upgrade'];
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  awaitsContinue: boolean;
  #switched: Duplex | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, clock: Clock, upgrade?: Exchange['upgrade']) {
    this.#request = request;
    this.#response = response;
    this.#clock = clock;
    this.upgrade = upgrade;
    this.awaitsContinue = expectsContinue(this.headers);
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get target(): string {
    return this.#request.url ?? '';
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#request.headers as Record<string, string>;
  }

  get rawHeaders(): readonly string[] {
    return this.#request.rawHeaders;
  }

  get mayHaveBody(): boolean {
    const { headers } = this.#request;
    return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  }

  get input(): Readable {
    return this.#request;
  }

  get output(): Writable {
    return this.#switched ?? this.#response;
  }

  askForBody(): void {
    if (!this.awaitsContinue || this.started) return;
    this.awaitsContinue = false;
    this.#response.writeContinue();
  }

  get started(): boolean {
    return this.#response.headersSent || this.#switched !== undefined;
  }

  writeHead(status: number, headers: AnswerHeaders, bodyInUse = false): void {
    if (!bodyInUse && this.mayHaveBody && !this.#request.complete) {
      // A client that was not asked for its body may send it nevertheless.
      if (this.awaitsContinue) this.#response.shouldKeepAlive = false;
      else discard(this.#request, this.#clock, () => this.#request.socket.destroy());
    }
    if (status === 101 && this.upgrade !== undefined) {
      this.#switch(this.upgrade.socket, headers);
      return;
    }
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value as string | string[]);
    this.#response.writeHead(status);
  }

  /** The rest of the answer is in the new protocol, on the connection itself. What the client sends is ignored. */
  #switch(socket: Duplex, headers: AnswerHeaders): void {
    const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`));
    this.#switched = socket;
    this.#response.detachSocket(this.#request.socket);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.resume();
    // Do not wait for a client that does not close its side.
    this.#request.socket.setTimeout(closeTimeoutMs, () => socket.destroy());
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener);
    // A response that has only been assigned to a socket gets no event when the socket closes.
    this.upgrade?.socket.once('close', listener);
  }

  closeConnection(): void {}

  abort(): void {
    this.#request.socket.destroy();
  }
}
