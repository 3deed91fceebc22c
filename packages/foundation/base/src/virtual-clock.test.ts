/** The virtual clock: order of timers, delays beyond 32 bits, cancellation, sleep. */
import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

const day = 86_400_000;

describe('VirtualClock', () => {
  it('VirtualClock.setTimer runs timers in the order of their time, then of their creation', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    for (const [name, delay] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['b2', 20],
      ['b3', 20],
    ] as const)
      clock.setTimer(delay, () => ran.push(`${name}@${clock.monotonic()}`));
    await clock.advance(30);
    expect(ran).toEqual(['a@10', 'b1@20', 'b2@20', 'b3@20', 'c@30']);
  });

  it.each([
    ['2^31 - 1 ms', 2 ** 31 - 1],
    ['2^31 ms', 2 ** 31],
    ['2^32 + 1 ms', 2 ** 32 + 1],
    ['ten years', 3650 * day],
  ])('VirtualClock.setTimer fires at its time and not before: %s', async (_, delay) => {
    const clock = new VirtualClock(0);
    let at: number | undefined;
    clock.setTimer(delay, () => {
      at = clock.now();
    });
    await clock.advance(delay - 1);
    expect(at).toBeUndefined();
    await clock.advance(1);
    expect(at).toBe(delay);
  });

  it('VirtualClock.setTimer treats a negative delay as 0 and never runs in the same turn', async () => {
    const clock = new VirtualClock();
    let ran = false;
    clock.setTimer(-5, () => {
      ran = true;
    });
    expect(ran).toBe(false);
    await clock.advance(0);
    expect(ran).toBe(true);
    expect(clock.monotonic()).toBe(0);
  });

  it('VirtualClock.advance runs timers that other timers set, each at its own time', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.monotonic());
      clock.setTimer(10, again);
    };
    clock.setTimer(10, again);
    await clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
    expect(clock.monotonic()).toBe(35);
  });

  it('VirtualClock.advance lets promises settle between two timers', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const slept = clock.sleep(10).then(() => seen.push('slept'));
    clock.setTimer(20, () => seen.push('timer'));
    await clock.advance(20);
    await slept;
    expect(seen).toEqual(['slept', 'timer']);
  });

  it('VirtualClock.pending and next ignore cancelled timers', async () => {
    const clock = new VirtualClock(1000);
    const first = clock.setTimer(5, () => expect.unreachable());
    clock.setTimer(7, () => undefined);
    first.cancel();
    first.cancel();
    expect([clock.pending, clock.next]).toEqual([1, 1007]);
    await clock.advance(10);
    expect([clock.pending, clock.next]).toEqual([0, undefined]);
  });

  it('VirtualClock.setTimer does not run a timer that another one of the same time cancels', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.setTimer(5, () => second.cancel());
    const second = clock.setTimer(5, () => ran.push('second'));
    await clock.advance(5);
    expect(ran).toEqual([]);
  });

  it('VirtualClock.sleep rejects with the reason of its signal and leaves no timer', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const slept = expect(clock.sleep(10, controller.signal)).rejects.toThrow('stop');
    controller.abort(new Error('stop'));
    await slept;
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow('stop');
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['the condition holds', 30, 100, true, 30],
    ['the limit passes first', 200, 100, false, 90],
    ['the condition holds at once', 0, 100, true, 0],
  ])('VirtualClock.advanceUntil stops when %s', async (_, wanted, limit, reached, at) => {
    const clock = new VirtualClock();
    const tick = (): void => void clock.setTimer(30, tick);
    tick();
    expect(await clock.advanceUntil(() => clock.monotonic() >= wanted, limit)).toBe(reached);
    expect(clock.monotonic()).toBe(at);
  });

  it('VirtualClock.advanceUntil returns false when no timer is left', async () => {
    expect(await new VirtualClock().advanceUntil(() => false)).toBe(false);
  });
});
