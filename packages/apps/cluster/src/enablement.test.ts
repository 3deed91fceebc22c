/** Feature gates and runtime configuration in a cluster: dropped fields, disabled and additional versions, the metric. */
import { deviceClasses, type Pod, pods, type ServiceCIDR } from '@kubets/api';
import { expect, it } from 'vitest';
import { testCluster } from './test-cluster.ts';

const namespace = 'default';
const pod = (name: string): Pod => ({
  metadata: { namespace, name },
  spec: { hostnameOverride: 'other', containers: [{ name: 'c', image: 'app:1' }] },
});

it('fields of a disabled feature are dropped', async () => {
  await using off = await testCluster({ nodes: 0, featureGates: { HostnameOverride: false } });
  expect((await off.client.create(pods, pod('a'))).spec?.hostnameOverride).toBeUndefined();
  await using on = await testCluster({ nodes: 0 });
  expect((await on.client.create(pods, pod('a'))).spec?.hostnameOverride).toBe('other');
});

it('a disabled version is not served, and an enabled one shows the same objects', async () => {
  const runtimeConfig = { 'batch/v1': 'false', 'networking.k8s.io/v1beta1': 'true', 'resource.k8s.io/v1beta2': 'true' };
  await using cluster = await testCluster({ nodes: 0, runtimeConfig });
  const get = <R>(path: string) => cluster.client.raw<R>({ method: 'GET', path });
  await expect(get('/apis/batch/v1')).rejects.toMatchObject({ status: { reason: 'NotFound' } });
  const group = await get<{ versions: { version: string }[]; preferredVersion: { version: string } }>(
    '/apis/networking.k8s.io',
  );
  expect([group.versions.map(({ version }) => version), group.preferredVersion.version]).toEqual([
    ['v1', 'v1beta1'],
    'v1',
  ]);
  const beta = await get<ServiceCIDR>('/apis/networking.k8s.io/v1beta1/servicecidrs/kubernetes');
  expect([beta.apiVersion, beta.spec?.cidrs]).toEqual(['networking.k8s.io/v1beta1', ['10.96.0.0/16']]);
  await cluster.client.raw({
    method: 'POST',
    path: '/apis/resource.k8s.io/v1beta2/deviceclasses',
    body: { apiVersion: 'resource.k8s.io/v1beta2', kind: 'DeviceClass', metadata: { name: 'gpu' }, spec: {} },
  });
  expect((await cluster.client.get(deviceClasses, { name: 'gpu' })).apiVersion).toBe('resource.k8s.io/v1');
  await get('/openapi/v3/apis/networking.k8s.io/v1beta1');
});

it('settings that cannot be honored are refused', async () => {
  await expect(testCluster({ featureGates: { WatchList: false } })).rejects.toThrow('kubets cannot disable');
  await expect(testCluster({ runtimeConfig: { v1: 'false' } })).rejects.toThrow('the API server cannot work without');
});
