/** Maps etcd's errors to store errors, and identifies those after which nothing was executed. */
import { type ServiceError, status } from '@kubets/grpc/platform';
import { SpaceExceededError, StoreFailedError, StoreUnavailableError } from '@kubets/storage';

/** Errors of a member or of the channel before a request was executed. */
const notTaken = [
  'No connection established',
  'Name resolution failed',
  'etcdserver: no leader',
  'etcdserver: not leader',
  'etcdserver: too many requests',
  'raft proposal dropped',
];

/** The auth token is invalid: a member was restarted, the token expired, or roles were changed. */
const staleLogin = ['etcdserver: invalid auth token', 'etcdserver: revision of auth store is old'];

const startsWithOne = (text: string, starts: readonly string[]): boolean =>
  starts.some((start) => text.startsWith(start));

export const wasNotTaken = (error: ServiceError): boolean => startsWithOne(error.details, notTaken);
export const isStaleLogin = (error: ServiceError): boolean => startsWithOne(error.details, staleLogin);
export const isCompacted = (error: ServiceError): boolean =>
  error.details === 'etcdserver: mvcc: required revision has been compacted';
export const isLeaseTaken = (error: ServiceError): boolean => error.details === 'etcdserver: lease already exists';
export const isLeaseGone = (error: ServiceError): boolean => error.details === 'etcdserver: requested lease not found';
export const isFuture = (error: ServiceError): boolean =>
  error.details === 'etcdserver: mvcc: required revision is a future revision';

const isSpaceExceeded = (error: ServiceError): boolean => error.details === 'etcdserver: mvcc: database space exceeded';

/** Whether another member, or the same one later, may respond. */
export function isTransient(error: ServiceError): boolean {
  const codes: readonly number[] = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED, status.INTERNAL];
  return codes.includes(error.code) || wasNotTaken(error);
}

/** Converts an error to a store error. */
export function storeError(error: ServiceError): Error {
  const message = `etcd: ${error.details.replace(/\. Resolution note: $/, '').replace('Last error: Error: ', '')}`;
  if (isSpaceExceeded(error)) return new SpaceExceededError({ cause: error });
  if (isTransient(error)) {
    return new StoreUnavailableError(message, wasNotTaken(error) ? 'not made' : 'unknown', { cause: error });
  }
  return new StoreFailedError(message, { cause: error });
}
