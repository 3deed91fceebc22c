/** The kubelet's HTTPS server, which the API server calls for logs, exec, attach and port-forward. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { acceptWebSocket, takeConnections, takeUpgrades, type UpgradeParts } from '@kubets/base/platform';
import { RuntimeError } from '@kubets/cri/runtime';
import type { WebSocket, WebSocketServer } from 'ws';
import { logPathBelow } from '../../pod/keys.ts';
import { logChoice } from '../../streaming/container-log-status.ts';
import type { ConnectionUser, NodeAuthorizer } from '../../streaming/delegated-auth.ts';
import { type KubeletBackend, pickContainer } from '../../streaming/kubelet-backend.ts';
import { parseLogOptions } from '../../streaming/log-options.ts';
import { containerLog } from './container-log.ts';
import { KubeletHttpError, type RequestTarget, targetOf } from './kubelet-request.ts';
import { type KubeletRoute, methodsOf, parseRoute, requiredSubresource } from './routes.ts';
import { chooseWebSocketProtocol, type StreamTarget, streamRequest } from './streams.ts';

export interface KubeletServerOptions {
  readonly backend: KubeletBackend;
  readonly authorizer: NodeAuthorizer;
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** PEM: the serving certificate and key, and the CA of client certificates. */
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
  readonly clock: Clock;
  readonly log: Logger;
}

export interface KubeletServer extends AsyncDisposable {
  readonly port: number;
}

function httpErrorOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof KubeletHttpError) return error;
  if (error instanceof RuntimeError && error.code === 'NotFound') return { status: 404, message: error.message };
  return { status: 500, message: messageOf(error) };
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The user of a verified client certificate: its common name, its organisations as groups. */
function certificateUser(socket: TLSSocket): ConnectionUser | undefined {
  if (!socket.authorized) return undefined;
  const { CN, O: organisations } = socket.getPeerCertificate().subject ?? {};
  const name = Array.isArray(CN) ? CN[0] : CN;
  if (!name) return undefined;
  const groups = organisations === undefined ? [] : [organisations].flat();
  return { name, groups: [...groups, 'system:authenticated'] };
}

/** Upstream's default for one message: a client may send all of a process's input as one. */
const maxMessageBytes = 32 * 1024 * 1024;
/** Pongs that wait for a client that pings and does not read, bytes. */
const maxUnsentPongBytes = 64 * 1024;
/** How long a client may take to close its connection after a refusal. */
const lingerMs = 10_000;

const verbs: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

class Handler {
  readonly #options: KubeletServerOptions;
  #webSockets: WebSocketServer | undefined;
  /** Connections that have had their request. */
  readonly #used = new WeakSet<object>();
  /** Streams that are open now, to end them when the server closes. */
  readonly #open = new Set<Duplex>();

  constructor(options: KubeletServerOptions) {
    this.#options = options;
  }

  /** The library is loaded with the first stream. */
  async #loadWebSockets(): Promise<WebSocketServer> {
    const library = await import('./websocket-library.ts');
    this.#webSockets ??= new library.WebSocketServer({
      noServer: true,
      handleProtocols: (offers) => this.#choice(offers),
      maxPayload: maxMessageBytes,
      autoPong: false,
    });
    return this.#webSockets;
  }

  /** The protocol was checked before the handshake; the first offer that is known is it. */
  #choice(offers: Set<string>): string | false {
    return chooseWebSocketProtocol(offers) ?? false;
  }

  /**
   * A connection carries one request. Whatever follows the first could come from somebody else than the one whose
   * certificate the connection was opened with.
   */
  #isFirst(request: IncomingMessage): boolean {
    const { socket } = request;
    if (this.#used.has(socket)) {
      socket.destroy();
      return false;
    }
    this.#used.add(socket);
    return true;
  }

  async request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#isFirst(request)) return;
    response.shouldKeepAlive = false;
    try {
      const { route, query } = await this.#admit(request);
      if (route.type === 'healthz') response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
      else if (route.type === 'pods') this.#pods(response);
      else if (route.type === 'logs') await this.#logs(route, query, response);
      else throw new KubeletHttpError(400, 'Upgrade request required');
    } catch (error) {
      const { status, message } = httpErrorOf(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(message);
    }
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (!this.#isFirst(request)) return;
    try {
      const { route, path, query } = await this.#admit(request);
      if (route.type !== 'exec' && route.type !== 'attach' && route.type !== 'portForward')
        throw new KubeletHttpError(400, `${path} cannot be upgraded`);
      const target = await this.#target(route);
      if (socket.destroyed) return;
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
      const webSockets = await this.#loadWebSockets();
      await streamRequest({
        request,
        socket,
        head,
        query,
        runtime: this.#options.backend.runtime,
        target,
        accept: () => this.#accept(webSockets, { request, socket, head }),
        failed: this.#failed('stream failed'),
      });
    } catch (error) {
      if (socket.destroyed || socket.writableEnded) return;
      const { status, message } = httpErrorOf(error);
      const body = Buffer.from(message);
      request.socket.setTimeout(lingerMs, () => socket.destroy());
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${message}`,
      );
    }
  }

  close(): void {
    this.#webSockets?.close();
    for (const socket of this.#open) socket.destroy();
  }

  #failed(what: string): (error: unknown) => void {
    return (error) => this.#options.log.debug(what, { error: messageOf(error) });
  }

  #accept(webSockets: WebSocketServer, { request, socket, head }: UpgradeParts): WebSocket {
    // Whoever breaks the protocol is not waited for.
    const failed = (error: Error): void => {
      this.#failed('WebSocket failed')(error);
      socket.destroy();
    };
    const client = acceptWebSocket(webSockets, { request, socket, head }, failed);
    if (client === undefined) throw new KubeletHttpError(400, 'the WebSocket handshake failed');
    client.on('ping', (data: Buffer) => {
      if (client.bufferedAmount > maxUnsentPongBytes) client.terminate();
      else client.pong(data, false, () => undefined);
    });
    return client;
  }

  async #admit(request: IncomingMessage): Promise<RequestTarget & { readonly route: KubeletRoute }> {
    const target = targetOf(request);
    const route = parseRoute(target.path);
    const { authorizer } = this.#options;
    const token = bearerToken(request);
    const user =
      certificateUser(request.socket as TLSSocket) ??
      (token === undefined ? undefined : await authorizer.userOf(token));
    if (user === undefined) throw new KubeletHttpError(401, 'Unauthorized');
    const subresource = route === undefined ? 'proxy' : requiredSubresource(route);
    const { method = '' } = request;
    const verb = Object.hasOwn(verbs, method) ? (verbs[method] as string) : '';
    if (!(await authorizer.allows(user, verb, subresource)))
      throw new KubeletHttpError(
        403,
        `Forbidden (user=${user.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresource}])`,
      );
    if (route === undefined) throw new KubeletHttpError(404, '404 page not found');
    if (!methodsOf(route).includes(method)) throw new KubeletHttpError(405, '405: Method Not Allowed');
    return { ...target, route };
  }

  #pods(response: ServerResponse): void {
    const list = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: this.#options.backend.pods() };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list));
  }

  async #container(route: { readonly namespace: string; readonly pod: string; readonly container: string }) {
    const { backend } = this.#options;
    const pod = backend.pod(route.namespace, route.pod);
    if (pod === undefined)
      throw new KubeletHttpError(404, `pod ${JSON.stringify(`${route.namespace}/${route.pod}`)} does not exist`);
    const found = pickContainer(
      await backend.runtime.listContainers({ podUid: pod.metadata?.uid ?? '' }),
      route.container,
    );
    if (found === undefined)
      throw new KubeletHttpError(
        404,
        `container ${JSON.stringify(route.container)} in pod ${JSON.stringify(route.pod)} is not available`,
      );
    return found;
  }

  async #target(route: Exclude<KubeletRoute, { type: 'logs' | 'pods' | 'healthz' }>): Promise<StreamTarget> {
    if (route.type !== 'portForward') {
      const container = await this.#container(route);
      if (container.state !== 'running')
        throw new KubeletHttpError(404, `container not found (${JSON.stringify(route.container)})`);
      return { type: route.type, id: container.id };
    }
    const { backend } = this.#options;
    const uid = backend.pod(route.namespace, route.pod)?.metadata?.uid;
    const sandboxes = uid === undefined ? [] : await backend.runtime.listSandboxes({ podUid: uid });
    const sandbox = sandboxes.filter((each) => each.ready).sort((a, b) => b.createdAt - a.createdAt)[0];
    if (sandbox === undefined)
      throw new KubeletHttpError(404, `pod ${JSON.stringify(`${route.namespace}/${route.pod}`)} does not exist`);
    return { type: 'portForward', id: sandbox.id };
  }

  /** The id of the run to show. */
  #loggedContainer(
    route: { readonly namespace: string; readonly pod: string; readonly container: string },
    previous: boolean,
  ): string {
    const { backend } = this.#options;
    const pod = backend.pod(route.namespace, route.pod);
    if (pod === undefined) throw new KubeletHttpError(404, `pod ${JSON.stringify(route.pod)} does not exist`);
    const choice = logChoice(route.pod, backend.statusOf(pod), route.container, previous);
    if (!choice.found) throw new KubeletHttpError(400, choice.message);
    return choice.containerID.replace(/^[^:]*:\/\//, '');
  }

  async #logs(
    route: Extract<KubeletRoute, { type: 'logs' }>,
    query: URLSearchParams,
    response: ServerResponse,
  ): Promise<void> {
    const { backend, clock } = this.#options;
    const parsed = parseLogOptions(query, clock.now());
    if (!parsed.valid) throw new KubeletHttpError(422, parsed.message);
    const id = this.#loggedContainer(route, parsed.options.previous);
    const { logPath } = await backend.runtime.containerStatus(id);
    const path = logPathBelow(backend, logPath);
    if (path === undefined) throw new KubeletHttpError(500, `the log of container ${id} is not in the log directory`);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const source = {
      place: { directory: backend.logDir, path },
      running: async () => (await backend.runtime.containerStatus(id)).state === 'running',
    };
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    await pipeline(Readable.from(containerLog(source, parsed.options, clock, gone.signal)), response);
  }
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const maxConnections = 4096;

/** Serves until disposed of; open streams are then cut. */
export async function startKubeletServer(options: KubeletServerOptions): Promise<KubeletServer> {
  const handler = new Handler(options);
  const server = createServer({
    ...options.tls,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: 10_000,
    headersTimeout: 30_000,
    requestTimeout: 30_000,
    // A command is part of the request's head.
    maxHeaderSize: 64 * 1024,
  });
  server.maxConnections = maxConnections;
  const failed = (error: unknown): void => options.log.error('the kubelet server failed', { error: messageOf(error) });
  server.on('request', (request, response) => {
    handler.request(request, response).catch(failed);
  });
  const broken = (error: Error): void => options.log.debug('connection failed', { error: error.message });
  takeConnections(server, broken, () => undefined);
  takeUpgrades(server, broken, (request, socket, head) => {
    handler.upgrade(request, socket, head).catch(failed);
  });
  const port = await listen(server, options.port, options.address);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      handler.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
