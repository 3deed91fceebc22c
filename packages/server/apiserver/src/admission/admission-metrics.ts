/** How long admission takes: each plugin, and each of the two steps. */
import type { AdmissionOperation } from './admission.ts';

/** `admit` is mutating admission. */
export type AdmissionStep = 'admit' | 'validate';

/** Called with milliseconds. */
export type ObserveAdmission = (elapsedMs: number, rejected: boolean) => void;

export interface AdmissionMetrics {
  /** Milliseconds, of any origin. */
  monotonic(): number;
  plugin(name: string, step: AdmissionStep, operation: AdmissionOperation): ObserveAdmission;
  step(step: AdmissionStep, operation: AdmissionOperation): ObserveAdmission;
}
