/** Events under both sets of field names. */
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

it('is the core event under other names', () => {
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

it('is selected by its own field names', () => {
  expect(eventsV1.strategy.selectableFields?.['regarding.name']?.(event)).toBe('web');
  expect(eventsV1.strategy.selectableFields?.reportingController?.(event)).toBe('kubelet');
});
