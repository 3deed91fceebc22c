/** managedFields that were written with an earlier schema of the type. */
import { typeTable } from '@kubets/schema';
import { fromOpenAPI } from '@kubets/schema/custom';
import { expect, it } from 'vitest';
import { setOf } from './field-set.ts';
import { mergePlan } from './merge-plan.ts';
import { pathTexts } from './reference.testing.ts';
import { fitToSchema } from './schema-changes.ts';

const text = { type: 'string' };
const planOf = (spec: object) =>
  mergePlan(fromOpenAPI({ type: 'object', properties: { spec: { type: 'object', properties: spec } } }), typeTable({}));
const before = setOf([
  ['f:spec', 'f:map', 'f:a'],
  ['f:spec', 'f:map', 'f:b'],
  ['f:spec', 'f:list', 'v:"a"'],
  ['f:spec', 'f:plain'],
  ['f:spec', 'f:gone', 'f:x'],
]);

it('fitToSchema: a field that became atomic is owned as a whole by each owner of a part of it', () => {
  const plan = planOf({
    map: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: text },
    list: { type: 'array', items: text },
    plain: text,
  });
  expect(pathTexts(fitToSchema(before, plan))).toEqual(
    pathTexts(
      setOf([
        ['f:spec', 'f:map'],
        ['f:spec', 'f:list'],
        ['f:spec', 'f:plain'],
        ['f:spec', 'f:gone', 'f:x'],
      ]),
    ),
  );
});

it('fitToSchema: a set that matches the schema is returned unchanged', () => {
  const plan = planOf({
    map: { type: 'object', additionalProperties: text },
    list: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    plain: text,
  });
  expect(fitToSchema(before, plan)).toBe(before);
});

it('fitToSchema: a field that was atomic and became granular keeps its owner', () => {
  const atomic = setOf([['f:spec', 'f:map']]);
  expect(fitToSchema(atomic, planOf({ map: { type: 'object', additionalProperties: text } }))).toBe(atomic);
});
