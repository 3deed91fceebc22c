/**
 * Forwards a request to a kubelet, a pod or an aggregated API server, or joins the client's connection to it once both have switched protocols.
 *
 * The target must see exactly the one request that was authorized. Method, path, headers and framing are created here
 * from the parsed request, never copied from the wire. Each request has its own connection, which ends with it, so that
 * nothing a target or a client leaves on it can be mistaken for another request or answer.
 */
import { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { hostOf, isProxyableIp } from '@kubets/apiserver/proxy';
import type { ApiAnswer, ApiRequest, ServerTrust } from '@kubets/apiserver/requests';
import { type Clock, loadOnce } from '@kubets/base';
import { type OutgoingOptions, startRequest } from '@kubets/base/platform';
import { errors, StatusError } from '@kubets/machinery/status-error';
import type { KeyPair } from '../certificates/certificate.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type AddressCheck, checkedLookup } from './checked-address.ts';
import { frameBody, sendBody } from './forwarded-body.ts';
import { answeredHeaders, forwardedHeaders, type OutgoingHeaders, switchingHead } from './forwarded-headers.ts';
import { joinConnections } from './joined-connections.ts';
import { kubeletTls } from './kubelet-tls.ts';
import { failureOf, reach, type TargetAnswer, whyUnexpected } from './target-answer.ts';

type ProxyAnswer = Extract<ApiAnswer, { type: 'proxy' }>;

export interface FrontProxyCertificates {
  /** The authority of front proxies, PEM. */
  readonly authority: string;
  /** This server's own certificate as a front proxy. */
  readonly client: KeyPair;
}

export interface ProxyOptions {
  readonly clock: Clock;
  /** The authority of kubelets' serving certificates; PEM. */
  readonly authority: string;
  readonly kubeletClient: KeyPair;
  readonly frontProxy?: FrontProxyCertificates;
  /** Whether targets may be at any address, including this host's loopback: only for tests, whose targets are there. */
  readonly anyTarget?: boolean;
}

export interface RequestProxy {
  /** Resolves when the exchange has ended. Rejects with a StatusError if no answer has been sent yet. */
  forward(exchange: Exchange, request: ApiRequest, answer: ProxyAnswer, whole?: Uint8Array): Promise<void>;
}

const loadExtensions = loadOnce(() => import('./extension-target.ts'));

/** Watches and streams included, each has a connection of its own. */
const maxExtensionConnections = 2000;
const retryAfterSeconds = 1;

/** Upstream's messages for a target that cannot be reached: those of a streaming dial, and those of the proxies. */
function unreachableBy({ client }: ProxyAnswer, { upgrade }: ApiRequest): (reason: string) => StatusError {
  return (reason) =>
    client === 'kubelet' || (upgrade && client === 'plain')
      ? errors.internal(`error dialing backend: ${reason}`)
      : errors.unavailable(`error trying to reach service: ${reason}`);
}

interface Passing {
  readonly contentOnly: boolean;
  /** The request's body is still being sent to the target. */
  readonly bodyInUse: boolean;
}

async function pass(
  clock: Clock,
  exchange: Exchange,
  answer: TargetAnswer,
  { contentOnly, bodyInUse }: Passing,
): Promise<void> {
  const { response } = answer;
  if (answer.type === 'switched') {
    const client = exchange.upgrade;
    if (client === undefined || client.socket.destroyed) return;
    client.socket.write(switchingHead(response.headers));
    if (answer.head.length > 0) client.socket.write(answer.head);
    if (client.head.length > 0) answer.socket.write(client.head);
    await joinConnections(clock, client.socket, answer.socket);
    return;
  }
  const { statusCode = 502 } = response;
  if (contentOnly && (statusCode < 200 || statusCode > 206)) throw await failureOf(response);
  const headers = contentOnly ? { 'content-type': 'text/plain' } : answeredHeaders(response.headers);
  exchange.writeHead(contentOnly ? 200 : statusCode, headers, bodyInUse);
  // The first part may come much later.
  if (exchange.output instanceof ServerResponse) exchange.output.flushHeaders();
  // If the client disconnects or the target fails, both connections end; no error can be reported any more.
  await pipeline(response, exchange.output).catch(() => exchange.abort());
}

/** What becomes of the request's body. */
interface Sent {
  readonly whole: Uint8Array | undefined;
  /** It is still being sent to the target. */
  inUse: boolean;
}

class ListenerProxy implements RequestProxy {
  readonly #clock: Clock;
  readonly #mayDial: AddressCheck;
  readonly #kubelet: (node: string) => OutgoingOptions;
  readonly #frontProxy: KeyPair | undefined;
  #extension: ((trust: ServerTrust) => OutgoingOptions) | undefined;
  /** Connections to aggregated API servers. */
  #extensionConnections = 0;

  constructor({ clock, authority, kubeletClient, frontProxy, anyTarget = false }: ProxyOptions) {
    this.#clock = clock;
    this.#mayDial = anyTarget ? () => true : isProxyableIp;
    this.#kubelet = kubeletTls(authority, kubeletClient);
    this.#frontProxy = frontProxy?.client;
  }

  async forward(exchange: Exchange, request: ApiRequest, answer: ProxyAnswer, whole?: Uint8Array): Promise<void> {
    const sent: Sent = { whole, inUse: false };
    if (answer.client !== 'extension') {
      await this.#forward(exchange, request, answer, sent);
      return;
    }
    if (this.#extensionConnections >= maxExtensionConnections)
      throw errors.tooManyRequests('Too many requests, please try again later.', retryAfterSeconds);
    this.#extensionConnections++;
    try {
      await this.#forward(exchange, request, answer, sent);
    } catch (error) {
      // The end of the request is not a failure of the target.
      if (request.signal.aborted) throw request.signal.reason;
      if (!(error instanceof StatusError) || error.code < 500 || exchange.started) throw error;
      (await loadExtensions()).writeText(exchange, error.code, error.message, sent.inUse);
    } finally {
      this.#extensionConnections--;
    }
  }

  async #tlsOptions(answer: ProxyAnswer): Promise<OutgoingOptions> {
    if (answer.client === 'kubelet') return this.#kubelet(answer.node);
    // The certificates of pods and Services cannot be verified here, as upstream.
    if (answer.client === 'plain') return { rejectUnauthorized: false };
    this.#extension ??= (await loadExtensions()).extensionTls(this.#frontProxy);
    return this.#extension(answer.trust);
  }

  async #forward(exchange: Exchange, request: ApiRequest, answer: ProxyAnswer, sent: Sent): Promise<void> {
    const { target } = answer;
    const contentOnly = answer.client === 'kubelet' && answer.contentOnly === true;
    const lookup = await checkedLookup(hostOf(target), this.#mayDial);
    const plain: OutgoingHeaders = { host: target.host, connection: 'close' };
    const headers = contentOnly ? plain : forwardedHeaders(request, target);
    const extension = answer.client === 'extension' ? await loadExtensions() : undefined;
    if (answer.client === 'extension') extension?.addIdentity(headers, answer.identity);
    const framing = { clock: this.#clock, extension: extension !== undefined, whole: sent.whole };
    const bodyInUse = !contentOnly && (await frameBody(exchange, headers, framing, request.signal));
    sent.inUse = bodyInUse;
    const tls = await this.#tlsOptions(answer);
    const reaching = reach(this.#clock, target, unreachableBy(answer, request));
    const outgoing = startRequest(
      target,
      {
        ...tls,
        method: contentOnly ? 'GET' : request.method,
        headers,
        lookup,
        agent: false,
        signal: request.signal,
      },
      reaching.failed,
    );
    try {
      reaching.follow(outgoing);
      if (bodyInUse) sendBody(exchange, outgoing);
      else outgoing.end(contentOnly ? undefined : sent.whole);
      const reached = await reaching.answer;
      const asked = request.upgrade && !contentOnly ? request.headers.upgrade : undefined;
      extension?.refuseRedirect(reached);
      const unexpected = whyUnexpected(reached, asked);
      if (unexpected !== undefined) throw errors.internal(unexpected);
      await pass(this.#clock, exchange, reached, { contentOnly, bodyInUse });
    } finally {
      // Its connection is closed with it, whatever is left on it.
      outgoing.destroy();
    }
  }
}

export function createProxy(options: ProxyOptions): RequestProxy {
  return new ListenerProxy(options);
}
