// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
import type { Toleration } from '../core/v1.ts';
import type { Quantity } from '../meta/v1.ts';
import type { ObjectMeta } from '@kubets/machinery/meta';

export interface Overhead {
  readonly podFixed?: Readonly<Record<string, Quantity>>;
}

export interface RuntimeClass {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ObjectMeta;
  readonly handler: string;
  readonly overhead?: Overhead;
  readonly scheduling?: Scheduling;
}

export interface Scheduling {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
}
