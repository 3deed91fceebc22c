/** Example of the package: applying and computing the three kinds of patch. */
import { typeTable } from '@kubets/schema';
import { expect, it } from 'vitest';
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, createMergePatch } from './index.ts';

it('applyJsonPatch applies a JSON patch', () => {
  const patch = [{ op: 'replace', path: '/spec/replicas', value: 3 }];
  expect(applyJsonPatch({ spec: { replicas: 1 } }, patch)).toEqual({ spec: { replicas: 3 } });
});

it('createMergePatch computes a merge patch that applyMergePatch applies', () => {
  const [original, modified] = [
    { a: 1, b: 2 },
    { a: 1, c: 3 },
  ];
  const patch = createMergePatch(original, modified);
  expect(patch).toEqual({ b: null, c: 3 });
  expect(applyMergePatch(original, patch)).toEqual(modified);
});

it('applyStrategicMergePatch merges lists by their keys', () => {
  const fields = ['name', 'image'].map((name) => ({ name, type: 'string' as const }));
  const table = typeTable({ Container: { type: 'object', fields } });
  const list = { type: 'array', items: { ref: 'Container' }, patchStrategy: 'merge', patchMergeKey: 'name' } as const;
  const pod = { type: 'object', fields: [{ name: 'containers', ...list }] } as const;
  const document = {
    containers: [
      { name: 'web', image: 'nginx:1' },
      { name: 'log', image: 'log:1' },
    ],
  };
  const patch = { containers: [{ name: 'web', image: 'nginx:2' }] };
  expect(applyStrategicMergePatch(document, patch, pod, table)).toEqual({
    containers: [
      { name: 'web', image: 'nginx:2' },
      { name: 'log', image: 'log:1' },
    ],
  });
});
