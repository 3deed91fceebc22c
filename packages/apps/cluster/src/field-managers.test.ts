/** Components use the names of upstream's programs as field managers, independent of their user. */
import {
  clusterRoles,
  configMaps,
  deployments,
  endpointSlices,
  endpoints,
  events,
  jobs,
  leases,
  namespaces,
  nodes,
  pods,
  replicaSets,
  serviceAccounts,
  services,
} from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const namespace = 'default';
const containers = [{ name: 'c', image: 'app:1' }];

describe('the managers of fields', () => {
  let cluster: TestCluster;

  /** `MANAGER OPERATION SUBRESOURCE` of all objects that the filter lets through. */
  const managersOf = async (
    type: ResourceType,
    which: (object: KubeObject) => boolean = () => true,
  ): Promise<readonly string[]> => {
    const { items } = await cluster.client.list(type);
    const entries = items.filter(which).flatMap(({ metadata }) => metadata?.managedFields ?? []);
    const texts = entries.map(({ manager, operation, subresource = '' }) => `${manager} ${operation} ${subresource}`);
    return [...new Set(texts.map((each) => each.trim()))].sort();
  };

  beforeAll(async () => {
    cluster = await testCluster();
    await cluster.client.create(deployments, {
      metadata: { namespace, name: 'web' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers } },
      },
    });
    await cluster.client.create(services, {
      metadata: { namespace, name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    await cluster.client.create(jobs, {
      metadata: { namespace, name: 'work' },
      spec: { template: { spec: { restartPolicy: 'Never', containers } } },
    });
    await cluster.client.create(clusterRoles, {
      metadata: { name: 'sum' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] },
      rules: [],
    });
    await cluster.client.create(clusterRoles, {
      metadata: { name: 'part', labels: { part: 'yes' } },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    });
    await cluster.client.create(pods, {
      metadata: { namespace, name: 'nowhere' },
      spec: { containers, nodeSelector: { disk: 'ssd' } },
    });
    await cluster.until(async () => {
      const [job, deployment] = await Promise.all([
        cluster.client.get(jobs, { namespace, name: 'work' }),
        cluster.client.get(deployments, { namespace, name: 'web' }),
      ]);
      return (job.status?.succeeded ?? 0) === 1 && (deployment.status?.availableReplicas ?? 0) === 1;
    }, 'the workloads run');
    await cluster.clock.advance(30_000);
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it.each<[string, ResourceType, readonly string[], ((object: KubeObject) => boolean)?]>([
    ['ReplicaSets', replicaSets, ['kube-controller-manager Update', 'kube-controller-manager Update status']],
    ['Endpoints', endpoints, ['kube-controller-manager Update'], (each) => each.metadata?.name === 'web'],
    [
      'EndpointSlices',
      endpointSlices,
      ['kube-controller-manager Update'],
      (each) => each.metadata?.name !== 'kubernetes',
    ],
    [
      'root CA ConfigMaps',
      configMaps,
      ['kube-controller-manager Update'],
      (each) => each.metadata?.name === 'kube-root-ca.crt',
    ],
    ['default ServiceAccounts', serviceAccounts, [], (each) => each.metadata?.name === 'default'],
    [
      'pods of a Deployment',
      pods,
      ['kube-controller-manager Update', 'kubelet Update status'],
      (each) => each.metadata?.labels?.['app'] === 'web',
    ],
    [
      'a pod without a node',
      pods,
      ['kube-scheduler Update status', 'kubernetes-admin Update'],
      (each) => each.metadata?.name === 'nowhere',
    ],
    ['Deployments', deployments, ['kube-controller-manager Update status', 'kubernetes-admin Update']],
    ['Jobs', jobs, ['kube-controller-manager Update status', 'kubernetes-admin Update']],
    ['node Leases', leases, ['kubelet Update'], (each) => each.metadata?.namespace === 'kube-node-lease'],
    [
      'aggregated ClusterRoles',
      clusterRoles,
      ['clusterrole-aggregation-controller Apply', 'kubernetes-admin Update'],
      (each) => each.metadata?.name === 'sum',
    ],
  ])('%s', async (_, type, managers, which) => {
    expect(await managersOf(type, which)).toEqual(managers);
  });

  it('no component uses the name of its user', async () => {
    const everything = [namespaces, nodes, events, leases, pods, replicaSets, endpoints, endpointSlices, configMaps];
    const managers = (await Promise.all(everything.map((type) => managersOf(type)))).flat();
    expect(managers.filter((each) => each.startsWith('system:'))).toEqual([]);
  });
});
