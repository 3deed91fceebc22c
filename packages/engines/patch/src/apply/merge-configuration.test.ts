/** Merging of configurations without owners. */
import type { FieldNode, TypeNode, TypeTable } from '@kubets/schema';
import { describe, expect, it } from 'vitest';
import { mergeConfiguration } from './merge-configuration.ts';

const table: TypeTable = { get: () => undefined };
const text = (name: string): FieldNode => ({ name, type: 'string' });
const container: TypeNode = {
  type: 'object',
  fields: [text('name'), text('image'), { name: 'args', type: 'array', items: { type: 'string' } }],
};
const type: TypeNode = {
  type: 'object',
  fields: [
    { name: 'labels', type: 'map', values: { type: 'string' } },
    { name: 'selector', type: 'object', mapType: 'atomic', fields: [text('app')] },
    { name: 'containers', type: 'array', listType: 'map', listMapKeys: ['name'], items: container },
    { name: 'finalizers', type: 'array', listType: 'set', items: { type: 'string' } },
    { name: 'replicas', type: 'integer' },
  ],
};

const live = { labels: { a: '1' }, containers: [{ name: 'web', image: 'web:1', args: ['x'] }], replicas: 1 };

describe('mergeConfiguration', () => {
  it.each<[string, unknown, unknown]>([
    ['an empty configuration', {}, live],
    ['a label', { labels: { b: '2' } }, { ...live, labels: { a: '1', b: '2' } }],
    ['a scalar', { replicas: 2 }, { ...live, replicas: 2 }],
    [
      'an item and a field of another',
      { containers: [{ name: 'web', image: 'web:2' }, { name: 'sidecar' }] },
      { ...live, containers: [{ name: 'web', image: 'web:2', args: ['x'] }, { name: 'sidecar' }] },
    ],
    ['a set', { finalizers: ['f'] }, { ...live, finalizers: ['f'] }],
  ])('merges %s', (_, config, expected) => expect(mergeConfiguration(live, config, type, table)).toEqual(expected));

  it.each<[string, unknown, string]>([
    [
      'an undeclared field',
      { colour: 'red' },
      'failed to convert patch object to typed object: .colour: field not declared in schema',
    ],
    [
      'values of wrong types',
      { replicas: 'two', labels: { a: 1 } },
      'failed to convert patch object to typed object: errors:\n  .replicas: expected numeric (int or float), got string\n  .labels.a: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'an item without its key',
      { containers: [{ image: 'x' }] },
      'failed to convert patch object to typed object: .containers: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
    [
      'atomic lists and objects',
      { selector: { app: 'a' }, containers: [{ name: 'web', args: [] }] },
      'invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .selector, .containers[0].args',
    ],
  ])('refuses %s', (_, config, message) => {
    expect(() => mergeConfiguration(live, config, type, table)).toThrow(message);
  });
});
