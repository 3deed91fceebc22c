/** The state machine of a reflector: list, then watch. Pure. */
import { isExpired, isReason, type StatusError } from '@kubets/machinery/status-error';

/**
 * `list`: list a state not older than `from` (`0` for any state, empty for a consistent list). `watch`: watch the changes after
 * `from`. `failures` counts consecutive failures, for the backoff.
 */
export type ReflectorState =
  | { readonly phase: 'list'; readonly from: string; readonly failures: number }
  | { readonly phase: 'watch'; readonly from: string; readonly failures: number };

export type Outcome =
  | { readonly type: 'listed'; readonly resourceVersion: string }
  /** The watch ended. `productive`: it returned an event, or lasted longer than a second. */
  | { readonly type: 'ended'; readonly resourceVersion: string; readonly productive: boolean }
  | { readonly type: 'failed'; readonly resourceVersion: string; readonly error: unknown };

/** `consistentList`: the first list must be consistent. */
export function initialState(consistentList = false): ReflectorState {
  return { phase: 'list', from: consistentList ? '' : '0', failures: 0 };
}

function isTooLarge(error: unknown): error is StatusError {
  return (
    isReason(error, 'Timeout') &&
    (error.status.details?.causes?.some((cause) => cause.reason === 'ResourceVersionTooLarge') ?? false)
  );
}

/** The state after an outcome. A version that is too old (410) or that the server has not reached leads to a consistent list. */
export function nextState(state: ReflectorState, outcome: Outcome): ReflectorState {
  switch (outcome.type) {
    case 'listed':
      return { phase: 'watch', from: outcome.resourceVersion, failures: 0 };
    case 'ended':
      return { phase: 'watch', from: outcome.resourceVersion, failures: outcome.productive ? 0 : state.failures + 1 };
    case 'failed': {
      const failures = state.failures + 1;
      if (isExpired(outcome.error) || isTooLarge(outcome.error)) {
        // A version that expired during a long pause is no failure: the list starts without backoff.
        return { phase: 'list', from: '', failures: state.phase === 'watch' ? 0 : failures };
      }
      return state.phase === 'list'
        ? { ...state, failures }
        : { phase: 'watch', from: outcome.resourceVersion, failures };
    }
  }
}

/** The delay in milliseconds before the next attempt: 800 ms, doubling to 30 s, plus up to 100 % jitter. */
export function backoffMs(state: ReflectorState, random: number): number {
  if (state.failures === 0) return 0;
  return Math.min(800 * 2 ** (state.failures - 1), 30_000) * (1 + random);
}
