/** What a StatefulSet does with its pods: creates, repairs, scales down and updates them, in order. Pure. */
import type { Pod, StatefulSet, StatefulSetStatus } from '@kubets/api';
import { isAvailable, isTerminal, nextAvailability } from '../../shared/pods/pod-state.ts';
import { revisionNameOf } from '../history/revisions.ts';
import { haveRightOwners, isStale } from './claim-owners.ts';
import { hasIdentity, newPod, type Revisions } from './new-pod.ts';
import { firstOrdinal, isInRange, ordinalOf, podName, replicasOf } from './ordinals.ts';
import { planUpdate } from './plan-update.ts';
import { calculateStatus, isLeaving, isRunningAndReady } from './status.ts';
import { type ClaimReader, claimNamesOf, hasStorage } from './volume-claims.ts';

/** The maximum number of pods that are created or deleted at once, as upstream. */
const burstReplicas = 500;

export interface PodStep {
  /**
   * `create`: the claims of the pod, then the pod. `claim`: the missing claims of a pending pod. `repair`: identity, volumes and
   * the owners of claims. `own`: only the owners of claims.
   */
  readonly verb: 'create' | 'claim' | 'repair' | 'own' | 'delete';
  readonly pod: Pod;
}

export interface StatefulSetObservation {
  readonly set: StatefulSet;
  /** The pods that the set controls, with valid names. */
  readonly pods: readonly Pod[];
  readonly revisions: Revisions;
  readonly collisionCount: number;
  readonly claimOf: ClaimReader;
  readonly now: number;
}

export interface StatefulSetPlan {
  /** Stages are executed in order. If a step fails, the following stages are not executed. */
  readonly stages: readonly (readonly PodStep[])[];
  /** Whether the steps of a stage are also executed in order. */
  readonly ordered: boolean;
  readonly status: StatefulSetStatus;
  /** Milliseconds until a pod becomes available without a further change. */
  readonly after: number | undefined;
}

interface Stage {
  readonly steps: readonly PodStep[];
  /** The following stages wait until something changes. */
  readonly blocks: boolean;
}

const byOrdinal = (a: Pod, b: Pod): number => ordinalOf(a) - ordinalOf(b);

/** The steps for a pod that exists and is to exist. */
function upkeep(observed: StatefulSetObservation, pod: Pod, ordered: boolean): Stage {
  const { set, claimOf, now } = observed;
  // A pod that has ended is replaced after its deletion, whatever its exit code.
  if (isTerminal(pod)) return { steps: isLeaving(pod) ? [] : [{ verb: 'delete', pod }], blocks: ordered };
  const lacksClaims = claimNamesOf(set, pod).some((name) => claimOf(name) === undefined);
  const isPending = pod.status?.phase === 'Pending';
  const claims: readonly PodStep[] =
    isPending && (lacksClaims || !haveRightOwners({ set, pod }, claimOf)) ? [{ verb: 'claim', pod }] : [];
  const isSound = isRunningAndReady(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  if (ordered && (isLeaving(pod) || !isSound)) return { steps: claims, blocks: true };
  const isRight = hasIdentity(pod) && hasStorage(set, pod) && haveRightOwners({ set, pod }, claimOf);
  return { steps: isRight ? claims : [...claims, { verb: 'repair', pod }], blocks: false };
}

/** Creates missing pods, and repairs the others. With OrderedReady, an ordinal waits for those below it. */
function planReplicas(observed: StatefulSetObservation, pods: readonly Pod[], ordered: boolean): Stage {
  const { set, revisions, claimOf } = observed;
  const byName = new Map(pods.map((pod) => [pod.metadata?.name, pod]));
  const steps: PodStep[] = [];
  let created = 0;
  for (let index = 0; index < replicasOf(set) && created < burstReplicas; index++) {
    const ordinal = firstOrdinal(set) + index;
    const existing = byName.get(podName(set, ordinal));
    if (existing === undefined) {
      created++;
      const pod = newPod(set, revisions, ordinal);
      if (!isStale({ set, pod }, claimOf)) steps.push({ verb: 'create', pod });
      if (ordered) return { steps, blocks: true };
      continue;
    }
    const stage = upkeep(observed, existing, ordered);
    steps.push(...stage.steps);
    if (stage.blocks) return { steps, blocks: true };
  }
  return { steps, blocks: false };
}

/** The deletions of a scale-down, highest ordinal first. With OrderedReady, one at a time, and only while the others are available. */
function planScaleDown({ set, now }: StatefulSetObservation, condemned: readonly Pod[], ordered: boolean): Stage {
  if (!ordered) {
    const staying = condemned.filter((pod) => !isLeaving(pod)).slice(0, burstReplicas);
    return { steps: staying.map((pod) => ({ verb: 'delete', pod })), blocks: false };
  }
  const [pod] = condemned;
  if (pod === undefined) return { steps: [], blocks: false };
  const isSound = (each: Pod): boolean =>
    isRunningAndReady(each) && isAvailable(each, set.spec.minReadySeconds ?? 0, now) && !isLeaving(each);
  // The last of the unavailable pods to go is not waited for.
  const goes = !isLeaving(pod) && (isSound(pod) || condemned.findLast((each) => !isSound(each)) === pod);
  return { steps: goes ? [{ verb: 'delete', pod }] : [], blocks: true };
}

function planStages(observed: StatefulSetObservation): { stages: readonly (readonly PodStep[])[]; outdated: number } {
  const { set, claimOf, revisions, now } = observed;
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  const pods = observed.pods.filter((pod) => isInRange(set, ordinalOf(pod))).sort(byOrdinal);
  const condemned = observed.pods.filter((pod) => !isInRange(set, ordinalOf(pod))).sort((a, b) => byOrdinal(b, a));
  const replicas = planReplicas(observed, pods, ordered);
  if (replicas.blocks) return { stages: [replicas.steps], outdated: 0 };
  const owned = condemned
    .filter((pod) => !haveRightOwners({ set, pod }, claimOf))
    .map((pod): PodStep => ({ verb: 'own', pod }));
  const scaleDown = planScaleDown(observed, condemned, ordered);
  if (scaleDown.blocks) return { stages: [replicas.steps, owned, scaleDown.steps], outdated: 0 };
  const outdated = planUpdate({ set, pods, update: revisionNameOf(revisions.update), now });
  const updates = outdated.map((pod): PodStep => ({ verb: 'delete', pod }));
  return { stages: [replicas.steps, owned, scaleDown.steps, updates], outdated: updates.length };
}

/** The steps and the status of a reconciliation. A set that is being deleted only reports its status. */
export function planStatefulSet(observed: StatefulSetObservation): StatefulSetPlan {
  const { set, pods, revisions, collisionCount, now } = observed;
  const leaving = set.metadata?.deletionTimestamp !== undefined;
  const { stages, outdated } = leaving ? { stages: [], outdated: 0 } : planStages(observed);
  return {
    stages: stages.filter((steps) => steps.length > 0),
    ordered: set.spec.podManagementPolicy !== 'Parallel',
    status: calculateStatus({ set, pods, revisions, collisionCount, outdated, now }),
    after: nextAvailability(pods, set.spec.minReadySeconds ?? 0, now),
  };
}
