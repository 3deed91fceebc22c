/** The Node authorizer: a kubelet reads the objects of its node, and those that pods bound to the node refer to. */
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer } from '@kubets/apiserver/authorization';
import type { UserInfo } from '@kubets/apiserver/requests';
import { clusterRoleDefaults } from './bootstrap-policy/cluster-roles.ts';
import { type NodeSource, nodeGraph } from './node-graph.ts';
import { ruleAllows } from './rule-match.ts';

const nodeUserPrefix = 'system:node:';
const nodesGroup = 'system:nodes';
export const leaseNamespace = 'kube-node-lease';

/** The node of a user (empty for a member of system:nodes without a node name); undefined for all other users. */
export function nodeIdentity(user: UserInfo): string | undefined {
  if (!user.name.startsWith(nodeUserPrefix)) return undefined;
  return user.groups.includes(nodesGroup) ? user.name.slice(nodeUserPrefix.length) : undefined;
}

const nodeRules = clusterRoleDefaults.find((role) => role.metadata?.name === 'system:node')?.rules ?? [];

const allow: AuthorizationDecision = { decision: 'allow', reason: '' };
const no = (reason: string): AuthorizationDecision => ({ decision: 'noOpinion', reason });

type Asked = AuthorizationAttributes;
type Reaches = (resource: string, namespace: string, name: string) => Promise<boolean>;

/** A decision about one resource: the reason for a refusal, or undefined if it is allowed. */
type Check = (asked: Asked, node: string, reaches: Reaches) => Promise<string | undefined> | string | undefined;

async function related(asked: Asked, node: string, reaches: Reaches): Promise<string | undefined> {
  if (asked.name === '') return 'No Object name found';
  if (await reaches(asked.resource, asked.namespace, asked.name)) return undefined;
  return `no relationship found between node '${node}' and this object`;
}

const getOne: Check = (asked, node, reaches) => {
  if (asked.verb !== 'get') return 'can only get individual resources of this type';
  if (asked.subresource !== '') return 'cannot get subresource';
  return related(asked, node, reaches);
};

const readNamespaced: Check = (asked, node, reaches) => {
  if (!['get', 'list', 'watch'].includes(asked.verb)) return 'can only read resources of this type';
  if (asked.subresource !== '') return 'cannot read subresource';
  if (asked.namespace === '') return 'can only read namespaced object of this type';
  return related(asked, node, reaches);
};

const claimCheck: Check = (asked, node, reaches) => {
  if (asked.subresource !== 'status') return getOne(asked, node, reaches);
  if (!['get', 'update', 'patch'].includes(asked.verb)) return 'can only get/update/patch this type';
  return related(asked, node, reaches);
};

const serviceAccountCheck: Check = (asked, node, reaches) => {
  if (asked.subresource !== 'token') return getOne(asked, node, reaches);
  if (asked.verb !== 'create') return 'can only create tokens for individual service accounts';
  return related(asked, node, reaches);
};

const ownedVerbs = ['get', 'create', 'update', 'patch', 'delete'];

/** For objects that have the node's name. NodeRestriction checks the name in a create. */
function ownNamed(what: string, verbsOf: string): Check {
  return (asked, node) => {
    if (!ownedVerbs.includes(asked.verb)) return `can only get, create, update, patch, or delete ${verbsOf}`;
    if (asked.subresource !== '') return `cannot authorize ${what} subresources`;
    if (asked.verb !== 'create' && asked.name !== node)
      return `can only access ${what} with the same name as the requesting node`;
    return undefined;
  };
}

const ownLease = ownNamed('node lease', 'a node lease');
const leaseCheck: Check = (asked, node, reaches) => {
  if (asked.namespace !== leaseNamespace && ownedVerbs.includes(asked.verb))
    return `can only access leases in the "${leaseNamespace}" system namespace`;
  return ownLease(asked, node, reaches);
};

/** Whether the field selector requires `value` for `field`: `a=b`, `a==b`, possibly with other terms. */
function selects(asked: Asked, field: string, value: string): boolean {
  return (asked.fieldSelector ?? '')
    .split(',')
    .some((term) => term === `${field}=${value}` || term === `${field}==${value}`);
}

const nodeCheck: Check = (asked, node) => {
  if (asked.subresource === 'status')
    return ['update', 'patch'].includes(asked.verb) ? undefined : 'can only update/patch the status of nodes';
  if (asked.subresource !== '') return `unexpected subresource '${asked.subresource}'`;
  if (['create', 'update', 'patch'].includes(asked.verb)) return undefined;
  if (!['get', 'list', 'watch'].includes(asked.verb)) return `unexpected verb '${asked.verb}'`;
  if (asked.name === node || selects(asked, 'metadata.name', node)) return undefined;
  return asked.name === ''
    ? `node '${node}' cannot read all nodes, only its own Node object`
    : `node '${node}' cannot read '${asked.name}', only its own Node object`;
};

const podCheck: Check = (asked, node, reaches) => {
  const { verb, subresource } = asked;
  if (subresource === 'status') return ['update', 'patch'].includes(verb) ? undefined : `unexpected verb '${verb}'`;
  if (subresource === 'eviction') return verb === 'create' ? undefined : `unexpected verb '${verb}'`;
  if (subresource !== '') return `unexpected subresource '${subresource}'`;
  if (verb === 'create' || verb === 'delete') return undefined;
  if (verb === 'get') return related(asked, node, reaches);
  if (verb !== 'list' && verb !== 'watch') return `unexpected verb '${verb}'`;
  return selects(asked, 'spec.nodeName', node)
    ? undefined
    : 'can only list/watch pods with spec.nodeName field selector';
};

/** NodeRestriction checks the node name in a create. */
const sliceCheck: Check = (asked, node, reaches) => {
  const { verb, subresource } = asked;
  if (subresource !== '') return 'cannot authorize ResourceSlice subresources';
  if (verb === 'create') return undefined;
  if (['get', 'update', 'patch', 'delete'].includes(verb)) return related(asked, node, reaches);
  if (!['list', 'watch', 'deletecollection'].includes(verb))
    return 'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection';
  if (selects(asked, 'spec.nodeName', node)) return undefined;
  return 'can only list/watch/deletecollection resourceslices with spec.nodeName field selector';
};

const checks = new Map<string, Check>([
  ['/secrets', readNamespaced],
  ['/configmaps', readNamespaced],
  ['/persistentvolumeclaims', claimCheck],
  ['/persistentvolumes', getOne],
  ['resource.k8s.io/resourceclaims', getOne],
  ['storage.k8s.io/volumeattachments', getOne],
  ['/serviceaccounts', serviceAccountCheck],
  ['coordination.k8s.io/leases', leaseCheck],
  ['storage.k8s.io/csinodes', ownNamed('CSINode', 'a CSINode')],
  ['resource.k8s.io/resourceslices', sliceCheck],
  ['/nodes', nodeCheck],
  ['/pods', podCheck],
]);

/**
 * Only has an opinion on users `system:node:NAME` in system:nodes; the role system:node decides about other resources.
 */
export function nodeAuthorizer(source: NodeSource, signal: AbortSignal): Authorizer {
  const graph = nodeGraph(source, signal);
  return {
    async authorize(user, asked) {
      const node = nodeIdentity(user);
      if (node === undefined) return no('');
      if (node === '') return no(`unknown node for user ${JSON.stringify(user.name)}`);
      const check = asked.isResourceRequest ? checks.get(`${asked.group}/${asked.resource}`) : undefined;
      if (check !== undefined) {
        const refusal = await check(asked, node, (...object) => graph.reaches(node, ...object));
        return refusal === undefined ? allow : no(refusal);
      }
      return nodeRules.some((rule) => ruleAllows(rule, asked)) ? allow : no('');
    },
  };
}
