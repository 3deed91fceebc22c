/**
 * Conditions under which a write may be committed: an elected leader's Lease, a request whose deadline has not passed.
 */
import type { Entry, Expectation } from '@kubets/storage';

/** Checked by the commit of a write itself. */
export interface WriteGuard {
  /** What the store must contain for the write to be committed; undefined: no condition. */
  readonly expectation?: Expectation | undefined;
  /**
   * The expectation failed, and the store contains this: returns if the write may be retried, otherwise throws
   * Conflict.
   */
  moved?(current: Entry | undefined): void;
  /** False once the request has ended: its client has been told that it failed, so nothing more may be written. */
  readonly wanted?: () => boolean;
}

/** `guard` for the writes of one request, which ends with the request. */
export function untilOver(guard: WriteGuard | undefined, over: () => boolean): WriteGuard {
  const wanted = (): boolean => !over();
  if (guard === undefined) return { wanted };
  return {
    get expectation() {
      return guard.expectation;
    },
    moved: (current) => guard.moved?.(current),
    wanted,
  };
}
