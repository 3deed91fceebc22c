/** Events in core/v1 and events.k8s.io/v1. */
import { expect, it } from 'vitest';
import { eventsV1, fromCoreEvent, toCoreEvent } from './events.ts';

const event = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'e' },
  eventTime: '2026-01-01T00:00:00.000000Z',
  regarding: { kind: 'Pod', name: 'web' },
  note: 'made',
  reportingController: 'kubelet',
  reportingInstance: 'n',
  deprecatedCount: 2,
};

it('events.k8s.io/v1 Event is a core/v1 Event with other field names', () => {
  const core = toCoreEvent(event);
  expect(core).toMatchObject({
    apiVersion: 'v1',
    involvedObject: { kind: 'Pod', name: 'web' },
    message: 'made',
    reportingComponent: 'kubelet',
    count: 2,
  });
  expect(fromCoreEvent(core)).toEqual(event);
});

it('events.k8s.io/v1 Event supports field selectors with its own field names', () => {
  expect(eventsV1.strategy.selectableFields?.['regarding.name']?.(event)).toBe('web');
  expect(eventsV1.strategy.selectableFields?.reportingController?.(event)).toBe('kubelet');
});
