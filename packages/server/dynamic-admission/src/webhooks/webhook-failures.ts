/** How the call of a webhook can fail, and what the client of the API is told. Upstream: webhook/errors, util/webhook. */
import type { Status } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';

/** The webhook gave no usable response: the failure policy decides. The message is that of upstream. */
export class FailedCallError extends Error {
  override readonly name = 'FailedCallError';
  /** For metrics. */
  readonly code: number;
  /** The request that the call is part of was canceled. */
  readonly canceled: boolean;

  constructor(webhook: string, reason: string, { code, canceled = false }: { code: number; canceled?: boolean }) {
    super(`failed calling webhook ${JSON.stringify(webhook)}: ${reason}`);
    this.code = code;
    this.canceled = canceled;
  }
}

/** The webhook does not allow the request. */
export class RejectionError extends Error {
  override readonly name = 'RejectionError';
  readonly status: StatusError;

  constructor(webhook: string, given: Status | undefined) {
    const status = rejectionStatus(webhook, given);
    super(status.message);
    this.status = status;
  }
}

const badRequest = 400;
/** The largest code that HTTP can express. */
const maxCode = 999;

function codeOf(given: number | undefined): number {
  if (given === undefined || given < badRequest) return badRequest;
  return given > maxCode ? 500 : given;
}

/** A rejection is a failure, whatever the webhook says. */
function rejectionStatus(webhook: string, given: Partial<Status> = {}): StatusError {
  const deniedBy = `admission webhook ${JSON.stringify(webhook)} denied the request`;
  const explanation = given.message || given.reason;
  return new StatusError({
    ...given,
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: explanation ? `${deniedBy}: ${explanation}` : `${deniedBy} without explanation`,
    code: codeOf(given.code),
  } as Status);
}
