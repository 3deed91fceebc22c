/** Errors of plugins that upstream returns without a reason. */
import { StatusError } from '@kubets/machinery/status-error';

/** A response with code 500 and only a message. */
export function plainFailure(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}
