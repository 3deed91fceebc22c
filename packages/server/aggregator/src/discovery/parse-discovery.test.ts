/** Discovery documents of other API servers, also hostile ones. */
import { describe, expect, it } from 'vitest';
import { resourcesOfAggregated, resourcesOfClassic } from './parse-discovery.ts';

const type = { group: 'farm.example.com', version: 'v1' };

const cows = {
  resource: 'cows',
  responseKind: { group: 'farm.example.com', version: 'v1', kind: 'Cow' },
  scope: 'Namespaced',
  singularResource: 'cow',
  verbs: ['get', 'list'],
  shortNames: ['moo'],
  subresources: [
    { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get'] },
  ],
};

const aggregated = (resources: unknown): unknown => ({
  kind: 'APIGroupDiscoveryList',
  items: [{ metadata: { name: 'farm.example.com' }, versions: [{ version: 'v1', resources }] }],
});

describe('discovery of another API server', () => {
  it('is read in both forms', () => {
    expect(resourcesOfAggregated(aggregated([cows]), type)).toEqual([cows]);
    const classic = {
      kind: 'APIResourceList',
      resources: [
        {
          name: 'cows',
          singularName: 'cow',
          namespaced: true,
          kind: 'Cow',
          verbs: ['get', 'list'],
          shortNames: ['moo'],
        },
        { name: 'cows/scale', namespaced: true, kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get'] },
      ],
    };
    expect(resourcesOfClassic(classic, type)).toEqual([cows]);
  });

  it('of another group version is empty', () =>
    expect(resourcesOfAggregated(aggregated([cows]), { group: 'other', version: 'v1' })).toEqual([]));

  it.each([null, 1, 'text', [], {}, { kind: 'Status' }])('is refused if it is %j', (document) => {
    expect(resourcesOfAggregated(document, type)).toBeUndefined();
    expect(resourcesOfClassic(document, type)).toBeUndefined();
  });

  it('keeps only known fields of the right types, within limits', () => {
    const odd = {
      resource: {},
      scope: 7,
      verbs: 'get',
      shortNames: [1, 'a', 'b'.repeat(1000)],
      subresources: [null],
      extra: 1,
    };
    expect(resourcesOfAggregated(aggregated([odd, null, 'x']), type)).toEqual([
      {
        resource: '',
        responseKind: { group: '', version: '', kind: '' },
        scope: 'Cluster',
        singularResource: '',
        verbs: [],
        shortNames: ['a'],
      },
    ]);
    expect(resourcesOfAggregated(aggregated(Array.from({ length: 5000 }, () => cows)), type)).toHaveLength(1000);
  });
});
