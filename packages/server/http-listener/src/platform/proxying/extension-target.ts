/**
 * What proxying to an aggregated API server needs besides the rest. Most clusters have no such server: it is loaded for
 * the first request to one.
 */
import { checkServerIdentity, createSecureContext, type SecureContext } from 'node:tls';
import type { ServerTrust } from '@kubets/apiserver/requests';
import type { OutgoingOptions } from '@kubets/base/platform';
import { errors, StatusError } from '@kubets/machinery/status-error';
import type { KeyPair } from '../certificates/certificate.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { checkHeader, type OutgoingHeaders } from './forwarded-headers.ts';
import type { TargetAnswer } from './target-answer.ts';

/** More CA bundles than this are parsed again. */
const maxKeptContexts = 64;

/** Certificates and names for connections to these servers. */
export function extensionTls(client: KeyPair | undefined): (trust: ServerTrust) => OutgoingOptions {
  const contexts = new Map<string, SecureContext>();
  const contextOf = (authority: string): SecureContext => {
    const known = contexts.get(authority);
    if (known !== undefined) return known;
    let made: SecureContext;
    try {
      made = createSecureContext({
        minVersion: 'TLSv1.2',
        ...(authority === '' ? {} : { ca: authority }),
        ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
      });
    } catch {
      throw errors.internal('unable to load root certificates: unable to parse bytes as PEM block');
    }
    const [oldest] = contexts.keys();
    if (contexts.size >= maxKeptContexts && oldest !== undefined) contexts.delete(oldest);
    contexts.set(authority, made);
    return made;
  };
  return ({ serverName, authority = '', insecure }) => ({
    secureContext: contextOf(authority),
    servername: serverName,
    rejectUnauthorized: !insecure,
    checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
  });
}

/** Adds who the user is, for a server that trusts this one to say so. Throws BadRequest for a value HTTP cannot carry. */
export function addIdentity(headers: OutgoingHeaders, identity: readonly (readonly [string, string])[]): void {
  for (const [name, value] of identity) {
    checkHeader(name, value);
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else headers[name] = [...[before].flat(), value];
  }
}

/** As upstream, what the aggregator itself answers is plain text. */
export function writeText(exchange: Exchange, status: number, text: string, bodyInUse: boolean): void {
  const body = Buffer.from(`${text}\n`);
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(body.length),
    'x-content-type-options': 'nosniff',
  };
  exchange.writeHead(status, headers, bodyInUse);
  exchange.output.end(exchange.method === 'HEAD' ? undefined : body);
}

/** A redirect is not followed, and the client must not be sent elsewhere with its credentials. */
const redirects = ({ statusCode = 0, headers }: TargetAnswer['response']): boolean =>
  statusCode >= 300 && statusCode <= 399 && headers.location !== undefined;

const notRedirected = 'the backend attempted to redirect this request, which is not permitted';

/** Throws BadGateway for a redirect. */
export function refuseRedirect({ response }: TargetAnswer): void {
  if (!redirects(response)) return;
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 502 } as const;
  throw new StatusError({ ...status, message: notRedirected });
}
