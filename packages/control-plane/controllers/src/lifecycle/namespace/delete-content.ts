/** Deletes all objects in a namespace, and reports what remains. */
import { messageOf } from '@kubets/base';
import type { ReconcileContext } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import { isNotFound, isReason } from '@kubets/machinery/status-error';
import { type DiscoveredResource, discoverResources } from '../api-discovery/discover-resources.ts';
import type { DeletionFindings } from './deletion-conditions.ts';

export interface ContentOutcome extends DeletionFindings {
  /** The estimated seconds until the content is deleted; 0 if nothing remains. */
  readonly estimate: number;
}

/** The estimate for objects that have finalizers or no grace period, as upstream. */
const defaultEstimateSeconds = 15;

interface Left {
  readonly objects: readonly KubeObject[];
  readonly failure?: string;
}

/** Deletes pods first. Everything else waits for them, because they may use it: Secrets, volumes, network policies. */
export async function deleteContent(namespace: string, context: ReconcileContext): Promise<ContentOutcome> {
  const { client, signal } = context;
  const { resources, failures: discovery } = await discoverResources(client, signal);
  const deletable = resources.filter((resource) => resource.namespaced && resource.verbs.includes('delete'));
  const isPods = (resource: DiscoveredResource): boolean => resource.group === '' && resource.plural === 'pods';
  const failures: string[] = [];
  const remaining = new Map<string, number>();
  const finalizers = new Map<string, number>();
  let estimate = 0;
  const empty = async (resource: DiscoveredResource): Promise<void> => {
    const { objects, failure } = await emptyResource(resource, namespace, context);
    if (failure !== undefined) failures.push(failure);
    if (objects.length === 0) return;
    remaining.set(`${resource.plural}.${resource.group}`, objects.length);
    for (const name of objects.flatMap((object) => object.metadata?.finalizers ?? [])) {
      finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
    }
    estimate = Math.max(estimate, isPods(resource) ? longestGrace(objects) : defaultEstimateSeconds);
  };
  await Promise.all(deletable.filter(isPods).map(empty));
  if (remaining.size === 0) await Promise.all(deletable.filter((resource) => !isPods(resource)).map(empty));
  return { discovery, failures, remaining, finalizers, estimate };
}

function longestGrace(pods: readonly KubeObject[]): number {
  return Math.max(
    ...pods.map((pod) =>
      pod.metadata?.finalizers?.length ? defaultEstimateSeconds : (pod.metadata?.deletionGracePeriodSeconds ?? 0),
    ),
  );
}

async function emptyResource(
  resource: DiscoveredResource,
  namespace: string,
  context: ReconcileContext,
): Promise<Left> {
  const { client, signal } = context;
  const canList = resource.verbs.includes('list');
  try {
    if (resource.verbs.includes('deletecollection')) {
      await client.deleteCollection(resource, { namespace, propagationPolicy: 'Background', signal });
    } else if (canList) {
      const { items } = await client.list(resource, { namespace, signal });
      await Promise.all(items.map((object) => remove(resource, object, context)));
    }
    if (!canList) return { objects: [] };
    return { objects: (await client.list(resource, { namespace, signal })).items };
  } catch (error) {
    // The resource is no longer served, so no objects are accessible.
    if (isNotFound(error) || isReason(error, 'MethodNotAllowed')) return { objects: [] };
    return { objects: [], failure: messageOf(error) };
  }
}

async function remove(
  resource: DiscoveredResource,
  object: KubeObject,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const { namespace, name = '' } = object.metadata ?? {};
  try {
    await client.delete(resource, { namespace, name }, { propagationPolicy: 'Background', signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
