// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
import type { MicroTime } from '../meta/v1.ts';
import type { ObjectMeta } from '@kubets/machinery/meta';

export interface Lease {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: LeaseSpec;
}

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: MicroTime;
  readonly renewTime?: MicroTime;
  readonly leaseTransitions?: number;
  readonly strategy?: string;
  readonly preferredHolder?: string;
}
