/** The cluster roles of users, components and delegates that every cluster starts with (Kubernetes 1.36). */
import type { ClusterRole } from '@kubets/api';
import { eventsRule, pathRule, read, readWrite, rule, write } from '@kubets/api/policy-rules';
import { aggregatedRole, aggregateLabel, clusterRole } from './declare.ts';

const healthPaths = '/livez /readyz /healthz';
const certificates = 'certificates.k8s.io';
const reviewAccess = [
  rule('create', 'authentication.k8s.io', 'tokenreviews'),
  rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
];

const everyone: readonly ClusterRole[] = [
  clusterRole('cluster-admin', [rule('*', '*', '*'), pathRule('*', '*')]),
  clusterRole('system:discovery', [
    pathRule('get', `${healthPaths} /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*`),
  ]),
  clusterRole('system:monitoring', [
    pathRule('get', `/metrics /metrics/slis ${healthPaths} /livez/* /readyz/* /healthz/*`),
  ]),
  clusterRole('system:basic-user', [
    rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  clusterRole('system:public-info-viewer', [pathRule('get', `${healthPaths} /version /version/`)]),
  clusterRole('system:service-account-issuer-discovery', [
    pathRule(
      'get',
      '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
    ),
  ]),
];

const escalatingPods = 'pods/attach pods/proxy pods/exec pods/portforward';
const aggregated: readonly ClusterRole[] = [
  aggregatedRole('admin'),
  aggregatedRole('edit', { [aggregateLabel('admin')]: 'true' }),
  aggregatedRole('view', { [aggregateLabel('edit')]: 'true' }),
  clusterRole(
    'system:aggregate-to-admin',
    [
      rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
      rule(readWrite, 'rbac.authorization.k8s.io', 'roles rolebindings'),
    ],
    { [aggregateLabel('admin')]: 'true' },
  ),
  clusterRole(
    'system:aggregate-to-edit',
    [
      rule(read, 'core', `${escalatingPods} secrets services/proxy`),
      rule('impersonate', 'core', 'serviceaccounts'),
      rule(write, 'core', `pods ${escalatingPods}`),
      rule('create', 'core', 'pods/eviction'),
      rule(
        write,
        'core',
        'replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy ' +
          'persistentvolumeclaims configmaps secrets events',
      ),
      rule('create', 'core', 'serviceaccounts/token'),
      rule(
        write,
        'apps',
        'statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback ' +
          'replicasets replicasets/scale',
      ),
      rule(write, 'autoscaling', 'horizontalpodautoscalers'),
      rule(write, 'batch', 'jobs cronjobs'),
      rule(
        write,
        'extensions',
        'daemonsets deployments deployments/scale deployments/rollback ingresses replicasets replicasets/scale ' +
          'replicationcontrollers/scale networkpolicies',
      ),
      rule(write, 'policy', 'poddisruptionbudgets'),
      rule(write, 'networking.k8s.io', 'networkpolicies ingresses'),
      rule(readWrite, 'coordination.k8s.io', 'leases'),
      rule(write, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
    ],
    { [aggregateLabel('edit')]: 'true' },
  ),
  clusterRole(
    'system:aggregate-to-view',
    [
      rule(
        read,
        'core',
        'pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints ' +
          'persistentvolumeclaims persistentvolumeclaims/status configmaps',
      ),
      rule(
        read,
        'core',
        'limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status ' +
          'replicationcontrollers/status pods/log',
      ),
      rule(read, 'core', 'namespaces'),
      rule(read, 'discovery.k8s.io', 'endpointslices'),
      rule(
        read,
        'apps',
        'controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status ' +
          'deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale',
      ),
      rule(read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
      rule(read, 'batch', 'jobs cronjobs cronjobs/status jobs/status'),
      rule(
        read,
        'extensions',
        'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status ' +
          'replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies',
      ),
      rule(read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
      rule(read, 'networking.k8s.io', 'networkpolicies ingresses ingresses/status'),
      rule(read, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
    ],
    { [aggregateLabel('view')]: 'true' },
  ),
];

const nodes: readonly ClusterRole[] = [
  clusterRole('system:node', [
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews localsubjectaccessreviews'),
    rule(read, 'core', 'services'),
    rule('create get list watch', 'core', 'nodes'),
    rule('update patch', 'core', 'nodes/status'),
    rule('update patch', 'core', 'nodes'),
    rule('create update patch', 'core', 'events'),
    rule(read, 'core', 'pods'),
    rule('create delete', 'core', 'pods'),
    rule('update patch', 'core', 'pods/status'),
    rule('create', 'core', 'pods/eviction'),
    rule(read, 'core', 'secrets configmaps'),
    rule('get', 'core', 'persistentvolumeclaims persistentvolumes'),
    rule('get', 'core', 'endpoints'),
    rule('create get list watch', certificates, 'certificatesigningrequests'),
    rule('get create update patch delete', 'coordination.k8s.io', 'leases'),
    rule('get', 'storage.k8s.io', 'volumeattachments'),
    rule('create', 'core', 'serviceaccounts/token'),
    rule('get update patch', 'core', 'persistentvolumeclaims/status'),
    rule(read, 'storage.k8s.io', 'csidrivers'),
    rule('get create update patch delete', 'storage.k8s.io', 'csinodes'),
    rule(read, 'node.k8s.io', 'runtimeclasses'),
    rule('get', 'resource.k8s.io', 'resourceclaims'),
    rule('deletecollection', 'resource.k8s.io', 'resourceslices'),
    rule('get', 'core', 'serviceaccounts'),
  ]),
  clusterRole('system:node-problem-detector', [
    rule('get', 'core', 'nodes'),
    rule('patch', 'core', 'nodes/status'),
    eventsRule,
  ]),
  clusterRole('system:kubelet-api-admin', [
    rule(read, 'core', 'nodes'),
    rule('proxy', 'core', 'nodes'),
    rule('*', 'core', 'nodes/proxy nodes/metrics nodes/stats nodes/log nodes/configz nodes/healthz nodes/pods'),
  ]),
  clusterRole('system:node-bootstrapper', [rule('create get list watch', certificates, 'certificatesigningrequests')]),
];

const components: readonly ClusterRole[] = [
  clusterRole('system:heapster', [
    rule(read, 'core', 'events pods nodes namespaces'),
    rule(read, 'extensions', 'deployments'),
  ]),
  clusterRole('system:auth-delegator', reviewAccess),
  clusterRole('system:kube-aggregator', [rule(read, 'core', 'services endpoints')]),
  clusterRole('system:kube-dns', [rule('list watch', 'core', 'endpoints services')]),
  clusterRole('system:persistent-volume-provisioner', [
    rule('get list watch create delete', 'core', 'persistentvolumes'),
    rule('get list watch update', 'core', 'persistentvolumeclaims'),
    rule(read, 'storage.k8s.io', 'storageclasses'),
    rule('watch', 'core', 'events'),
    eventsRule,
  ]),
];

const signers: readonly ClusterRole[] = [
  ...['nodeclient', 'selfnodeclient'].map((kind) =>
    clusterRole(`system:${certificates}:certificatesigningrequests:${kind}`, [
      rule('create', certificates, `certificatesigningrequests/${kind}`),
    ]),
  ),
  ...['legacy-unknown', 'kubelet-serving', 'kube-apiserver-client', 'kube-apiserver-client-kubelet'].map((signer) =>
    clusterRole(`system:${certificates}:${signer}-approver`, [
      rule('approve', certificates, 'signers', `kubernetes.io/${signer}`),
    ]),
  ),
];

export const clusterRoleDefaults: readonly ClusterRole[] = [
  ...everyone,
  ...aggregated,
  ...nodes,
  ...components,
  ...signers,
];
