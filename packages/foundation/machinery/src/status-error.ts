/** The error of the API, with Kubernetes' reasons, codes, causes and messages. */
import type { FieldError } from './field-error.ts';
import { type GroupResource, qualified, type Status, type StatusCause, type StatusDetails } from './meta.ts';

const codes = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Expired: 410,
  Gone: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
  ServerTimeout: 500,
} as const;

export type StatusReason = keyof typeof codes;

export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown');
    this.status = status;
  }

  get code(): number {
    return this.status.code;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** A failure with this reason. The code defaults to that of the reason. */
export function statusError(
  reason: StatusReason,
  message: string,
  details?: StatusDetails,
  code: number = codes[reason],
): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  });
}

/** How a Status names the object: upstream puts the plural into `kind`. */
function detailsOf(resource: GroupResource, name: string): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.resource,
  };
}

/**
 * Errors that an Invalid lists. Upstream lists all of them, and so answers a body with a Status several times as large.
 * Checks of maps and lists that may be very long end when they have found more.
 */
export const maxCauses = 1_000;

export const errors = {
  notFound: (resource: GroupResource, name: string): StatusError =>
    statusError('NotFound', `${qualified(resource)} ${JSON.stringify(name)} not found`, detailsOf(resource, name)),
  alreadyExists: (resource: GroupResource, name: string): StatusError =>
    statusError(
      'AlreadyExists',
      `${qualified(resource)} ${JSON.stringify(name)} already exists`,
      detailsOf(resource, name),
    ),
  conflict: (resource: GroupResource, name: string, why: string): StatusError =>
    statusError(
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(resource)} ${JSON.stringify(name)}: ${why}`,
      detailsOf(resource, name),
    ),
  forbidden: (resource: GroupResource, name: string, why: string): StatusError =>
    statusError(
      'Forbidden',
      name === ''
        ? `${qualified(resource)} is forbidden: ${why}`
        : `${qualified(resource)} ${JSON.stringify(name)} is forbidden: ${why}`,
      detailsOf(resource, name),
    ),
  /** `kind` is the object's kind with its group: upstream names the kind here, not the resource. */
  invalid: (
    kind: { readonly group: string; readonly kind: string },
    name: string,
    found: readonly FieldError[],
  ): StatusError => {
    const shown = found.length > maxCauses ? found.slice(0, maxCauses) : found;
    const lines = shown.map((error) => `${error.field}: ${error.message}`);
    const rest = found.length > maxCauses ? ['further errors are not listed'] : [];
    const text = lines.length === 1 ? lines[0] : `[${[...new Set(lines), ...rest].join(', ')}]`;
    const causes: StatusCause[] = shown.map((error) => ({
      reason: error.type,
      message: error.message,
      field: error.field,
    }));
    const kindName = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
    return statusError('Invalid', `${kindName} ${JSON.stringify(name)} is invalid: ${text}`, {
      ...(name === '' ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.kind,
      causes,
    });
  },
  badRequest: (message: string): StatusError => statusError('BadRequest', message),
  unauthorized: (): StatusError => statusError('Unauthorized', 'Unauthorized'),
  methodNotAllowed: (resource: GroupResource, action: string): StatusError =>
    statusError(
      'MethodNotAllowed',
      `${action} is not supported on resources of kind ${JSON.stringify(qualified(resource))}`,
      detailsOf(resource, ''),
    ),
  notAcceptable: (message: string): StatusError => statusError('NotAcceptable', message),
  unsupportedMediaType: (message: string): StatusError => statusError('UnsupportedMediaType', message),
  expired: (message: string): StatusError => statusError('Expired', message),
  tooLarge: (message: string): StatusError => statusError('RequestEntityTooLarge', message),
  tooManyRequests: (message: string, retryAfterSeconds: number, causes: readonly StatusCause[] = []): StatusError =>
    statusError('TooManyRequests', message, { retryAfterSeconds, ...(causes.length === 0 ? {} : { causes }) }),
  internal: (message: string): StatusError => statusError('InternalError', `Internal error occurred: ${message}`),
  timeout: (message: string): StatusError => statusError('Timeout', message),
  unavailable: (message: string): StatusError => statusError('ServiceUnavailable', message),
  /** A path at which nothing is served. */
  noSuchPath: (): StatusError => statusError('NotFound', 'the server could not find the requested resource', {}),
};

/** Whether `error` is a StatusError of this reason. */
export function isReason(error: unknown, reason: StatusReason): error is StatusError {
  return error instanceof StatusError && error.status.reason === reason;
}

export const isNotFound = (error: unknown): boolean => isReason(error, 'NotFound');
export const isConflict = (error: unknown): boolean => isReason(error, 'Conflict');
export const isAlreadyExists = (error: unknown): boolean => isReason(error, 'AlreadyExists');
/** Whether the revision of a watch or a page has expired, so that the client must list again. */
export const isExpired = (error: unknown): boolean =>
  error instanceof StatusError && (error.status.reason === 'Expired' || error.status.reason === 'Gone');
