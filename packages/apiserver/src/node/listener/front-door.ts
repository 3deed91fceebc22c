/** HTTPS with HTTP/2 and 1.1: reads requests, has them answered, writes the answers or joins connections. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { type Failed, takeConnections, takeSessions, takeStreams, takeUpgrades } from '@kubets/base/node';
import { errors } from '@kubets/machinery';
import type { ApiRequest } from '../../request.ts';
import { isLongRunning, requestInfo } from '../../request-info.ts';
import type { KeyPair } from '../pki/certificate.ts';
import { type Answerer, failureOf, type Reply } from './answerer.ts';
import { type Exchange, Http1Exchange, Http2Exchange, responseOn } from './exchange.ts';
import { listenError } from './listen-error.ts';
import { type Peer, peerOf } from './peer.ts';
import { createProxy, type RequestProxy } from './proxy.ts';
import { defaultBodyLimit, readBody, readHead } from './read-request.ts';
import { streamedAnswer } from './websocket/handshake.ts';
import { WebSocketExchange } from './websocket/websocket-exchange.ts';
import { writeAnswer } from './write-answer.ts';

/** What a front door needs besides somebody who answers. All of it but clock and log can go to another thread. */
export interface DoorOptions {
  readonly pki: { readonly authority: string; readonly serving: KeyPair; readonly kubeletClient: KeyPair };
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds that a request may take, unless it is long-running. Default 60 s. */
  readonly requestTimeout?: number;
  /** Bytes. Default 3 MiB. */
  readonly bodyLimit?: number;
  /** Requests at once on one HTTP/2 connection. Default 100. */
  readonly maxConcurrentStreams?: number;
  /** For tests alone: see `ProxyOptions`. */
  readonly anyTarget?: boolean;
}

const headTimeout = 32_000;
/** Longer than clients keep an idle connection: they must not send on one that is being closed. */
const idleTimeout = 180_000;
const handshakeTimeout = 10_000;
const timedOut = 'Timeout: request did not complete within requested timeout - context deadline exceeded';

export class FrontDoor {
  readonly #options: DoorOptions;
  readonly #answerer: Answerer;
  readonly #proxy: RequestProxy;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<Socket>();
  readonly #closing = new AbortController();
  readonly #server: Http2SecureServer;

  constructor(options: DoorOptions, answerer: Answerer) {
    this.#options = options;
    this.#answerer = answerer;
    const { clock, pki, anyTarget = false } = options;
    this.#proxy = createProxy({ clock, ...pki, anyTarget });
    this.#server = createSecureServer({
      allowHTTP1: true,
      key: options.pki.serving.key,
      cert: options.pki.serving.certificate,
      ca: options.pki.authority,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      handshakeTimeout,
      settings: { maxConcurrentStreams: options.maxConcurrentStreams ?? 100 },
    });
    this.#prepare();
  }

  #prepare(): void {
    const server = this.#server;
    // Node would wrap every HTTP/2 stream a second time as soon as somebody listens for `request`; only 1.1 needs that.
    server.removeAllListeners('newListener');
    Object.assign(server, {
      headersTimeout: headTimeout,
      requestTimeout: this.#options.requestTimeout ?? 60_000,
      keepAliveTimeout: idleTimeout,
    });
    const failed =
      (what: string): Failed =>
      (error) =>
        this.#options.log.debug(what, { error: messageOf(error) });
    takeConnections(server, failed('connection failed'), (socket) => {
      this.#sockets.add(socket.setNoDelay(true).setKeepAlive(true, 30_000));
      socket.once('close', () => this.#sockets.delete(socket));
    });
    takeSessions(server, failed('HTTP/2 session failed'), (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    takeStreams(server, failed('stream failed'), (stream, headers, flags, rawHeaders) => {
      const { session } = stream;
      if (session === undefined) return;
      const peer = peerOf(session, session.socket as TLSSocket);
      void this.#serve(new Http2Exchange(stream, headers, flags, rawHeaders), peer);
    });
    server.on('request', (request, response) => {
      const http1 = request as unknown as IncomingMessage;
      const exchange = new Http1Exchange(http1, response as unknown as ServerResponse);
      void this.#serve(exchange, peerOf(http1.socket, http1.socket as TLSSocket));
    });
    takeUpgrades(server, failed('upgraded connection failed'), (request, socket, head) => {
      const response = responseOn(request, socket);
      if (response === undefined) return;
      const peer = peerOf(request.socket, request.socket as TLSSocket);
      const streamed = streamedAnswer(request);
      if (streamed === undefined) void this.#serve(new Http1Exchange(request, response, { socket, head }), peer);
      else
        WebSocketExchange.accept({ request, response, socket, head, streamed }).then(
          (exchange) => this.#serve(exchange, peer),
          (error: unknown) => socket.destroy(error as Error),
        );
    });
    server.on('tlsClientError', (error) =>
      this.#options.log.debug('TLS handshake failed', { error: messageOf(error) }),
    );
    server.on('clientError', (_error: Error, socket: Duplex) => refuseMalformed(socket));
  }

  /** Never rejects: whatever goes wrong becomes a Status, or the end of the connection once the answer has begun. */
  async #serve(exchange: Exchange, peer: Peer): Promise<void> {
    const abort = new AbortController();
    let answered = false;
    exchange.onClose(() => {
      if (!answered) abort.abort(errors.internal('the client went away'));
    });
    let request: ApiRequest | undefined;
    try {
      request = readHead(exchange, peer.address, abort.signal);
      await this.#carryOut(exchange, peer, request, abort);
      answered = true;
    } catch (error) {
      await this.#fail(exchange, request, error);
    }
  }

  async #carryOut(exchange: Exchange, peer: Peer, head: ApiRequest, abort: AbortController): Promise<void> {
    const { clock, requestTimeout = 60_000, bodyLimit = defaultBodyLimit } = this.#options;
    const info = requestInfo(head.method, head.path, head.query);
    const open = isLongRunning(info);
    const { promise: late, reject } = Promise.withResolvers<never>();
    late.catch(() => undefined);
    const expire = (): void => {
      const error = errors.timeout(timedOut);
      reject(error);
      abort.abort(error);
    };
    const timer = open ? undefined : clock.setTimer(requestTimeout, expire);
    try {
      // A proxied body is passed on as it comes, never held.
      const holdBody = exchange.mayHaveBody && (!open || info.verb === 'watch');
      const request = holdBody ? { ...head, body: await Promise.race([readBody(exchange, bodyLimit), late]) } : head;
      const reply = await Promise.race([this.#answer(exchange, peer, request), late]);
      if (reply.type === 'proxy') await this.#proxy.forward(exchange, request, reply);
      else {
        const written = writeAnswer(exchange, reply.bytes, clock);
        if (written !== undefined) await Promise.race([written, late]);
      }
    } finally {
      timer?.cancel();
    }
  }

  #answer(exchange: Exchange, { certificate }: Peer, request: ApiRequest): Promise<Reply> {
    if (this.#closing.signal.aborted) throw errors.unavailable('apiserver is shutting down');
    const impersonation = exchange.rawHeaders.some(isImpersonation) ? exchange.rawHeaders : undefined;
    return this.#answerer.answer({ request, certificate, impersonation });
  }

  async #fail(exchange: Exchange, request: ApiRequest | undefined, error: unknown): Promise<void> {
    const failure = failureOf(error, request?.path, this.#options.log);
    if (exchange.started || exchange.output.destroyed) {
      exchange.abort();
      return;
    }
    try {
      const bytes = this.#answerer.refuse(failure, request ?? headless(exchange));
      await writeAnswer(exchange, bytes, this.#options.clock);
    } catch (again) {
      this.#options.log.error('no answer could be written', { error: messageOf(again) });
      exchange.abort();
    }
  }

  /** Resolves once connections are taken. `shared`: the port is other threads', too. Rejects with ListenError. */
  listen(shared = false): Promise<AddressInfo> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(listenError(error, host, port)));
      this.#server.listen({ host, port, reusePort: shared }, () => resolve(this.#server.address() as AddressInfo));
    });
  }

  /** Leaves new connections to others and asks clients to go over to them; what is under way goes on to its end. */
  handOver(): void {
    this.#server.close();
    for (const session of this.#sessions) session.close();
  }

  async close(grace: number): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of this.#sessions) session.close();
    const enough = new AbortController();
    const cut = this.#options.clock.sleep(grace, enough.signal).then(
      () => {
        for (const socket of this.#sockets) socket.destroy();
      },
      () => undefined,
    );
    await closed;
    enough.abort();
    await cut;
  }
}

/** Names and values alternate; a value that looks so only costs a closer look. */
const isImpersonation = (text: string): boolean =>
  text.length > 12 && text.slice(0, 12).toLowerCase() === 'impersonate-';

/** Stands for a request whose head could not be read, so that the refusal can be written. */
function headless(exchange: Exchange): ApiRequest {
  return {
    method: exchange.method,
    path: '/',
    query: new URLSearchParams(),
    headers: exchange.headers,
    body: { type: 'none' },
    user: { name: '', groups: [] },
    remoteAddress: '',
    signal: new AbortController().signal,
    upgrade: false,
  };
}

function refuseMalformed(socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(errors.badRequest('the request is malformed').status);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}
