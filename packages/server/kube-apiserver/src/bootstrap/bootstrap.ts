/** Creates the objects that every cluster has. Cheap if they exist. */
import {
  type ConfigMap,
  configMaps,
  type Namespace,
  namespaces,
  type PriorityClass,
  priorityClasses,
  type Service,
  services,
} from '@kubets/api';
import type { BoundRole } from '@kubets/api/policy-rules';
import { ensure, keep, type ResourceAccess } from '@kubets/apiserver/access';
import {
  defaultRequestHeaders,
  type RequestHeaderOptions,
  requestHeaderData,
} from '../authentication/request-headers.ts';
import { reconcileBootstrapPolicy } from '../authorization/bootstrap-policy/reconcile.ts';
import { firstServiceAddress } from '../services/allocation.ts';

export interface BootstrapOptions {
  /** The address at which pods reach the API server: an address of this host other than loopback. */
  readonly advertiseAddress: string;
  readonly port: number;
  readonly serviceCidr?: string;
  /** The authority of client certificates, PEM: published for aggregated API servers. */
  readonly authority?: string;
  /** The authority of front proxies, PEM: published, too. */
  readonly frontProxyAuthority?: string;
  /** How front proxies name users. Default: as kubeadm. */
  readonly requestHeaders?: RequestHeaderOptions;
  /** The roles of the cluster's components, besides those of every cluster. */
  readonly roles?: readonly BoundRole[];
  /** Whether other API servers may use the same store: the kubernetes Service then has all live ones as endpoints. */
  readonly shared?: boolean;
}

export const systemNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const classes: readonly PriorityClass[] = [
  {
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
];

function namespaceObject(name: string): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

function kubernetesService(options: BootstrapOptions): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: firstServiceAddress(options.serviceCidr),
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: options.port }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
      internalTrafficPolicy: 'Cluster',
    },
  };
}

export function ensureKubernetesService(resources: ResourceAccess, options: BootstrapOptions): Promise<void> {
  return ensure(resources, services, 'default', kubernetesService(options));
}

const authenticationConfig = (
  authority: string,
  frontProxyAuthority: string | undefined,
  requestHeaders: RequestHeaderOptions,
): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
  data: {
    'client-ca-file': authority,
    ...(frontProxyAuthority === undefined ? {} : requestHeaderData(frontProxyAuthority, requestHeaders)),
  },
});

/**
 * Idempotent: run it after every start of the server and before the components, like `publishKubernetes`.
 */
export async function bootstrapCluster(resources: ResourceAccess, options: BootstrapOptions): Promise<void> {
  await Promise.all(systemNamespaces.map((name) => ensure(resources, namespaces, '', namespaceObject(name))));
  await Promise.all([
    reconcileBootstrapPolicy(resources, options.roles ?? []),
    ...classes.map((each) =>
      ensure(resources, priorityClasses, '', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', ...each }),
    ),
    ...(options.authority === undefined
      ? []
      : [
          keep(
            resources,
            configMaps,
            'kube-system',
            authenticationConfig(
              options.authority,
              options.frontProxyAuthority,
              options.requestHeaders ?? defaultRequestHeaders,
            ),
            ['data'],
          ),
        ]),
  ]);
}
