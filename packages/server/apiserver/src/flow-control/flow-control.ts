/** Limits the number of concurrent requests, for reads and writes separately: upstream's max-in-flight filter. */
import { errors } from '@kubets/machinery/status-error';
import { privilegedGroup } from '../authorization/authorizer.ts';
import type { RequestInfo, UserInfo } from '../requests/request.ts';
import { isLongRunning, isMutating } from '../requests/request-info.ts';

export interface FlowControl {
  /** Takes a seat and returns how to release it. Throws TooManyRequests if all are taken. */
  enter(info: RequestInfo, user: UserInfo): () => void;
  readonly inFlight: { readonly readOnly: number; readonly mutating: number };
}

const retryAfterSeconds = 1;

export function flowControl(limits: { readonly readOnly: number; readonly mutating: number }): FlowControl {
  const inFlight = { readOnly: 0, mutating: 0 };
  return {
    inFlight,
    enter(info, user) {
      if (isLongRunning(info)) return () => undefined;
      const kind = isMutating(info) ? 'mutating' : 'readOnly';
      // Administrators are never refused: someone must be able to inspect an overloaded server.
      if (inFlight[kind] >= limits[kind] && !user.groups.includes(privilegedGroup)) {
        throw errors.tooManyRequests('Too many requests, please try again later.', retryAfterSeconds);
      }
      inFlight[kind]++;
      return () => {
        inFlight[kind]--;
      };
    },
  };
}
