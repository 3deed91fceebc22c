/**
 * Lives of pods with events in random order, in a world that does what the operations say or fails. A failure names its seed:
 * `LIFECYCLE_SEED=SEED npm run test:unit -- packages/node` replays it alone.
 */
import { type Random, seededRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { begin, next, type PodEvent, type PodOperation, type SyncOutcome, type Transition } from './next.ts';
import { type PodStage, type PodState, stageOf } from './pod-state.ts';

const stageOrder: readonly PodStage[] = ['sync', 'terminating', 'terminated', 'removed'];
const fromOutside: ReadonlySet<PodEvent['type']> = new Set(['PodChanged', 'PodGone', 'Woken']);
const outcomes: readonly SyncOutcome[] = ['progressed', 'attempted', 'unchanged', 'blocked'];
const maxSteps = 60;
/** Operations that succeed from here on lead every pod to its end within this many events. */
const maxStepsToEnd = 40;

/** A node and an API server, as far as one pod sees them. */
class World {
  readonly random: Random;
  readonly trace: string[] = [];
  state: PodState;
  underWay: PodOperation | undefined;
  running: number;
  inApi: boolean;
  deletionRequested = false;
  graceSeconds = 30;
  pastDeadline = false;
  finished = false;
  /** The API server has removed the object, and the kubelet has not heard of it. */
  unheardRemoval = false;
  /** Something happened after the last observation began. */
  hasNews = false;
  started = 0;
  failures = 0;
  released = 0;
  isCancelled = false;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.inApi = !this.chance(0.1);
    this.running = this.chance(0.3) ? 2 : 0;
    const rejected = this.inApi && this.chance(0.1);
    if (rejected) this.running = 0;
    const first = begin(this.object(), rejected);
    this.state = first.state;
    this.check(undefined, first);
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  object() {
    const { inApi, deletionRequested, graceSeconds } = this;
    return { inApi, deletionRequested, graceSeconds: inApi || deletionRequested ? graceSeconds : 1 };
  }

  give(event: PodEvent): void {
    const before = this.state;
    if (fromOutside.has(event.type)) this.hasNews = true;
    const transition = next(before, event);
    const { name } = transition.state;
    this.trace.push(`${event.type} -> ${name}${transition.operation ? ` > ${transition.operation.type}` : ''}`);
    this.state = transition.state;
    this.check(before, transition, event);
  }

  check(before: PodState | undefined, { state, effects, operation }: Transition, event?: PodEvent): void {
    const stage = stageOrder.indexOf(stageOf(state));
    if (before) expect(stage, 'a stage never comes again').toBeGreaterThanOrEqual(stageOrder.indexOf(stageOf(before)));
    for (const effect of effects) {
      if (effect.type === 'RecordFailure') this.failures++;
      if (effect.type === 'Release') this.released++;
      if (effect.type === 'CancelSync') this.isCancelled = true;
      if (effect.type !== 'ReportStatus') continue;
      expect(state.facts.inApi, 'a status is reported only of an object that exists').toBe(true);
      if (effect.terminal) expect(this.running, 'a terminal phase only when every container has stopped').toBe(0);
    }
    expect(this.failures, 'a failure is recorded once').toBeLessThanOrEqual(1);
    if (operation) this.begin(operation, event);
    const { inApi, deletionRequested } = state.facts;
    if (state.name === 'Syncing')
      expect(this.isCancelled, 'only a pod that has to end').toBe(!inApi || deletionRequested);
    if (state.name === 'Killing')
      expect(state.killGraceSeconds, 'a shorter grace period counts').toBeLessThanOrEqual(state.facts.graceSeconds);
    const final = state.name === 'Removed' || state.name === 'Closed';
    if (!final) expect(this.underWay, 'something is always awaited').toBeDefined();
  }

  begin(operation: PodOperation, event?: PodEvent): void {
    const given = this.underWay;
    if (given) {
      // Only a wait and a kill may be given up, and only by news from outside.
      expect(['Wait', 'Kill'], 'one operation at a time').toContain(given.type);
      expect(fromOutside, 'given up').toContain(event?.type);
    }
    this.underWay = operation;
    if (operation.type === 'Observe') this.hasNews = false;
    if (operation.type === 'Sync') this.isCancelled = false;
    if (operation.type === 'Wait') expect(this.hasNews, 'a pod waits only when nothing is new').toBe(false);
    const wanted = this.state.facts.inApi && !this.state.facts.deletionRequested;
    if (operation.type === 'Sync') expect(wanted, 'no container starts once the pod is to go').toBe(true);
    if (operation.type === 'DeleteObject') {
      expect(this.running, 'an object goes only when every container has stopped').toBe(0);
      expect(this.state.facts.cleanedUp && this.state.facts.deletionRequested, 'an object goes last').toBe(true);
    }
    if (operation.type === 'RemoveRemains') expect(this.running, 'only dead containers are removed').toBe(0);
    if (operation.type === 'Kill') expect(operation.graceSeconds).toBeGreaterThanOrEqual(1);
    if (operation.type === 'Wait') expect(operation.milliseconds).toBeGreaterThan(0);
  }

  /** The operation under way ends. `kind`: without failures, so that the pod gets on. */
  end(kind: boolean): void {
    const operation = this.underWay;
    this.underWay = undefined;
    if (operation === undefined) return;
    const fails = operation.type !== 'Wait' && !kind && this.chance(0.15);
    this.give(fails ? { type: 'Failed' } : this.endOf(operation, kind));
  }

  endOf(operation: PodOperation, kind: boolean): PodEvent {
    switch (operation.type) {
      case 'Wait':
        return { type: 'WaitEnded' };
      case 'Observe': {
        const { finished, pastDeadline: deadlineExceeded } = this;
        const stopped = this.running === 0;
        const statusIsFinal = this.started === 0 && stopped && finished && this.state.facts.inApi && !kind;
        return { type: 'Observed', observation: { stopped, finished, statusIsFinal, deadlineExceeded } };
      }
      case 'Sync': {
        const outcome = kind ? 'unchanged' : (outcomes[this.random.integer(outcomes.length)] ?? 'unchanged');
        if (outcome === 'progressed') {
          this.running++;
          this.started++;
        }
        return { type: 'Synced', outcome };
      }
      case 'CollectGarbage':
        return { type: 'GarbageCollected', nextSyncMs: 10 + this.random.integer(60_000) };
      case 'Kill':
        this.running = !kind && this.chance(0.2) ? Math.min(1, this.running) : 0;
        return { type: 'Killed' };
      case 'CleanUp':
        return { type: 'CleanedUp', complete: kind || !this.chance(0.2) };
      case 'DeleteObject':
        this.unheardRemoval = true;
        return { type: 'ObjectDeleted' };
      case 'RemoveRemains':
        return { type: 'RemainsRemoved' };
    }
  }

  hearRemoval(): void {
    this.unheardRemoval = false;
    this.inApi = false;
    this.give({ type: 'PodGone', ...this.object() });
  }

  requestDeletion(): void {
    this.deletionRequested = true;
    if (this.chance(0.5)) this.graceSeconds = 1 + this.random.integer(this.graceSeconds);
    this.give({ type: 'PodChanged', ...this.object() });
  }

  randomEvent(): void {
    const draw = this.random.integer(20);
    if (draw < 11) this.end(false);
    else if (draw < 14) this.give({ type: 'Woken' });
    else if (draw === 14) this.pastDeadline = true;
    else if (draw === 15) this.finished = true;
    else if (this.unheardRemoval) this.hearRemoval();
    else if (draw === 16 && this.inApi) this.requestDeletion();
    else if (draw === 17 && this.chance(0.2) && this.inApi) this.hearRemoval();
    else if (this.inApi) this.give({ type: 'PodChanged', ...this.object() });
  }

  /** Deletes the pod, and lets everything succeed. */
  finish(): void {
    if (this.inApi && !this.deletionRequested) this.requestDeletion();
    for (let steps = 0; this.state.name !== 'Removed' && steps < maxStepsToEnd; steps++) {
      if (this.unheardRemoval) this.hearRemoval();
      this.end(true);
    }
  }
}

const only = process.env['LIFECYCLE_SEED'];
const first = only === undefined ? 1 : Number(only);
const lives = only === undefined ? 1000 : 1;

function live(seed: number, act: (world: World) => void): void {
  const world = new World(seed);
  try {
    act(world);
  } catch (error) {
    throw new Error(`LIFECYCLE_SEED=${seed}\n${world.trace.join('\n')}`, { cause: error });
  }
}

describe('next, with events in random order', () => {
  it('holds the invariants, and every pod that is deleted ends as Removed', () => {
    for (let seed = first; seed < first + lives; seed++)
      live(seed, (world) => {
        for (let steps = world.random.integer(maxSteps); steps > 0; steps--) world.randomEvent();
        world.finish();
        expect(world.state.name, 'every pod that is deleted ends').toBe('Removed');
        expect(world.released, 'its worker is let go once').toBe(1);
        expect(world.running).toBe(0);
      });
  });

  it('does nothing more after Closed', () => {
    for (let seed = first; seed < first + lives; seed++)
      live(seed, (world) => {
        for (let steps = world.random.integer(maxSteps); steps > 0; steps--) world.randomEvent();
        if (world.state.name === 'Removed') return;
        world.give({ type: 'Closed' });
        const closed = world.state;
        world.underWay = undefined;
        for (let steps = 10; steps > 0; steps--) world.randomEvent();
        world.finish();
        expect(world.underWay).toBeUndefined();
        expect(world.state).toEqual(closed);
      });
  });
});
