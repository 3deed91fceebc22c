/** The objects that let another control plane join. They are deleted with the token's Secret when the token expires. */
import type { ConfigMap, Role, RoleBinding, Secret } from '@kubets/api';
import { encodeYaml } from '@kubets/codec/yaml';
import { formatTime } from '@kubets/machinery/time';
import type { JoinToken } from './join-bundle.ts';

const namespace = 'kube-system';
const rbac = 'rbac.authorization.k8s.io';

/** A bootstrap token Secret, as upstream. */
export function tokenSecret({ id, secret }: JoinToken, expires: number): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': secret,
      description: 'Lets a control plane join. Created by kubets token create.',
      expiration: formatTime(expires),
      'usage-bootstrap-authentication': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubets:control-planes',
    },
  };
}

export interface JoinObjects {
  readonly bundle: Secret;
  readonly role: Role;
  readonly binding: RoleBinding;
}

/** The Secret with the join bundle, and the Role to read it. `owner` is the token's Secret as stored. */
export function joinObjects({ id }: JoinToken, sealed: string, owner: Secret): JoinObjects {
  const { name: ownerName = '', uid = '' } = owner.metadata ?? {};
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Secret', name: ownerName, uid }];
  const bundle = `kubets-handover-${id}`;
  const metadata = { name: `kubets:join-${id}`, namespace, ownerReferences };
  return {
    bundle: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: bundle, namespace, ownerReferences },
      stringData: { sealed },
    },
    role: {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [bundle], verbs: ['get'] }],
    },
    binding: {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name },
      subjects: [{ apiGroup: rbac, kind: 'User', name: `system:bootstrap:${id}` }],
    },
  };
}

/** The public part: the server's URL and the certificate authority. The objects are named as in kubeadm. */
export function clusterInfo(
  server: string,
  authority: string,
): { readonly info: ConfigMap } & Omit<JoinObjects, 'bundle'> {
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: '', cluster: { 'certificate-authority-data': Buffer.from(authority).toString('base64'), server } },
    ],
    contexts: [],
    users: [],
    'current-context': '',
    preferences: {},
  };
  const metadata = { name: 'kubeadm:bootstrap-signer-clusterinfo', namespace: 'kube-public' };
  return {
    info: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cluster-info', namespace: 'kube-public' },
      data: { kubeconfig: encodeYaml(kubeconfig) },
    },
    role: {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['cluster-info'], verbs: ['get'] }],
    },
    binding: {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name },
      subjects: [{ apiGroup: rbac, kind: 'User', name: 'system:anonymous' }],
    },
  };
}
