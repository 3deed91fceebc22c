/** The printed columns of custom resources: what they cost is bounded for each object. */
import { workUnits } from '@kubets/base/platform/testing';
import { describe, expect, it } from 'vitest';
import { printedColumns } from './printed-columns.ts';

const columns = (jsonPath: string, type = 'string') =>
  Array.from({ length: 100 }, (_, index) => ({ name: `c${index}`, type, jsonPath }));
const object = (spec: unknown) => ({ metadata: { name: 'a' }, spec });

describe('the columns of a custom resource', () => {
  it('print what their paths select', () => {
    const { row } = printedColumns([
      { name: 'items', type: 'string', jsonPath: '.spec.items' },
      { name: 'some', type: 'string', jsonPath: '.spec.items[?(@.a=="x")].b' },
      { name: 'any', type: 'integer', jsonPath: '.spec..b' },
      { name: 'none', type: 'string', jsonPath: '.spec.none' },
    ]);
    expect(row(object({ items: [{ a: 'x', b: 1 }] }), 0)).toEqual(['a', '[{"a":"x","b":1}]', '1', 1, null]);
  });

  const items = Array.from({ length: 15_000 }, (_, index) => ({ a: 'x', b: String(index) }));
  const text = 'x'.repeat(1_000_000);
  it.each([
    ['that search everything', '..b', { items }],
    ['that filter', '.spec.items[?(@.a=="x")].b', { items }],
    ['that print everything', '.spec', { items }],
    ['that print a long text', '.spec.text', { text }],
    ['that search a long text', '.spec..none', { text }],
    ['of the bytes of a long text', '.spec.text[*]', { text }],
  ])('%s leave the rest of a large object empty', (_, jsonPath, spec) => {
    const { row } = printedColumns(columns(jsonPath));
    let cells: readonly unknown[] = [];
    const units = workUnits(() => {
      cells = row(object(spec), 0);
    });
    expect(cells).toHaveLength(101);
    expect(cells.at(-1)).toBeNull();
    expect(units).toBeLessThan(2);
  });
});
