/** The recorder of events.k8s.io: which events it creates, and when it writes the count of a series. */
import type { EventsEvent } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { createClient } from '@kubets/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryApi } from '../testing/memory-api.ts';
import { createSeriesRecorder, type RunningSeriesRecorder } from './series-recorder.ts';

const minute = 60_000;
const pod = (resourceVersion = '7', name = 'p') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'a', uid: 'u', resourceVersion },
});

describe('createSeriesRecorder', () => {
  let api: MemoryApi;
  let clock: VirtualClock;
  let ending: AbortController;
  let recorder: RunningSeriesRecorder;
  const written = (): EventsEvent[] => api.all('events') as unknown as EventsEvent[];
  const writes = (): number => api.requests.filter((each) => /^(POST|PATCH)/.test(each)).length;
  const refuse = (about = pod(), note = 'no room'): void =>
    recorder.event(about, 'Warning', 'FailedScheduling', 'Scheduling', note);

  beforeEach(() => {
    api = new MemoryApi();
    clock = new VirtualClock();
    ending = new AbortController();
    recorder = createSeriesRecorder({
      client: createClient(api),
      clock,
      random: seededRandom(1),
      log: silentLogger,
      signal: ending.signal,
      reportingController: 'default-scheduler',
      reportingInstance: 'default-scheduler-host',
    });
  });

  it('creates an event of events.k8s.io without deprecated fields', async () => {
    recorder.event(pod(), 'Normal', 'Scheduled', 'Binding', 'Successfully assigned a/p to n');
    await recorder.drained();
    expect(api.requests).toEqual(['POST /apis/events.k8s.io/v1/namespaces/a/events']);
    const [event] = written();
    expect(event).toMatchObject({
      metadata: { namespace: 'a', name: `p.${(BigInt(clock.now()) * 1_000_000n).toString(16)}` },
      eventTime: '2026-01-01T00:00:00.000000Z',
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: 'Successfully assigned a/p to n',
      regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'p', uid: 'u', resourceVersion: '7' },
      reportingController: 'default-scheduler',
      reportingInstance: 'default-scheduler-host',
    });
    expect(Object.keys(event ?? {}).filter((key) => key.startsWith('deprecated') || key === 'series')).toEqual([]);
  });

  it('writes the first repetition at once, and the count when the series ends', async () => {
    for (let time = 0; time < 5; time++) {
      refuse();
      await clock.advance(10_000);
    }
    await recorder.drained();
    expect(written()).toHaveLength(1);
    expect(written()[0]?.series).toEqual({ count: 2, lastObservedTime: '2026-01-01T00:00:10.000000Z' });
    expect(writes()).toBe(2);
    await clock.advance(13 * minute);
    expect(written()[0]?.series).toEqual({ count: 5, lastObservedTime: '2026-01-01T00:00:40.000000Z' });
    expect(writes()).toBe(3);
    refuse();
    await recorder.drained();
    expect(written()).toHaveLength(2);
  });

  it('creates another event for another version of the object, another reason or another object', async () => {
    refuse();
    refuse(pod('8'));
    refuse(pod('7', 'q'));
    recorder.event(pod(), 'Normal', 'Scheduled', 'Binding', 'no room');
    await recorder.drained();
    expect(written()).toHaveLength(4);
  });

  it('counts an event with another note in the same series', async () => {
    refuse();
    refuse(pod(), 'still no room');
    await recorder.drained();
    expect(written().map(({ note, series }) => [note, series?.count])).toEqual([['no room', 2]]);
  });

  it('refreshes the event of a long series, and creates an expired one again', async () => {
    for (let time = 0; time < 10; time++) {
      refuse();
      await clock.advance(5 * minute);
    }
    const [event] = written();
    expect(event?.series?.count).toBeGreaterThan(5);
    await createClient(api).raw({
      method: 'DELETE',
      path: `/apis/events.k8s.io/v1/namespaces/a/events/${event?.metadata?.name}`,
    });
    expect(written()).toEqual([]);
    await clock.advance(20 * minute);
    expect(written()[0]?.series).toMatchObject({ count: 10 });
  });

  it('limits the number of series, and writes the count of an evicted one', async () => {
    refuse(pod('1', 'first'));
    refuse(pod('1', 'first'));
    refuse(pod('1', 'first'));
    for (let round = 0; round < 10; round++) {
      for (let each = 0; each < 500; each++) refuse(pod('1', `p${round}-${each}`));
      await recorder.drained();
    }
    const first = written().find(({ regarding }) => regarding?.name === 'first');
    expect(first?.series?.count).toBe(3);
  });

  it('writes nothing after it was stopped', async () => {
    refuse();
    await recorder.drained();
    ending.abort();
    refuse();
    await clock.advance(20 * minute);
    expect(writes()).toBe(1);
  });
});
