/** The time a request has: what its client gives it by `?timeout=`, where that is shorter than what the listener allows. */
import { type Clock, DeadlineError, withDeadline } from '@kubets/base';
import { DurationError, errors, parseDuration } from '@kubets/machinery';
import type { AdmissionChain } from './admission-chain.ts';
import type { ApiAnswer, ApiRequest, RequestInfo } from './request.ts';
import { isLongRunning } from './request-info.ts';

/** More is the same as none: the listener's own limit. Milliseconds. */
const longest = 60_000;

/** Milliseconds; undefined: the client names none. Throws BadRequest. */
export function requestTimeout(query: URLSearchParams): number | undefined {
  const text = query.get('timeout') ?? '';
  if (text === '') return undefined;
  try {
    const timeout = parseDuration(text);
    return timeout > 0 && timeout < longest ? timeout : undefined;
  } catch (error) {
    if (error instanceof DurationError)
      throw errors.badRequest(`invalid timeout specified in the request URL - ${error.message}`);
    throw error;
  }
}

/**
 * Answers within the client's time; Timeout when that is over. What still runs then writes nothing any more: it must ask
 * `over` just before, which looks at the clock itself, since timers of a process that was stopped fire late. Throws at once what is wrong with the time.
 */
export function withinTimeout(
  request: ApiRequest,
  info: RequestInfo,
  clock: Clock,
  answer: (request: ApiRequest, over: () => boolean) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const timeout = isLongRunning(info) ? undefined : requestTimeout(request.query);
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
    throw errors.timeout('Timeout: request did not complete within requested timeout - context deadline exceeded');
  }
}

/** Admission that lets nothing through once the request is over: whoever gave up may count on nothing being written later. */
export function whileWanted(admission: AdmissionChain, over: () => boolean): AdmissionChain {
  const refuseLate = (): undefined => {
    if (over()) throw errors.timeout('the client gave up before anything was written');
  };
  return {
    mutate: (...write) => admission.mutate(...write),
    validate: (...write) => admission.validate(...write)?.then(refuseLate) ?? refuseLate(),
  };
}
