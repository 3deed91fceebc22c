/** An error that the user can fix. It is shown on one line without a stack, and the command exits with 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
