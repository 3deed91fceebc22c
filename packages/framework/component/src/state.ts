/** The states of a component, as `kubets status` shows them. */

export type ComponentState =
  /** What it requires is not ready yet. */
  | 'Pending'
  /** It runs and is not ready yet. */
  | 'Starting'
  | 'Running'
  /** Another process holds its Lease. */
  | 'WaitingForLease'
  /** It died, or could not start or stop; the reason says why. */
  | 'Failed'
  | 'Stopped';

/** What a component can say of a part. A part that has failed is tried again, or is Running again by itself. */
export type PartState = 'Starting' | 'Running' | 'Failed';

export interface PartStatus {
  readonly name: string;
  readonly state: ComponentState;
  /** Of a failure. */
  readonly reason?: string;
}

export interface ComponentStatus extends PartStatus {
  /** When the state began, as the API writes times. */
  readonly since: string;
  /** The Lease it runs under. */
  readonly lease?: string;
  readonly parts: readonly PartStatus[];
}
