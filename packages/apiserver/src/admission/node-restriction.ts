/** A kubelet changes its own node and the pods bound to it, nothing else. What it may read is the node authoriser's. */
import {
  csiDrivers,
  csiNodes,
  type Lease,
  leases,
  type Node,
  nodes,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  pods,
  serviceAccounts,
  type TokenRequest,
} from '@kubets/api';
import type { KubeObject } from '@kubets/machinery';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
} from '../admission.ts';
import { leaseNamespace, nodeIdentity } from '../authorization/node-authorizer.ts';
import { podReferences } from '../authorization/node-references.ts';
import { changedLabels, forbiddenLabels } from './node-labels.ts';
import { refusal } from './refuse.ts';
import { isMirror, mirrorAnnotation } from './service-account.ts';

/** The refusal in words, or undefined for a yes. */
type Check<T extends KubeObject> = (
  attributes: AdmissionAttributes<T>,
  node: string,
  context: AdmissionContext,
) => string | undefined | Promise<string | undefined>;

/** `check`, for users that are nodes. */
function forNodes<T extends KubeObject>(check: Check<T>) {
  return async (attributes: AdmissionAttributes<T>, context: AdmissionContext): Promise<void> => {
    const node = nodeIdentity(attributes.user);
    if (node === undefined) return;
    if (node === '')
      throw refusal(attributes, `could not determine node from user ${JSON.stringify(attributes.user.name)}`);
    const refused = await check(attributes, node, context);
    if (refused !== undefined) throw refusal(attributes, refused);
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const quoted = (text: string): string => JSON.stringify(text);

const mirrorPodReferences = ['secrets', 'configmaps', 'persistentvolumeclaims'];

function checkPodCreate(pod: Pod, node: string): string | undefined {
  const who = `node ${quoted(node)}`;
  if (!isMirror(pod))
    return `pod does not have ${quoted(mirrorAnnotation)} annotation, ${who} can only create mirror pods`;
  if (pod.spec?.nodeName !== node) return `${who} can only create pods with spec.nodeName set to itself`;
  const owners = pod.metadata?.ownerReferences ?? [];
  if (owners.length !== 1) return `${who} can only create pods with a single owner reference set to itself`;
  const [owner] = owners;
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return `${who} can only create pods with an owner reference set to itself`;
  if (pod.spec.serviceAccountName) return `${who} can not create pods that reference a service account`;
  for (const reference of podReferences(pod))
    for (const resource of mirrorPodReferences)
      if (reference.startsWith(`${resource}/`)) return `${who} can not create pods that reference ${resource}`;
  if ((pod.spec.resourceClaims ?? []).length > 0) return `${who} can not create pods that reference resourceclaims`;
  return undefined;
}

const checkPod: Check<Pod> = (attributes, node) => {
  const { operation, object, oldObject } = attributes;
  if (operation === 'CREATE' && object !== undefined) return checkPodCreate(object, node);
  if (operation === 'DELETE')
    return oldObject?.spec?.nodeName === node
      ? undefined
      : `node ${quoted(node)} can only delete pods with spec.nodeName set to itself`;
  return `unexpected operation ${quoted(operation)}, node ${quoted(node)} can only create and delete mirror pods`;
};

const checkPodStatus: Check<Pod> = ({ object, oldObject }, node) => {
  if (oldObject?.spec?.nodeName !== node)
    return `node ${quoted(node)} can only update pod status for pods with spec.nodeName set to itself`;
  if (!same(oldObject.metadata?.labels ?? {}, object?.metadata?.labels ?? {}))
    return `node ${quoted(node)} cannot update labels through pod status`;
  return undefined;
};

const checkEviction: Check<KubeObject> = async ({ namespace, name, object }, node, context) => {
  const pod = await context.get(pods, namespace, name || (object?.metadata?.name ?? ''));
  if (pod === undefined || pod.spec?.nodeName === node) return undefined;
  return `node ${node} can only evict pods with spec.nodeName set to itself`;
};

const checkNode: Check<Node> = ({ operation, name, object, oldObject }, node) => {
  const target = name || (object?.metadata?.name ?? '');
  if (target !== node) return `node ${quoted(node)} is not allowed to modify node ${quoted(target)}`;
  if (operation === 'CREATE') {
    const labels = forbiddenLabels(Object.keys(object?.metadata?.labels ?? {}));
    return labels.length === 0
      ? undefined
      : `node ${quoted(node)} is not allowed to set the following labels: ${labels.join(', ')}`;
  }
  if (operation !== 'UPDATE') return `node ${quoted(node)} is not allowed to delete node ${quoted(target)}`;
  if (!same(oldObject?.spec?.configSource, object?.spec?.configSource))
    return `node ${quoted(node)} is not allowed to update configSource to a new non-nil configSource`;
  if (!same(oldObject?.spec?.taints ?? [], object?.spec?.taints ?? []))
    return `node ${quoted(node)} is not allowed to modify taints`;
  if (!same(oldObject?.metadata?.ownerReferences ?? [], object?.metadata?.ownerReferences ?? []))
    return `node ${quoted(node)} is not allowed to modify ownerReferences`;
  const labels = forbiddenLabels(changedLabels(oldObject?.metadata?.labels, object?.metadata?.labels));
  return labels.length === 0 ? undefined : `is not allowed to modify labels: ${labels.join(', ')}`;
};

const checkClaimStatus: Check<PersistentVolumeClaim> = ({ object, oldObject }, node) =>
  same(object?.spec, oldObject?.spec)
    ? undefined
    : `node ${quoted(node)} is not allowed to update fields other than status`;

/** Whether a volume of the pod asks for tokens of this audience (empty: the API server's). */
async function mounts(pod: Pod, audience: string, context: AdmissionContext): Promise<boolean> {
  for (const { projected, csi } of pod.spec?.volumes ?? []) {
    const sources = projected?.sources ?? [];
    if (sources.some(({ serviceAccountToken: token }) => token !== undefined && (token.audience ?? '') === audience))
      return true;
    const driver = csi === undefined ? undefined : await context.get(csiDrivers, '', csi.driver);
    if (driver?.spec?.tokenRequests?.some((request) => request.audience === audience)) return true;
  }
  return false;
}

const checkToken: Check<TokenRequest> = async ({ namespace, object }, node, context) => {
  const bound = object?.spec?.boundObjectRef;
  if (bound?.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name)
    return 'node requested token not bound to a pod';
  if (!bound.uid) return 'node requested token with a pod binding without a uid';
  const pod = await context.get(pods, namespace, bound.name);
  if (pod === undefined || pod.metadata?.uid !== bound.uid)
    return `node requested token bound to a pod with a different uid or one that is not there`;
  if (pod.spec?.nodeName !== node) return 'node requested token bound to a pod scheduled on a different node';
  const [audience = '', ...others] = object?.spec?.audiences ?? [];
  if (others.length > 0) return 'node may only request 0 or 1 audiences';
  return (await mounts(pod, audience, context))
    ? undefined
    : `audience ${quoted(audience)} not found in pod spec volume`;
};

const checkLease: Check<Lease> = ({ namespace, name, object }, node) => {
  if (namespace !== leaseNamespace) return `can only access leases in the ${quoted(leaseNamespace)} system namespace`;
  const target = name || (object?.metadata?.name ?? '');
  return target === node ? undefined : 'can only access node lease with the same name as the requesting node';
};

const checkCsiNode: Check<KubeObject> = ({ name, object }, node) =>
  (name || (object?.metadata?.name ?? '')) === node
    ? undefined
    : 'can only access CSINode with the same name as the requesting node';

const writes = ['CREATE', 'UPDATE', 'DELETE'] as const;
const name = 'NodeRestriction';

export const nodeRestriction: readonly AdmissionPlugin[] = [
  defineAdmission<Pod>({ name, on: { resource: pods, operations: writes }, validate: forNodes(checkPod) }),
  defineAdmission<Pod>({
    name,
    on: { resource: pods, subresources: ['status'], operations: ['UPDATE'] },
    validate: forNodes(checkPodStatus),
  }),
  defineAdmission<KubeObject>({
    name,
    on: { resource: pods, subresources: ['eviction'], operations: ['CREATE'] },
    validate: forNodes(checkEviction),
  }),
  defineAdmission<Node>({
    name,
    on: { resource: nodes, subresources: ['', 'status'], operations: writes },
    validate: forNodes(checkNode),
  }),
  defineAdmission<PersistentVolumeClaim>({
    name,
    on: { resource: persistentVolumeClaims, subresources: ['status'], operations: ['UPDATE'] },
    validate: forNodes(checkClaimStatus),
  }),
  defineAdmission<TokenRequest>({
    name,
    on: { resource: serviceAccounts, subresources: ['token'], operations: ['CREATE'] },
    validate: forNodes(checkToken),
  }),
  defineAdmission<Lease>({ name, on: { resource: leases, operations: writes }, validate: forNodes(checkLease) }),
  defineAdmission<KubeObject>({
    name,
    on: { resource: csiNodes, operations: writes },
    validate: forNodes(checkCsiNode),
  }),
];
