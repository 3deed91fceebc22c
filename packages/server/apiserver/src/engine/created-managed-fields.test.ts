/** Cached managed fields are those that would be computed. */
import { configMaps } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { updateManagedFields } from '@kubets/patch/apply';
import { expect, it } from 'vitest';
import type { FieldWrite } from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';
import { typedFieldManagement } from './typed-field-management.ts';

const map = (name: string, more: object = {}, metadata: object = {}): KubeObject =>
  ({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name, uid: name, ...metadata }, ...more }) as KubeObject;

const write = (manager: string, now = '2026-01-01T00:00:00Z'): FieldWrite => ({
  definition: configMaps,
  subresource: '',
  manager,
  now,
});

/** The managed fields without a cache. */
function afresh(object: KubeObject, { definition, subresource, manager, now }: FieldWrite): KubeObject {
  const [apiVersion, reset] = [apiVersionOf(definition), resetFields(definition, subresource)];
  const types = { type: definition.typeName, table: typeTable() };
  return updateManagedFields(undefined, object, {
    manager,
    apiVersion,
    subresource,
    now,
    resetFields: reset,
    ...types,
  });
}

const objects: readonly KubeObject[] = [
  map('bare'),
  map('a', { data: { one: 'x' } }),
  map('b', { data: { one: 'y' } }),
  map('c', { data: { two: 'x' } }),
  map('d', { data: {} }),
  map('e', { data: { one: 'x' }, immutable: true }),
  map('f', { data: { one: 'x' } }, { labels: { app: 'x' } }),
  map('g', { data: { one: 'x' } }, { labels: { app: undefined } }),
  map('h', { data: { one: 'x' } }, { finalizers: ['a/b'] }),
  map('i', { data: { one: 'x' } }, { finalizers: ['c/d'] }),
  map('j', { data: { 'one",': 'x', __proto__x: 'y' } }),
  map('k', { data: JSON.parse('{"__proto__":"x"}') }),
  map('l', { data: { one: 'x' } }, { managedFields: [] }),
];

it('gives every new object the managed fields it would have without the cache', () => {
  const fields = typedFieldManagement(typeTable());
  for (const time of ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2026-01-01T00:00:01Z'])
    for (const manager of ['kubectl', 'helm'])
      for (const object of objects) {
        const asked = write(manager, time);
        expect(JSON.stringify(fields.written(undefined, object, asked))).toBe(JSON.stringify(afresh(object, asked)));
      }
});

it('shares the documents of objects that have the same fields', () => {
  const fields = typedFieldManagement(typeTable());
  const documentOf = (object: KubeObject, now: string) =>
    fields.written(undefined, object, write('kubectl', now)).metadata?.managedFields?.[0]?.fieldsV1;
  const first = documentOf(map('a', { data: { one: 'x' } }), '2026-01-01T00:00:00Z');
  expect(documentOf(map('b', { data: { one: 'y' } }), '2026-01-01T00:00:01Z')).toBe(first);
  expect(documentOf(map('b', { data: { two: 'y' } }), '2026-01-01T00:00:01Z')).not.toEqual(first);
});
