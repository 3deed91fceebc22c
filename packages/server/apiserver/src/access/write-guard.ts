/** Conditions under which a write may be committed: an elected leader's Lease, a request that is not over. */
import type { Entry, Expectation } from '@kubets/storage';

/** Held to within the very commit of a write. */
export interface WriteGuard {
  /** What the store must hold for the write to be made; undefined: nothing besides. */
  readonly expectation?: Expectation | undefined;
  /** The expectation failed, and this stands there: returns if the write may be tried again, else throws Conflict. */
  moved?(current: Entry | undefined): void;
  /** False once the request is over: its client has been told that it failed, so nothing may be written any more. */
  readonly wanted?: () => boolean;
}

/** `guard` for the writes of one request, which end with it. */
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
