/** StatefulSets at rest: a pod for every ordinal, claims for every pod, and one revision, the last one. */
import { deepEqual } from '@kubets/base';
import { objectKeyOf } from '@kubets/machinery/object-key';
import type { History, Stored } from './history.ts';

interface NamedTemplate {
  readonly metadata?: { readonly name?: string };
}

const isControlledBy = (object: Stored, owner: Stored): boolean =>
  object.metadata?.ownerReferences?.some((each) => each.controller === true && each.uid === owner.metadata?.uid) ??
  false;

const namesOf = (objects: readonly Stored[]): string => objects.map((each) => each.metadata?.name).join();

/** Pods with the ordinals of the range, without gaps, and with their claims. */
function* ordinals(history: History, set: Stored): Generator<string> {
  const { name = '', namespace } = set.metadata ?? {};
  const { replicas = 1, ordinals: range } = set.spec ?? {};
  const wanted = Array.from({ length: replicas }, (_, index) => `${name}-${(range?.start ?? 0) + index}`);
  const mine = history.all('pods').filter((pod) => isControlledBy(pod, set));
  const found = mine.map((pod) => pod.metadata?.name ?? '').sort();
  if (found.join() !== wanted.join()) yield `StatefulSet ${objectKeyOf(set)} has ${found.join()}, not ${wanted.join()}`;
  const templates = (set.spec as { readonly volumeClaimTemplates?: readonly NamedTemplate[] }).volumeClaimTemplates;
  const claims = new Set(
    history.all('persistentvolumeclaims').map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`),
  );
  for (const { metadata } of templates ?? [])
    for (const pod of wanted)
      if (!claims.has(`${namespace}/${metadata?.name}-${pod}`))
        yield `pod ${pod} of StatefulSet ${objectKeyOf(set)} has no claim ${metadata?.name}`;
}

/** All pods have the last revision, which has the template of the set. */
function* revisions(history: History, set: Stored): Generator<string> {
  const { currentRevision, updateRevision } = set.status ?? {};
  const mine = history
    .all('controllerrevisions')
    .filter((each) => isControlledBy(each, set))
    .sort((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
  const last = mine.at(-1);
  const numbers = new Set(mine.map((each) => each.revision));
  if (last?.metadata?.name !== updateRevision || currentRevision !== updateRevision || numbers.size < mine.length)
    yield `StatefulSet ${objectKeyOf(set)} has the revisions ${namesOf(mine)}: ${JSON.stringify(set.status)}`;
  const { $patch: _, ...restored } = (last?.data?.spec?.template ?? {}) as { readonly $patch?: string };
  if (!deepEqual(restored, set.spec?.template))
    yield `the last revision ${last?.metadata?.name} of StatefulSet ${objectKeyOf(set)} has another template`;
  const outdated = history
    .all('pods')
    .filter((pod) => isControlledBy(pod, set))
    .filter((pod) => pod.metadata?.labels?.['controller-revision-hash'] !== updateRevision);
  if (outdated.length > 0) yield `StatefulSet ${objectKeyOf(set)} has outdated pods: ${namesOf(outdated)}`;
}

export function* statefulSets(history: History): Generator<string> {
  for (const set of history.all('statefulsets')) {
    const {
      observedGeneration,
      replicas,
      readyReplicas = 0,
      updatedReplicas = 0,
      availableReplicas,
    } = set.status ?? {};
    const counts = [replicas, readyReplicas, updatedReplicas, availableReplicas];
    if (observedGeneration !== set.metadata?.generation || counts.some((each) => each !== set.spec?.replicas))
      yield `StatefulSet ${objectKeyOf(set)} wants ${set.spec?.replicas}: ${JSON.stringify(set.status)}`;
    yield* ordinals(history, set);
    yield* revisions(history, set);
  }
}
