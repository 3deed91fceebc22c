/** Carries out the operations and effects that the state machine of `lifecycle/next.ts` decides on for one pod. */
import type { Pod } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Timer } from '@kubets/base';
import { begin, next, type PodEffect, type PodEvent, type PodOperation, type Transition } from '../lifecycle/next.ts';
import { type PodStage, type PodState, stageOf } from '../lifecycle/pod-state.ts';
import type { Rejection } from '../pod/admit-pod.ts';
import { identityOf, podFullName } from '../pod/keys.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import type { Prober } from '../probes/prober.ts';
import { podFailures } from '../status/pod-failure.ts';
import type { PodCleaner } from './clean-up.ts';
import type { PodKiller } from './kill-pod.ts';
import { isRelevantChange, objectFacts } from './object-facts.ts';
import type { ObservePod } from './observe-pod.ts';
import { createPodRecord, type PodRecord } from './pod-record.ts';
import type { SyncRecord } from './pod-syncer.ts';
import type { StatusReporter } from './report-status.ts';

/** How long the operation under way may take to end when the kubelet stops. */
const closeTimeoutMs = 1000;

/** Who carries out the operations and effects, for all pods of a node. */
export interface PodWorkerParts {
  readonly observe: ObservePod;
  readonly sync: SyncRecord;
  /** How long a pod that nothing happens to may wait until it is synced again, in milliseconds. */
  nextSyncMs(record: PodRecord): number;
  readonly killer: Pick<PodKiller, 'killPod'>;
  readonly cleaner: PodCleaner;
  readonly reporter: Pick<StatusReporter, 'report'>;
  readonly prober: Pick<Prober, 'stop'>;
  readonly recordEvent: RecordPodEvent;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface NewPod {
  readonly pod: Pod;
  /** False: only the runtime knows the pod. */
  readonly inApi: boolean;
  /** Why the node does not admit it. */
  readonly rejection?: Rejection | undefined;
}

export class PodWorker {
  readonly #parts: PodWorkerParts;
  readonly #removed: (uid: string) => void;
  readonly #record: PodRecord;
  readonly #pending: PodEvent[] = [];
  #first: Transition | undefined;
  #state: PodState;
  #handling = false;
  /** Counts operations, so that the end of an abandoned one is ignored. */
  #operation = 0;
  #wait: Timer | undefined;
  /** Of the last sync. */
  #syncing = new AbortController();
  #work: Promise<void> | undefined;

  /** `removed`: nothing is left of the pod, here or at the API server. */
  constructor({ pod, inApi, rejection }: NewPod, parts: PodWorkerParts, removed: (uid: string) => void) {
    this.#parts = parts;
    this.#removed = removed;
    this.#record = createPodRecord(pod, rejection, parts.clock.now());
    this.#first = begin(objectFacts(pod, inApi), rejection !== undefined);
    this.#state = this.#first.state;
  }

  get uid(): string {
    return this.#record.uid;
  }
  get pod(): Pod {
    return this.#record.pod;
  }
  get stage(): PodStage {
    return stageOf(this.#state);
  }

  start(): void {
    if (this.#first) this.#carryOut(this.#first);
    this.#first = undefined;
  }

  /** The pod as the API server shows it now; undefined: it is gone from there. */
  update(pod: Pod | undefined): void {
    const before = this.#record.pod;
    if (pod) this.#record.pod = pod;
    if (pod && this.#state.facts.inApi && !isRelevantChange(before, pod)) return;
    const facts = objectFacts(this.#record.pod, pod !== undefined);
    this.#handle({ type: pod ? 'PodChanged' : 'PodGone', ...facts });
  }

  /** Something the pod depends on may have changed. */
  wake(): void {
    this.#handle({ type: 'Woken' });
  }

  /** Nothing more is done for the pod; what runs goes on running. */
  async close(): Promise<void> {
    this.#handle({ type: 'Closed' });
    this.#operation++;
    this.#wait?.cancel();
    if (this.#work) await Promise.race([this.#work, this.#parts.clock.sleep(closeTimeoutMs)]);
  }

  /** Handles events one at a time, including those that arrive while one is handled. */
  #handle(event: PodEvent): void {
    this.#pending.push(event);
    if (this.#handling) return;
    this.#handling = true;
    for (let each = this.#pending.shift(); each; each = this.#pending.shift()) {
      const transition = next(this.#state, each);
      this.#state = transition.state;
      this.#carryOut(transition);
    }
    this.#handling = false;
  }

  #carryOut({ effects, operation }: Transition): void {
    try {
      for (const effect of effects) this.#apply(effect);
    } catch (error) {
      this.#warn(error);
      this.#handle({ type: 'Failed' });
      return;
    }
    if (operation) this.#begin(operation);
  }

  #begin(operation: PodOperation): void {
    const number = ++this.#operation;
    this.#wait?.cancel();
    const end = (event: PodEvent): void => {
      if (number === this.#operation) this.#handle(event);
    };
    if (operation.type === 'Wait') {
      this.#wait = this.#parts.clock.setTimer(operation.milliseconds, () => end({ type: 'WaitEnded' }));
      return;
    }
    const work = this.#perform(operation).then(end, (error: unknown) => {
      if (number === this.#operation) this.#warn(error);
      end({ type: 'Failed' });
    });
    this.#work = work.finally(() => {
      if (number === this.#operation) this.#work = undefined;
    });
  }

  async #perform(operation: Exclude<PodOperation, { readonly type: 'Wait' }>): Promise<PodEvent> {
    const record = this.#record;
    const { observe, sync, nextSyncMs, killer, cleaner } = this.#parts;
    switch (operation.type) {
      case 'Observe':
        return { type: 'Observed', observation: await observe(record, operation.allocate) };
      case 'Sync':
        this.#syncing = new AbortController();
        return { type: 'Synced', outcome: await sync(record, this.#syncing.signal) };
      case 'CollectGarbage':
        await cleaner.collectGarbage(record);
        return { type: 'GarbageCollected', nextSyncMs: nextSyncMs(record) };
      case 'Kill':
        await killer.killPod(record.pod, record.observed, operation.graceSeconds);
        return { type: 'Killed' };
      case 'CleanUp':
        return { type: 'CleanedUp', complete: await cleaner.cleanUp(record) };
      case 'DeleteObject':
        await cleaner.deleteObject(record);
        return { type: 'ObjectDeleted' };
      case 'RemoveRemains':
        await cleaner.removeRemains(record);
        return { type: 'RemainsRemoved' };
    }
  }

  #apply(effect: PodEffect): void {
    const record = this.#record;
    const { reporter, prober, recordEvent } = this.#parts;
    switch (effect.type) {
      case 'ReportStatus':
        reporter.report(record, { terminal: effect.terminal, failureReason: this.#state.facts.failureReason });
        break;
      case 'RecordFailure':
        recordEvent(record.pod, '', 'Normal', effect.reason, podFailures[effect.reason].message);
        break;
      case 'StopProbes':
        prober.stop(record.uid, effect.kinds);
        break;
      case 'CancelSync':
        this.#syncing.abort();
        break;
      case 'Release':
        this.#removed(record.uid);
    }
  }

  #warn(error: unknown): void {
    const { uid, pod } = this.#record;
    const fullName = podFullName({ ...identityOf(pod), uid });
    this.#parts.log.warn('a pod could not be synced', { pod: fullName, error: messageOf(error) });
  }
}
