/** The interface of audit logging: called when a request arrives and when it is answered. */
import type { AuditAnnotations } from '../requests/audit-annotations.ts';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';

export interface AuditRecord {
  readonly request: ApiRequest;
  /** Milliseconds since the epoch. */
  readonly received: number;
  /** Filled while the request is handled: complete when it is answered. */
  readonly annotations: AuditAnnotations;
}

export interface AuditSink {
  /** Called before authorization. Its result is called once with the answer (for a watch: when it has started). */
  received(record: AuditRecord): (answer: ApiAnswer) => void;
}

export const noAudit: AuditSink = { received: () => () => undefined };
