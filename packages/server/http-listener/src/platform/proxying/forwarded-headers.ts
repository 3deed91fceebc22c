/** The headers of a proxied request and its response. Framing headers are never copied. */
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { escapedPath } from '@kubets/apiserver/proxy';
import type { ApiRequest } from '@kubets/apiserver/requests';
import { errors } from '@kubets/machinery/status-error';
import { hopByHop } from '../exchange/exchange.ts';

export type OutgoingHeaders = Record<string, string | string[]>;
type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const tokenProtocol = 'base64url.bearer.authorization.k8s.io.';

/** The client's credentials are for this server only; `x-remote-*` is reserved for front proxies. */
const isIdentity = (name: string): boolean =>
  name === 'authorization' || name.startsWith('impersonate-') || name.startsWith('x-remote-');

/** This server creates the framing anew, has answered `expect` already, and names the target itself. */
const ownHeaders: ReadonlySet<string> = new Set(['content-length', 'expect', 'host']);

/** The names that a `connection` header declares as hop-by-hop. */
function listedHeaders(connection: string | readonly string[] | undefined): ReadonlySet<string> {
  const text = typeof connection === 'string' ? connection : (connection ?? []).join(',');
  return new Set(text.split(',').map((name) => name.trim().toLowerCase()));
}

/** Header names are untrusted: the object must not inherit any. */
const noHeaders = (): OutgoingHeaders => Object.create(null);

function endToEnd(headers: IncomingHeaders): OutgoingHeaders {
  const listed = listedHeaders(headers.connection);
  const kept = noHeaders();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !name.startsWith(':') && !hopByHop.has(name) && !listed.has(name))
      kept[name] = typeof value === 'string' ? value : [...value];
  return kept;
}

export function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw errors.badRequest(`the header ${JSON.stringify(name)} cannot be forwarded`);
  }
}

/** Without the protocol that carries a bearer token. */
function withoutToken(protocols: string): string {
  const offers = protocols.split(',').map((each) => each.trim());
  return offers.filter((each) => !each.startsWith(tokenProtocol)).join(', ');
}

/**
 * The client's headers for the target, without those that concern only this server. No framing yet. Throws
 * BadRequest for a value that HTTP/1.1 cannot carry.
 */
export function forwardedHeaders(request: ApiRequest, target: URL): OutgoingHeaders {
  const headers = noHeaders();
  for (const [name, value] of Object.entries(endToEnd(request.headers)))
    if (!ownHeaders.has(name) && !isIdentity(name)) headers[name] = value;
  const protocols = withoutToken(request.headers['sec-websocket-protocol'] ?? '');
  if (protocols === '') delete headers['sec-websocket-protocol'];
  else headers['sec-websocket-protocol'] = protocols;
  if (request.upgrade) headers.upgrade = request.headers.upgrade ?? '';
  headers.connection = request.upgrade ? 'Upgrade' : 'close';
  headers.host = target.host;
  const before = request.headers['x-forwarded-for'];
  const client = request.remoteAddress.replace(/:\d+$/, '');
  headers['x-forwarded-for'] = before === undefined ? client : `${before}, ${client}`;
  headers['x-forwarded-uri'] = escapedPath(request.path);
  headers['x-forwarded-proto'] = 'https';
  for (const [name, value] of Object.entries(headers)) for (const each of [value].flat()) checkHeader(name, each);
  return headers;
}

/** The answer's headers for the client. `content-length` stays: the body has been checked against it. */
export function answeredHeaders(headers: IncomingHeaders): OutgoingHeaders {
  return endToEnd(headers);
}

/** The answer to a request to switch protocols, as sent to the client. */
export function switchingHead(headers: IncomingHeaders): string {
  const lines = [`HTTP/1.1 101 ${STATUS_CODES[101]}`, 'connection: Upgrade', `upgrade: ${headers.upgrade}`];
  for (const [name, value] of Object.entries(endToEnd(headers)))
    if (name !== 'content-length') for (const each of [value].flat()) lines.push(`${name}: ${each}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
