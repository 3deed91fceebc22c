/** Work that may be interrupted: each step takes milliseconds where an object is as large as it may be. */

/** Ends with the result. The caller lets others have their turn between steps, or does not. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All steps in one turn. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
