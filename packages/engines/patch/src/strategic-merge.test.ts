/** Strategic merges of large lists. */
import { workUnits } from '@kubets/base/platform/testing';
import { typeTable } from '@kubets/schema';
import { expect, test } from 'vitest';
import { applyStrategicMergePatch } from './strategic-merge.ts';

type Plain = Record<string, unknown>;

const table = typeTable({
  Container: {
    type: 'object',
    fields: [
      { name: 'name', type: 'string' },
      { name: 'image', type: 'string' },
    ],
  },
});
const node = {
  type: 'object' as const,
  fields: [
    {
      name: 'containers',
      type: 'array' as const,
      items: { ref: 'Container' },
      patchStrategy: 'merge',
      patchMergeKey: 'name',
    },
  ],
};

test('applyStrategicMergePatch of long lists takes linear time', () => {
  const containers = (image: string): Plain[] =>
    Array.from({ length: 20_000 }, (_, index) => ({ name: `c${index}`, image }));
  const patch = { containers: containers('b').reverse() };
  const document = { containers: containers('a') };
  let merged: unknown;
  const units = workUnits(() => {
    merged = applyStrategicMergePatch(document, patch, node, table);
  });
  expect(merged).toEqual(patch);
  expect(units).toBeLessThan(100);
});
