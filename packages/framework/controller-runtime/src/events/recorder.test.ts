/** The event recorder: what it creates, counts, aggregates and drops. */
import type { Event } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { createClient } from '@kubets/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryApi } from '../testing/memory-api.ts';
import { createEventRecorder, type RunningEventRecorder } from './recorder.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'a', uid: 'u', resourceVersion: '7' } };

describe('createEventRecorder', () => {
  let api: MemoryApi;
  let clock: VirtualClock;
  let recorder: RunningEventRecorder;
  const written = (): Event[] => api.all('events') as unknown as Event[];

  beforeEach(() => {
    api = new MemoryApi();
    clock = new VirtualClock();
    recorder = createEventRecorder({
      client: createClient(api),
      clock,
      random: seededRandom(1),
      log: silentLogger,
      component: 'tester',
      signal: new AbortController().signal,
    });
  });

  it('creates an event in the namespace of the object, named after the object and the time', async () => {
    recorder.event(pod, 'Normal', 'Tested', 'it works');
    recorder.event({ ...pod, metadata: { name: 'n' } }, 'Normal', 'Tested', 'no namespace');
    await recorder.drained();
    expect(written()[0]).toMatchObject({
      metadata: { namespace: 'a', name: `p.${(BigInt(clock.now()) * 1_000_000n).toString(16)}` },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'p', uid: 'u', resourceVersion: '7' },
      reason: 'Tested',
      message: 'it works',
      source: { component: 'tester' },
      reportingComponent: 'tester',
      firstTimestamp: '2026-01-01T00:00:00Z',
      count: 1,
      type: 'Normal',
    });
    expect(written()[1]?.metadata.namespace).toBe('default');
  });

  it('counts a repeated event on one object', async () => {
    recorder.event(pod, 'Normal', 'Tested', 'again');
    await clock.advance(5000);
    recorder.event(pod, 'Normal', 'Tested', 'again');
    await recorder.drained();
    expect(written()).toHaveLength(1);
    expect(written()[0]).toMatchObject({
      count: 2,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:05Z',
    });
  });

  it('aggregates events that differ only in their message, from the tenth on', async () => {
    for (let i = 1; i <= 12; i++) recorder.event(pod, 'Normal', 'Tested', `message ${i}`);
    await recorder.drained();
    expect(written()).toHaveLength(10);
    expect(written()[9]).toMatchObject({ count: 3, message: '(combined from similar events): message 12' });
  });

  it('drops events about one object beyond 25 at once and one in five minutes', async () => {
    for (let i = 1; i <= 40; i++) recorder.event(pod, 'Normal', `Reason${i}`, 'x');
    await recorder.drained();
    expect(written()).toHaveLength(25);
    await clock.advance(300_000);
    recorder.event(pod, 'Normal', 'Later', 'x');
    recorder.event(pod, 'Normal', 'TooMuch', 'x');
    await recorder.drained();
    expect(written()).toHaveLength(26);
  });

  it('creates an expired event again with its count', async () => {
    recorder.event(pod, 'Normal', 'Tested', 'again');
    await recorder.drained();
    const name = written()[0]?.metadata.name ?? '';
    await createClient(api).delete(
      { group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true },
      { namespace: 'a', name },
    );
    recorder.event(pod, 'Normal', 'Tested', 'again');
    await recorder.drained();
    expect(written()).toMatchObject([{ count: 2 }]);
  });
});
