/** The facts of types, from declarations and schemas. */
import { expect, it } from 'vitest';
import { openAPIName, type TypeSources, typeFacts } from './types.ts';

const kind = { 'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Thing' }] };

function factsOf(sources: Partial<TypeSources>): Record<string, unknown> {
  return typeFacts({ types: {}, schemas: {}, byDefault: {}, all: {}, ...sources });
}

it('names types like OpenAPI', () => {
  expect(openAPIName('k8s.io/api/core/v1.Pod')).toBe('io.k8s.api.core.v1.Pod');
});

it.each([
  ['a field that Go always writes', { name: 'a', type: 'string' }, { default: '' }, { zeroDefault: true }],
  ['a declared default', { name: 'a', type: 'string', omit: 'empty' }, { default: 'TCP' }, { default: 'TCP' }],
  ['a declared default that is zero', { name: 'a', type: 'string', omit: 'empty' }, { default: '' }, { default: '' }],
  [
    'a closed string type',
    { name: 'a', type: 'string', known: ['A', 'B'], goType: 'T' },
    { enum: ['A', 'B'] },
    { enum: ['A', 'B'], goType: 'T' },
  ],
  ['an open string type', { name: 'a', type: 'string', known: ['A'], goType: 'T' }, {}, { known: ['A'], goType: 'T' }],
  [
    'a list with keys',
    { name: 'a', type: 'array', items: { type: 'string' } },
    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
    { items: { type: 'string' }, listType: 'map', listMapKeys: ['name'] },
  ],
])('%s', (_, field, property, expected) => {
  const schema = { type: 'object', properties: { a: property }, required: ['a'], ...kind };
  const facts = factsOf({
    types: { 'x.io/apps/v1.Thing': { type: 'object', fields: [field] } },
    schemas: { 'io.x.apps.v1.Thing': schema },
    byDefault: { 'io.x.apps.v1.Thing': schema },
    all: { 'io.x.apps.v1.Thing': schema },
  });
  const { known, goType, ...rest } = field as Record<string, unknown>;
  expect(facts).toEqual({
    'x.io/apps/v1.Thing': {
      gvk: [['apps', 'v1', 'Thing']],
      type: 'object',
      required: ['a'],
      fields: [{ ...rest, required: true, ...expected }],
    },
  });
});

it('keeps of a version that is off by default only the kinds that are served, and their types', () => {
  const type = (...fields: readonly { name: string; ref: string }[]) => ({ type: 'object', fields });
  const facts = factsOf({
    types: {
      'x.io/apps/v1beta1.Thing': type({ name: 'spec', ref: 'x.io/apps/v1beta1.ThingSpec' }),
      'x.io/apps/v1beta1.ThingSpec': type(),
      'x.io/apps/v1beta1.Removed': type(),
    },
    all: { 'io.x.apps.v1beta1.Thing': kind, 'io.x.apps.v1beta1.ThingSpec': {} },
  });
  expect(Object.keys(facts)).toEqual(['x.io/apps/v1beta1.Thing', 'x.io/apps/v1beta1.ThingSpec']);
  expect(facts['x.io/apps/v1beta1.ThingSpec']).toMatchObject({ offByDefault: true });
});
