/** Controllers do not delete or change objects that users have created. */
import { configMaps, endpointSlices, endpoints, services } from '@kubets/api';
import { isNotFound } from '@kubets/machinery/status-error';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../../packages/apps/kubets/src/index.ts';

const namespace = 'default';
const subsets = [{ addresses: [{ ip: '192.0.2.9' }], ports: [{ port: 80, protocol: 'TCP' as const }] }];

describe('controllers and objects of users', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await testCluster({ nodes: 0 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const endpointsNamed = async (name: string) =>
    cluster.client.get(endpoints, { namespace, name }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });

  it('keep Endpoints without a Service, also after a change', async () => {
    await cluster.client.create(endpoints, { metadata: { namespace, name: 'glusterfs' }, subsets });
    await cluster.clock.advance(10_000);
    const stored = await endpointsNamed('glusterfs');
    expect(stored?.subsets).toMatchObject(subsets);
    await cluster.client.update(endpoints, { ...stored, metadata: { ...stored?.metadata, labels: { a: 'b' } } });
    await cluster.clock.advance(10_000);
    expect(await endpointsNamed('glusterfs')).toMatchObject({ metadata: { labels: { a: 'b' } } });
  });

  it('keep Endpoints of a Service without a selector after the Service is deleted', async () => {
    const ports = [{ port: 80 }];
    await cluster.client.create(services, { metadata: { namespace, name: 'external' }, spec: { ports } });
    await cluster.client.create(endpoints, { metadata: { namespace, name: 'external' }, subsets });
    const slices = { namespace, labelSelector: 'kubernetes.io/service-name=external' };
    await cluster.until(
      async () => (await cluster.client.list(endpointSlices, slices)).items.length === 1,
      'Endpoints are mirrored',
    );
    await cluster.client.delete(services, { namespace, name: 'external' });
    await cluster.until(
      async () => (await cluster.client.list(endpointSlices, slices)).items.length === 0,
      'the deletion of the mirrored slice',
    );
    expect((await endpointsNamed('external'))?.subsets).toMatchObject(subsets);
  });

  it('delete Endpoints of the controller with their Service', async () => {
    const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] };
    await cluster.client.create(services, { metadata: { namespace, name: 'web' }, spec });
    await cluster.until(async () => (await endpointsNamed('web')) !== undefined, 'published Endpoints');
    await cluster.client.delete(services, { namespace, name: 'web' });
    await cluster.until(async () => (await endpointsNamed('web')) === undefined, 'Endpoints go');
  });

  it('keep EndpointSlices of other managers, with and without their Service', async () => {
    const endpoint = { addresses: ['192.0.2.7'], conditions: { ready: true } };
    const slice = (name: string, labels: Readonly<Record<string, string>>) =>
      cluster.client.create(endpointSlices, {
        metadata: { namespace, name, labels },
        addressType: 'IPv4',
        endpoints: [endpoint],
        ports: [{ port: 80 }],
      });
    await cluster.client.create(services, {
      metadata: { namespace, name: 'mesh' },
      spec: { selector: { app: 'mesh' }, ports: [{ port: 80 }] },
    });
    await slice('own', { 'kubernetes.io/service-name': 'mesh' });
    await slice('mesh-controller', {
      'kubernetes.io/service-name': 'mesh',
      'endpointslice.kubernetes.io/managed-by': 'mesh.example.com',
    });
    await slice('alone', { 'kubernetes.io/service-name': 'nothing' });
    await cluster.clock.advance(10_000);
    await cluster.client.delete(services, { namespace, name: 'mesh' });
    await cluster.clock.advance(10_000);
    for (const name of ['own', 'mesh-controller', 'alone'])
      expect((await cluster.client.get(endpointSlices, { namespace, name })).endpoints).toMatchObject([endpoint]);
  });

  it('keep an annotation of the root CA ConfigMap, and restore its certificate', async () => {
    const at = { namespace, name: 'kube-root-ca.crt' };
    const description = { 'kubernetes.io/description': 'ours', team: 'a' };
    await cluster.until(
      async () =>
        (await cluster.client.list(configMaps, { namespace })).items.some((each) => each.metadata?.name === at.name),
      'the ConfigMap is published',
    );
    const patch = { metadata: { annotations: description }, data: { 'ca.crt': 'forged' } };
    await cluster.client.patch(configMaps, at, 'merge', patch);
    await cluster.until(
      async () => (await cluster.client.get(configMaps, at)).data?.['ca.crt'] !== 'forged',
      'the certificate is restored',
    );
    expect((await cluster.client.get(configMaps, at)).metadata?.annotations).toEqual(description);
  });
});
