/** The error of a failed HTTP response: the Status in its body, or the one that client-go derives from the code. */
import type { Status } from '@kubets/machinery/meta';
import { StatusError, type StatusReason, statusError } from '@kubets/machinery/status-error';
import type { TransportRequest } from '../client.ts';

const reasons: Readonly<Record<number, readonly [StatusReason, string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'the server has forbidden the request'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
  409: ['Conflict', 'the server reported a conflict'],
  410: ['Gone', 'the requested version is gone'],
  413: ['RequestEntityTooLarge', 'Request entity too large: limit is 3145728'],
  415: ['UnsupportedMediaType', 'the body of the request was in an unknown format'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
};

function statusIn(text: string): Status | undefined {
  try {
    const value = JSON.parse(text) as Partial<Status> | null;
    return value?.kind === 'Status' && typeof value.code === 'number' ? (value as Status) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function asStatusError(code: number, text: string, call: TransportRequest): StatusError {
  const status = statusIn(text);
  if (status !== undefined) return new StatusError(status);
  const [reason, message] = reasons[code] ?? [
    'InternalError',
    `an error on the server (${JSON.stringify(text.slice(0, 1024))}) has prevented the request from succeeding`,
  ];
  return statusError(reason, `${message} (${call.method} ${call.path})`, {}, code);
}
