/** What a check of the Pod Security Standards is, and helpers to write one. */
import type { Container, EphemeralContainer, PodSpec } from '@kubets/api';

/** A pod or a pod template, as far as checks read it. */
export interface CheckedPod {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** Why a pod does not comply. */
export interface Violation {
  /** Short, the same for all pods: `host namespaces`. */
  readonly reason: string;
  /** The fields and containers concerned. */
  readonly detail: string;
}

export type CheckPod = (pod: CheckedPod) => Violation | undefined;

/** One revision of a check: it applies from a version of the standards until the next revision. */
export interface CheckRevision {
  /** The minor version. */
  readonly since: number;
  readonly check: CheckPod;
  /** Checks of level baseline that this restricted check replaces. */
  readonly replaces?: string;
}

export interface PodSecurityCheck {
  /** Checks run in the order of their names, those of level baseline first. */
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** Ascending. */
  readonly revisions: readonly CheckRevision[];
}

export type AnyContainer = Container | EphemeralContainer;

/** All containers, in the order in which messages list them. */
export const containersOf = ({ spec }: CheckedPod): readonly AnyContainer[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];

export const quotedList = (items: Iterable<string>): string => [...items].map((item) => `"${item}"`).join(', ');

/** Distinct and sorted. */
export const sorted = (items: Iterable<string>): readonly string[] => [...new Set(items)].sort();

export const plural = (count: number, one: string, several: string): string => (count === 1 ? one : several);

/** `container "a"`, `containers "a", "b"`. */
export const namedContainers = (names: readonly string[]): string =>
  `${plural(names.length, 'container', 'containers')} ${quotedList(names)}`;

/** `pod and containers "a", "b"`: what sets a field. */
export function setters(pod: boolean, containers: readonly string[]): string {
  const found = [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [namedContainers(containers)] : [])];
  return found.join(' and ');
}

/** The names of the containers that a predicate holds for. */
export const namesWhere = (pod: CheckedPod, holds: (container: AnyContainer) => boolean): readonly string[] =>
  containersOf(pod)
    .filter(holds)
    .map(({ name }) => name);

/** Pods that are declared to run on Windows: their validation refuses the Linux fields that a check asks for. */
export const exceptOnWindows =
  (check: CheckPod): CheckPod =>
  (pod) =>
    pod.spec.os?.name === 'windows' ? undefined : check(pod);

/** Pods with a user namespace of their own: root in them is not root on the host. */
export const exceptInUserNamespace =
  (check: CheckPod): CheckPod =>
  (pod) =>
    pod.spec.hostUsers === false ? undefined : check(pod);
