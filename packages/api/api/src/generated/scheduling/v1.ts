// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
import type { ObjectMeta } from '@kubets/machinery/meta';

export interface PriorityClass {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ObjectMeta;
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  readonly preemptionPolicy?: 'Never' | 'PreemptLowerPriority';
}
