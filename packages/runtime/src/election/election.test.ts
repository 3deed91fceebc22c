/** Leader election: its plan in tables, its driver with replicas on the virtual clock. */
import type { Lease } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { createClient, type Transport } from '@kubets/client';
import { errors, formatMicroTime } from '@kubets/machinery';
import { describe, expect, it } from 'vitest';
import { MemoryApi } from '../testing/memory-api.ts';
import { observe, planElection, upstreamTimes } from './plan-election.ts';
import { runElected } from './run-elected.ts';

const held = (holderIdentity: string, renew = 0): Lease => ({
  metadata: { name: 'l' },
  spec: {
    holderIdentity,
    leaseDurationSeconds: 15,
    acquireTime: formatMicroTime(0),
    renewTime: formatMicroTime(renew),
    leaseTransitions: 3,
  },
});
const now = (monotonic: number) => ({ wall: 1_000_000 + monotonic, monotonic });
const time = formatMicroTime(1_000_000 + 20_000);

describe('planning an election', () => {
  it.each([
    [
      'makes a Lease where there is none',
      undefined,
      0,
      { type: 'create', spec: { holderIdentity: 'me', leaseTransitions: 0 } },
    ],
    [
      'renews its own',
      held('me'),
      0,
      { type: 'update', spec: { holderIdentity: 'me', leaseTransitions: 3, acquireTime: formatMicroTime(0) } },
    ],
    ['waits while another lives', held('you'), 10_000, { type: 'wait' }],
    [
      'takes over what nobody renewed',
      held('you'),
      0,
      { type: 'update', spec: { holderIdentity: 'me', leaseTransitions: 4, acquireTime: time } },
    ],
    [
      'takes what was released',
      held(''),
      19_000,
      { type: 'update', spec: { holderIdentity: 'me', leaseTransitions: 4 } },
    ],
  ])('%s', (_, lease, since, expected) => {
    expect(planElection({ lease, since }, 'me', upstreamTimes, now(20_000))).toMatchObject(expected);
  });

  it('counts only changes it saw itself as life, whatever the times in the Lease say', () => {
    const first = observe(undefined, held('you', 5), 100);
    expect(observe(first, held('you', 5), 900).since).toBe(100);
    expect(observe(first, held('you', 6), 900).since).toBe(900);
  });
});

describe('an elected loop', () => {
  interface Replica {
    readonly heard: string[];
    readonly stop: AbortController;
    readonly done: Promise<void>;
    cut: boolean;
  }
  const replica = (api: MemoryApi, clock: VirtualClock, identity: string, seed: number): Replica => {
    const stop = new AbortController();
    const heard: string[] = [];
    const state = { heard, stop, cut: false, done: Promise.resolve() };
    const transport: Transport = {
      request: (call) => (state.cut ? Promise.reject(errors.unavailable('cut off')) : api.request(call)),
      watch: (call) => api.watch(call),
    };
    state.done = runElected(
      {
        client: createClient(transport),
        clock,
        random: seededRandom(seed),
        log: silentLogger,
        signal: stop.signal,
        identity,
        name: 'l',
      },
      async (signal, term) => {
        heard.push(`lead ${term} at ${Math.floor(clock.monotonic() / 1000)}`);
        await clock.sleep(1e9, signal).catch(() => undefined);
        heard.push('stop');
      },
    );
    return state;
  };

  it('runs on one replica, and passes on at once when that one is told to stop', async () => {
    const [api, clock] = [new MemoryApi(), new VirtualClock()];
    const a = replica(api, clock, 'a', 1);
    const b = replica(api, clock, 'b', 2);
    await clock.advance(60_000);
    expect([a.heard, b.heard]).toEqual([['lead 0 at 0'], []]);
    a.stop.abort();
    await a.done;
    await clock.advance(5_000);
    expect(b.heard).toHaveLength(1);
    b.stop.abort();
    await b.done;
    expect(clock.pending).toBe(0);
  });

  it('stops leading before anyone else can start when it is cut off', async () => {
    const [api, clock] = [new MemoryApi(), new VirtualClock()];
    const a = replica(api, clock, 'a', 1);
    await clock.advance(10_000);
    const b = replica(api, clock, 'b', 2);
    await clock.advance(10_000);
    a.cut = true;
    const cutAt = clock.monotonic();
    await clock.advanceUntil(() => a.heard.length === 2);
    expect(clock.monotonic() - cutAt).toBeLessThanOrEqual(10_000);
    expect(b.heard).toEqual([]);
    await clock.advanceUntil(() => b.heard.length === 1);
    expect(clock.monotonic() - cutAt).toBeGreaterThan(12_000);
    a.cut = false;
    await clock.advance(60_000);
    expect(a.heard).toHaveLength(2);
    a.stop.abort();
    b.stop.abort();
    await Promise.all([a.done, b.done]);
    expect(clock.pending).toBe(0);
  });
});
