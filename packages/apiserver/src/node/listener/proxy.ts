/** Forwards a request to a kubelet or a pod, or joins the client's connection to it once both have switched protocols. */
import { setMaxListeners } from 'node:events';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Clock, messageOf } from '@kubets/base';
import { errors, StatusError, statusError } from '@kubets/machinery';
import type { ApiAnswer, ApiRequest } from '../../request.ts';
import type { KeyPair } from '../pki/certificate.ts';
import { type Exchange, hopByHop } from './exchange.ts';

type ProxyAnswer = Extract<ApiAnswer, { type: 'proxy' }>;

export interface ProxyOptions {
  readonly clock: Clock;
  /** What kubelets' certificates must come from; PEM. */
  readonly authority: string;
  readonly kubeletClient: KeyPair;
}

export interface RequestProxy {
  /** Resolves when the exchange is over. Rejects with a StatusError while nothing has been answered yet. */
  forward(exchange: Exchange, request: ApiRequest, answer: ProxyAnswer): Promise<void>;
  close(): void;
}

const connectDeadline = 30_000;
/** Upstream's streaming idle timeout. */
const idleLimit = 4 * 60 * 60 * 1000;
/** For what is still under way on one side when the other has ended. */
const lastBytesMilliseconds = 1000;
const longestErrorText = 50_000;
const tokenProtocol = 'base64url.bearer.authorization.k8s.io.';

/** What the client said, less what is between the client and us: credentials, connection, pseudo-headers. */
function forwardedHeaders(exchange: Exchange, request: ApiRequest, target: URL): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const ours = name === 'host' || name === 'authorization' || name.startsWith('impersonate-');
    if (!name.startsWith(':') && !hopByHop.has(name) && !ours) headers[name] = value;
  }
  const protocols = request.headers['sec-websocket-protocol'];
  if (protocols !== undefined)
    headers['sec-websocket-protocol'] = protocols
      .split(',')
      .map((each) => each.trim())
      .filter((each) => !each.startsWith(tokenProtocol))
      .join(', ');
  if (exchange.upgrade !== undefined) {
    headers.connection = 'Upgrade';
    headers.upgrade = request.headers.upgrade ?? '';
  }
  headers.host = target.host;
  headers['x-forwarded-for'] = request.remoteAddress.replace(/:\d+$/, '');
  headers['x-forwarded-uri'] = request.path;
  headers['x-forwarded-proto'] = 'https';
  return headers;
}

function answeredHeaders(response: IncomingMessage): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined && !hopByHop.has(name)) headers[name] = value;
  return headers;
}

/** A failure text of the kubelet as the Status that upstream makes of it. */
async function failureOf(response: IncomingMessage): Promise<StatusError> {
  let text = '';
  for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += part;
    if (text.length > longestErrorText) break;
  }
  const code = response.statusCode ?? 500;
  if (code === 400) return errors.badRequest(text);
  if (code === 404)
    return statusError('NotFound', text.trim() || 'the server could not find the requested resource', {});
  if (code === 500) return errors.internal(text);
  return statusError('InternalError', text.trim() || `unknown answer ${code}`, {}, code);
}

/** Destroys both when neither has carried a byte for too long. Stops by itself once they are closed. */
function watchIdle(clock: Clock, count: () => number, expire: () => void): () => void {
  let before = count();
  const again = (): void => {
    const now = count();
    if (now === before) {
      expire();
      return;
    }
    before = now;
    timer = clock.setTimer(idleLimit, again);
  };
  let timer = clock.setTimer(idleLimit, again);
  return () => timer.cancel();
}

/** Byte by byte, both ways, each no faster than the other takes; both end when one does. */
async function join(clock: Clock, client: Duplex, target: Duplex): Promise<void> {
  let carried = 0;
  const count = (part: Uint8Array): void => {
    carried += part.length;
  };
  setMaxListeners(30, client, target);
  client.on('data', count);
  target.on('data', count);
  const stop = watchIdle(
    clock,
    () => carried,
    () => client.destroy(),
  );
  // One side's end must not leave the other open: kubectl waits for the connection to close.
  const ways = [pipeline(client, target), pipeline(target, client)];
  await Promise.race(ways).catch(() => undefined);
  const enough = new AbortController();
  const patience = clock.sleep(lastBytesMilliseconds, enough.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled(ways), patience]);
  enough.abort();
  stop();
  client.destroy();
  target.destroy();
}

function rawHead(response: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2)
    lines.push(`${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

type Reached =
  | { readonly type: 'answer'; readonly response: IncomingMessage }
  | { readonly type: 'switched'; readonly response: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

/** What the target says first. Rejects when it cannot be reached. */
function reach(clock: Clock, outgoing: ClientRequest, target: URL): Promise<Reached> {
  const { promise, resolve, reject } = Promise.withResolvers<Reached>();
  const timer = clock.setTimer(connectDeadline, () =>
    outgoing.destroy(errors.internal(`error dialing backend: dial tcp ${target.host}: i/o timeout`)),
  );
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) timer.cancel();
    socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => timer.cancel());
  });
  outgoing.once('response', (response) => resolve({ type: 'answer', response }));
  outgoing.once('upgrade', (response, socket, head) => resolve({ type: 'switched', response, socket, head }));
  outgoing.on('error', (error) => {
    timer.cancel();
    reject(error instanceof StatusError ? error : errors.internal(`error dialing backend: ${messageOf(error)}`));
  });
  return promise;
}

async function relay(exchange: Exchange, response: IncomingMessage): Promise<void> {
  exchange.writeHead(response.statusCode ?? 502, answeredHeaders(response));
  // A client that leaves, or a target that breaks off, ends both; there is nobody left to tell.
  await pipeline(response, exchange.output).catch(() => exchange.abort());
}

export function createProxy({ clock, authority, kubeletClient }: ProxyOptions): RequestProxy {
  const agents = {
    kubelet: new HttpsAgent({
      keepAlive: true,
      ca: authority,
      cert: kubeletClient.certificate,
      key: kubeletClient.key,
    }),
    // Pods and services bring certificates of their own that nobody here can check, as upstream.
    plainTls: new HttpsAgent({ keepAlive: true, rejectUnauthorized: false }),
    plain: new HttpAgent({ keepAlive: true }),
  };
  const agentFor = (answer: ProxyAnswer): HttpAgent => {
    if (answer.target.protocol === 'http:') return agents.plain;
    return answer.client === 'kubelet' ? agents.kubelet : agents.plainTls;
  };
  return {
    async forward(exchange, request, answer) {
      const { target } = answer;
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
      const outgoing = send(target, {
        method: request.method,
        agent: agentFor(answer),
        headers: forwardedHeaders(exchange, request, target),
        signal: request.signal,
      });
      const reaching = reach(clock, outgoing, target);
      if (request.body.type === 'bytes') outgoing.end(request.body.bytes);
      else if (exchange.mayHaveBody && exchange.upgrade === undefined) exchange.input.pipe(outgoing);
      else outgoing.end();
      const reached = await reaching;
      if (reached.type === 'switched' && exchange.upgrade !== undefined) {
        const { socket, head } = exchange.upgrade;
        socket.write(rawHead(reached.response));
        if (reached.head.length > 0) socket.write(reached.head);
        if (head.length > 0) reached.socket.write(head);
        await join(clock, socket, reached.socket);
        return;
      }
      const code = reached.response.statusCode ?? 0;
      if (answer.errorsAsStatus === true && (code < 200 || code > 206)) throw await failureOf(reached.response);
      await relay(exchange, reached.response);
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
