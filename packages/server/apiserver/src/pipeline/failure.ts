/** Converts errors to responses: each becomes a Status, and only internal errors are logged. */
import { type Logger, messageOf } from '@kubets/base';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { CommitAbandonedError, SpaceExceededError, StoreFailedError, StoreUnavailableError } from '@kubets/storage';
import { timedOut } from '../flow-control/request-deadline.ts';
import type { ApiAnswer } from '../requests/request.ts';

/** As upstream passes on errors of etcd: a 500 without a reason, with etcd's message. */
function spaceExceeded({ message }: SpaceExceededError): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

/** The StatusError for an error. Unexpected errors reveal only that the request failed. */
function statusErrorOf(error: unknown, log: Logger): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof StoreFailedError) return errors.unavailable(`the store can no longer write: ${error.message}`);
  if (error instanceof SpaceExceededError) return spaceExceeded(error);
  if (error instanceof CommitAbandonedError) return errors.timeout(timedOut);
  if (error instanceof StoreUnavailableError) return errors.unavailable(error.message);
  log.error('request failed', { error: messageOf(error), stack: error instanceof Error ? error.stack : undefined });
  return errors.internal(messageOf(error));
}

export function failureAnswer(error: unknown, log: Logger): ApiAnswer {
  const { status } = statusErrorOf(error, log);
  return { type: 'object', status: status.code, object: status };
}

/** The answer for a path where nothing is served. Plain text, as upstream; clients word the error themselves. */
export const notServed: ApiAnswer = {
  type: 'raw',
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
  headers: { 'x-content-type-options': 'nosniff' },
};

/** The HTTP status code of an answer. */
export function codeOf(answer: ApiAnswer): number {
  if (answer.type === 'object' || answer.type === 'raw') return answer.status;
  return 200;
}
