/**
 * The only place where sockets enter the program. An `error` event without a listener ends the process, and an error can
 * arrive before the next line of an async function runs. So every socket gets its error listener here, when it is
 * created; `scripts/check/sockets.ts` forbids other ways.
 */
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, type RequestOptions as TlsRequestOptions } from 'node:https';
import { connect, type NetConnectOpts, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';

/** Hears why a socket failed. The socket is destroyed by then or about to be: there is nothing left to clean up. */
export type Failed = (error: Error) => void;

interface Failing {
  on(event: 'error', listener: Failed): unknown;
}

/** Attaches the error listener that stays for the source's whole life. */
export function withErrorListener<S extends Failing>(source: S, failed: Failed): S {
  source.on('error', failed);
  return source;
}

/** Each TCP connection that the server accepts. */
export function takeConnections(server: NetServer, failed: Failed, taken: (socket: Socket) => void): void {
  server.on('connection', (socket: Socket) => taken(withErrorListener(socket, failed)));
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface UpgradingServer {
  on(event: 'upgrade', listener: UpgradeListener): unknown;
}

/** Each request to a server to switch protocols, with its connection. `head`: bytes that came after the request. */
export function takeUpgrades(server: UpgradingServer, failed: Failed, taken: UpgradeListener): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    taken(request, withErrorListener(socket, failed), head),
  );
}

/** The connection of a request of ours whose server has switched protocols. `head`: bytes that came after the answer. */
export function takeSwitch(
  request: ClientRequest,
  failed: Failed,
  taken: (answer: IncomingMessage, socket: Duplex, head: Buffer) => void,
): void {
  request.once('upgrade', (answer, socket, head) => taken(answer, withErrorListener(socket, failed), head));
}

interface WebSocketAcceptor<W> {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (client: W) => void): void;
}

/** What `takeUpgrades` hands over. */
export interface UpgradeParts {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Completes a WebSocket handshake at once. Undefined when the library has refused it, or the client has gone. */
export function acceptWebSocket<W extends Failing>(
  server: WebSocketAcceptor<W>,
  { request, socket, head }: UpgradeParts,
  failed: Failed,
): W | undefined {
  let accepted: W | undefined;
  server.handleUpgrade(request, socket, head, (client) => {
    accepted = withErrorListener(client, failed);
  });
  return accepted;
}

/** A TCP or Unix connection. */
export function dialSocket(options: NetConnectOpts, failed: Failed): Socket {
  return withErrorListener(connect(options), failed);
}

export type OutgoingOptions = RequestOptions & TlsRequestOptions & Pick<ConnectionOptions, 'secureContext'>;

/** An HTTP or HTTPS request, which is still to be ended. Throws for options that cannot be sent. */
export function startRequest(target: URL, options: OutgoingOptions, failed: Failed): ClientRequest {
  const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return withErrorListener(start(target, options), failed);
}
