// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
import type { EventSource, ObjectReference } from '../core/v1.ts';
import type { MicroTime, Time } from '../meta/v1.ts';
import type { ObjectMeta } from '@kubets/machinery/meta';

export interface Event {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ObjectMeta;
  readonly eventTime: MicroTime | null;
  readonly series?: EventSeries;
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly regarding?: ObjectReference;
  readonly related?: ObjectReference;
  readonly note?: string;
  readonly type?: string;
  readonly deprecatedSource?: EventSource;
  readonly deprecatedFirstTimestamp?: Time | null;
  readonly deprecatedLastTimestamp?: Time | null;
  readonly deprecatedCount?: number;
}

export interface EventSeries {
  readonly count: number;
  readonly lastObservedTime: MicroTime | null;
}
