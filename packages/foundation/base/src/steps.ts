/** Long work in steps, between which others may run. A step takes a few milliseconds. */
import { nextTurn } from './async.ts';

/** A generator that returns the result. The caller can yield between steps. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Runs each step in its own turn of the event loop. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await nextTurn();
  }
}
