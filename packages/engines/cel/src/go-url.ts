/** Parses URLs as Go's `net/url` parses those of requests: absolute URLs and absolute paths. */
import { quoteText } from './show.ts';

export interface GoUrl {
  readonly scheme: string;
  /** With the port, brackets around IPv6. */
  readonly host: string;
  /** Decoded. */
  readonly path: string;
  /** In encoded form. */
  readonly escapedPath: string;
  readonly query: string;
  /** The canonical text: URLs with the same canonical text are equal. */
  readonly text: string;
}

/** An invalid URL. `message` is Go's, without the URL. */
export class UrlError extends Error {
  override readonly name = 'UrlError';
}

const maxUrlLength = 1_000_000;

function decodePercent(text: string, spaces = false): string {
  const bad = /%(?![0-9a-fA-F]{2})/.exec(text);
  if (bad !== null) throw new UrlError(`invalid URL escape ${quoteText(text.slice(bad.index, bad.index + 3))}`);
  const plain = spaces ? text.replaceAll('+', ' ') : text;
  if (!plain.includes('%')) return plain;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const part of plain.split(/(%[0-9a-fA-F]{2})/)) {
    if (/^%[0-9a-fA-F]{2}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of encoder.encode(part)) bytes.push(byte);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function splitScheme(text: string): readonly [scheme: string, rest: string] {
  for (const [index, character] of [...text.slice(0, 1_000)].entries()) {
    if (/[a-zA-Z]/.test(character)) continue;
    if (/[0-9+.-]/.test(character)) {
      if (index === 0) return ['', text];
      continue;
    }
    if (character !== ':') return ['', text];
    if (index === 0) throw new UrlError('missing protocol scheme');
    return [text.slice(0, index).toLowerCase(), text.slice(index + 1)];
  }
  return ['', text];
}

const hostCharacters = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\uffff]*$/;

function parseHost(host: string): string {
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    if (end < 0) throw new UrlError("missing ']' in host");
    const port = host.slice(end + 1);
    if (port !== '' && !/^:\d*$/.test(port)) throw new UrlError(`invalid port ${quoteText(port)} after host`);
  } else {
    const colon = host.lastIndexOf(':');
    const port = colon < 0 ? '' : host.slice(colon);
    if (port !== '' && !/^:\d*$/.test(port)) throw new UrlError(`invalid port ${quoteText(port)} after host`);
  }
  const bad = [...host].find((character) => !hostCharacters.test(character));
  if (bad !== undefined) throw new UrlError(`invalid character ${quoteText(bad)} in host name`);
  return decodePercent(host);
}

function parseAuthority(authority: string): readonly [user: string, host: string] {
  const at = authority.lastIndexOf('@');
  if (at < 0) return ['', parseHost(authority)];
  const user = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw new UrlError('net/url: invalid userinfo');
  decodePercent(user);
  return [`${user}@`, parseHost(authority.slice(at + 1))];
}

/** The encoded path as in Go: the original encoding if it is valid. */
function escapePath(raw: string, path: string): string {
  if (/^[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]%]*$/.test(raw)) return raw;
  const encoder = new TextEncoder();
  return Array.from(path, (character) => {
    if (/[A-Za-z0-9\-._~$&+,/:;=@]/.test(character)) return character;
    return Array.from(encoder.encode(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    );
  }).join('');
}

/** `url.ParseRequestURI`, then `url.Parse`. Throws {@link UrlError}. */
export function parseRequestUrl(text: string): GoUrl {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Go refuses.
  if (/[\x00-\x1f\x7f]/.test(text)) throw new UrlError('net/url: invalid control character in URL');
  if (text === '') throw new UrlError('empty url');
  if (text.length > maxUrlLength) throw new UrlError('url too long');
  if (text === '*') return { scheme: '', host: '', path: '*', escapedPath: '*', query: '', text };
  const [scheme, afterScheme] = splitScheme(text);
  const [withoutFragment = ''] = afterScheme.split('#', 1);
  const mark = withoutFragment.indexOf('?');
  const query = mark < 0 ? '' : withoutFragment.slice(mark + 1);
  let rest = mark < 0 ? withoutFragment : withoutFragment.slice(0, mark);
  if (!afterScheme.startsWith('/')) {
    if (scheme === '') throw new UrlError('invalid URI for request');
    return { scheme, host: '', path: '', escapedPath: '', query, text };
  }
  let [user, host] = ['', ''];
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (hasAuthority) {
    const slash = rest.indexOf('/', 2);
    [user, host] = parseAuthority(slash < 0 ? rest.slice(2) : rest.slice(2, slash));
    rest = slash < 0 ? '' : rest.slice(slash);
  }
  const path = decodePercent(rest);
  const escapedPath = escapePath(rest, path);
  const head = (scheme === '' ? '' : `${scheme}:`) + (hasAuthority ? `//${user}${host}` : '');
  const tail = afterScheme.slice(mark < 0 ? withoutFragment.length : mark);
  return { scheme, host, path, escapedPath, query, text: head + escapedPath + tail };
}

/** The host without its port and brackets. */
export function hostnameOf(host: string): string {
  if (host.startsWith('[')) return host.slice(1, Math.max(1, host.lastIndexOf(']')));
  const colon = host.lastIndexOf(':');
  return colon < 0 ? host : host.slice(0, colon);
}

export function portOf(host: string): string {
  return /:(\d*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1] ?? '';
}

/** `url.Query`: all values by name. Malformed parts are omitted. */
export function parseQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    try {
      const name = decodePercent(equals < 0 ? pair : pair.slice(0, equals), true);
      const values = found.get(name) ?? [];
      values.push(equals < 0 ? '' : decodePercent(pair.slice(equals + 1), true));
      found.set(name, values);
    } catch (error) {
      if (!(error instanceof UrlError)) throw error;
    }
  }
  return found;
}
