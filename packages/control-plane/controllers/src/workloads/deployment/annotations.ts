/** The annotations of a Deployment's ReplicaSets: revision, revision history, and the size at the last scaling. */
import type { Deployment, ReplicaSet } from '@kubets/api';
import { maxSurge, wantedReplicas } from './bounds.ts';
import { revisionAnnotation, revisionOf } from './revisions.ts';

type Annotations = Readonly<Record<string, string>>;

const desiredReplicas = 'deployment.kubernetes.io/desired-replicas';
const maxReplicas = 'deployment.kubernetes.io/max-replicas';
const revisionHistory = 'deployment.kubernetes.io/revision-history';
const maxRevisionHistoryLength = 2000;

/** Annotations that are not copied from the Deployment to its ReplicaSets. */
const ownAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  revisionAnnotation,
  revisionHistory,
  desiredReplicas,
  maxReplicas,
]);

function numberIn(set: ReplicaSet, annotation: string): number | undefined {
  const text = set.metadata?.annotations?.[annotation];
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** The replicas of the Deployment when the set was last scaled. */
export const desiredWhenScaled = (set: ReplicaSet): number | undefined => numberIn(set, desiredReplicas);
/** These replicas plus the surge. */
export const maxWhenScaled = (set: ReplicaSet): number | undefined => numberIn(set, maxReplicas);

export function scaleAnnotations(deployment: Deployment): Annotations {
  const wanted = wantedReplicas(deployment);
  return { [desiredReplicas]: String(wanted), [maxReplicas]: String(wanted + maxSurge(deployment)) };
}

/** The revision history with `old`, the current revision, added. The oldest revisions are dropped. */
function historyWith(annotations: Annotations, old: string): string {
  const past = (annotations[revisionHistory] ?? '').split(',').filter((each) => each !== '');
  const history = [...past, old];
  while (history.length > 1 && history.join(',').length > maxRevisionHistoryLength) history.shift();
  return history.join(',');
}

/** The annotations of the new ReplicaSet: those of the Deployment, and its revision, which never decreases. */
export function currentSetAnnotations(
  deployment: Deployment,
  set: ReplicaSet | undefined,
  revision: bigint,
): Annotations {
  const annotations = { ...set?.metadata?.annotations };
  for (const [key, value] of Object.entries(deployment.metadata?.annotations ?? {})) {
    if (!ownAnnotations.has(key)) annotations[key] = value;
  }
  const old = set?.metadata?.annotations?.[revisionAnnotation];
  if (set === undefined || revisionOf(set) < revision) {
    if (old) annotations[revisionHistory] = historyWith(annotations, old);
    annotations[revisionAnnotation] = String(revision);
  }
  return set === undefined ? { ...annotations, ...scaleAnnotations(deployment) } : annotations;
}
