/** Example of the package: a compiled type decodes, defaults, validates and prunes values. */
import { expect, it } from 'vitest';
import { compileCustomType, fromOpenAPI } from './custom.ts';
import { typeTable } from './index.ts';

const widget = compileCustomType(
  fromOpenAPI({
    type: 'object',
    properties: { size: { type: 'integer', minimum: 1, default: 1 }, color: { type: 'string', enum: ['red', 'blue'] } },
  }),
  typeTable({}),
);

it('compileType: a type sets defaults and drops unknown fields', () => {
  expect(widget.applyDefaults({ color: 'red' })).toEqual({ color: 'red', size: 1 });
  expect(widget.prune({ color: 'red', weight: 3 })).toEqual({ color: 'red' });
});

it('compileType: a type reports invalid fields', () => {
  const found = widget.validate({ size: 0, color: 'green' });
  expect(found.map(({ field }) => field).sort()).toEqual(['color', 'size']);
});
