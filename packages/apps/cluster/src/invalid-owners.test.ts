/** Invalid owner references: the garbage collector emits an event before it deletes the dependent. */
import { clusterRoles, configMaps, events, namespaces } from '@kubets/api';
import type { OwnerReference } from '@kubets/machinery/meta';
import { isNotFound } from '@kubets/machinery/status-error';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

describe('an owner reference', () => {
  let cluster: TestCluster;
  let owner: OwnerReference;

  beforeAll(async () => {
    cluster = await testCluster({ nodes: 0 });
    await cluster.client.create(namespaces, { metadata: { name: 'elsewhere' } });
    const made = await cluster.client.create(configMaps, { metadata: { namespace: 'elsewhere', name: 'owner' } });
    owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: made.metadata?.uid ?? '' };
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const told = async (about: string): Promise<readonly (string | undefined)[]> =>
    (await cluster.client.list(events)).items
      .filter((event) => event.reason === 'OwnerRefInvalidNamespace' && event.involvedObject.name === about)
      .map((event) => event.message);
  const configMap = (name: string, reference: OwnerReference) =>
    cluster.client.create(configMaps, { metadata: { namespace: 'default', name, ownerReferences: [reference] } });
  const goes = (name: string) =>
    cluster.until(
      () =>
        cluster.client.get(configMaps, { namespace: 'default', name }).then(
          () => false,
          (error: unknown) => isNotFound(error),
        ),
      `the ConfigMap ${name} goes`,
    );

  it('to an owner in another namespace is reported in an event, and the dependent is deleted', async () => {
    await configMap('astray', owner);
    await goes('astray');
    await cluster.until(async () => (await told('astray')).length > 0, 'the event is written');
    expect(await told('astray')).toEqual([
      `ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: ${owner.uid}] does not exist in namespace "default"`,
    ]);
  });

  it('to a missing owner is not reported', async () => {
    await configMap('lost', { ...owner, uid: 'nobody' });
    await goes('lost');
    await cluster.clock.advance(10_000);
    expect(await told('lost')).toEqual([]);
  });

  it('of a cluster-scoped object to a namespaced one is reported, and the object is kept', async () => {
    await cluster.client.create(clusterRoles, { metadata: { name: 'astray', ownerReferences: [owner] }, rules: [] });
    await cluster.until(async () => (await told('astray')).length > 1, 'the event is written');
    expect(await told('astray')).toContain(
      `ownerRef [v1/ConfigMap, namespace: , name: owner, uid: ${owner.uid}] does not exist in namespace ""`,
    );
    await cluster.clock.advance(60_000);
    expect((await cluster.client.get(clusterRoles, { name: 'astray' })).metadata?.ownerReferences).toEqual([owner]);
  });
});
