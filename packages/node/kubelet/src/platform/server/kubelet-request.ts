/** What the kubelet's server takes of a request before anything is looked up: its target and its shape. */
import type { IncomingMessage } from 'node:http';

/** What a request gets in place of what it asked for. */
export class KubeletHttpError extends Error {
  override readonly name = 'KubeletHttpError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface RequestTarget {
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * The target of a request. Throws KubeletHttpError for one that is no path, and for a request with a body: nothing here
 * reads one, and what nobody reads could be taken for the next request.
 */
export function targetOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): RequestTarget {
  if (!url.startsWith('/')) throw new KubeletHttpError(400, 'the request target is not a path');
  if (headers['transfer-encoding'] !== undefined || !/^0*$/.test(headers['content-length'] ?? ''))
    throw new KubeletHttpError(400, 'a request to the kubelet must not have a body');
  const at = url.indexOf('?');
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
}
