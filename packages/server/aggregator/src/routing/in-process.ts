/** Requests of components in this process to aggregated API servers: those of clients are forwarded by the listener. */
import type { ApiAnswer, ApiRequest, Forward, RequestBody } from '@kubets/apiserver/requests';
import { messageOf } from '@kubets/base';
import { encodeJson } from '@kubets/machinery/json';
import { errors } from '@kubets/machinery/status-error';
import type { RemoteFetch } from '../remote.ts';

const timeoutMs = 60_000;
/** Parsing it takes some tens of milliseconds. */
const maxAnswerBytes = 4 * 1024 * 1024;

function bytesOf(body: RequestBody): Uint8Array | undefined {
  if (body.type === 'none') return undefined;
  return body.type === 'bytes' ? body.bytes : new TextEncoder().encode(encodeJson(body.object));
}

/** Watches are refused: an informer then lists again at intervals. */
export function forwardInProcess(fetch: RemoteFetch): Forward {
  return async ({ target, trust, identity }, request: ApiRequest): Promise<ApiAnswer> => {
    if (request.info.verb === 'watch')
      throw errors.methodNotAllowed({ group: request.info.group, resource: request.info.resource }, 'watch');
    const body = bytesOf(request.body);
    const contentType = request.headers['content-type'] ?? 'application/json';
    const headers = [...identity, ['accept', 'application/json'] as const];
    const answer = await fetch({
      method: request.method,
      url: target,
      trust,
      headers: body === undefined ? headers : [...headers, ['content-type', contentType]],
      ...(body === undefined ? {} : { body }),
      maxBodyBytes: maxAnswerBytes,
      timeoutMs,
      signal: request.signal,
    }).catch((error: unknown) => {
      throw errors.unavailable(`error trying to reach service: ${messageOf(error)}`);
    });
    return {
      type: 'raw',
      status: answer.status,
      contentType: answer.headers['content-type'] ?? 'text/plain',
      body: answer.body,
    };
  };
}
