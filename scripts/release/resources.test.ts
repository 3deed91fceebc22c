/** The facts of resources, from what servers serve. */
import { expect, it } from 'vitest';
import { resourceFactsOf, unknownGates } from './resources.ts';
import type { Served, ServedResource } from './served.ts';

const verbs = ['get', 'list'];
const resource = (name: string, kind: string, more: Partial<ServedResource> = {}): ServedResource => ({
  name,
  kind,
  singularName: kind.toLowerCase(),
  namespaced: true,
  verbs,
  ...more,
});

function served(resources: Readonly<Record<string, readonly ServedResource[]>>): Served {
  const groups = Map.groupBy(Object.keys(resources), (key) => key.split('/')[0] ?? '');
  return {
    groups: [...groups].map(([name, keys]) => {
      const versions = keys.map((key) => key.split('/')[1] ?? '');
      return { name, versions, preferred: versions[0] ?? '' };
    }),
    resources: new Map(Object.entries(resources)),
    schemas: {},
    columns: new Map(),
    priorities: new Map(Object.keys(resources).map((key) => [key, { group: 100, version: 15 }])),
  };
}

const facts = { groups: { apps: ['v1', 'v1beta1'] }, prefixes: { 'apps/deployments': 'deployment-prefix' } };

it('describes resources with their storage and subresources', () => {
  // The hash of apps/v1/Deployment.
  const deployments = resource('deployments', 'Deployment', {
    storageVersionHash: '8aSe+NMegvE=',
    shortNames: ['deploy'],
  });
  const scale = resource('deployments/scale', 'Scale', { group: 'autoscaling', version: 'v1' });
  const byDefault = served({ 'apps/v1': [deployments, scale] });
  const all = served({ 'apps/v1': [deployments, scale], 'apps/v1beta1': [deployments] });
  const found = resourceFactsOf({ byDefault, all }, facts);
  expect(found.groups).toEqual({
    apps: {
      versions: ['v1'],
      offByDefault: ['v1beta1'],
      preferred: 'v1',
      schemePriority: ['v1', 'v1beta1'],
      groupPriority: 100,
      versionPriority: { v1: 15, v1beta1: 15 },
    },
  });
  expect(found.resources).toEqual([
    {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      singular: 'deployment',
      namespaced: true,
      verbs,
      shortNames: ['deploy'],
      storage: { version: 'v1' },
      storageVersionHash: '8aSe+NMegvE=',
      etcdPrefix: 'deployment-prefix',
      subresources: [{ name: 'scale', kind: 'Scale', verbs, group: 'autoscaling', version: 'v1' }],
    },
  ]);
  expect(found.offByDefault).toMatchObject([{ version: 'v1beta1', stage: 'beta' }]);
});

it('rejects a storage hash of an unknown version', () => {
  const servers = served({
    'apps/v1': [resource('deployments', 'Deployment', { storageVersionHash: 'AAAAAAAAAAA=' })],
  });
  expect(() => resourceFactsOf({ byDefault: servers, all: servers }, facts)).toThrow('apps Deployment');
});

it('finds resources whose gate is not known', () => {
  const few = served({ 'apps/v1': [resource('deployments', 'Deployment')] });
  const all = served({ 'apps/v1': [resource('deployments', 'Deployment'), resource('things', 'Thing')] });
  expect(unknownGates(few, all)).toEqual(['apps/v1/things']);
});
