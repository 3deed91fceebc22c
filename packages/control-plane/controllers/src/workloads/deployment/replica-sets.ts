/** The ReplicaSets of a Deployment: the new one and the old ones. */
import type { Deployment, PodTemplateSpec, ReplicaSet } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import { parseTime } from '@kubets/machinery/time';
import { revisionOf } from './revisions.ts';
import { hashLabel } from './template-hash.ts';

export const sizeOf = (set: ReplicaSet): number => set.spec?.replicas ?? 1;
export const isActiveSet = (set: ReplicaSet): boolean => sizeOf(set) > 0;
export const nameOf = (set: ReplicaSet): string => set.metadata?.name ?? '';

const createdAt = (set: ReplicaSet): number => parseTime(set.metadata?.creationTimestamp ?? '') ?? 0;

/** Oldest first. */
export const byCreation = (a: ReplicaSet, b: ReplicaSet): number =>
  createdAt(a) - createdAt(b) || (nameOf(a) < nameOf(b) ? -1 : 1);

/** Lowest revision first. */
export const byRevision = (a: ReplicaSet, b: ReplicaSet): number =>
  Number(revisionOf(a) > revisionOf(b)) - Number(revisionOf(a) < revisionOf(b)) || byCreation(a, b);

export function sum(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((total, set) => total + (count(set) ?? 0), 0);
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [hashLabel]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

export interface SortedSets {
  /** The set of the current template; the oldest if there are several. */
  readonly current: ReplicaSet | undefined;
  /** All others, oldest first. */
  readonly old: readonly ReplicaSet[];
  readonly all: readonly ReplicaSet[];
}

export function sortSets(deployment: Deployment, sets: readonly ReplicaSet[]): SortedSets {
  const all = sets.toSorted(byCreation);
  const current = all.find((set) => sameTemplate(set.spec?.template, deployment.spec?.template));
  return { current, all, old: all.filter((set) => set !== current) };
}
