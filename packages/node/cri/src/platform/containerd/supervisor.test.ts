/** Restarts of containerd: the plan in a table, the supervisor on a virtual clock. */
import { silentLogger, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { planRestart } from './restart-plan.ts';
import { createSupervisor, type RunningProcess, type SupervisedProcess } from './supervisor.ts';

describe('the plan', () => {
  it.each([
    [0, 5, 'restart after 0'],
    [1, 5, 'restart after 1000'],
    [2, 0, 'restart after 2000'],
    [4, 59_999, 'restart after 8000'],
    [4, 60_000, 'restart after 0'],
    [5, 5, 'give up'],
    [5, 60_000, 'restart after 0'],
  ])('after %i deaths in a row and %i ms: %s', (deaths, ranMs, expected) => {
    const plan = planRestart({ deaths }, ranMs);
    expect(plan.type === 'restart' ? `restart after ${plan.delayMs}` : plan.type).toBe(expected);
  });
});

describe('the supervisor', () => {
  const supervise = (start: (attempt: number) => 'lives' | 'dies' | 'fails') => {
    const clock = new VirtualClock();
    const alive = new Set([1]);
    const starts: number[] = [];
    const told: string[] = [];
    const running = (pid: number): RunningProcess => ({
      pid,
      ended: async (signal) => {
        while (alive.has(pid) && !signal.aborted) await clock.sleep(100);
      },
    });
    const process: SupervisedProcess = {
      lastWords: async () => 'no space left on device (its log is /c.log)',
      start: async () => {
        starts.push(clock.monotonic());
        const pid = starts.length + 1;
        const outcome = start(starts.length);
        if (outcome === 'fails') throw new RangeError('containerd exited');
        if (outcome === 'lives') alive.add(pid);
        return running(pid);
      },
    };
    const stop = new AbortController();
    const gaveUp = (message: string): unknown => told.push(message);
    const supervisor = createSupervisor({ process, running: running(1), clock, log: silentLogger, gaveUp });
    const run = supervisor.run(stop.signal);
    const end = async (): Promise<void> => {
      stop.abort();
      await clock.advance(1000);
      await run;
    };
    return { clock, alive, starts, told, supervisor, end };
  };

  it('starts it again at once, and says what is wrong until it answers', async () => {
    const { clock, alive, starts, supervisor, end } = supervise(() => 'lives');
    await clock.advance(100_000);
    expect(starts).toEqual([]);
    alive.clear();
    await clock.advance(1000);
    expect([starts.length, supervisor.problem]).toEqual([1, undefined]);
    await clock.advance(100_000);
    expect(starts).toHaveLength(1);
    await end();
  });

  it.each(['dies', 'fails'] as const)('gives up a crash loop in clear words: it %s each time', async (outcome) => {
    const { clock, alive, starts, told, supervisor, end } = supervise(() => outcome);
    alive.clear();
    await clock.advance(600_000);
    expect(starts).toHaveLength(5);
    expect(told).toEqual([
      'containerd exited 6 times in a row and is not restarted: no space left on device (its log is /c.log). ' +
        'Running containers continue without it. Remove the cause, then restart kubets.',
    ]);
    expect(supervisor.problem).toBe(told[0]);
    await end();
  });

  it('starts nothing once it is told to end', async () => {
    const { clock, alive, starts, end } = supervise(() => 'lives');
    await end();
    alive.clear();
    await clock.advance(10_000);
    expect(starts).toEqual([]);
  });
});
