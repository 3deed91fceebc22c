/** The metrics of controllers. The assembly decides how to export them. */
type ReconcileOutcome = 'success' | 'error' | 'requeue_after';

export interface ControllerMetrics {
  reconciled(controller: string, outcome: ReconcileOutcome, seconds: number): void;
  /** The depth of the queue, each time a key is added. */
  queued(controller: string, depth: number): void;
  /** A key waited until the caches showed its writes. */
  waitedForCache(controller: string, seconds: number, timedOut: boolean): void;
}

export const noMetrics: ControllerMetrics = {
  reconciled: () => undefined,
  queued: () => undefined,
  waitedForCache: () => undefined,
};
