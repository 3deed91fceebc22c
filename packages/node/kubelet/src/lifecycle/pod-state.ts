/**
 * The states of a pod on its node. As upstream, a pod is synced until it has to end, then terminating, then terminated;
 * each state below is one of these stages together with the one operation that is under way in it.
 */

/** `sync`: it is to run. `terminating`: it is being stopped. `terminated`: nothing of it runs. `removed`: nothing of it is left. */
export type PodStage = 'sync' | 'terminating' | 'terminated' | 'removed';

/** Why the kubelet makes a pod fail before its work is done. */
export type FailureReason = 'DeadlineExceeded';

/** What is known of a pod in every state. */
export interface PodFacts {
  /** The API server has the pod's object. False for pods that only the runtime knows. */
  readonly inApi: boolean;
  /** The object has a deletionTimestamp. */
  readonly deletionRequested: boolean;
  /** How long its containers get to stop, in seconds: at least one. */
  readonly graceSeconds: number;
  /** The API server shows the final status already, reported before this kubelet started. No status is reported any more. */
  readonly statusIsFinal: boolean;
  readonly failureReason: FailureReason | undefined;
  /** The pod's directory and cgroup are gone. */
  readonly cleanedUp: boolean;
  /** Something has changed since the last observation began: the pod is observed again before it waits. */
  readonly outdated: boolean;
  /** Operations that failed or were blocked since the last sync that found nothing wrong. They lengthen the wait. */
  readonly retries: number;
}

/** The states without what is particular to them, for tables. */
export type PodStateName = PodState['name'];

/**
 * `Closed` is reached from every state but `Removed`. `Failed` leads from every state with an operation to the waiting state
 * of its stage. `PodChanged`, `PodGone` and `Woken` mark the facts as outdated where they are not named.
 */
export type PodState = { readonly facts: PodFacts } & (
  | {
      /**
       * The pod is to run, and nothing is to be done for it now.
       * Awaits: a change, or the end of the wait. Leaves by `PodChanged`, `PodGone`, `Woken`, `WaitEnded`: SyncObserving.
       */
      readonly name: 'SyncWaiting';
    }
  | {
      /**
       * The pod is to run, as far as is known: it has no failureReason. The first state of a pod that was admitted.
       * Awaits: what the runtime has of it. Leaves by `Observed`: Syncing; Killing if it has to end; CleaningUp if it had
       * ended, and the API server shows so, before this kubelet started.
       */
      readonly name: 'SyncObserving';
    }
  | {
      /**
       * The pod is to run and is brought nearer to its spec: the only state in which containers start.
       * Awaits: the end of the sync, which `PodChanged` and `PodGone` cancel if the pod has to end.
       * Leaves by `Synced`: SyncObserving after progress, else CollectingGarbage.
       */
      readonly name: 'Syncing';
    }
  | {
      /**
       * The pod is as near to its spec as it can be now; dead containers beyond those kept for their logs are removed.
       * Awaits: their removal. Leaves by `GarbageCollected`: SyncWaiting, or SyncObserving if outdated.
       */
      readonly name: 'CollectingGarbage';
      /** The sync could not go on: the pod waits as after a failure. */
      readonly blocked: boolean;
    }
  | {
      /**
       * The pod has to end, and stopping it failed.
       * Awaits: a change, or the end of the wait. Leaves by `PodChanged`, `PodGone`, `Woken`, `WaitEnded`:
       * TerminatingObserving.
       */
      readonly name: 'TerminatingWaiting';
    }
  | {
      /**
       * The pod has to end, and stopping it is to begin again: it failed, or its grace period became shorter.
       * Awaits: what the runtime has of it. Leaves by `Observed`: Killing.
       */
      readonly name: 'TerminatingObserving';
    }
  | {
      /**
       * The pod has to end, and its containers are being stopped. None is started from here on.
       * Awaits: that they have stopped. Leaves by `Killed`: ConfirmingStopped; by `PodChanged` or `PodGone` with a shorter
       * grace period: TerminatingObserving.
       */
      readonly name: 'Killing';
      /** The grace period that the containers were given, in seconds. */
      readonly killGraceSeconds: number;
    }
  | {
      /**
       * The containers were stopped; their exit codes are not known yet.
       * Awaits: what the runtime has of them. Leaves by `Observed`: CleaningUp; TerminatingWaiting if something still runs.
       */
      readonly name: 'ConfirmingStopped';
    }
  | {
      /**
       * Nothing of the pod runs. Its object is kept until its deletion is requested, or the step before this failed.
       * Awaits: a change, or the end of the wait. Leaves by `PodChanged`, `PodGone`, `Woken`, `WaitEnded`:
       * TerminatedObserving.
       */
      readonly name: 'TerminatedWaiting';
    }
  | {
      /**
       * Nothing of the pod runs. The first state of a pod that was not admitted: none of its containers was created.
       * Awaits: what the runtime still has of it. Leaves by `Observed`: CleaningUp; once cleaned up RemovingRemains,
       * DeletingObject or TerminatedWaiting.
       */
      readonly name: 'TerminatedObserving';
    }
  | {
      /**
       * Nothing of the pod runs, its final status is on its way, and its volumes, directory and cgroup are being removed.
       * Awaits: their removal. Leaves by `CleanedUp`: RemovingRemains if the object is gone; DeletingObject if its
       * deletion was requested; TerminatedWaiting; TerminatedObserving if something was left.
       */
      readonly name: 'CleaningUp';
    }
  | {
      /**
       * Only the object, dead containers and logs are left, and the deletion of the object was requested.
       * Awaits: the API server. Leaves by `ObjectDeleted`: TerminatedWaiting, where `PodGone` is awaited.
       */
      readonly name: 'DeletingObject';
    }
  | {
      /**
       * The object is gone; dead containers, sandboxes and logs are being removed.
       * Awaits: their removal. Leaves by `RemainsRemoved`: Removed.
       */
      readonly name: 'RemovingRemains';
    }
  | {
      /** Nothing of the pod is left on the node or at the API server. Final. */
      readonly name: 'Removed';
    }
  | {
      /** The kubelet stops; what runs goes on running. Final. */
      readonly name: 'Closed';
      readonly stage: PodStage;
    }
);

const stages = {
  SyncWaiting: 'sync',
  SyncObserving: 'sync',
  Syncing: 'sync',
  CollectingGarbage: 'sync',
  TerminatingWaiting: 'terminating',
  TerminatingObserving: 'terminating',
  Killing: 'terminating',
  ConfirmingStopped: 'terminating',
  TerminatedWaiting: 'terminated',
  TerminatedObserving: 'terminated',
  CleaningUp: 'terminated',
  DeletingObject: 'terminated',
  RemovingRemains: 'terminated',
  Removed: 'removed',
} as const satisfies Record<Exclude<PodStateName, 'Closed'>, PodStage>;

export const stageOf = (state: PodState): PodStage => (state.name === 'Closed' ? state.stage : stages[state.name]);
