/** Which changes of nodes and pods concern a DaemonSet. Pure. */
import { type DaemonSet, daemonSets, type Node, type Pod } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import type { CacheReader } from '@kubets/controller-runtime';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { controllerOf } from '../../shared/ownership/controller-reference.ts';

/** Whether the scheduling rules can see the change. Most updates of nodes are heartbeats. */
export function changesEligibility(node: Node, old: Node): boolean {
  return !deepEqual(node.metadata?.labels, old.metadata?.labels) || !deepEqual(node.spec?.taints, old.spec?.taints);
}

export function allDaemonSets(_: Node, cache: CacheReader): readonly NamespacedName[] {
  return cache.list(daemonSets).map(namespacedNameOf);
}

/** DaemonSets that may adopt the pod. */
export function adopters(pod: Pod, cache: CacheReader): readonly NamespacedName[] {
  if (controllerOf(pod) !== undefined || pod.metadata?.deletionTimestamp !== undefined) return [];
  const matches = ({ spec }: DaemonSet): boolean =>
    selectorFromLabelSelector(spec.selector).matches(pod.metadata?.labels);
  return cache
    .list(daemonSets, pod.metadata?.namespace ?? '')
    .filter(matches)
    .map(namespacedNameOf);
}
