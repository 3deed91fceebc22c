/** Creates and deletes pods for a workload, with events. */
import { type Pod, type PodTemplateSpec, pods } from '@kubets/api';
import { messageOf } from '@kubets/base';
import type { ReconcileContext } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import { isNotFound, StatusError } from '@kubets/machinery/status-error';
import { controllerReference } from '../ownership/controller-reference.ts';

/** Whether a creation failed because the namespace is terminating, which is expected. */
export function isNamespaceTerminating(error: unknown): boolean {
  return (
    error instanceof StatusError &&
    (error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false)
  );
}

/** `name-`, unless that is too long for a pod name. */
function podNamePrefix(owner: string): string {
  return owner.length + 1 <= 253 ? `${owner}-` : owner;
}

/** A pod from the template, controlled by `owner`. */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { name = '', namespace = '' } = owner.metadata ?? {};
  return {
    metadata: {
      namespace,
      generateName: podNamePrefix(name),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    ...(template.spec === undefined ? {} : { spec: template.spec }),
  };
}

/** Creates the pod and records an event on its owner. Rejects with the error of the API. */
export async function createPod(
  pod: Pod,
  owner: KubeObject,
  { client, events, signal }: ReconcileContext,
): Promise<Pod> {
  try {
    const created = await client.create(pods, pod, { signal });
    events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata?.name}`);
    return created;
  } catch (error) {
    if (!isNamespaceTerminating(error) && !signal.aborted) {
      events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${messageOf(error)}`);
    }
    throw error;
  }
}

/** Deletes the pod and records an event on its owner. A pod that does not exist is no failure. */
export async function deletePod(
  pod: Pod,
  owner: KubeObject,
  { client, events, signal }: ReconcileContext,
): Promise<void> {
  const { name = '', namespace, uid = '' } = pod.metadata ?? {};
  try {
    await client.delete(pods, { namespace, name }, { preconditions: { uid }, signal });
    events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } catch (error) {
    if (isNotFound(error)) return;
    if (!signal.aborted) events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${messageOf(error)}`);
    throw error;
  }
}
