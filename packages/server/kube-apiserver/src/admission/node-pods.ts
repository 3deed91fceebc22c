/** The writes of pods that a kubelet may make: its mirror pods, and status and evictions of pods bound to its node. */
import { type Node, nodes, type Pod, pods } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';
import { existing, type NodeCheck, quoted } from './node-check.ts';
import { isMirror, mirrorAnnotation } from './service-account.ts';

function ownerError(owners: readonly OwnerReference[], node: string): string | undefined {
  const may = `node ${quoted(node)} can only create pods with`;
  const [owner, ...others] = owners;
  if (others.length > 0) return `${may} a single owner reference set to itself`;
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return `${may} an owner reference set to itself`;
  if (owner.controller !== true) return `${may} a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion === true)
    return `node ${quoted(node)} must not set blockOwnerDeletion on an owner reference`;
  return undefined;
}

function creationError(pod: Pod, node: string): string | undefined {
  const who = `node ${quoted(node)}`;
  if (!isMirror(pod))
    return `pod does not have ${quoted(mirrorAnnotation)} annotation, ${who} can only create mirror pods`;
  if (pod.spec?.nodeName !== node) return `${who} can only create pods with spec.nodeName set to itself`;
  return ownerError(pod.metadata?.ownerReferences ?? [], node);
}

function uidError(pod: Pod, registered: Node, node: string): string | undefined {
  const claimedUid = pod.metadata?.ownerReferences?.[0]?.uid ?? '';
  const uid = registered.metadata?.uid ?? '';
  return claimedUid === uid ? undefined : `node ${node} UID mismatch: expected ${claimedUid} got ${uid}`;
}

export const checkPod: NodeCheck<Pod> = async ({ operation, object, oldObject, node }, context) => {
  if (operation === 'DELETE')
    return oldObject?.spec?.nodeName === node
      ? undefined
      : `node ${quoted(node)} can only delete pods with spec.nodeName set to itself`;
  if (operation !== 'CREATE' || object === undefined)
    return `unexpected operation ${quoted(operation)}, node ${quoted(node)} can only create and delete mirror pods`;
  const refused = creationError(object, node);
  if (refused !== undefined) return refused;
  const forged = uidError(object, await existing(context, nodes, '', node), node);
  if (forged !== undefined) return forged;
  const { apiReference } = await import('./pod-api-references.ts');
  const reference = apiReference(object);
  return reference === undefined ? undefined : `node ${quoted(node)} can not create pods that reference ${reference}`;
};

/** These fields give a node read access to resource claims. */
function claimsOf({ status }: Pod): unknown {
  return (status?.resourceClaimStatuses ?? []).map(({ name, resourceClaimName }) => [name, resourceClaimName]);
}

export const checkPodStatus: NodeCheck<Pod> = ({ operation, object, oldObject, node }) => {
  if (operation !== 'UPDATE' || object === undefined || oldObject === undefined)
    return `unexpected operation ${quoted(operation)}`;
  const who = `node ${quoted(node)}`;
  if (oldObject.spec?.nodeName !== node)
    return `${who} can only update pod status for pods with spec.nodeName set to itself`;
  if (!deepEqual(oldObject.metadata?.labels ?? {}, object.metadata?.labels ?? {}))
    return `${who} cannot update labels through pod status`;
  // Upstream's spelling.
  if (!deepEqual(claimsOf(oldObject), claimsOf(object))) return `${who} cannot update resource claim statues`;
  if (!deepEqual(oldObject.status?.extendedResourceClaimStatus, object.status?.extendedResourceClaimStatus))
    return `${who} cannot update extended resource claim status`;
  return undefined;
};

export const checkEviction: NodeCheck<KubeObject> = async ({ operation, namespace, target, node }, context) => {
  if (operation !== 'CREATE') return `unexpected operation ${operation}`;
  if (target === '') return 'could not determine pod from request data';
  const pod = await existing(context, pods, namespace, target);
  return pod.spec?.nodeName === node ? undefined : `node ${node} can only evict pods with spec.nodeName set to itself`;
};
