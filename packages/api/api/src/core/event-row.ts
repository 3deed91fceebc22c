/** The printed row of an Event, from its core or events.k8s.io fields. */
import { nameOf, since } from '../cells.ts';
import type { Event } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';

function target(event: Event): string {
  const kind = (event.involvedObject.kind ?? '').toLowerCase();
  return event.involvedObject.name ? `${kind}/${event.involvedObject.name}` : kind;
}

/** The reporting component and host: `source`, or the reporting fields if that is empty. */
export function eventSource(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const instance = event.source?.host || event.reportingInstance || '';
  return instance === '' ? component : `${component}, ${instance}`;
}

export function eventRow(event: Event, now: number): readonly Cell[] {
  const first = since(event.firstTimestamp ?? event.eventTime, now);
  const last = event.lastTimestamp == null ? first : since(event.lastTimestamp, now);
  const { series } = event;
  return [
    series === undefined ? last : since(series.lastObservedTime, now),
    event.type ?? '',
    event.reason ?? '',
    target(event),
    event.involvedObject.fieldPath ?? '',
    eventSource(event),
    (event.message ?? '').trim(),
    first,
    series === undefined ? event.count || 1 : (series.count ?? 0),
    nameOf(event),
  ];
}
