/** Events: reports about objects, kept for an hour. */
import { defineResource } from '../define-resource.ts';
import type { Event } from '../generated/core/v1.ts';
import { eventRow } from './event-row.ts';
import { validateEvent } from './validation/event.ts';

/** The default of kube-apiserver's --event-ttl. */
export const eventTtlSeconds = 3600;

export const events = defineResource<Event>({
  group: '',
  version: 'v1',
  kind: 'Event',
  defaultGarbageCollectionPolicy: 'unsupported',
  ttlSeconds: eventTtlSeconds,
  createOnUpdate: true,
  validate: (event) => validateEvent(event),
  validateUpdate: (event) => validateEvent(event),
  selectableFields: {
    'involvedObject.kind': (event) => event.involvedObject.kind ?? '',
    'involvedObject.namespace': (event) => event.involvedObject.namespace ?? '',
    'involvedObject.name': (event) => event.involvedObject.name ?? '',
    'involvedObject.uid': (event) => event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (event) => event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (event) => event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (event) => event.involvedObject.fieldPath ?? '',
    reason: (event) => event.reason ?? '',
    reportingComponent: (event) => event.reportingComponent ?? '',
    source: (event) => event.source?.component || event.reportingComponent || '',
    type: (event) => event.type ?? '',
  },
  row: eventRow,
});
