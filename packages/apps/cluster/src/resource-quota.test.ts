/** ResourceQuota with its controller in a cluster: usage, replenishment, custom counts, refusals of controllers' pods. */
import {
  configMaps,
  customResourceDefinitions,
  deployments,
  namespaces,
  pods,
  type ResourceQuota,
  resourceQuotas,
  services,
} from '@kubets/api';
import { expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const namespace = 'web';

async function quotaOf(cluster: TestCluster, hard: Readonly<Record<string, string>>, spec: object = {}) {
  await cluster.client.create(namespaces, { metadata: { name: namespace } });
  await cluster.client.create(configMaps, { metadata: { namespace, name: 'before' } });
  await cluster.client.create<ResourceQuota>(resourceQuotas, {
    metadata: { namespace, name: 'q' },
    spec: { hard, ...spec },
  });
}

const read = (cluster: TestCluster) => cluster.client.get(resourceQuotas, { namespace, name: 'q' });

async function usage(cluster: TestCluster, used: Readonly<Record<string, string>>, seconds = 20): Promise<void> {
  const same = async () => JSON.stringify((await read(cluster)).status?.used ?? {}) === JSON.stringify(used);
  await cluster.until(same, `the quota has the usage ${JSON.stringify(used)}`, seconds);
}

const container = { name: 'c', image: 'app:1', resources: { requests: { cpu: '100m', memory: '1Gi' } } };
const pod = (name: string) => ({ metadata: { namespace, name }, spec: { containers: [container] } });

it('computes the usage of a new quota, and lowers it when objects are deleted', async () => {
  await using cluster = await testCluster();
  await quotaOf(cluster, { configmaps: '3', pods: '2', 'requests.cpu': '1', services: '1' });
  // The namespace has the ConfigMap of the root certificate, too.
  await usage(cluster, { configmaps: '2', pods: '0', 'requests.cpu': '0', services: '0' });
  expect((await read(cluster)).status?.hard).toEqual({
    configmaps: '3',
    pods: '2',
    'requests.cpu': '1',
    services: '1',
  });
  await cluster.client.create(pods, pod('a'));
  await usage(cluster, { configmaps: '2', pods: '1', 'requests.cpu': '100m', services: '0' });
  await cluster.client.delete(configMaps, { namespace, name: 'before' });
  await cluster.client.delete(pods, { namespace, name: 'a' }, { gracePeriodSeconds: 0 });
  await usage(cluster, { configmaps: '1', pods: '0', 'requests.cpu': '0', services: '0' });
});

it('counts again when the limits change', async () => {
  await using cluster = await testCluster({ nodes: 0 });
  await quotaOf(cluster, { configmaps: '3' });
  await usage(cluster, { configmaps: '2' });
  await cluster.client.create(services, { metadata: { namespace, name: 's' }, spec: { ports: [{ port: 80 }] } });
  await cluster.client.patch(resourceQuotas, { namespace, name: 'q' }, 'merge', {
    spec: { hard: { configmaps: null, 'count/services': '1' } },
  });
  await usage(cluster, { 'count/services': '1' });
});

it('limits the pods of a Deployment, and lets them follow when space is freed', async () => {
  await using cluster = await testCluster();
  await quotaOf(cluster, { pods: '2' });
  await usage(cluster, { pods: '0' });
  await cluster.client.create(pods, pod('a'));
  const labels = { app: 'x' };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template };
  await cluster.client.create(deployments, { metadata: { namespace, name: 'd' }, spec });
  const ready = async () =>
    (await cluster.client.get(deployments, { namespace, name: 'd' })).status?.readyReplicas ?? 0;
  await cluster.until(async () => (await ready()) === 1, 'one pod runs');
  expect((await cluster.client.list(pods, { namespace })).items).toHaveLength(2);
  await cluster.client.delete(pods, { namespace, name: 'a' });
  await cluster.until(async () => (await ready()) === 2, 'two pods run');
  await usage(cluster, { pods: '2' });
});

it('counts and limits the objects of a definition that is served later', async () => {
  await using cluster = await testCluster({ nodes: 0 });
  await quotaOf(cluster, { 'count/widgets.example.com': '1', secrets: '1' });
  await usage(cluster, { secrets: '0' });
  await cluster.client.create(customResourceDefinitions, {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  // As upstream, with the next computation of all quotas.
  await usage(cluster, { 'count/widgets.example.com': '0', secrets: '0' }, 600);
  const path = `/apis/example.com/v1/namespaces/${namespace}/widgets`;
  const widget = (name: string) => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name } });
  await cluster.client.raw({ method: 'POST', path, body: widget('a') });
  await expect(cluster.client.raw({ method: 'POST', path, body: widget('b') })).rejects.toMatchObject({
    status: {
      code: 403,
      message:
        'widgets.example.com "b" is forbidden: exceeded quota: q, requested: count/widgets.example.com=1, used: count/widgets.example.com=1, limited: count/widgets.example.com=1',
    },
  });
  await cluster.client.raw({ method: 'DELETE', path: `${path}/a` });
  await usage(cluster, { 'count/widgets.example.com': '0', secrets: '0' });
  await cluster.client.raw({ method: 'POST', path, body: widget('b') });
});
