/** The deadline of a request: `?timeout=`, if it is shorter than the listener's. */
import { type Clock, DeadlineError, withDeadline } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { DurationError, parseDuration } from '@kubets/machinery/time';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';
import { isLongRunning } from '../requests/request-info.ts';

/** Longer timeouts have no effect: the listener's own limit applies. Milliseconds. */
const maxTimeoutMs = 60_000;

export const timedOut = 'Timeout: request did not complete within requested timeout - context deadline exceeded';

/** Milliseconds; undefined if the client sets none. Throws BadRequest. */
export function requestTimeoutMs(query: URLSearchParams): number | undefined {
  const text = query.get('timeout') ?? '';
  if (text === '') return undefined;
  try {
    const timeout = parseDuration(text);
    return timeout > 0 && timeout < maxTimeoutMs ? timeout : undefined;
  } catch (error) {
    if (error instanceof DurationError)
      throw errors.badRequest(`invalid timeout specified in the request URL - ${error.message}`);
    throw error;
  }
}

/**
 * Answers within the client's timeout; Timeout when it has passed. Work that continues must write nothing more: each
 * commit asks `over`, which reads the clock itself, since the timers of a suspended process fire late. Throws
 * synchronously if the timeout is invalid.
 */
export function withinTimeout(
  request: ApiRequest,
  clock: Clock,
  answer: (request: ApiRequest, over: () => boolean) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const timeout = isLongRunning(request.info) ? undefined : requestTimeoutMs(request.query);
  if (timeout === undefined) return answer(request, () => request.signal.aborted);
  return timed(request, timeout, clock, answer);
}

async function timed(
  request: ApiRequest,
  timeout: number,
  clock: Clock,
  answer: (request: ApiRequest, over: () => boolean) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const end = clock.monotonic() + timeout;
  try {
    return await withDeadline(
      clock,
      timeout,
      (signal) => answer({ ...request, signal }, () => signal.aborted || clock.monotonic() >= end),
      request.signal,
    );
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw errors.timeout(timedOut);
  }
}
