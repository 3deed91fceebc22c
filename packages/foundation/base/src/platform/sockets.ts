/**
 * The only place where sockets are created or accepted. An `error` event without a listener ends the process, and an error can occur
 * before the next line of an async function runs. So every socket gets its error listener here. `scripts/check/sockets.ts` forbids other
 * ways.
 */
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, type RequestOptions as TlsRequestOptions } from 'node:https';
import { connect, type NetConnectOpts, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';

/** Called when a socket fails. The socket is already destroyed or about to be, so no cleanup is necessary. */
export type Failed = (error: Error) => void;

interface Failing {
  on(event: 'error', listener: Failed): unknown;
}

/** Attaches an error listener for the whole life of the source. */
export function withErrorListener<S extends Failing>(source: S, failed: Failed): S {
  source.on('error', failed);
  return source;
}

/** Calls `taken` for each TCP connection that the server accepts. */
export function takeConnections(server: NetServer, failed: Failed, taken: (socket: Socket) => void): void {
  server.on('connection', (socket: Socket) => taken(withErrorListener(socket, failed)));
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface UpgradingServer {
  on(event: 'upgrade', listener: UpgradeListener): unknown;
}

/** Calls `taken` for each upgrade request. `head` contains bytes that followed the request. */
export function takeUpgrades(server: UpgradingServer, failed: Failed, taken: UpgradeListener): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    taken(request, withErrorListener(socket, failed), head),
  );
}

/** Calls `taken` when the server accepts an upgrade request. `head` contains bytes that followed the response. */
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

/** The arguments of an `UpgradeListener`. */
export interface UpgradeParts {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Completes a WebSocket handshake. Undefined if the library refused it or the client has closed the connection. */
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

/** Connects to a TCP or Unix socket. */
export function dialSocket(options: NetConnectOpts, failed: Failed): Socket {
  return withErrorListener(connect(options), failed);
}

export type OutgoingOptions = RequestOptions & TlsRequestOptions & Pick<ConnectionOptions, 'secureContext'>;

/** Starts an HTTP or HTTPS request, which the caller must end. Throws if the options are invalid. */
export function startRequest(target: URL, options: OutgoingOptions, failed: Failed): ClientRequest {
  const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return withErrorListener(start(target, options), failed);
}
