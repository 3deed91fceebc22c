/** Migration of objects from client-side apply to server-side apply. */
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { typeTable } from '@kubets/schema';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from '../json-patch.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { upgradeManagedFields, upgradePatch } from './client-side-apply.ts';
import { updateManagedFields } from './update-managed-fields.ts';

const entry = (manager: string, operation: string, fields: object, more: object = {}): ManagedFieldsEntry =>
  ({ manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: fields, ...more }) as ManagedFieldsEntry;
const data = (...names: readonly string[]): object => ({
  'f:data': Object.fromEntries(['.', ...names.map((name) => `f:${name}`)].map((name) => [name, {}])),
});
const csa = 'kubectl-client-side-apply';

describe('upgradeManagedFields', () => {
  it('converts the Update entry to an Apply entry if there is none', () => {
    const others = entry('other', 'Update', data('z'));
    expect(upgradeManagedFields([entry(csa, 'Update', data('a')), others], [csa], 'kubectl')).toEqual([
      entry('kubectl', 'Apply', data('a')),
      others,
    ]);
  });

  it('merges the Update entry into an Apply entry of the same version, and drops other versions', () => {
    const before = [
      entry('kubectl', 'Apply', data('a')),
      entry(csa, 'Update', data('b')),
      entry(csa, 'Update', data('c'), { apiVersion: 'v2' }),
      entry(csa, 'Update', data('d'), { subresource: 'status' }),
    ];
    expect(upgradeManagedFields(before, [csa], 'kubectl')).toEqual([
      entry('kubectl', 'Apply', data('a', 'b')),
      before[3],
    ]);
  });

  it('migrates several managers, one subresource at a time', () => {
    const before = [entry('x', 'Update', data('a')), entry('y', 'Update', data('b')), entry('y', 'Apply', data('c'))];
    expect(upgradeManagedFields(before, ['x', 'y'], 'z')).toEqual([entry('z', 'Apply', data('a', 'b')), before[2]]);
    const status = [entry('x', 'Update', data('a'), { subresource: 'status' })];
    expect(upgradeManagedFields(status, ['x'], 'z')).toBe(status);
    expect(upgradeManagedFields(status, ['x'], 'z', 'status')).toEqual([
      entry('z', 'Apply', data('a'), { subresource: 'status' }),
    ]);
  });
});

describe('upgradePatch', () => {
  const request = {
    manager: csa,
    apiVersion: 'v1',
    subresource: '',
    now: '2026-01-01T00:00:00Z',
    type: 'ConfigMap',
    table: typeTable({}),
    resetFields: [],
  };
  const map = (values: object): KubeObject =>
    ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data: values }) as KubeObject;

  it('lets the next apply remove fields that client-side apply has set', () => {
    const created = updateManagedFields(undefined, map({ a: '1', b: '1' }), request);
    const live = { ...created, metadata: { ...created.metadata, resourceVersion: '7' } };
    const patch = upgradePatch(live, [csa], 'kubectl');
    expect(patch?.[1]).toEqual({ op: 'replace', path: '/metadata/resourceVersion', value: '7' });
    const upgraded = applyJsonPatch(live, patch) as KubeObject;
    const applied = applyConfiguration(upgraded, map({ a: '2' }), false, { ...request, manager: 'kubectl' });
    expect(applied).toMatchObject({ data: { a: '2' } });
    expect(applied).not.toHaveProperty('data.b');
    expect(applied.metadata?.managedFields?.map(({ manager }) => manager)).toEqual(['kubectl']);
    expect(upgradePatch(upgraded, [csa], 'kubectl')).toBeUndefined();
  });
});
