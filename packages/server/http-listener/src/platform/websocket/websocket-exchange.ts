/**
 * A request that is answered over a WebSocket. Everything behind the front door sees a plain GET; protocols are
 * switched only if the answer is a success. Any other answer is sent over HTTP.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Writable } from 'node:stream';
import { streamCutter, watchCutter } from '@kubets/apiserver/responses';
import type { Clock } from '@kubets/base';
import { acceptWebSocket } from '@kubets/base/platform';
import { errors } from '@kubets/machinery/status-error';
import type { WebSocket, WebSocketServer } from 'ws';
import { type AnswerHeaders, Http1Exchange } from '../exchange/exchange.ts';
import { judgeHandshake, type Streamed } from './handshake.ts';
import { MessageOutput } from './message-output.ts';

/** Bytes of a message. Messages of clients are read and ignored, up to this size. */
const maxReceivedBytes = 64 * 1024;
/** For the client to close its side after we have closed ours (milliseconds). */
const closeTimeoutMs = 2000;
/** Pings are not answered while this many bytes wait for the client. */
const maxUnreadBytes = 64 * 1024;

const handshakeHeaders: ReadonlySet<string> = new Set([
  'connection',
  'upgrade',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-version',
]);

/** The decision about the handshake; the library asks for it again. */
const chosenProtocols = new WeakMap<IncomingMessage, string>();

const libraryOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: maxReceivedBytes,
  autoPong: false,
  closeTimeout: closeTimeoutMs,
  handleProtocols: (_: Set<string>, request: IncomingMessage) => chosenProtocols.get(request) ?? false,
} as const;

let server: WebSocketServer | undefined;

/** Loaded for the first client that needs it, to keep the start of the program short. */
async function webSocketServer(): Promise<WebSocketServer> {
  if (server !== undefined) return server;
  const library = await import('./library.ts');
  server ??= new library.WebSocketServer(libraryOptions);
  return server;
}

function answerPings(socket: WebSocket): void {
  socket.on('ping', (data) => {
    if (socket.readyState === socket.OPEN && socket.bufferedAmount < maxUnreadBytes) socket.pong(data);
  });
}

interface Parts {
  readonly request: IncomingMessage;
  /** For an answer that is sent over HTTP. */
  readonly response: ServerResponse;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly streamed: Streamed;
  readonly clock: Clock;
}

export class WebSocketExchange extends Http1Exchange {
  readonly #parts: Parts;
  readonly #server: WebSocketServer;
  #output: Writable | undefined;

  private constructor(parts: Parts, server: WebSocketServer) {
    super(parts.request, parts.response, parts.clock);
    this.#parts = parts;
    this.#server = server;
  }

  /** Rejects if the library cannot be loaded, or if the client has gone meanwhile: its end would not be noticed again. */
  static async accept(parts: Parts): Promise<WebSocketExchange> {
    const server = await webSocketServer();
    if (parts.socket.destroyed) throw errors.internal('the client disconnected');
    return new WebSocketExchange(parts, server);
  }

  /** Without the handshake, which concerns only this exchange. Authentication looks for a token among the protocols. */
  override get headers(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(super.headers).filter(([name]) => !handshakeHeaders.has(name)));
  }

  override get output(): Writable {
    return this.#output ?? super.output;
  }

  override get started(): boolean {
    return this.#output !== undefined || super.started;
  }

  override writeHead(status: number, headers: AnswerHeaders): void {
    if (status !== 200) {
      super.writeHead(status, headers);
      return;
    }
    const handshake = judgeHandshake(this.#parts.request.headers, this.#parts.streamed);
    if (handshake.accepted) this.#switch(handshake.protocol, String(headers['content-type'] ?? ''));
    else {
      // This answer is complete, so the stream that would have followed is released.
      super.writeHead(handshake.status, { 'content-type': 'text/plain; charset=utf-8', 'sec-websocket-version': '13' });
      this.#parts.response.end(handshake.message);
    }
  }

  #switch(protocol: string, contentType: string): void {
    const { request, socket, head, streamed } = this.#parts;
    this.#parts.response.detachSocket(request.socket);
    if (protocol !== '') chosenProtocols.set(request, protocol);
    // The library reports the error to the client with the close code; it need not be reported elsewhere.
    const accepted = acceptWebSocket(this.#server, { request, socket, head }, () => undefined);
    if (accepted === undefined) {
      // Refused by the library, or the client has disconnected meanwhile.
      socket.destroy();
      this.#output = super.output.destroy();
      return;
    }
    answerPings(accepted);
    if (streamed === 'watch') this.#output = new MessageOutput(accepted, watchCutter(contentType));
    else {
      // As upstream, an empty message tells a client that its log has started.
      const text = protocol.startsWith('base64.');
      this.#output = new MessageOutput(accepted, streamCutter(protocol), { bytes: new Uint8Array(0), text });
    }
  }

  override onClose(listener: () => void): void {
    super.onClose(listener);
    this.#parts.socket.once('close', listener);
  }
}
