/** Keys of objects. */
import { expect, it } from 'vitest';
import { namespacedNameOf, objectKey, objectKeyOf, splitObjectKey } from './object-key.ts';

it.each([
  ['a namespaced object', { metadata: { namespace: 'n', name: 'a' } }, 'n/a', { namespace: 'n', name: 'a' }],
  ['a cluster-scoped object', { metadata: { name: 'a' } }, 'a', { namespace: '', name: 'a' }],
  ['an object without metadata', {}, '', { namespace: '', name: '' }],
])('objectKeyOf, namespacedNameOf and splitObjectKey identify %s', (_, object, key, namespacedName) => {
  expect(objectKeyOf(object)).toBe(key);
  expect(namespacedNameOf(object)).toEqual(namespacedName);
  expect(objectKey(namespacedName.namespace, namespacedName.name)).toBe(key);
  expect(splitObjectKey(key)).toEqual(namespacedName);
});
