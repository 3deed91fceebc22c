/** Every state with every event, and the facts that decide where a pod goes. Whole lives are in `testdata`. */
import { describe, expect, it } from 'vitest';
import { begin, next, type Observation, type PodEvent, retryDelayMs } from './next.ts';
import { type PodFacts, type PodState, type PodStateName, stageOf } from './pod-state.ts';

const facts: PodFacts = {
  inApi: true,
  deletionRequested: false,
  graceSeconds: 30,
  statusIsFinal: false,
  failureReason: undefined,
  cleanedUp: false,
  outdated: false,
  retries: 0,
};

/** Every state once, and the events that end its operation. `Closed` and `Removed` have none. */
const states: Readonly<
  Record<PodStateName, { readonly state: PodState; readonly awaits: readonly PodEvent['type'][] }>
> = {
  SyncWaiting: { state: { name: 'SyncWaiting', facts }, awaits: ['WaitEnded'] },
  SyncObserving: { state: { name: 'SyncObserving', facts }, awaits: ['Observed', 'Failed'] },
  Syncing: { state: { name: 'Syncing', facts }, awaits: ['Synced', 'Failed'] },
  CollectingGarbage: {
    state: { name: 'CollectingGarbage', facts, blocked: false },
    awaits: ['GarbageCollected', 'Failed'],
  },
  TerminatingWaiting: { state: { name: 'TerminatingWaiting', facts }, awaits: ['WaitEnded'] },
  TerminatingObserving: { state: { name: 'TerminatingObserving', facts }, awaits: ['Observed', 'Failed'] },
  Killing: { state: { name: 'Killing', facts, killGraceSeconds: 30 }, awaits: ['Killed', 'Failed'] },
  ConfirmingStopped: { state: { name: 'ConfirmingStopped', facts }, awaits: ['Observed', 'Failed'] },
  TerminatedWaiting: { state: { name: 'TerminatedWaiting', facts }, awaits: ['WaitEnded'] },
  TerminatedObserving: { state: { name: 'TerminatedObserving', facts }, awaits: ['Observed', 'Failed'] },
  CleaningUp: { state: { name: 'CleaningUp', facts }, awaits: ['CleanedUp', 'Failed'] },
  DeletingObject: { state: { name: 'DeletingObject', facts }, awaits: ['ObjectDeleted', 'Failed'] },
  RemovingRemains: { state: { name: 'RemovingRemains', facts }, awaits: ['RemainsRemoved', 'Failed'] },
  Removed: { state: { name: 'Removed', facts }, awaits: [] },
  Closed: { state: { name: 'Closed', facts, stage: 'sync' }, awaits: [] },
};

const runs: Observation = { stopped: false, finished: false, statusIsFinal: false, deadlineExceeded: false };

const ends: readonly PodEvent[] = [
  { type: 'WaitEnded' },
  { type: 'Observed', observation: runs },
  { type: 'Synced', outcome: 'unchanged' },
  { type: 'GarbageCollected', nextSyncMs: 1 },
  { type: 'Killed' },
  { type: 'CleanedUp', complete: true },
  { type: 'ObjectDeleted' },
  { type: 'RemainsRemoved' },
  { type: 'Failed' },
];

const withFacts = (name: PodStateName, changes: Partial<PodFacts>): PodState => ({
  ...states[name].state,
  facts: { ...facts, ...changes },
});
const names = Object.keys(states) as readonly PodStateName[];
const final = (name: PodStateName): boolean => name === 'Removed' || name === 'Closed';

describe('next', () => {
  const unawaited = names.flatMap((name) =>
    ends.filter(({ type }) => !states[name].awaits.includes(type)).map((event) => [event.type, name, event] as const),
  );
  it.each(unawaited)('the end %s changes nothing in %s, which does not await it', (_, name, event) => {
    expect(next(states[name].state, event)).toEqual({ state: states[name].state, effects: [] });
  });

  const awaited = names.flatMap((name) =>
    ends.filter(({ type }) => states[name].awaits.includes(type)).map((event) => [event.type, name, event] as const),
  );
  it.each(awaited)('the end %s leads out of %s, with the next operation', (_, name, event) => {
    const { state, operation } = next(states[name].state, event);
    expect(state.name === 'Removed' || operation !== undefined).toBe(true);
    expect(state.name).not.toBe(name);
  });

  it.each(names.filter((name) => !final(name)))('Closed leads out of %s and keeps its stage', (name) => {
    const { state, effects, operation } = next(states[name].state, { type: 'Closed' });
    expect([state.name, stageOf(state), effects, operation]).toEqual([
      'Closed',
      stageOf(states[name].state),
      [],
      undefined,
    ]);
  });

  it.each([
    ['SyncWaiting', 'SyncObserving'],
    ['TerminatingWaiting', 'TerminatingObserving'],
    ['TerminatedWaiting', 'TerminatedObserving'],
  ] as const)('Woken leads from %s to %s at once', (name, wanted) => {
    const { state, operation } = next(states[name].state, { type: 'Woken' });
    expect([state.name, state.facts.outdated, operation?.type]).toEqual([wanted, false, 'Observe']);
  });

  it.each(names.filter((name) => !name.endsWith('Waiting') && !final(name)))(
    'Woken only marks the facts as outdated in %s, where an operation is under way',
    (name) => {
      const { state } = states[name];
      expect(next(state, { type: 'Woken' })).toEqual({
        state: { ...state, facts: { ...facts, outdated: true } },
        effects: [],
      });
    },
  );

  it.each<[string, Partial<PodFacts>, Partial<Observation>, PodStateName]>([
    ['is to run', {}, {}, 'Syncing'],
    ['is being deleted', { deletionRequested: true }, {}, 'Killing'],
    ['is gone from the API server', { inApi: false }, {}, 'Killing'],
    ['has finished its work', {}, { finished: true }, 'Killing'],
    ['has exceeded its deadline', {}, { deadlineExceeded: true }, 'Killing'],
    ['has its final status', {}, { statusIsFinal: true, stopped: true }, 'CleaningUp'],
    [
      'has its final status and exceeded its deadline',
      {},
      { statusIsFinal: true, deadlineExceeded: true },
      'CleaningUp',
    ],
  ])('Observed: a pod that %s', (_, changes, observation, wanted) => {
    const event = { type: 'Observed', observation: { ...runs, ...observation } } as const;
    expect(next(withFacts('SyncObserving', changes), event).state.name).toBe(wanted);
  });

  it.each<[string, Partial<PodFacts>, boolean, PodStateName]>([
    ['its object stays', {}, true, 'TerminatedWaiting'],
    ['its object is to be deleted', { deletionRequested: true }, true, 'DeletingObject'],
    [
      'its object is to be deleted, but the cgroup is in use',
      { deletionRequested: true },
      false,
      'TerminatedObserving',
    ],
    ['its object is gone', { inApi: false }, true, 'RemovingRemains'],
    ['its object is gone, and the cgroup is in use', { inApi: false }, false, 'RemovingRemains'],
    ['something has changed meanwhile', { outdated: true }, true, 'TerminatedObserving'],
  ])('CleanedUp: %s', (_, changes, complete, wanted) => {
    expect(next(withFacts('CleaningUp', changes), { type: 'CleanedUp', complete }).state.name).toBe(wanted);
  });

  it.each<[string, Partial<PodFacts>, number]>([
    ['a pod of the API server', {}, 1],
    ['a pod that only the runtime has', { inApi: false }, 0],
    ['a pod whose status is final', { statusIsFinal: true }, 0],
  ])('ReportStatus: %s', (_, changes, wanted) => {
    const { effects } = next(withFacts('SyncObserving', changes), { type: 'Observed', observation: runs });
    expect(effects.filter(({ type }) => type === 'ReportStatus')).toHaveLength(wanted);
  });
});

describe('begin', () => {
  it.each([
    [{ inApi: true, deletionRequested: false, graceSeconds: 30 }, false, 'SyncObserving', true],
    [{ inApi: true, deletionRequested: true, graceSeconds: 30 }, false, 'SyncObserving', true],
    [{ inApi: false, deletionRequested: false, graceSeconds: 1 }, false, 'SyncObserving', false],
    [{ inApi: true, deletionRequested: false, graceSeconds: 30 }, true, 'TerminatedObserving', false],
  ] as const)('%o, rejected: %s: begins with %s', (object, rejected, name, allocate) => {
    expect(begin(object, rejected)).toEqual({
      state: { name, facts: { ...facts, ...object } },
      effects: [],
      operation: { type: 'Observe', allocate },
    });
  });
});

describe('retryDelayMs', () => {
  it.each([
    [0, 500],
    [1, 1000],
    [5, 16_000],
    [6, 20_000],
    [2000, 20_000],
  ])('doubles up to 20 s: after %d retries it is %d ms', (retries, wanted) => {
    expect(retryDelayMs(retries)).toBe(wanted);
  });
});
