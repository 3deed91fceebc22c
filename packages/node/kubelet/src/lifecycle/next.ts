/** What happens to a pod next: a pure function of its state and an event. `PodWorker` carries the actions out. */
import type { ProbeKind } from '../probes/probe-state.ts';
import { type FailureReason, type PodFacts, type PodStage, type PodState, stageOf } from './pod-state.ts';

/** What an update of the pod's object, or its absence, means for the pod's life. */
export type ObjectFacts = Pick<PodFacts, 'inApi' | 'deletionRequested' | 'graceSeconds'>;

/** What is to be known after an observation of the runtime. */
export interface Observation {
  /** No container and no sandbox of the pod runs. */
  readonly stopped: boolean;
  /** Its containers have finished their work, and none will be restarted. */
  readonly finished: boolean;
  /** The API server shows a terminal phase that this kubelet has not reported, and nothing runs. */
  readonly statusIsFinal: boolean;
  /** It has exceeded its activeDeadlineSeconds. */
  readonly deadlineExceeded: boolean;
}

/**
 * What came of a sync. `progressed`: something was started or stopped. `attempted`: containers were tried, and none started.
 * `unchanged`: there was nothing to do. `blocked`: its volumes or its sandbox could not be made.
 */
export type SyncOutcome = 'progressed' | 'attempted' | 'unchanged' | 'blocked';

export type PodEvent =
  /** The API server shows the pod changed by another component, or the pod has reappeared. */
  | ({ readonly type: 'PodChanged' } & ObjectFacts)
  /** The API server no longer has the pod. */
  | ({ readonly type: 'PodGone' } & ObjectFacts)
  /** Something the pod depends on may have changed: a container, a probe's result, a ConfigMap. */
  | { readonly type: 'Woken' }
  /** The kubelet stops. */
  | { readonly type: 'Closed' }
  // The ends of operations:
  | { readonly type: 'WaitEnded' }
  | { readonly type: 'Observed'; readonly observation: Observation }
  | { readonly type: 'Synced'; readonly outcome: SyncOutcome }
  /** `nextSyncMs`: how long the pod may wait at most, in milliseconds. */
  | { readonly type: 'GarbageCollected'; readonly nextSyncMs: number }
  | { readonly type: 'Killed' }
  /** `complete`: false while the cgroup still has processes. */
  | { readonly type: 'CleanedUp'; readonly complete: boolean }
  | { readonly type: 'ObjectDeleted' }
  | { readonly type: 'RemainsRemoved' }
  /** The operation under way was rejected. */
  | { readonly type: 'Failed' };

/**
 * What takes time. A state has one operation under way, which ends with one event; a transition that brings another one
 * gives up the one before, whose end is not heard any more.
 */
export type PodOperation =
  | { readonly type: 'Wait'; readonly milliseconds: number }
  /** `allocate`: the node decides first on the resources that the pod asks for. */
  | { readonly type: 'Observe'; readonly allocate: boolean }
  | { readonly type: 'Sync' }
  | { readonly type: 'CollectGarbage' }
  | { readonly type: 'Kill'; readonly graceSeconds: number }
  | { readonly type: 'CleanUp' }
  | { readonly type: 'DeleteObject' }
  | { readonly type: 'RemoveRemains' };

/** What is done at once. */
export type PodEffect =
  /** `terminal`: nothing of the pod runs any more, so its phase may become terminal. */
  | { readonly type: 'ReportStatus'; readonly terminal: boolean }
  | { readonly type: 'RecordFailure'; readonly reason: FailureReason }
  | { readonly type: 'StopProbes'; readonly kinds: readonly ProbeKind[] }
  /** The sync under way starts nothing more and ends soon: the pod has to end. */
  | { readonly type: 'CancelSync' }
  /** The pod is removed: its worker may go. */
  | { readonly type: 'Release' };

export interface Transition {
  readonly state: PodState;
  /** To be done in this order, before `operation`. */
  readonly effects: readonly PodEffect[];
  /** Undefined: the current operation continues. */
  readonly operation?: PodOperation | undefined;
}

/** How long a pod about which nothing is heard waits until it is synced again. */
export const resyncPeriodMs = 60_000;
const initialRetryDelayMs = 500;
const maxRetryDelayMs = 20_000;

/** The wait after a failure, doubled each time. */
export const retryDelayMs = (retries: number): number => Math.min(maxRetryDelayMs, initialRetryDelayMs * 2 ** retries);

const probesOfRunningPods: readonly ProbeKind[] = ['liveness', 'startup'];
const allProbes: readonly ProbeKind[] = ['liveness', 'readiness', 'startup'];

const stay = (state: PodState): Transition => ({ state, effects: [] });

const withEffects = (effects: readonly PodEffect[], then: Transition): Transition => ({
  ...then,
  effects: [...effects, ...then.effects],
});

/** Only the status of a pod that the API server has is reported, and a final one is not reported again. */
const report = (facts: PodFacts, terminal: boolean): readonly PodEffect[] =>
  facts.inApi && !facts.statusIsFinal ? [{ type: 'ReportStatus', terminal }] : [];

type WorkingStage = Exclude<PodStage, 'removed'>;

const waitingStates = {
  sync: 'SyncWaiting',
  terminating: 'TerminatingWaiting',
  terminated: 'TerminatedWaiting',
} as const;
const observingStates = {
  sync: 'SyncObserving',
  terminating: 'TerminatingObserving',
  terminated: 'TerminatedObserving',
} as const;

function observe(stage: WorkingStage, facts: PodFacts): Transition {
  return {
    state: { name: observingStates[stage], facts: { ...facts, outdated: false } },
    effects: [],
    operation: { type: 'Observe', allocate: stage === 'sync' && facts.inApi },
  };
}

/** Waits, unless something has changed meanwhile. */
function rest(stage: WorkingStage, facts: PodFacts, milliseconds: number): Transition {
  if (facts.outdated) return observe(stage, facts);
  return { state: { name: waitingStates[stage], facts }, effects: [], operation: { type: 'Wait', milliseconds } };
}

const retry = (stage: WorkingStage, facts: PodFacts): Transition =>
  rest(stage, { ...facts, retries: facts.retries + 1 }, retryDelayMs(facts.retries));

function kill(facts: PodFacts): Transition {
  const { graceSeconds } = facts;
  return {
    state: { name: 'Killing', facts, killGraceSeconds: graceSeconds },
    effects: [{ type: 'StopProbes', kinds: probesOfRunningPods }],
    operation: { type: 'Kill', graceSeconds },
  };
}

const cleanUp = (facts: PodFacts): Transition => ({
  state: { name: 'CleaningUp', facts },
  effects: report(facts, true),
  operation: { type: 'CleanUp' },
});

/** The step after a cleanup, complete or not. */
function afterCleanUp(facts: PodFacts): Transition {
  if (!facts.inApi)
    return { state: { name: 'RemovingRemains', facts }, effects: [], operation: { type: 'RemoveRemains' } };
  if (facts.cleanedUp && facts.deletionRequested)
    return { state: { name: 'DeletingObject', facts }, effects: [], operation: { type: 'DeleteObject' } };
  return rest('terminated', facts, resyncPeriodMs);
}

const isWanted = ({ inApi, deletionRequested }: PodFacts): boolean => inApi && !deletionRequested;

/** A pod that is to run as far as was known: is it still? */
function decide(before: PodFacts, observation: Observation): Transition {
  if (observation.statusIsFinal) return cleanUp({ ...before, statusIsFinal: true });
  const expires = observation.deadlineExceeded;
  const facts: PodFacts = expires ? { ...before, failureReason: 'DeadlineExceeded' } : before;
  const effects: readonly PodEffect[] = [
    ...(expires ? [{ type: 'RecordFailure', reason: 'DeadlineExceeded' } as const] : []),
    ...report(facts, false),
  ];
  const runs = isWanted(facts) && !expires && !observation.finished;
  if (!runs) return withEffects(effects, kill(facts));
  return { state: { name: 'Syncing', facts }, effects, operation: { type: 'Sync' } };
}

/**
 * The status is reported twice, as upstream's terminating and terminated sync do: the second one starts from the terminal
 * phase of the first, and its conditions follow from it. Containers that run although the runtime has stopped them are a
 * failure, as upstream: stopping them again at once could repeat without end.
 */
const confirmStopped = (facts: PodFacts, { stopped }: Observation): Transition =>
  stopped
    ? withEffects([{ type: 'StopProbes', kinds: allProbes }, ...report(facts, true)], cleanUp(facts))
    : retry('terminating', facts);

function observed(state: PodState, observation: Observation): Transition {
  const { facts } = state;
  switch (state.name) {
    case 'SyncObserving':
      return decide(facts, observation);
    case 'TerminatingObserving':
      return kill(facts);
    case 'ConfirmingStopped':
      return confirmStopped(facts, observation);
    case 'TerminatedObserving':
      return facts.cleanedUp ? afterCleanUp(facts) : cleanUp(facts);
    default:
      return stay(state);
  }
}

function synced(state: PodState, outcome: SyncOutcome): Transition {
  if (state.name !== 'Syncing') return stay(state);
  const { facts } = state;
  if (outcome === 'progressed') return observe('sync', facts);
  return {
    state: { name: 'CollectingGarbage', facts, blocked: outcome === 'blocked' },
    effects: outcome === 'attempted' ? report(facts, false) : [],
    operation: { type: 'CollectGarbage' },
  };
}

function garbageCollected(state: PodState, nextSyncMs: number): Transition {
  if (state.name !== 'CollectingGarbage') return stay(state);
  return state.blocked ? retry('sync', state.facts) : rest('sync', { ...state.facts, retries: 0 }, nextSyncMs);
}

/** An event from outside: a waiting pod is observed at once, any other pod when its operation ends. */
function changed(state: PodState, object?: ObjectFacts): Transition {
  const facts: PodFacts = { ...state.facts, ...object, outdated: true };
  switch (state.name) {
    case 'SyncWaiting':
      return observe('sync', facts);
    case 'TerminatingWaiting':
      return observe('terminating', facts);
    case 'TerminatedWaiting':
      return observe('terminated', facts);
    case 'Killing':
      return facts.graceSeconds < state.killGraceSeconds ? observe('terminating', facts) : stay({ ...state, facts });
    case 'Syncing':
      return withEffects(isWanted(facts) ? [] : [{ type: 'CancelSync' }], stay({ ...state, facts }));
    default:
      return stay({ ...state, facts });
  }
}

function failed(state: PodState): Transition {
  const stage = stageOf(state);
  const waits =
    state.name === 'SyncWaiting' || state.name === 'TerminatingWaiting' || state.name === 'TerminatedWaiting';
  return waits || stage === 'removed' ? stay(state) : retry(stage, state.facts);
}

function waitEnded(state: PodState): Transition {
  const stage = stageOf(state);
  return stage !== 'removed' && state.name === waitingStates[stage] ? observe(stage, state.facts) : stay(state);
}

/** A pod as it comes to the kubelet. `rejected`: the node does not admit it. */
export function begin(object: ObjectFacts, rejected: boolean): Transition {
  const facts: PodFacts = {
    ...object,
    statusIsFinal: false,
    failureReason: undefined,
    cleanedUp: false,
    outdated: false,
    retries: 0,
  };
  return observe(rejected ? 'terminated' : 'sync', facts);
}

/** Ignores the end of an operation that the state does not await, and every event in a final state. */
export function next(state: PodState, event: PodEvent): Transition {
  if (state.name === 'Removed' || state.name === 'Closed') return stay(state);
  switch (event.type) {
    case 'PodChanged':
    case 'PodGone': {
      const { inApi, deletionRequested, graceSeconds } = event;
      return changed(state, { inApi, deletionRequested, graceSeconds });
    }
    case 'Woken':
      return changed(state);
    case 'Closed':
      return { state: { name: 'Closed', facts: state.facts, stage: stageOf(state) }, effects: [] };
    case 'WaitEnded':
      return waitEnded(state);
    case 'Observed':
      return observed(state, event.observation);
    case 'Synced':
      return synced(state, event.outcome);
    case 'GarbageCollected':
      return garbageCollected(state, event.nextSyncMs);
    case 'Killed':
      if (state.name !== 'Killing') return stay(state);
      return {
        state: { name: 'ConfirmingStopped', facts: state.facts },
        effects: [],
        operation: { type: 'Observe', allocate: false },
      };
    case 'CleanedUp': {
      if (state.name !== 'CleaningUp') return stay(state);
      const outdated = state.facts.outdated || !event.complete;
      return afterCleanUp({ ...state.facts, cleanedUp: event.complete, outdated });
    }
    case 'ObjectDeleted':
      return state.name === 'DeletingObject' ? rest('terminated', state.facts, resyncPeriodMs) : stay(state);
    case 'RemainsRemoved':
      if (state.name !== 'RemovingRemains') return stay(state);
      return { state: { name: 'Removed', facts: state.facts }, effects: [{ type: 'Release' }] };
    case 'Failed':
      return failed(state);
  }
}
