/** The error that upstream's client makes of an HTTP error. Pure. */
import { decodeJson } from '@kubets/machinery/json';
import type { Status } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';

interface Meaning {
  readonly reason: string;
  readonly message: string;
}

const meanings: Readonly<Record<number, Meaning>> = {
  400: { reason: 'BadRequest', message: 'the server rejected our request for an unknown reason' },
  401: { reason: 'Unauthorized', message: 'the server has asked for the client to provide credentials' },
  404: { reason: 'NotFound', message: 'the server could not find the requested resource' },
  405: { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  409: { reason: 'AlreadyExists', message: 'the server reported a conflict' },
  422: { reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  429: {
    reason: 'TooManyRequests',
    message: 'the server has received too many requests and has asked us to try again later',
  },
  503: { reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
  504: {
    reason: 'Timeout',
    message: 'the server was unable to return a response in the time allotted, but may still be processing the request',
  },
};

/** Of a body that is quoted in a message. */
const maxQuotedBytes = 2048;

function textOf(body: Uint8Array, contentType: string): string {
  const media = contentType.split(';', 1)[0]?.trim() ?? '';
  if (media !== '' && !media.startsWith('text/')) return 'unknown';
  return new TextDecoder().decode(body.subarray(0, maxQuotedBytes)).trim();
}

function meaningOf(code: number, text: string): Meaning {
  if (code === 403) return { reason: 'Forbidden', message: text };
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 500)
    return {
      reason: 'InternalError',
      message: `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`,
    };
  return {
    reason: '',
    message: `the server responded with the status code ${code} but did not return more information`,
  };
}

/** Larger bodies are not searched for a Status. */
const maxStatusBytes = 64 * 1024;

function statusIn(body: Uint8Array): Status | undefined {
  if (body.length === 0 || body.length > maxStatusBytes) return undefined;
  try {
    const { value } = decodeJson(body);
    const status = value as Partial<Status> | null;
    return status?.kind === 'Status' && status.status === 'Failure' ? (status as Status) : undefined;
  } catch {
    return undefined;
  }
}

/** The Status in the body, or what the code stands for. */
export function errorOfResponse(code: number, contentType: string, body: Uint8Array): StatusError {
  const given = statusIn(body);
  if (given !== undefined)
    return new StatusError({ ...given, code: typeof given.code === 'number' ? given.code : code });
  const { reason, message } = meaningOf(code, textOf(body, contentType));
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason !== '' && { reason }),
    code,
  } as Status);
}
