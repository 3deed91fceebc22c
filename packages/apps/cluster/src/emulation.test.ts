/** A cluster that emulates an older release: its resources, its feature gates, /version. */
import { expect, it } from 'vitest';
import { testCluster } from './test-cluster.ts';

it('--emulated-version 1.36 serves the resources and feature gates of 1.36', async () => {
  await using cluster = await testCluster({ nodes: 0, emulated: '1.36' });
  const get = <R>(path: string) => cluster.client.raw<R>({ method: 'GET', path });
  expect(await get('/version')).toMatchObject({ minor: '37', emulationMinor: '36', minCompatibilityMinor: '35' });
  await expect(get('/apis/storagemigration.k8s.io/v1')).rejects.toMatchObject({ status: { reason: 'NotFound' } });
  const { resources } = await get<{ resources: { name: string }[] }>('/apis/certificates.k8s.io/v1');
  expect(resources.map(({ name }) => name)).not.toContain('clustertrustbundles');
});

it('the current release serves its resources', async () => {
  await using cluster = await testCluster({ nodes: 0 });
  const get = <R>(path: string) => cluster.client.raw<R>({ method: 'GET', path });
  expect(await get('/version')).toMatchObject({ minor: '37', emulationMinor: '37', minCompatibilityMinor: '36' });
  const { resources } = await get<{ resources: { name: string }[] }>('/apis/certificates.k8s.io/v1');
  expect(resources.map(({ name }) => name)).toContain('clustertrustbundles');
});
