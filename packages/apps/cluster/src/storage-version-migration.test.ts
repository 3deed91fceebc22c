/** Storage version migrations of custom resources. */
import { type CustomResourceDefinition, customResourceDefinitions, storageVersionMigrations } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster({ nodes: 0 });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const group = 'stable.example.com';
const gadgets = { group, version: 'v2', plural: 'gadgets', kind: 'Gadget', namespaced: true };
const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

const versions = (storage: string): CustomResourceDefinition['spec']['versions'] =>
  ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === storage, schema: { openAPIV3Schema } }));

const conditionsOf = async (name: string): Promise<Record<string, string>> => {
  const { status } = await cluster.client.get(storageVersionMigrations, { name });
  return Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status: value, reason }) => [type, `${value} ${reason}`]),
  );
};

async function migrate(name: string, resource: string): Promise<void> {
  await cluster.client.create(storageVersionMigrations, {
    metadata: { name },
    spec: { resource: { group, resource } },
  });
}

it('writes every object in the current storage version, so that the old one can be removed', async () => {
  const { client } = cluster;
  await client.create(customResourceDefinitions, {
    metadata: { name: `gadgets.${group}` },
    spec: { group, scope: 'Namespaced', names: { plural: 'gadgets', kind: 'Gadget' }, versions: versions('v1') },
  });
  const list = async (): Promise<readonly KubeObject[]> => (await client.list(gadgets, { namespace: 'default' })).items;
  await cluster.until(
    () =>
      list().then(
        () => true,
        () => false,
      ),
    'gadgets are served',
  );
  for (const name of ['a', 'b', 'c']) await client.create(gadgets, { metadata: { name, namespace: 'default' } });
  const hash = async (): Promise<unknown> => {
    const path = `/apis/${group}/v2`;
    const { resources } = await client.raw<{ resources: { storageVersionHash?: string }[] }>({ method: 'GET', path });
    return resources[0]?.storageVersionHash;
  };
  const hashBefore = await hash();
  await client.patch(customResourceDefinitions, { name: `gadgets.${group}` }, 'merge', {
    spec: { versions: versions('v2') },
  });
  const before = new Map((await list()).map(({ metadata }) => [metadata?.name, metadata?.resourceVersion]));
  await cluster.until(async () => (await hash()) !== hashBefore, 'the server stores the new version');
  await migrate('gadgets', 'gadgets');
  await cluster.until(async () => (await conditionsOf('gadgets')).Succeeded !== undefined, 'the migration succeeds');
  expect(await conditionsOf('gadgets')).toEqual({
    Running: 'False StorageVersionMigrationInProgress',
    Succeeded: 'True StorageVersionMigrationSucceeded',
  });
  for (const { metadata } of await list()) expect(metadata?.resourceVersion).not.toBe(before.get(metadata?.name));
  const after = await list();
  await migrate('again', 'gadgets');
  await cluster.until(async () => (await conditionsOf('again')).Succeeded !== undefined, 'the migration succeeds');
  expect(await list()).toEqual(after);
});

it('fails for a resource that stays unknown', async () => {
  await migrate('unknown', 'widgets');
  await cluster.until(async () => (await conditionsOf('unknown')).Failed !== undefined, 'the migration fails', 300);
  expect(await conditionsOf('unknown')).toEqual({ Failed: 'True StorageVersionMigrationFailed' });
});
