/** Events of the group events.k8s.io: the same objects as in the core group, with other field names. */
import type { FieldError } from '@kubets/machinery/field-error';
import { eventRow } from '../core/event-row.ts';
import { events as coreEvents, eventTtlSeconds } from '../core/events.ts';
import { validateEvent } from '../core/validation/event.ts';
import { defineResource } from '../define-resource.ts';
import type { Event as CoreEvent } from '../generated/core/v1.ts';
import type { Event } from '../generated/events/v1.ts';

/** Fields that have other names in the core group. */
const renamed = [
  ['note', 'message'],
  ['regarding', 'involvedObject'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const;

function rename(object: object, names: ReadonlyMap<string, string>, apiVersion: string): object {
  const entries = Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]);
  return { ...Object.fromEntries(entries), apiVersion };
}

const toCoreNames = new Map<string, string>(renamed);
const fromCoreNames = new Map<string, string>(renamed.map(([name, core]) => [core, name]));

/** Converts to the core Event. */
export function toCoreEvent(event: Event): CoreEvent {
  return { involvedObject: {}, ...rename(event, toCoreNames, 'v1') } as CoreEvent;
}

export function fromCoreEvent(event: CoreEvent): Event {
  return rename(event, fromCoreNames, 'events.k8s.io/v1') as Event;
}

const coreFields = coreEvents.strategy.selectableFields ?? {};

/** The selectable fields of the core version with the names of this version. */
const selectableFields = Object.fromEntries(
  Object.entries(coreFields)
    .filter(([field]) => field !== 'source')
    .map(([field, read]) => [
      field.replace('involvedObject.', 'regarding.').replace('reportingComponent', 'reportingController'),
      (event: Event) => read(toCoreEvent(event)),
    ]),
);

/** Validation errors with the field names of this version. */
const validate = (event: Event): readonly FieldError[] =>
  validateEvent(toCoreEvent(event), 'reportingController', 'regarding');

export const eventsV1 = defineResource<Event>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  defaultGarbageCollectionPolicy: 'unsupported',
  ttlSeconds: eventTtlSeconds,
  createOnUpdate: true,
  validate,
  validateUpdate: validate,
  selectableFields,
  row: (event, now) => eventRow(toCoreEvent(event), now),
  conversion: {
    toStorage: toCoreEvent,
    fromStorage: (event) => fromCoreEvent(event as CoreEvent),
  },
});
