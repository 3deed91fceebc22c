/** What the manager counts; the assembly decides where it goes. */
type ReconcileOutcome = 'success' | 'error' | 'requeue_after';

export interface ControllerMetrics {
  reconciled(controller: string, outcome: ReconcileOutcome, seconds: number): void;
  /** Keys ready to be worked on, each time one is added. */
  queued(controller: string, depth: number): void;
  /** A key waited for the caches to show its own writes. */
  waitedForCache(controller: string, seconds: number, timedOut: boolean): void;
}

export const noMetrics: ControllerMetrics = {
  reconciled: () => undefined,
  queued: () => undefined,
  waitedForCache: () => undefined,
};
