/** Feature gates and runtime configuration in a cluster: dropped fields, disabled and additional versions, the metric. */
import { type DeviceClass, deviceClasses, type StatefulSet, statefulSets } from '@kubets/api';
import { expect, it } from 'vitest';
import { testCluster } from './test-cluster.ts';

const namespace = 'default';
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'app:1' }] } };
const set: StatefulSet = {
  metadata: { namespace, name: 'a' },
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } },
  },
};

it('fields of a disabled feature are dropped', async () => {
  const limit = ({ spec }: StatefulSet) => spec.updateStrategy?.rollingUpdate?.maxUnavailable;
  await using off = await testCluster({ nodes: 0, featureGates: { MaxUnavailableStatefulSet: false } });
  expect(limit(await off.client.create(statefulSets, set))).toBeUndefined();
  await using on = await testCluster({ nodes: 0 });
  expect(limit(await on.client.create(statefulSets, set))).toBe(2);
});

it('a disabled version is not served, and an enabled one shows the same objects', async () => {
  const runtimeConfig = { 'batch/v1': 'false', 'resource.k8s.io/v1beta2': 'true' };
  await using cluster = await testCluster({ nodes: 0, runtimeConfig });
  const get = <R>(path: string) => cluster.client.raw<R>({ method: 'GET', path });
  await expect(get('/apis/batch/v1')).rejects.toMatchObject({ status: { reason: 'NotFound' } });
  const group = await get<{ versions: { version: string }[]; preferredVersion: { version: string } }>(
    '/apis/resource.k8s.io',
  );
  expect([group.versions.map(({ version }) => version), group.preferredVersion.version]).toEqual([
    ['v1', 'v1beta2'],
    'v1',
  ]);
  await cluster.client.raw({
    method: 'POST',
    path: '/apis/resource.k8s.io/v1beta2/deviceclasses',
    body: { apiVersion: 'resource.k8s.io/v1beta2', kind: 'DeviceClass', metadata: { name: 'gpu' }, spec: {} },
  });
  expect((await cluster.client.get(deviceClasses, { name: 'gpu' })).apiVersion).toBe('resource.k8s.io/v1');
  const beta = await get<DeviceClass>('/apis/resource.k8s.io/v1beta2/deviceclasses/gpu');
  expect(beta.apiVersion).toBe('resource.k8s.io/v1beta2');
  await get('/openapi/v3/apis/resource.k8s.io/v1beta2');
});

it('settings that cannot be honored are refused', async () => {
  await expect(testCluster({ featureGates: { WatchList: false } })).rejects.toThrow('kubets cannot disable');
  await expect(testCluster({ runtimeConfig: { v1: 'false' } })).rejects.toThrow('the API server cannot work without');
});
