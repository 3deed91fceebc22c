/** Starting, dying and stopping of components, on a virtual clock. */
import { type LogLine, loggerTo, nextTurn, seededRandom, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { type Component, defineComponent, untilAborted } from './component.ts';
import { startComponents } from './start-components.ts';
import { leaseServer } from './testing/lease-server.ts';

/** What happened, in order: `start a`, `stop a`. */
class Trace {
  readonly lines: string[] = [];
  readonly logged: LogLine[] = [];
  readonly clock = new VirtualClock();
  readonly environment = {
    connect: () => {
      throw new TypeError('these components make no calls');
    },
    clock: this.clock,
    random: seededRandom(1),
    log: loggerTo((line) => this.logged.push(line)),
  };

  /** Is ready at once, and stops at once. */
  component(name: string, requires: readonly string[] = [], more: Partial<Component> = {}): Component {
    return defineComponent({
      name,
      requires,
      run: async ({ signal, ready }) => {
        this.lines.push(`start ${name}`);
        ready();
        await untilAborted(signal);
        this.lines.push(`stop ${name}`);
      },
      ...more,
    });
  }

  get errors(): readonly string[] {
    return this.logged.filter(({ level }) => level === 'error').map(({ message }) => message);
  }
}

const states = (running: ReturnType<typeof startComponents>): string =>
  running
    .statuses()
    .map(({ name, state, reason }) => `${name} ${state}${reason === undefined ? '' : ` (${reason})`}`)
    .join(', ');

describe('startComponents', () => {
  it('starts each after what it requires, and stops in reverse', async () => {
    const trace = new Trace();
    const running = startComponents(
      [trace.component('c', ['b']), trace.component('b', ['a']), trace.component('a')],
      trace.environment,
    );
    await running.started;
    expect(states(running)).toBe('a Running, b Running, c Running');
    await running.stop();
    expect(trace.lines).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
    expect(states(running)).toBe('a Stopped, b Stopped, c Stopped');
    expect(trace.errors).toEqual([]);
  });

  it('starts independent components in the same turn, and waits for the slow one where it is required', async () => {
    const trace = new Trace();
    const slow = trace.component('slow', [], {
      run: async ({ clock, signal, ready }) => {
        trace.lines.push('start slow');
        await clock.sleep(1000, signal);
        ready();
        await untilAborted(signal);
      },
    });
    const running = startComponents(
      [slow, trace.component('fast'), trace.component('user', ['slow'])],
      trace.environment,
    );
    expect(trace.lines).toEqual(['start slow', 'start fast']);
    await nextTurn();
    expect(states(running)).toBe('slow Starting, fast Running, user Pending');
    await trace.clock.advance(1000);
    await running.started;
    expect(trace.lines).toEqual(['start slow', 'start fast', 'start user']);
    await running.stop();
  });

  it('rejects with what failed first; what requires it stays pending, and nothing is logged as an error', async () => {
    const trace = new Trace();
    const broken = trace.component('broken', ['a'], { run: () => Promise.reject(new TypeError('no disk')) });
    const running = startComponents(
      [trace.component('a'), broken, trace.component('user', ['broken'])],
      trace.environment,
    );
    await expect(running.started).rejects.toThrow('no disk');
    expect(states(running)).toBe('a Running, broken Failed (no disk), user Pending');
    await running.stop();
    expect(states(running)).toBe('a Stopped, broken Failed (no disk), user Stopped');
    expect(trace.lines).toEqual(['start a', 'stop a']);
    expect(trace.errors).toEqual([]);
  });

  it('ends a start that is under way', async () => {
    const trace = new Trace();
    const hanging = trace.component('hanging', ['a'], { run: ({ signal }) => untilAborted(signal) });
    const running = startComponents(
      [trace.component('a'), hanging, trace.component('user', ['hanging'])],
      trace.environment,
    );
    await nextTurn();
    await running.stop();
    await expect(running.started).rejects.toThrow('was stopped before it was ready');
    expect(states(running)).toBe('a Stopped, hanging Stopped, user Stopped');
    expect(trace.lines).toEqual(['start a', 'stop a']);
  });

  it.each<[how: string, run: (fail: Promise<void>) => Promise<void>, reason: string]>([
    ['rejects', (fail) => fail.then(() => Promise.reject(new TypeError('out of memory'))), 'out of memory'],
    ['returns', (fail) => fail, 'a ended by itself'],
  ])('tells of the death of a component that %s', async (_, run, reason) => {
    const trace = new Trace();
    const fail = Promise.withResolvers<void>();
    const dying = trace.component('a', [], {
      run: ({ ready }) => {
        ready();
        return run(fail.promise);
      },
    });
    const running = startComponents([dying, trace.component('b', ['a'])], trace.environment);
    await running.started;
    fail.resolve();
    const { component, error } = await running.failed;
    expect([component, (error as Error).message]).toEqual(['a', reason]);
    expect(states(running)).toBe(`a Failed (${reason}), b Running`);
    expect(trace.errors).toEqual(['a failed']);
    await running.stop();
    expect(states(running)).toBe(`a Failed (${reason}), b Stopped`);
  });

  it('goes on without an optional component that dies', async () => {
    const trace = new Trace();
    const fail = Promise.withResolvers<void>();
    const dying = trace.component('a', [], {
      optional: true,
      run: ({ ready }) => {
        ready();
        return fail.promise;
      },
    });
    const running = startComponents([dying, trace.component('b')], trace.environment);
    await running.started;
    fail.resolve();
    await nextTurn();
    expect(states(running)).toBe('a Failed (a ended by itself), b Running');
    expect(await Promise.race([running.failed, nextTurn()])).toBeUndefined();
    await running.stop();
  });

  it('stops the others when one cannot stop, and says so', async () => {
    const trace = new Trace();
    const stuck = trace.component('b', ['a'], {
      run: async ({ signal, ready }) => {
        ready();
        await untilAborted(signal);
        throw new TypeError('still mounted');
      },
    });
    const running = startComponents([trace.component('a'), stuck], trace.environment);
    await running.started;
    await running.stop();
    expect(states(running)).toBe('a Stopped, b Failed (still mounted)');
    expect(trace.errors).toEqual(['could not stop b']);
    expect(trace.lines).toEqual(['start a', 'stop a']);
  });

  it('takes the end of what was cut off for a stop, not for a failure', async () => {
    const trace = new Trace();
    const sleeping = trace.component('a', [], {
      run: async ({ clock, signal, ready }) => {
        ready();
        for (;;) await clock.sleep(1000, signal);
      },
    });
    const running = startComponents([sleeping], trace.environment);
    await running.started;
    await running.stop();
    expect(states(running)).toBe('a Stopped');
    expect(trace.errors).toEqual([]);
  });

  it('shows what a component says of its parts while it runs', async () => {
    const trace = new Trace();
    const identity = { name: 'part', groups: [], fieldManager: 'part' };
    const host = trace.component('host', [], {
      parts: ['one', 'two'].map((name) => ({ name, identity, roles: [] })),
      run: async ({ signal, ready, report }) => {
        ready();
        report('one', 'Failed', 'refused');
        await untilAborted(signal);
      },
    });
    const running = startComponents([host], trace.environment);
    await running.started;
    expect(running.statuses()[0]?.parts).toEqual([
      { name: 'one', state: 'Failed', reason: 'refused' },
      { name: 'two', state: 'Running' },
    ]);
    await running.stop();
    expect(running.statuses()[0]?.parts.map(({ state }) => state)).toEqual(['Stopped', 'Stopped']);
  });

  it('refuses calls by a component without an identity', async () => {
    const trace = new Trace();
    const caller = trace.component('a', [], { run: async ({ client }) => void client });
    const running = startComponents([caller], trace.environment);
    await expect(running.started).rejects.toThrow('component a has no identity to call the API with');
  });
});

describe('a component with a Lease', () => {
  const identity = { name: 'system:a', groups: [], fieldManager: 'a' };

  function leader(trace: Trace, more: Partial<Component> = {}): Component {
    return trace.component('a', [], { identity, lease: 'a', ...more });
  }

  it('runs without one where there is no candidacy', async () => {
    const trace = new Trace();
    const running = startComponents([leader(trace)], trace.environment);
    await running.started;
    expect(running.statuses()[0]).toMatchObject({ state: 'Running', parts: [] });
    expect(running.statuses()[0]).not.toHaveProperty('lease');
    await running.stop();
  });

  it('waits while another process leads, without holding up the start, and takes over', async () => {
    const trace = new Trace();
    const server = leaseServer();
    const start = (process: string) =>
      startComponents([leader(trace)], {
        ...trace.environment,
        connect: () => server,
        candidacy: { identity: process, shared: true },
      });
    const [first, second] = [start('one'), start('two')];
    await trace.clock.advance(1000);
    await Promise.all([first.started, second.started]);
    expect([states(first), states(second)]).toEqual(['a Running', 'a WaitingForLease']);
    expect(trace.lines).toEqual(['start a']);
    await trace.clock.advance(60_000);
    expect(states(second)).toBe('a WaitingForLease');
    await first.stop();
    await trace.clock.advance(10_000);
    expect([states(first), states(second)]).toEqual(['a Stopped', 'a Running']);
    expect(trace.lines).toEqual(['start a', 'stop a', 'start a']);
    await second.stop();
  });

  it('waits again when it lost the Lease, and runs anew when it has it back', async () => {
    const trace = new Trace();
    const server = leaseServer();
    const candidacy = { identity: 'one', shared: true };
    const running = startComponents([leader(trace)], { ...trace.environment, connect: () => server, candidacy });
    await trace.clock.advance(1000);
    server.unreachable = true;
    await trace.clock.advance(15_000);
    expect(states(running)).toBe('a WaitingForLease');
    server.unreachable = false;
    await trace.clock.advance(10_000);
    expect(states(running)).toBe('a Running');
    expect(trace.lines).toEqual(['start a', 'stop a', 'start a']);
    await running.stop();
  });

  it.each<[how: string, run: () => Promise<void>, shared: boolean, reason: string]>([
    ['fails while it leads', () => Promise.reject(new TypeError('bug')), true, 'bug'],
    ['fails while no other process can lead', () => Promise.reject(new TypeError('bug')), false, 'bug'],
    ['returns while no other process can lead', () => Promise.resolve(), false, 'a ended by itself'],
  ])('dies for good when it %s', async (_, run, shared, reason) => {
    const trace = new Trace();
    const dying = leader(trace, { run });
    const candidacy = { identity: 'one', shared };
    const environment = { ...trace.environment, connect: () => leaseServer(), candidacy };
    const running = startComponents([dying], environment);
    await trace.clock.advance(1000);
    expect(states(running)).toBe(`a Failed (${reason})`);
    expect((await running.failed).component).toBe('a');
    await running.stop();
    expect(trace.clock.pending).toBe(0);
  });
});
