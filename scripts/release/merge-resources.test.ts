/** The resources of several releases as one list. */
import { expect, it } from 'vitest';
import { mergeResources } from './merge-resources.ts';

const facts = (...resources: readonly Record<string, unknown>[]) => ({ groups: {}, resources, offByDefault: [] });
const things = (version: string) => ({
  group: 'a',
  version: 'v1',
  plural: 'things',
  storage: { version },
  storageVersionHash: version,
});

it.each([
  ['a resource of all releases', [facts(things('v1')), facts(things('v1'))], [things('v1')]],
  ['a new resource', [facts(), facts(things('v1'))], [{ ...things('v1'), introduced: '1.37' }]],
  [
    'a resource with another storage version',
    [facts(things('v1beta1')), facts(things('v1'))],
    [{ ...things('v1'), before: { '1.37': { storage: { version: 'v1beta1' }, storageVersionHash: 'v1beta1' } } }],
  ],
  [
    'a resource that the oldest of three releases lacks',
    [facts(), facts(things('v1')), facts(things('v1'))],
    [{ ...things('v1'), introduced: '1.37' }],
  ],
])('mergeResources: %s', (_, releases, expected) => {
  const names = ['1.36.2', '1.37.2', '1.38.0'];
  expect(mergeResources(releases.map((each, index) => [names[index] ?? '', each])).resources).toEqual(expected);
});
