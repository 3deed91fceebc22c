/** Work in steps. For the largest objects, a step takes a few milliseconds. */

/** A generator that returns the result. The caller can yield between steps. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
