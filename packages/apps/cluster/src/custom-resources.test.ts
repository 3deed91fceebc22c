/** Garbage collection and namespace deletion of custom resources that appear and disappear while the cluster runs. */
import { type CustomResourceDefinition, configMaps, customResourceDefinitions, namespaces } from '@kubets/api';
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isNotFound } from '@kubets/machinery/status-error';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const group = 'stable.example.com';
const names = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' };
const gadgets: ResourceType = { group, version: 'v1', plural: 'gadgets', kind: 'Gadget', namespaced: true };
const namespace = 'default';

const definition: CustomResourceDefinition = {
  metadata: { name: `gadgets.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names,
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster({ nodes: 0 });
  // The garbage collector has discovered all resources before the new one appears.
  await cluster.clock.advance(10_000);
  await cluster.client.create(customResourceDefinitions, definition);
  await cluster.until(
    () =>
      cluster.client.list(gadgets, { namespace }).then(
        () => true,
        () => false,
      ),
    'gadgets are served',
  );
});
afterAll(() => cluster[Symbol.asyncDispose]());

const referenceTo = (apiVersion: string, kind: string, { metadata }: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata?.name ?? '',
  uid: metadata?.uid ?? '',
  blockOwnerDeletion: true,
});

const gadget = (name: string, ownerReferences: OwnerReference[] = [], where = namespace): Promise<KubeObject> =>
  cluster.client.create(gadgets, {
    apiVersion: `${group}/v1`,
    kind: 'Gadget',
    metadata: { namespace: where, name, ownerReferences },
  });
const configMap = (name: string, ownerReferences: OwnerReference[] = []): Promise<KubeObject> =>
  cluster.client.create(configMaps, { metadata: { namespace, name, ownerReferences } });
const exists = (type: ResourceType, name: string, where = namespace): Promise<boolean> =>
  cluster.client.get(type, { namespace: where, name }).then(
    () => true,
    (error: unknown) => {
      if (isNotFound(error)) return false;
      throw error;
    },
  );
const gone = (type: ResourceType, name: string, where = namespace): Promise<void> =>
  cluster.until(async () => !(await exists(type, name, where)), `${type.plural}/${name} is gone`, 300);

describe('garbage collection', () => {
  it.each(['Background', 'Foreground'] as const)(
    '%s: deletes what a custom resource owns',
    async (propagationPolicy) => {
      const name = `owner-${propagationPolicy.toLowerCase()}`;
      const owner = await gadget(name);
      const reference = referenceTo(`${group}/v1`, 'Gadget', owner);
      await configMap(`${name}-map`, [reference]);
      await gadget(`${name}-gadget`, [reference]);
      await cluster.client.delete(gadgets, { namespace, name }, { propagationPolicy });
      await gone(configMaps, `${name}-map`);
      await gone(gadgets, `${name}-gadget`);
      await gone(gadgets, name);
    },
  );

  it('Orphan: keeps what a custom resource owns', async () => {
    const owner = await gadget('orphaning');
    await configMap('orphan', [referenceTo(`${group}/v1`, 'Gadget', owner)]);
    await cluster.client.delete(gadgets, { namespace, name: 'orphaning' }, { propagationPolicy: 'Orphan' });
    await gone(gadgets, 'orphaning');
    const { metadata } = await cluster.client.get(configMaps, { namespace, name: 'orphan' });
    expect(metadata?.ownerReferences ?? []).toEqual([]);
  });

  it('finds an owner of a kind that is defined after its dependent, soon after the definition', async () => {
    const reference = { apiVersion: 'late.example.com/v1', kind: 'Late', name: 'absent', uid: 'absent' };
    await configMap('early', [reference]);
    // Objects that wait with a growing delay would now wait for minutes.
    await cluster.clock.advance(300_000);
    const late = { plural: 'lates', singular: 'late', kind: 'Late', listKind: 'LateList' };
    await cluster.client.create(customResourceDefinitions, {
      metadata: { name: 'lates.late.example.com' },
      spec: { ...definition.spec, group: 'late.example.com', names: late },
    });
    const started = cluster.clock.now();
    await gone(configMaps, 'early');
    expect(cluster.clock.now() - started).toBeLessThan(60_000);
  });

  it('deletes custom resources whose owner is gone', async () => {
    const owner = await configMap('built-in-owner');
    await gadget('owned', [referenceTo('v1', 'ConfigMap', owner)]);
    await cluster.client.delete(configMaps, { namespace, name: 'built-in-owner' });
    await gone(gadgets, 'owned');
  });
});

describe('the deletion of a namespace', () => {
  it('deletes its custom resources', async () => {
    await cluster.client.create(namespaces, { metadata: { name: 'crowded' } });
    await gadget('inhabitant', [], 'crowded');
    await cluster.client.delete(namespaces, { name: 'crowded' });
    await cluster.until(async () => !(await exists(namespaces, 'crowded')), 'the namespace is gone', 300);
    expect(await exists(gadgets, 'inhabitant', 'crowded')).toBe(false);
  });
});

describe('the end of a custom resource', () => {
  it('leaves garbage collection and namespace deletion of others working', async () => {
    await cluster.client.delete(customResourceDefinitions, { name: `gadgets.${group}` });
    await cluster.until(
      () =>
        cluster.client.list(gadgets, { namespace }).then(
          () => false,
          (error: unknown) => isNotFound(error),
        ),
      'gadgets are no longer served',
    );
    const owner = await configMap('late-owner');
    await configMap('late-owned', [referenceTo('v1', 'ConfigMap', owner)]);
    await cluster.client.delete(configMaps, { namespace, name: 'late-owner' });
    await gone(configMaps, 'late-owned');
    await cluster.client.create(namespaces, { metadata: { name: 'last' } });
    await cluster.client.delete(namespaces, { name: 'last' });
    await cluster.until(async () => !(await exists(namespaces, 'last')), 'the namespace is gone', 300);
  });
});
