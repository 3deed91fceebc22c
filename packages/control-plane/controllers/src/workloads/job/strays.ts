/** Pods without a Job: those that a Job may adopt, and strays, whose tracking finalizer no Job will remove. */
import { type Job, jobs, type Pod } from '@kubets/api';
import type { CacheReader } from '@kubets/controller-runtime';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { controllerKey, controllerOf } from '../../shared/ownership/controller-reference.ts';
import { isFinished } from './finish.ts';
import { isTracked } from './job-pods.ts';

const ownName = 'kubernetes.io/job-controller';

/** Whether this controller manages the Job, by `spec.managedBy`. */
export function isOurs(job: Job): boolean {
  return (job.spec?.managedBy ?? ownName) === ownName;
}

function adopters(pod: Pod, cache: CacheReader): readonly Job[] {
  const { namespace = '', labels, deletionTimestamp } = pod.metadata ?? {};
  if (deletionTimestamp !== undefined) return [];
  return cache
    .list(jobs, namespace)
    .filter((job) => isOurs(job) && !isFinished(job) && job.metadata?.deletionTimestamp === undefined)
    .filter((job) => selectorFromLabelSelector(job.spec?.selector).matches(labels));
}

/** Whether the pod has the finalizer but no Job: an orphan that no Job adopts, or a pod of a deleted Job. */
export function isStray(pod: Pod, cache: CacheReader): boolean {
  if (!isTracked(pod)) return false;
  const owner = controllerOf(pod);
  if (owner === undefined) return adopters(pod, cache).length === 0;
  const [key] = controllerKey(pod, jobs);
  return key !== undefined && cache.get(jobs, key.namespace, key.name)?.metadata?.uid !== owner.uid;
}

/**
 * The Jobs that may adopt the pod. For a stray it is the key without a name, which has no Job and makes the controller check all strays
 * of the namespace. The key of a pod of a deleted Job follows from its owner reference.
 */
export function concerned(pod: Pod, cache: CacheReader): readonly NamespacedName[] {
  const namespace = pod.metadata?.namespace ?? '';
  const [key] = controllerKey(pod, jobs);
  if (key !== undefined && cache.get(jobs, key.namespace, key.name) === undefined) return [];
  if (isStray(pod, cache)) return [{ namespace, name: '' }];
  return controllerOf(pod) === undefined ? adopters(pod, cache).map(namespacedNameOf) : [];
}
