/** Decides which requests are answered over WebSocket, and validates their handshakes as upstream does. */
import { requestInfo } from '@kubets/apiserver/requests';
import { streamProtocols } from '@kubets/apiserver/responses';

/** A watch is sent event by event, a log as a byte stream. */
export type Streamed = 'watch' | 'log';

export interface UpgradeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const text = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.join(', ') ?? '');

/**
 * What the request would get over a WebSocket. Undefined if it is answered in another way: exec, attach and the
 * proxies join connections, all others are answered as if they had not asked.
 */
export function streamedAnswer({ method, url = '', headers }: UpgradeRequest): Streamed | undefined {
  if (method !== 'GET' || text(headers.upgrade).toLowerCase() !== 'websocket') return undefined;
  const at = url.indexOf('?');
  try {
    const path = decodeURIComponent(at < 0 ? url : url.slice(0, at));
    const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
    const { verb, group, resource, name, subresource } = requestInfo(method, path, query);
    if (verb === 'watch') return 'watch';
    const isLog = group === '' && resource === 'pods' && name !== '' && subresource === 'log';
    return verb === 'get' && isLog ? 'log' : undefined;
  } catch {
    // An invalid path: refused like any other request for it.
    return undefined;
  }
}

const tokenProtocol = 'base64url.bearer.authorization.k8s.io.';

export type Handshake =
  /** `protocol`: empty if the client has named none. */
  | { readonly accepted: true; readonly protocol: string }
  | { readonly accepted: false; readonly status: number; readonly message: string };

const refused = (status: number, message: string): Handshake => ({ accepted: false, status, message });

/** Decides what follows authentication and authorization. A bearer token among the protocols is not a protocol. */
export function judgeHandshake(headers: UpgradeRequest['headers'], streamed: Streamed): Handshake {
  if (text(headers['sec-websocket-version']) !== '13') return refused(400, 'missing or bad WebSocket Version');
  if (!/^[+/0-9A-Za-z]{22}==$/.test(text(headers['sec-websocket-key'])))
    return refused(400, 'mismatch challenge/response');
  const protocols = text(headers['sec-websocket-protocol'])
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && !each.startsWith(tokenProtocol));
  if (streamed === 'watch') {
    if (protocols.length > 1) return refused(400, 'bad protocol');
    return { accepted: true, protocol: protocols[0] ?? '' };
  }
  if (protocols.length === 0) return { accepted: true, protocol: '' };
  const protocol = protocols.find((each) => (streamProtocols as readonly string[]).includes(each));
  if (protocol !== undefined) return { accepted: true, protocol };
  return refused(
    403,
    `requested protocol(s) are not supported: [${protocols.join(' ')}]; supports [${streamProtocols.join(' ')}]`,
  );
}
