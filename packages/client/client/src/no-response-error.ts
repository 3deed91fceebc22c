/** A request without a response: the connection failed or the time limit passed. Its outcome is unknown. */
import { StatusError, statusError } from '@kubets/machinery/status-error';

/** For callers an ordinary Status: `ServiceUnavailable` or `Timeout`. */
export class NoResponseError extends StatusError {
  /** False if the request was never sent, so that it had no effect. */
  readonly sent: boolean;

  constructor(message: string, { sent, late = false }: { readonly sent: boolean; readonly late?: boolean }) {
    super(statusError(late ? 'Timeout' : 'ServiceUnavailable', message).status);
    this.sent = sent;
  }
}
