/** A call that nobody answered: the connection failed, or the time was over. What became of it is not known. */
import { StatusError, statusError } from '@kubets/machinery/status-error';

/** To its caller a Status like any other, `ServiceUnavailable` or `Timeout`. */
export class NoAnswerError extends StatusError {
  /** False: it never left, so that nothing can have come of it. */
  readonly sent: boolean;

  constructor(message: string, { sent, late = false }: { readonly sent: boolean; readonly late?: boolean }) {
    super(statusError(late ? 'Timeout' : 'ServiceUnavailable', message).status);
    this.sent = sent;
  }
}
