/** From what came over the wire to a request of the pipeline. */
import { errors } from '@kubets/machinery';
import { anonymousUser } from '../../authentication/users.ts';
import type { ApiRequest, RequestBody } from '../../request.ts';
import type { Exchange } from './exchange.ts';

/** Upstream's limit for one request. */
export const defaultBodyLimit = 3 * 1024 * 1024;

const noBody: RequestBody = { type: 'none' };

/** The request without its body and with nobody as its user; throws BadRequest for a target that is none. */
export function readHead(exchange: Exchange, remoteAddress: string, signal: AbortSignal): ApiRequest {
  const { target } = exchange;
  const at = target.indexOf('?');
  return {
    method: exchange.method,
    path: decodedPath(at < 0 ? target : target.slice(0, at)),
    query: new URLSearchParams(at < 0 ? '' : target.slice(at + 1)),
    headers: exchange.headers,
    body: noBody,
    user: anonymousUser,
    remoteAddress,
    signal,
    upgrade: exchange.upgrade !== undefined,
  };
}

function decodedPath(path: string): string {
  if (!path.startsWith('/')) throw errors.badRequest('the request target is not a path');
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    throw errors.badRequest('the path of the request is not properly escaped');
  }
}

const tooLarge = (limit: number) => errors.tooLarge(`Request entity too large: limit is ${limit}`);

/** The whole body; RequestEntityTooLarge as soon as it is known to be over the limit. */
export async function readBody(exchange: Exchange, limit: number): Promise<RequestBody> {
  if (!exchange.mayHaveBody) return noBody;
  if (Number(exchange.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const { promise, resolve, reject } = Promise.withResolvers<RequestBody>();
  const { input } = exchange;
  const parts: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    parts.push(part);
    if (length <= limit) return;
    input.off('data', take).pause();
    reject(tooLarge(limit));
  };
  input.on('data', take);
  let ended = false;
  input.once('end', () => {
    ended = true;
    if (length === 0) resolve(noBody);
    else
      resolve({ type: 'bytes', bytes: parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, length) });
  });
  // Listened to elsewhere, too: what comes after the end concerns nobody here.
  input.once('error', reject);
  input.once('close', () => {
    if (!ended) reject(errors.internal('the client went away'));
  });
  return promise;
}

/** Every value of every header, for those that may be sent several times. */
export function headerValues(rawHeaders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const list = values.get(name);
    if (list === undefined) values.set(name, [rawHeaders[i + 1] as string]);
    else list.push(rawHeaders[i + 1] as string);
  }
  return values;
}
