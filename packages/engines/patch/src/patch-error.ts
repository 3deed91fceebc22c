/** Errors of patches with the messages of upstream's libraries, and the corresponding Status. */
import { errors, StatusError, statusError } from '@kubets/machinery/status-error';

/** `malformed`: 400; `inapplicable`: 422; `tooLarge`: 413; `failed`: 500, for errors that upstream does not handle. */
export type PatchErrorKind = 'malformed' | 'inapplicable' | 'tooLarge' | 'failed';

/** Thrown directly when a patch is computed. When a patch is applied, it is the `cause` of a StatusError. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
  readonly kind: PatchErrorKind;

  constructor(kind: PatchErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export const badPrimitiveList = (): PatchError => new PatchError('malformed', 'invalid patch format of primitive list');
export const badRetainKeys = (): PatchError => new PatchError('malformed', 'invalid patch format of retainKeys');
export const badElementOrder = (): PatchError =>
  new PatchError('malformed', 'invalid patch format of setElementOrder list');
export const listOfLists = (): PatchError => new PatchError('inapplicable', 'lists of lists are not supported');
export const noMergeKey = (item: unknown, key: string): PatchError =>
  new PatchError('failed', `map: ${goFormat(item)} does not contain declared merge key: ${key}`);
export const wrongType = (expected: 'object' | 'array', value: unknown): PatchError =>
  new PatchError('failed', `expected a ${goType(expected === 'object' ? {} : [])}, but received a ${goType(value)}`);

function statusOf(error: PatchError): StatusError {
  switch (error.kind) {
    case 'malformed':
      return errors.badRequest(error.message);
    case 'tooLarge':
      return errors.tooLarge(`Request entity too large: ${error.message}`);
    case 'inapplicable':
      // Upstream does not return the reason.
      return statusError('Invalid', 'the server rejected our request due to an error in our request', {});
    case 'failed':
      return new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: error.message,
        code: 500,
      });
  }
}

/** Runs `apply`; a {@link PatchError} leaves it as a StatusError. */
export function answering<T>(apply: () => T): T {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const status = statusOf(error);
    status.cause = error;
    throw status;
  }
}

/** Go's name of the type that JSON of this kind decodes to. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** Go's `%v` of a JSON value. */
export function goFormat(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goFormat).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${members.map(([key, member]) => `${key}:${goFormat(member)}`).join(' ')}]`;
}
