/** The managedFields of an object and of its scale, from the tests of upstream's scale handler. */
import type { ManagedFieldsEntry } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import type { FieldPath } from './field-set.ts';
import { parentManagedFields, scaleManagedFields } from './scale-fields.ts';

type Short = readonly [manager: string, operation: string, apiVersion: string, fields: string, subresource?: string];

const entries = (...all: readonly Short[]): readonly ManagedFieldsEntry[] =>
  all.map(([manager, operation, apiVersion, fields, subresource]) => ({
    manager,
    operation,
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': Object.fromEntries(fields.split(' ').map((name) => [`f:${name}`, {}])) },
    ...(subresource === undefined ? {} : { subresource }),
  }));
const paths: Readonly<Record<string, FieldPath>> = {
  'apps/v1': ['f:spec', 'f:replicas'],
  'apps/v1beta1': ['f:spec', 'f:the-replicas'],
};
const replicas = (apiVersion: string): FieldPath | undefined => paths[apiVersion];

describe('scaleManagedFields', () => {
  it('contains exactly the managers that own the replicas', () => {
    const parent = entries(
      ['one', 'Apply', 'apps/v1', 'other'],
      ['two', 'Apply', 'apps/v1', 'replicas other'],
      ['three', 'Update', 'apps/v1beta1', 'the-replicas', 'scale'],
      ['four', 'Update', 'apps/v10', 'replicas'],
    );
    expect(scaleManagedFields(parent, replicas)).toEqual(
      entries(
        ['two', 'Apply', 'autoscaling/v1', 'replicas'],
        ['three', 'Update', 'autoscaling/v1', 'replicas', 'scale'],
      ),
    );
    expect(scaleManagedFields(undefined, replicas)).toEqual([]);
  });
});

const scaled = (manager: string, operation: string): Short => [
  manager,
  operation,
  'autoscaling/v1',
  'replicas',
  'scale',
];
const taken = (manager: string, operation: string): Short => [manager, operation, 'apps/v1', 'replicas', 'scale'];
const steals = [
  ['scale', 'Apply', 'Update'],
  ['scale', 'Apply', 'Apply'],
  ['scale', 'Update', 'Update'],
  ['scale', 'Update', 'Apply'],
  ['test', 'Apply', 'Apply'],
  ['test', 'Update', 'Update'],
  ['test', 'Update', 'Apply'],
  ['test', 'Apply', 'Update'],
] as const;

describe('parentManagedFields', () => {
  it.each(steals)('moves the replicas to %s when it writes the scale: %s, then %s', (manager, before, operation) => {
    const parent = entries(['test', before, 'apps/v1', 'replicas selector']);
    const after = parentManagedFields(parent, entries(scaled(manager, operation)), 'apps/v1', replicas);
    const expected = entries(['test', before, 'apps/v1', 'selector'], taken(manager, operation));
    expect(after).toHaveLength(2);
    expect(after).toEqual(expect.arrayContaining([...expected]));
  });

  const cases: readonly (readonly [string, readonly Short[], readonly Short[], readonly Short[]])[] = [
    [
      'removes a manager that owned only the replicas',
      [['test', 'Apply', 'apps/v1', 'replicas']],
      [scaled('scale', 'Update')],
      [taken('scale', 'Update')],
    ],
    [
      'keeps the replicas of an applier that still owns them in the scale',
      [['test', 'Apply', 'apps/v1', 'replicas selector']],
      [['test', 'Apply', 'autoscaling/v1', 'replicas'], scaled('test', 'Apply')],
      [['test', 'Apply', 'apps/v1', 'replicas selector'], taken('test', 'Apply')],
    ],
    [
      'keeps the replicas of an updater that still owns them in the scale',
      [['test', 'Update', 'apps/v1', 'replicas selector']],
      [['test', 'Update', 'autoscaling/v1', 'replicas']],
      [['test', 'Update', 'apps/v1', 'replicas selector']],
    ],
    [
      'adds no entry for a manager that does not own the replicas',
      [['test', 'Apply', 'apps/v1', 'selector']],
      [['scale', 'Update', 'autoscaling/v1', 'selector', 'scale']],
      [['test', 'Apply', 'apps/v1', 'selector']],
    ],
    [
      'removes entries of versions that are no longer served',
      [['other', 'Apply', 'apps/v10', 'selector']],
      [scaled('scale', 'Update')],
      [taken('scale', 'Update')],
    ],
    [
      'uses the path of the replicas in each version',
      [['test', 'Apply', 'apps/v1beta1', 'the-replicas selector']],
      [scaled('scale', 'Update')],
      [['test', 'Apply', 'apps/v1beta1', 'selector'], taken('scale', 'Update')],
    ],
  ];
  it.each(cases)('%s', (_, parent, scale, expected) => {
    expect(parentManagedFields(entries(...parent), entries(...scale), 'apps/v1', replicas)).toEqual(
      entries(...expected),
    );
  });

  it('returns the same entries if the scale does not change', () => {
    const parent = entries(['a', 'Apply', 'apps/v1', 'replicas'], ['b', 'Update', 'apps/v1', 'replicas selector']);
    expect(parentManagedFields(parent, scaleManagedFields(parent, replicas), 'apps/v1', replicas)).toEqual(parent);
  });
});
