/** The HTTPS server for HTTP/2 and 1.1: reads requests, passes them on, and writes responses or joins connections. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type ApiRequest, isLongRunning } from '@kubets/apiserver/requests';
import type { HttpAnswer } from '@kubets/apiserver/responses';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { type Failed, takeConnections, takeSessions, takeStreams, takeUpgrades } from '@kubets/base/platform';
import { errors } from '@kubets/machinery/status-error';
import type { KeyPair } from '../certificates/certificate.ts';
import { type ConnectionLimits, Connections, idleMs, unauthenticatedIdleMs } from '../exchange/connections.ts';
import { type Exchange, Http1Exchange, Http2Exchange, responseOn } from '../exchange/exchange.ts';
import { defaultMaxBodyBytes } from '../exchange/incoming-body.ts';
import { type Peer, PeerReader } from '../exchange/peer.ts';
import { readHead, unreadableHead } from '../exchange/read-request.ts';
import { maxStallMs, writeAnswer } from '../exchange/write-answer.ts';
import { createProxy, type FrontProxyCertificates, type RequestProxy } from '../proxying/proxy.ts';
import { streamedAnswer } from '../websocket/handshake.ts';
import { WebSocketExchange } from '../websocket/websocket-exchange.ts';
import { type Answered, type Answerer, failureOf } from './answerer.ts';
import { listenError } from './listen-error.ts';
import { Visit } from './visit.ts';

export interface DoorCertificates {
  /** The authority of clients and kubelets, PEM. */
  readonly authority: string;
  readonly serving: KeyPair;
  readonly kubeletClient: KeyPair;
  /** Absent: there are no front proxies, and this server is none. */
  readonly frontProxy?: FrontProxyCertificates;
}

/** The options of a front door besides its answerer. All but clock and log can be sent to another thread. */
export interface DoorOptions {
  readonly pki: DoorCertificates;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a request may take unless it is long-running. Default 60 s. */
  readonly requestTimeoutMs?: number;
  /** Default 3 MiB. */
  readonly maxBodyBytes?: number;
  /** Concurrent requests on one HTTP/2 connection. Default 100. */
  readonly maxConcurrentStreams?: number;
  /** Only for tests: see `ProxyOptions`. */
  readonly anyTarget?: boolean;
  /** What clients may make each thread hold. */
  readonly limits?: ConnectionLimits;
}

const defaultRequestTimeoutMs = 60_000;
const handshakeTimeoutMs = 10_000;

export class FrontDoor {
  readonly #options: DoorOptions;
  readonly #answerer: Answerer;
  readonly #proxy: RequestProxy;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #connections: Connections;
  readonly #closing = new AbortController();
  readonly #server: Http2SecureServer;
  readonly #peers: PeerReader;

  constructor(options: DoorOptions, answerer: Answerer) {
    this.#options = options;
    this.#answerer = answerer;
    const { clock, pki, anyTarget = false, limits } = options;
    this.#connections = new Connections(clock, limits);
    this.#proxy = createProxy({ clock, ...pki, anyTarget });
    this.#peers = new PeerReader(this.#connections, pki.authority, pki.frontProxy?.authority);
    this.#server = createSecureServer({
      allowHTTP1: true,
      key: options.pki.serving.key,
      cert: options.pki.serving.certificate,
      ca: [pki.authority, ...(pki.frontProxy === undefined ? [] : [pki.frontProxy.authority])],
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeTimeoutMs,
      settings: { maxConcurrentStreams: options.maxConcurrentStreams ?? 100 },
    });
    this.#prepare();
  }

  #prepare(): void {
    const server = this.#server;
    // Node would wrap every HTTP/2 stream a second time once `request` has a listener; only HTTP/1.1 needs that.
    server.removeAllListeners('newListener');
    Object.assign(server, {
      headersTimeout: unauthenticatedIdleMs,
      requestTimeout: this.#options.requestTimeoutMs ?? defaultRequestTimeoutMs,
      keepAliveTimeout: idleMs,
    });
    const failed =
      (what: string): Failed =>
      (error) =>
        this.#options.log.debug(what, { error: messageOf(error) });
    takeConnections(server, failed('connection failed'), (socket) => {
      this.#connections.add(socket.setNoDelay(true).setKeepAlive(true, 30_000));
    });
    takeSessions(server, failed('HTTP/2 session failed'), (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    takeStreams(server, failed('stream failed'), (stream, headers, flags, rawHeaders) => {
      const { session } = stream;
      if (session === undefined) return;
      const peer = this.#peers.of(session, session.socket as TLSSocket);
      void this.#serve(new Http2Exchange(stream, headers, flags, rawHeaders, this.#options.clock), peer);
    });
    const serveHttp1 = (request: unknown, response: unknown): void => {
      const http1 = request as IncomingMessage;
      const exchange = new Http1Exchange(http1, response as ServerResponse, this.#options.clock);
      void this.#serve(exchange, this.#peers.of(http1.socket, http1.socket as TLSSocket));
    };
    server.on('request', serveHttp1);
    // With a separate listener, the client is not asked for its body before it is needed.
    server.on('checkContinue', serveHttp1);
    takeUpgrades(server, failed('upgraded connection failed'), (request, socket, head) => {
      const { clock } = this.#options;
      const response = responseOn(request, socket);
      if (response === undefined) return;
      const peer = this.#peers.of(request.socket, request.socket as TLSSocket);
      const streamed = streamedAnswer(request);
      if (streamed === undefined) void this.#serve(new Http1Exchange(request, response, clock, { socket, head }), peer);
      else
        WebSocketExchange.accept({ request, response, socket, head, streamed, clock }).then(
          (exchange) => this.#serve(exchange, peer),
          (error: unknown) => socket.destroy(error as Error),
        );
    });
    server.on('tlsClientError', (error) =>
      this.#options.log.debug('TLS handshake failed', { error: messageOf(error) }),
    );
    server.on('clientError', (_error: Error, socket: Duplex) => refuseMalformed(socket));
  }

  /** Never rejects: every error becomes a Status, or ends the connection if the answer has already begun. */
  async #serve(exchange: Exchange, peer: Peer): Promise<void> {
    const visit = new Visit(exchange, peer, this.#connections, this.#options.clock);
    let request: ApiRequest | undefined;
    try {
      request = readHead(exchange, peer.address, visit.abort.signal);
      await this.#carryOut(visit, request);
    } catch (error) {
      await this.#fail(visit, request, error);
    }
    visit.answered();
  }

  async #carryOut(visit: Visit, head: ApiRequest): Promise<void> {
    const { exchange } = visit;
    const { requestTimeoutMs = defaultRequestTimeoutMs, maxBodyBytes = defaultMaxBodyBytes } = this.#options;
    const open = isLongRunning(head.info);
    if (!open) visit.limit(requestTimeoutMs);
    // Bodies of long-running requests are forwarded as they arrive, or not needed.
    const body = exchange.mayHaveBody && !open ? visit.body(maxBodyBytes) : undefined;
    const request = body === undefined ? head : { ...head, readBody: () => body.read() };
    const { reply, authenticated } = await this.#answer(visit, request);
    if (reply.type === 'proxy') await this.#proxy.forward(exchange, request, reply, await body?.handOver());
    else await this.#write(visit, reply.bytes);
    this.#recognize(visit, authenticated);
  }

  #answer(visit: Visit, request: ApiRequest): Promise<Answered> {
    if (this.#closing.signal.aborted) throw errors.unavailable('apiserver is shutting down');
    const { exchange, peer } = visit;
    const { certificate } = peer;
    const fromProxy = typeof certificate === 'object' && 'frontProxy' in certificate;
    const repeated = fromProxy || exchange.rawHeaders.some(isImpersonation) ? exchange.rawHeaders : undefined;
    return this.#answerer.answer({ request, certificate, repeated, client: visit });
  }

  /**
   * As upstream (UnauthenticatedHTTP2DOSMitigation), a client without valid credentials gets no more over an HTTP/2
   * connection than the requests in progress.
   */
  #recognize({ exchange, peer }: Visit, authenticated: boolean): void {
    if (authenticated) peer.connection.authenticated = true;
    // Only after the client has the answer: some clients drop all requests in progress when the connection ends.
    else if (!peer.connection.authenticated) exchange.onClose(() => exchange.closeConnection());
  }

  async #write(visit: Visit, bytes: HttpAnswer): Promise<void> {
    const written = writeAnswer(visit.exchange, bytes, this.#options.clock, visit);
    if (written !== undefined) await written;
    // Long-running requests have no time limit, but the end of their answer has one.
    visit.limit(maxStallMs);
  }

  async #fail(visit: Visit, request: ApiRequest | undefined, error: unknown): Promise<void> {
    const { exchange } = visit;
    const failure = failureOf(error, request?.path, this.#options.log);
    if (exchange.started || exchange.output.destroyed) {
      exchange.abort();
      return;
    }
    try {
      const bytes = this.#answerer.refuse(failure, request ?? unreadableHead(exchange));
      await this.#write(visit, bytes);
    } catch (again) {
      this.#options.log.error('cannot write a response', { error: messageOf(again) });
      exchange.abort();
    }
  }

  /**
   * Resolves once connections are accepted. `shared`: other threads listen on the port, too. Rejects with ListenError.
   */
  listen(shared = false): Promise<AddressInfo> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(listenError(error, host, port)));
      this.#server.listen({ host, port, reusePort: shared }, () => resolve(this.#server.address() as AddressInfo));
    });
  }

  /**
   * Leaves new connections to other threads and asks clients to reconnect; requests in progress continue to their end.
   */
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
        this.#connections.destroyAll();
      },
      () => undefined,
    );
    await closed;
    enough.abort();
    await cut;
  }
}

/** Names and values alternate; a value that looks like a name only costs a closer look. */
const isImpersonation = (text: string): boolean =>
  text.length > 12 && text.slice(0, 12).toLowerCase() === 'impersonate-';

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
