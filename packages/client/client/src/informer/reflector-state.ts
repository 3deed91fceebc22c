/** The list-and-watch state machine, pure: where a reflector is, and where an outcome takes it. */
import { isExpired, isReason, type StatusError } from '@kubets/machinery/status-error';

/**
 * `list`: read everything, at least as new as `from` (`0`: whatever the server has, empty: the newest there is).
 * `watch`: follow the changes after `from`. `failures` counts what went wrong in a row and paces the next try.
 */
export type ReflectorState =
  | { readonly phase: 'list'; readonly from: string; readonly failures: number }
  | { readonly phase: 'watch'; readonly from: string; readonly failures: number };

export type Outcome =
  | { readonly type: 'listed'; readonly resourceVersion: string }
  /** The watch ended. `productive`: it brought something, or lasted longer than a second. */
  | { readonly type: 'ended'; readonly resourceVersion: string; readonly productive: boolean }
  | { readonly type: 'failed'; readonly resourceVersion: string; readonly error: unknown };

/** `newest`: the first list must be a consistent one. */
export function initialState(newest = false): ReflectorState {
  return { phase: 'list', from: newest ? '' : '0', failures: 0 };
}

function isTooLarge(error: unknown): error is StatusError {
  return (
    isReason(error, 'Timeout') &&
    (error.status.details?.causes?.some((cause) => cause.reason === 'ResourceVersionTooLarge') ?? false)
  );
}

/** The state after an outcome. Too old a version (410) and one the server has not reached both mean: list the newest. */
export function nextState(state: ReflectorState, outcome: Outcome): ReflectorState {
  switch (outcome.type) {
    case 'listed':
      return { phase: 'watch', from: outcome.resourceVersion, failures: 0 };
    case 'ended':
      return { phase: 'watch', from: outcome.resourceVersion, failures: outcome.productive ? 0 : state.failures + 1 };
    case 'failed': {
      const failures = state.failures + 1;
      if (isExpired(outcome.error) || isTooLarge(outcome.error)) {
        // Too old to watch from is the normal end of a long pause: the list it leads to need not wait.
        return { phase: 'list', from: '', failures: state.phase === 'watch' ? 0 : failures };
      }
      return state.phase === 'list'
        ? { ...state, failures }
        : { phase: 'watch', from: outcome.resourceVersion, failures };
    }
  }
}

/** Milliseconds to wait before the state's next try: 800 ms doubling to 30 s, and up to as much again at random. */
export function pause(state: ReflectorState, random: number): number {
  if (state.failures === 0) return 0;
  return Math.min(800 * 2 ** (state.failures - 1), 30_000) * (1 + random);
}
