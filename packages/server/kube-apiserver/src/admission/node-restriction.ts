/** NodeRestriction: a kubelet writes only its node and its pods. The node authorizer limits its reads. */
import {
  type CertificateSigningRequest,
  certificateSigningRequests,
  csiNodes,
  type Lease,
  leases,
  type Node,
  nodes,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  pods,
  type ResourceSlice,
  resourceSlices,
  serviceAccounts,
  type TokenRequest,
} from '@kubets/api';
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import type { Authorizer } from '@kubets/apiserver/authorization';
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { leaseNamespace } from '../authorization/node-authorizer.ts';
import { forNodes, type NodeCheck, quoted } from './node-check.ts';
import { changedLabels, forbiddenLabels } from './node-labels.ts';
import { checkEviction, checkPod, checkPodStatus } from './node-pods.ts';

function nodeCreationError(object: Node | undefined, node: string): string | undefined {
  // Upstream says "pods" here, too.
  if (object?.spec?.configSource !== undefined)
    return `node ${quoted(node)} is not allowed to create pods with a non-nil configSource`;
  const labels = forbiddenLabels(Object.keys(object?.metadata?.labels ?? {}));
  if (labels.length === 0) return undefined;
  return `node ${quoted(node)} is not allowed to set the following labels: ${labels.join(', ')}`;
}

function nodeUpdateError(object: Node | undefined, old: Node | undefined, node: string): string | undefined {
  const source = object?.spec?.configSource;
  if (source !== undefined && !deepEqual(old?.spec?.configSource, source))
    return `node ${quoted(node)} is not allowed to update configSource to a new non-nil configSource`;
  if (!deepEqual(old?.spec?.taints ?? [], object?.spec?.taints ?? []))
    return `node ${quoted(node)} is not allowed to modify taints`;
  const labels = forbiddenLabels(changedLabels(old?.metadata?.labels, object?.metadata?.labels));
  if (labels.length > 0) return `is not allowed to modify labels: ${labels.join(', ')}`;
  if (!deepEqual(old?.metadata?.ownerReferences ?? [], object?.metadata?.ownerReferences ?? []))
    return `node ${quoted(node)} is not allowed to modify ownerReferences`;
  return undefined;
}

const checkNode: NodeCheck<Node> = ({ operation, target, object, oldObject, node }) => {
  if (target !== node) return `node ${quoted(node)} is not allowed to modify node ${quoted(target)}`;
  if (operation === 'CREATE') return nodeCreationError(object, node);
  return operation === 'UPDATE' ? nodeUpdateError(object, oldObject, node) : undefined;
};

/** A claim without the fields that a kubelet reports after a resize. */
function withoutResize(claim: PersistentVolumeClaim | undefined): unknown {
  const { resourceVersion, managedFields, ...metadata } = claim?.metadata ?? {};
  const { capacity, conditions, allocatedResources, allocatedResourceStatuses, ...status } = claim?.status ?? {};
  return { ...claim, metadata, status };
}

const checkClaimStatus: NodeCheck<PersistentVolumeClaim> = ({ operation, object, oldObject, node }) => {
  if (operation !== 'UPDATE') return `unexpected operation ${quoted(operation)}`;
  if (deepEqual(withoutResize(object), withoutResize(oldObject))) return undefined;
  return `node ${quoted(node)} is not allowed to update fields other than status.capacity and status.conditions`;
};

const checkLease: NodeCheck<Lease> = ({ namespace, target, node }) => {
  if (namespace !== leaseNamespace) return `can only access leases in the ${quoted(leaseNamespace)} system namespace`;
  return target === node ? undefined : 'can only access node lease with the same name as the requesting node';
};

const checkCsiNode: NodeCheck<KubeObject> = ({ target, node }) =>
  target === node ? undefined : 'can only access CSINode with the same name as the requesting node';

/** The node authorizer decides other writes; it sees neither created objects nor those of a deleted collection. */
const checkSlice: NodeCheck<ResourceSlice> = ({ operation, object, oldObject, node }) => {
  if (operation === 'CREATE' && object?.spec?.nodeName !== node)
    return 'can only create ResourceSlice with the same NodeName as the requesting node';
  if (operation === 'DELETE' && oldObject?.spec?.nodeName !== node)
    return 'can only delete ResourceSlice with the same NodeName as the requesting node';
  return undefined;
};

const kubeletSigners: readonly string[] = [
  'kubernetes.io/kubelet-serving',
  'kubernetes.io/kube-apiserver-client-kubelet',
];

const checkCertificateRequest: NodeCheck<CertificateSigningRequest> = async ({ operation, object, node }) => {
  if (operation !== 'CREATE' || !kubeletSigners.includes(object?.spec.signerName ?? '')) return undefined;
  const { requestedSubject } = await import('./certificate-subject.ts');
  const commonName = requestedSubject(object?.spec.request ?? '')?.commonName;
  if (commonName === undefined) return 'unable to parse csr';
  return commonName === `system:node:${node}` ? undefined : `can only create a node CSR with CN=system:node:${node}`;
};

/** For subresources that no node needs. */
const never =
  (why: (subresource: string) => string): NodeCheck<KubeObject> =>
  ({ subresource }) =>
    why(subresource);

/** The subresources of pods besides status and eviction. */
const otherPodParts = ['binding', 'ephemeralcontainers', 'resize'];

const checkToken =
  (authorizer: Authorizer): NodeCheck<TokenRequest> =>
  async (write, context) =>
    (await import('./node-tokens.ts')).tokenCheck(authorizer)(write, context);

export function nodeRestriction(authorizer: Authorizer): readonly AdmissionPlugin[] {
  const unexpectedPart = never(
    (part) => `unexpected pod subresource ${quoted(part)}, only 'status' and 'eviction' are allowed`,
  );
  const itself = [''];
  return [
    ...forNodes(pods, itself, checkPod),
    ...forNodes(pods, ['status'], checkPodStatus),
    ...forNodes(pods as ResourceType, ['eviction'], checkEviction),
    ...forNodes(pods as ResourceType, otherPodParts, unexpectedPart),
    ...forNodes(nodes, ['*'], checkNode),
    ...forNodes(persistentVolumeClaims, ['status'], checkClaimStatus),
    ...forNodes(
      persistentVolumeClaims as ResourceType,
      itself,
      never(() => 'may only update PVC status'),
    ),
    ...forNodes(serviceAccounts as ResourceType, ['token'], checkToken(authorizer)),
    ...forNodes(leases, itself, checkLease),
    ...forNodes(csiNodes as ResourceType, itself, checkCsiNode),
    ...forNodes(resourceSlices, itself, checkSlice),
    ...forNodes(certificateSigningRequests, itself, checkCertificateRequest),
  ];
}
