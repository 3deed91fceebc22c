/** The system clock with fake host timers: delays beyond the limit of the host. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

const longest = 2 ** 31 - 1;

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['0', 0],
    ['1 ms', 1],
    ['2^31 - 1 ms', longest],
    ['2^31 ms', 2 ** 31],
    ['three times the longest and a bit', 3 * longest + 5],
  ])('systemClock.setTimer fires once, at its time: %s', (_, delay) => {
    const run = vi.fn();
    systemClock.setTimer(delay, run);
    if (delay > 0) vi.advanceTimersByTime(delay - 1);
    expect(run).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(1);
    vi.advanceTimersByTime(longest);
    expect(run).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('systemClock.setTimer never passes a delay to the host that it would truncate to 1 ms', () => {
    const host = globalThis.setTimeout;
    const delays: (number | undefined)[] = [];
    globalThis.setTimeout = ((run: () => void, delay?: number) => {
      delays.push(delay);
      return host(run, delay);
    }) as typeof host;
    const timer = systemClock.setTimer(2 ** 40, () => undefined);
    vi.advanceTimersByTime(2 ** 33);
    globalThis.setTimeout = host;
    expect(delays.length).toBeGreaterThan(2);
    for (const delay of delays) expect(delay).toBeLessThanOrEqual(longest);
    timer.cancel();
  });

  it.each([10, 2 ** 31 + 10])('systemClock.setTimer: cancel works before and after a re-arm (%d ms)', (delay) => {
    const run = vi.fn();
    const timer = systemClock.setTimer(delay, run);
    vi.advanceTimersByTime(delay - 5);
    timer.cancel();
    timer.cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(longest);
    expect(run).not.toHaveBeenCalled();
  });

  it('systemClock.setTimer: a timer is disposed at the end of its scope', () => {
    {
      using _timer = systemClock.setTimer(10, () => undefined);
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(vi.getTimerCount()).toBe(0);
  });
});
