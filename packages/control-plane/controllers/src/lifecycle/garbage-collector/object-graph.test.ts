/** What the graph knows of resources whose discovery fails. */
import type { InformerSource } from '@kubets/controller-runtime';
import { expect, it } from 'vitest';
import type { DiscoveredResource, Discovery } from '../api-discovery/discover-resources.ts';
import { ObjectGraph } from './object-graph.ts';

const deployments: DiscoveredResource = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
  verbs: [],
};
const found = (failures: Discovery['failures'], ...resources: readonly DiscoveredResource[]): Discovery => ({
  resources,
  kinds: new Map(resources.map((each) => [`${each.group}/${each.version}/${each.kind}`, each])),
  failures,
});
const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: 'u' };

it('keeps the kinds of a version whose discovery failed, and forgets those that are no longer served', () => {
  const ignore = (): void => undefined;
  const graph = new ObjectGraph({} as InformerSource, ignore, ignore);
  graph.follow(found(new Map(), deployments));
  graph.follow(found(new Map([['apps/v1', 'the connection broke']])));
  expect(graph.resourceOf(reference)).toBe(deployments);
  graph.follow(found(new Map()));
  expect(graph.resourceOf(reference)).toBeUndefined();
});
