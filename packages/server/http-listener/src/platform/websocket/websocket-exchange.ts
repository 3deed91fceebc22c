/**
 * A request whose answer goes out over a WebSocket. To everything behind the front door it is a plain GET; only when its
 * answer is a success are the protocols switched. Any other answer is one of HTTP.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Writable } from 'node:stream';
import { streamCutter, watchCutter } from '@kubets/apiserver/responses';
import type { Clock } from '@kubets/base';
import { acceptWebSocket } from '@kubets/base/platform';
import type { WebSocket, WebSocketServer } from 'ws';
import { type AnswerHeaders, Http1Exchange } from '../exchange/exchange.ts';
import { judgeHandshake, type Streamed } from './handshake.ts';
import { MessageOutput } from './message-output.ts';

/** Clients have nothing to say: what they send is read and dropped, up to so many bytes a message. */
const maxReceivedBytes = 64 * 1024;
/** For the client to close its side once we have closed ours (milliseconds). */
const closeTimeoutMs = 2000;
/** Pings are not answered while so many bytes wait for the client to read them. */
const maxUnreadBytes = 64 * 1024;

const handshakeHeaders: ReadonlySet<string> = new Set([
  'connection',
  'upgrade',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-version',
]);

/** What was decided when the handshake was judged; the library asks once more. */
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

/** Loaded for the first client that needs it: the start of the program does without. */
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
  /** For an answer that is one of HTTP. */
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

  static async accept(parts: Parts): Promise<WebSocketExchange> {
    const server = await webSocketServer();
    return new WebSocketExchange(parts, server);
  }

  /** Without the handshake, which is between the client and us. A token among the protocols is for authentication to find. */
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
      // What would have followed has nowhere to go: it is let go of, for this answer is complete.
      super.writeHead(handshake.status, { 'content-type': 'text/plain; charset=utf-8', 'sec-websocket-version': '13' });
      this.#parts.response.end(handshake.message);
    }
  }

  #switch(protocol: string, contentType: string): void {
    const { request, socket, head, streamed } = this.#parts;
    this.#parts.response.detachSocket(request.socket);
    if (protocol !== '') chosenProtocols.set(request, protocol);
    // The library tells the client by the code it closes the connection with, and nobody else has to know.
    const accepted = acceptWebSocket(this.#server, { request, socket, head }, () => undefined);
    if (accepted === undefined) {
      // Refused by the library, or left by the client in the meantime.
      socket.destroy();
      this.#output = super.output.destroy();
      return;
    }
    answerPings(accepted);
    if (streamed === 'watch') this.#output = new MessageOutput(accepted, watchCutter(contentType));
    else {
      // As upstream, an empty message tells a client of a log that it has begun.
      const text = protocol.startsWith('base64.');
      this.#output = new MessageOutput(accepted, streamCutter(protocol), { bytes: new Uint8Array(0), text });
    }
  }

  override onClose(listener: () => void): void {
    super.onClose(listener);
    this.#parts.socket.once('close', listener);
  }
}
