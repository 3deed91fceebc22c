/**
 * Forwards a request to a kubelet or a pod, or joins the client's connection to it once both have switched protocols.
 *
 * The target must see exactly the one request that was authorized. Method, path, headers and framing are created here
 * from the parsed request, never copied from the wire. Each request has its own connection, which ends with it, so that
 * nothing a target or a client leaves on it can be mistaken for another request or answer.
 */
import { pipeline } from 'node:stream/promises';
import { checkServerIdentity, createSecureContext, type PeerCertificate } from 'node:tls';
import { hostOf, isProxyableIp } from '@kubets/apiserver/proxy';
import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import type { Clock } from '@kubets/base';
import { type OutgoingOptions, startRequest } from '@kubets/base/platform';
import { errors, type StatusError } from '@kubets/machinery/status-error';
import type { KeyPair } from '../certificates/certificate.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type AddressCheck, checkedLookup } from './checked-address.ts';
import { frameBody, sendBody } from './forwarded-body.ts';
import { answeredHeaders, forwardedHeaders, type OutgoingHeaders, switchingHead } from './forwarded-headers.ts';
import { joinConnections } from './joined-connections.ts';
import { failureOf, reach, type TargetAnswer, whyUnexpected } from './target-answer.ts';

type ProxyAnswer = Extract<ApiAnswer, { type: 'proxy' }>;

export interface ProxyOptions {
  readonly clock: Clock;
  /** The authority of kubelets' serving certificates; PEM. */
  readonly authority: string;
  readonly kubeletClient: KeyPair;
  /** Whether targets may be at any address, including this host's loopback: only for tests, whose targets are there. */
  readonly anyTarget?: boolean;
}

export interface RequestProxy {
  /** Resolves when the exchange has ended. Rejects with a StatusError if no answer has been sent yet. */
  forward(exchange: Exchange, request: ApiRequest, answer: ProxyAnswer): Promise<void>;
}

/** A certificate of the authority is not enough: the API server's own would qualify, and it must not call itself. */
function nodeIdentity(host: string, node: string, certificate: PeerCertificate): Error | undefined {
  const wrongHost = checkServerIdentity(host, certificate);
  if (wrongHost !== undefined) return wrongHost;
  const names = [certificate.subject?.CN].flat();
  return names.length === 1 && names[0] === `system:node:${node}`
    ? undefined
    : errors.internal(`the certificate of ${host} is not that of node ${JSON.stringify(node)}`);
}

/** Upstream's messages for a target that cannot be reached: those of a streaming dial, and those of the proxies. */
function unreachableBy({ client }: ProxyAnswer, { upgrade }: ApiRequest): (reason: string) => StatusError {
  return (reason) =>
    client === 'kubelet' || upgrade
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
  // If the client disconnects or the target fails, both connections end; no error can be reported any more.
  await pipeline(response, exchange.output).catch(() => exchange.abort());
}

export function createProxy({ clock, authority, kubeletClient, anyTarget = false }: ProxyOptions): RequestProxy {
  const mayDial: AddressCheck = anyTarget ? () => true : isProxyableIp;
  const { certificate: cert, key } = kubeletClient;
  const kubeletContext = createSecureContext({ ca: authority, cert, key, minVersion: 'TLSv1.2' });
  const tlsOptions = (answer: ProxyAnswer): OutgoingOptions =>
    answer.client === 'kubelet'
      ? {
          secureContext: kubeletContext,
          checkServerIdentity: (host, certificate) => nodeIdentity(host, answer.node, certificate),
        }
      : // The certificates of pods and Services cannot be verified here, as upstream.
        { rejectUnauthorized: false };
  return {
    async forward(exchange, request, answer) {
      const { target } = answer;
      const contentOnly = answer.client === 'kubelet' && answer.contentOnly === true;
      const lookup = await checkedLookup(hostOf(target), mayDial);
      const plain: OutgoingHeaders = { host: target.host, connection: 'close' };
      const headers = contentOnly ? plain : forwardedHeaders(request, target);
      const bodyInUse = !contentOnly && (await frameBody(exchange, headers, clock, request.signal));
      const reaching = reach(clock, target, unreachableBy(answer, request));
      const outgoing = startRequest(
        target,
        {
          ...tlsOptions(answer),
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
        else outgoing.end();
        const reached = await reaching.answer;
        const asked = request.upgrade && !contentOnly ? request.headers.upgrade : undefined;
        const unexpected = whyUnexpected(reached, asked);
        if (unexpected !== undefined) throw errors.internal(unexpected);
        await pass(clock, exchange, reached, { contentOnly, bodyInUse });
      } finally {
        // Its connection is closed with it, whatever is left on it.
        outgoing.destroy();
      }
    },
  };
}
