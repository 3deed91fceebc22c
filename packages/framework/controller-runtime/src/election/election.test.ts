/** Leader election: the plan in tables, and replicas on a virtual clock. */
import { type ConfigMap, configMaps, type Lease, leases } from '@kubets/api';
import { type Clock, seededRandom, silentLogger, sleepOn, VirtualClock } from '@kubets/base';
import { type Client, createClient, type Transport } from '@kubets/client';
import { errors } from '@kubets/machinery/status-error';
import { formatMicroTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { MemoryApi } from '../testing/memory-api.ts';
import { defaultElectionTimes, observe, type Planner, planElection, type Standing } from './plan-election.ts';
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
const planner = (standing: Standing): Planner => ({
  identity: 'me',
  standing,
  times: defaultElectionTimes,
  now: now(20_000),
});

describe('planElection', () => {
  it.each([
    [
      'makes a Lease where there is none',
      undefined,
      0,
      { type: 'create', spec: { holderIdentity: 'me', leaseTransitions: 0 } },
    ],
    [
      'begins a new term where an old one of its own was not given back',
      held('me'),
      19_000,
      { type: 'update', spec: { holderIdentity: 'me', leaseTransitions: 4, acquireTime: time } },
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
  ])('a candidate %s', (_, lease, since, expected) => {
    expect(planElection({ lease, since }, planner('candidate'))).toMatchObject(expected);
  });

  it.each([
    [
      'renews its own',
      held('me'),
      0,
      { type: 'update', spec: { holderIdentity: 'me', leaseTransitions: 3, acquireTime: formatMicroTime(0) } },
    ],
    ['takes nothing from others', held('you'), 0, { type: 'wait' }],
    ['takes nothing that was released', held(''), 0, { type: 'wait' }],
    ['makes no new one', undefined, 0, { type: 'wait' }],
  ])('a leader %s', (_, lease, since, expected) => {
    expect(planElection({ lease, since }, planner('leader'))).toMatchObject(expected);
  });

  it('a process that is alone takes the Lease from any holder', () => {
    const action = planElection({ lease: held('you'), since: 20_000 }, planner('alone'));
    expect(action).toMatchObject({ type: 'update', spec: { holderIdentity: 'me', leaseTransitions: 4 } });
  });

  it('ignores the times in the Lease and counts from the last change that it saw', () => {
    const first = observe(undefined, held('you', 5), 100);
    expect(observe(first, held('you', 5), 900).since).toBe(100);
    expect(observe(first, held('you', 6), 900).since).toBe(900);
  });
});

describe('runElected', () => {
  interface Replica {
    readonly heard: string[];
    readonly stop: AbortController;
    readonly done: Promise<void>;
    cut: boolean;
    /** Of the last term. */
    client: Client | undefined;
  }
  const replica = (api: MemoryApi, clock: Clock, identity: string, seed: number, alone = false): Replica => {
    const stop = new AbortController();
    const heard: string[] = [];
    const state: Replica & { done: Promise<void> } = {
      heard,
      stop,
      cut: false,
      client: undefined,
      done: Promise.resolve(),
    };
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
        alone,
      },
      async ({ signal, lease, fenced }) => {
        state.client = createClient(fenced(transport));
        const term = lease?.spec?.leaseTransitions;
        heard.push(`lead ${term} at ${Math.floor(clock.monotonic() / 1000)}`);
        await clock.sleep(1e9, signal).catch(() => undefined);
        heard.push('stop');
      },
    );
    return state;
  };

  it('runs on one replica, and another takes over at once when it stops', async () => {
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

  it('stops leading before another replica can start when it cannot reach the API', async () => {
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

  it('writes nothing after the process was stopped past the deadline, before timers fire', async () => {
    const [api, clock] = [new MemoryApi(), new VirtualClock()];
    // A clock whose time goes on while its timers are late, as those of a process after SIGSTOP.
    let stopped = 0;
    const late: Clock = {
      now: () => clock.now() + stopped,
      monotonic: () => clock.monotonic() + stopped,
      setTimer: (milliseconds, run) => clock.setTimer(milliseconds, run),
      sleep: (milliseconds, signal) => sleepOn(late, milliseconds, signal),
    };
    const a = replica(api, late, 'a', 1);
    await clock.advance(10_000);
    const note: ConfigMap = { metadata: { name: 'note', namespace: 'default' } };
    await a.client?.create(configMaps, note);
    stopped = 60_000;
    const again = { metadata: { name: 'again', namespace: 'default' } };
    await expect(a.client?.create(configMaps, again)).rejects.toMatchObject({ reason: 'Conflict' });
    expect(await a.client?.get(configMaps, { namespace: 'default', name: 'note' })).toMatchObject(note);
    await clock.advance(60_000);
    expect(a.heard.map((each) => each.replace(/ at.*/, ''))).toEqual(['lead 0', 'stop', 'lead 1']);
    a.stop.abort();
    await a.done;
    expect(clock.pending).toBe(0);
  });

  it('leads at once when it is alone, and writes the Lease later', async () => {
    const [api, clock] = [new MemoryApi(), new VirtualClock()];
    const a = replica(api, clock, 'a', 1, true);
    expect(a.heard).toHaveLength(1);
    await clock.advance(30_000);
    a.cut = true;
    await clock.advance(60_000);
    expect(a.heard).toEqual(['lead undefined at 0']);
    a.cut = false;
    await clock.advance(5_000);
    a.stop.abort();
    await a.done;
    expect(clock.pending).toBe(0);
  });

  it('rejects when the work of a process that is alone fails, and releases the Lease', async () => {
    const [api, clock] = [new MemoryApi(), new VirtualClock()];
    const client = createClient(api);
    const work = Promise.withResolvers<void>();
    const common = { client, clock, random: seededRandom(1), log: silentLogger, signal: new AbortController().signal };
    let outcome = 'runs';
    runElected({ ...common, identity: 'a', name: 'l', alone: true }, () => work.promise).catch((error: unknown) => {
      outcome = String(error);
    });
    await clock.advance(30_000);
    expect((await client.get(leases, { namespace: 'kube-system', name: 'l' })).spec?.holderIdentity).toBe('a');
    work.reject(new TypeError('bug'));
    await clock.advance(0);
    expect(outcome).toBe('TypeError: bug');
    expect((await client.get(leases, { namespace: 'kube-system', name: 'l' })).spec?.holderIdentity).toBe('');
    expect(clock.pending).toBe(0);
  });

  it('lists no state older than its Lease', async () => {
    const [api, clock] = [new MemoryApi(), new VirtualClock()];
    const asked: (string | undefined)[] = [];
    const stop = new AbortController();
    const client = createClient(api);
    const spying: Transport = {
      request: (call) => {
        asked.push(call.query?.resourceVersion);
        return Promise.resolve({ items: [], metadata: {} });
      },
      watch: (call) => api.watch(call),
    };
    const options = { client, clock, random: seededRandom(1), log: silentLogger, identity: 'a', name: 'l' };
    let own: string | undefined;
    const done = runElected({ ...options, signal: stop.signal }, async ({ lease, fenced }) => {
      own = lease?.metadata?.resourceVersion;
      await createClient(fenced(spying)).list(configMaps, { resourceVersion: '0' });
      await createClient(fenced(spying)).list(configMaps);
      stop.abort();
    });
    await clock.advance(10);
    await done;
    expect(own).toBeDefined();
    expect(asked).toEqual([own, undefined]);
  });
});
