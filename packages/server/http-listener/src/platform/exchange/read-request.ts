/** Converts the head of an HTTP request to a request of the pipeline. */

import { anonymousUser } from '@kubets/apiserver/authentication';
import { type ApiRequest, type RequestBody, requestInfo } from '@kubets/apiserver/requests';
import { errors } from '@kubets/machinery/status-error';
import type { Exchange } from './exchange.ts';

const noBody: RequestBody = { type: 'none' };

/** Whether the head of a request announces a body, which may never arrive. */
const announcesBody = ({ headers }: Exchange): boolean =>
  headers['transfer-encoding'] !== undefined || !/^0*$/.test(headers['content-length'] ?? '');

/**
 * The request without its body and without a user. Throws BadRequest for an invalid target, and for a request to switch
 * protocols that has a body: what follows its head belongs to the new protocol, so anything that the body asks for (a
 * dry run, for example) would be lost.
 */
export function readHead(exchange: Exchange, remoteAddress: string, signal: AbortSignal): ApiRequest {
  const { target } = exchange;
  if (exchange.upgrade !== undefined && announcesBody(exchange))
    throw errors.badRequest('a request to switch protocols must not have a body');
  const { method } = exchange;
  const at = target.indexOf('?');
  const path = decodedPath(at < 0 ? target : target.slice(0, at));
  const query = queryOf(target);
  return {
    method,
    path,
    query,
    info: requestInfo(method, path, query),
    headers: exchange.headers,
    body: noBody,
    user: anonymousUser,
    remoteAddress,
    signal,
    upgrade: exchange.upgrade !== undefined,
  };
}

function queryOf(target: string): URLSearchParams {
  const at = target.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
}

/** Stands for a request whose head cannot be read, so that the error can be encoded in the requested format. */
export function unreadableHead({ method, target, headers }: Exchange): ApiRequest {
  const query = queryOf(target);
  return {
    method,
    path: '/',
    query,
    info: requestInfo(method, '/', query),
    headers,
    body: noBody,
    user: anonymousUser,
    remoteAddress: '',
    signal: new AbortController().signal,
    upgrade: false,
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

/** Every value of every header, for headers that may be repeated. */
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
