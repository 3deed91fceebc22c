/** Declarative validation of built-in types, from the facts. */
import { readFileSync } from 'node:fs';
import type { FieldError } from '@kubets/machinery/field-error';
import { describe, expect, test } from 'vitest';
import { compileType } from './compile.ts';
import { type TypeNode, typeTable } from './type-node.ts';

const facts = JSON.parse(readFileSync(new URL('../../../api/api/facts/types.json', import.meta.url), 'utf8')) as {
  types: Record<string, TypeNode>;
};
const table = typeTable(facts.types);
const on = { gate: (): boolean => true };
const lines = (errors: readonly FieldError[]): string[] => errors.map(({ field, message }) => `${field}: ${message}`);
const type = (name: string) => compileType(`k8s.io/api/${name}`, table);

describe('declarative validation of fields', () => {
  const cases: readonly (readonly [type: string, value: unknown, ...errors: string[]])[] = [
    [
      'core/v1.ReplicationController',
      { spec: { replicas: -1 } },
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    ['core/v1.ReplicationController', { metadata: { name: 'a.b' }, spec: { replicas: 0 } }],
    [
      'autoscaling/v1.HorizontalPodAutoscaler',
      { spec: { minReplicas: 0, maxReplicas: 1 } },
      'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
    ],
    [
      'discovery/v1.EndpointSlice',
      { endpoints: [{ addresses: Array.from({ length: 101 }, () => 'a') }] },
      'endpoints[0].addresses: Too many: 101: must have at most 100 items',
    ],
    [
      'resource/v1.ResourceSlice',
      { spec: { devices: [{ name: 'a', attributes: { 'x/y': {} } }] } },
      'spec.devices[0].attributes[x/y]: Invalid value: "": must specify one of: `int`, `bool`, `string`, `version`, `ints`, `bools`, `strings`, `versions`',
    ],
    [
      'resource/v1.ResourceSlice',
      { spec: { devices: [{ name: 'a', attributes: { y: { int: 1, bool: false } } }] } },
      'spec.devices[0].attributes[y]: Invalid value: "{int, bool}": must specify exactly one of: `int`, `bool`, `string`, `version`, `ints`, `bools`, `strings`, `versions`',
    ],
    [
      'resource/v1.ResourceClaim',
      { spec: { devices: { requests: [{ name: 'a' }, { name: 'a' }] } } },
      'spec.devices.requests[1]: Duplicate value: {"name":"a"}',
    ],
    ['core/v1.Pod', { spec: { containers: [{}] } }],
  ];
  test.for(cases)('returns the expected errors: %j', ([name, value, ...errors]) => {
    expect(lines(type(name).validate(value))).toEqual(errors);
  });

  test('checks names by their format', () => {
    expect(lines(type('node/v1.RuntimeClass').validate({ handler: 'A_b' }))).toEqual([
      expect.stringMatching(/^handler: Invalid value: "A_b": a lowercase RFC 1123 label must consist of/),
    ]);
  });

  test('applies rules by feature gates', () => {
    const hpa = compileType('k8s.io/api/autoscaling/v2.HorizontalPodAutoscaler', table, undefined, on);
    expect(hpa.validate({ spec: { minReplicas: 0, maxReplicas: 1 } })).toEqual([]);
  });
});

describe('declarative validation of updates', () => {
  test('refuses changes of immutable fields', () => {
    const storageClass = type('storage/v1.StorageClass');
    const old = { provisioner: 'a', parameters: { b: 'c' } };
    expect(storageClass.validateUpdate(old, structuredClone(old))).toEqual([]);
    expect(lines(storageClass.validateUpdate({ ...old, provisioner: 'x' }, old))).toEqual([
      'provisioner: Invalid value: "x": field is immutable',
    ]);
  });

  test('allows setting a field once if it must not change later', () => {
    const claim = type('resource/v1.ResourceClaim');
    const allocated = (time: string): object => ({ status: { allocation: { allocationTimestamp: time } } });
    expect(claim.validateUpdate(allocated('a'), { status: {} })).toEqual([]);
    expect(claim.validateUpdate({ status: {} }, allocated('a'))).toEqual([]);
    expect(lines(claim.validateUpdate(allocated('b'), allocated('a')))).toEqual([
      'status.allocation: Invalid value: {"allocationTimestamp":"b"}: field cannot be modified once set',
    ]);
  });

  test('accepts invalid values that have not changed', () => {
    const controller = type('core/v1.ReplicationController');
    expect(controller.validateUpdate({ spec: { replicas: -1, selector: {} } }, { spec: { replicas: -1 } })).toEqual([]);
    expect(controller.validateUpdate({ spec: { replicas: -2 } }, { spec: { replicas: -1 } })).toHaveLength(1);
  });
});
