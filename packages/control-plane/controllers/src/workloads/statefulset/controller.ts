/** Runs the pods of StatefulSets: stable names and claims, ordered creation and deletion, rolling updates through revisions. */
import {
  controllerRevisions,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  pods,
  type StatefulSet,
  statefulSets,
} from '@kubets/api';
import { eventsRule, owns, read, rule } from '@kubets/api/policy-rules';
import { type CacheReader, defineController, watching } from '@kubets/controller-runtime';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { controllerOf } from '../../shared/ownership/controller-reference.ts';
import { parsePodName } from './ordinals.ts';

const everything = 'get list watch create update patch delete';

/** The sets that may adopt the pod. */
function adopters(pod: Pod, cache: CacheReader): readonly NamespacedName[] {
  if (controllerOf(pod) !== undefined || pod.metadata?.deletionTimestamp !== undefined) return [];
  const namespace = pod.metadata?.namespace ?? '';
  const name = parsePodName(pod.metadata?.name ?? '')?.set;
  const set = name === undefined ? undefined : cache.get(statefulSets, namespace, name);
  const selects = set !== undefined && selectorFromLabelSelector(set.spec.selector).matches(pod.metadata?.labels);
  return selects ? [namespacedNameOf(set)] : [];
}

/** The set whose pods wait for the claim: a pod is not created while its claim is being deleted. */
function waiting({ metadata }: PersistentVolumeClaim, cache: CacheReader): readonly NamespacedName[] {
  const names = metadata?.ownerReferences?.flatMap(({ kind, name }) =>
    kind === 'StatefulSet' ? [name] : kind === 'Pod' ? (parsePodName(name)?.set ?? []) : [],
  );
  const namespace = metadata?.namespace ?? '';
  return (names ?? []).filter((name) => cache.get(statefulSets, namespace, name)).map((name) => ({ namespace, name }));
}

export const statefulSetController = defineController<StatefulSet>({
  name: 'statefulset',
  identity: 'statefulset-controller',
  rules: [
    ...owns('apps', 'statefulsets', read),
    rule(everything, 'core', 'pods'),
    rule(everything, 'apps', 'controllerrevisions'),
    rule('get create list watch', 'core', 'persistentvolumeclaims'),
    rule('update delete', 'core', 'persistentvolumeclaims'),
    rule('update', 'core', 'pods/finalizers'),
    eventsRule,
  ],
  for: statefulSets,
  owns: [pods, controllerRevisions],
  watches: [watching(pods, adopters), watching(persistentVolumeClaims, waiting)],
  reconcile: async (set, context) => (await import('./reconcile.ts')).reconcileStatefulSet(set, context),
});
