/** When a container that ended may start again. */
import type { Pod } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { Backoff } from '../pod/backoff.ts';
import type { ObservedPod } from '../pod/observed.ts';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { crashBackoff } from './crash-backoff.ts';

const container = { name: 'a', image: 'image:1' };
const pod: Pod = { metadata: { uid: 'u', name: 'web', namespace: 'default' }, spec: { containers: [container] } };

function backoff() {
  const clock = new VirtualClock();
  const restarts = new Backoff();
  const events: string[] = [];
  const recordEvent = (_: Pod, name: string, type: string, reason: string, message: string) =>
    events.push(`${type} ${reason} ${name}: ${message}`);
  const start = clock.now();
  /** The container ended at this second, and is to start now. */
  const ask = (endedAtSeconds: number, image = container.image) => {
    const ended = testContainer('a', { state: 'exited', finishedAt: start + endedAtSeconds * 1000 });
    const observed: ObservedPod = { sandboxes: [testSandbox()], containers: [ended] };
    const failure = crashBackoff(
      { pod, container: { ...container, image }, observed },
      { restarts, clock, recordEvent },
    );
    return failure && [failure.reason, failure.message, ((failure.retryAt ?? 0) - start) / 1000];
  };
  return { clock, events, ask };
}

describe('crashBackoff', () => {
  it('lets a container start that has never run', () => {
    const { clock } = backoff();
    const observed = { sandboxes: [], containers: [] };
    const dependencies = { restarts: new Backoff(), clock, recordEvent: () => undefined };
    expect(crashBackoff({ pod, container, observed }, dependencies)).toBeUndefined();
  });

  it('restarts at once the first time, then after 10 s, 20 s and so on from the last end', async () => {
    const { clock, events, ask } = backoff();
    expect(ask(0)).toBeUndefined();
    await clock.advance(1000);
    const message = 'back-off 10s restarting failed container=a pod=web_default(u)';
    expect(ask(1)).toEqual(['CrashLoopBackOff', message, 11]);
    expect(events).toEqual(['Warning BackOff a: Back-off restarting failed container a in pod web_default(u)']);
    await clock.advance(10_000);
    expect(ask(1)).toBeUndefined();
    await clock.advance(1000);
    expect(ask(12)?.[2]).toBe(32);
  });

  it('counts another image as another container', async () => {
    const { clock, ask } = backoff();
    ask(0);
    await clock.advance(1000);
    expect(ask(1)).toBeDefined();
    expect(ask(1, 'image:2')).toBeUndefined();
  });
});
