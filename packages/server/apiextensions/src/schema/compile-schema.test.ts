/** Compilation of large schemas in steps. */
import { typeTable } from '@kubets/api/facts';
import { compileCustomTypeSteps, fromOpenAPISteps } from '@kubets/schema/custom';
import { expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';

/** `width` to the power of `depth` fields. */
const nested = (width: number, depth: number): object =>
  depth === 0
    ? { type: 'string', maxLength: 10 }
    : {
        type: 'object',
        properties: Object.fromEntries(
          Array.from({ length: width }, (_, index) => [`f${index}`, nested(width, depth - 1)]),
        ),
      };

it('a schema of ten thousand fields is compiled in many steps', () => {
  const steps = fromOpenAPISteps(nested(10, 4));
  let count = 1;
  let step = steps.next();
  for (; !step.done; step = steps.next()) count++;
  expect(count).toBeGreaterThan(10);
  const compiling = compileCustomTypeSteps(step.value, typeTable());
  expect(compiling.next().done).toBe(false);
});

it('compileSchema compiles the schema as a whole', async () => {
  const { type } = await compileSchema({ type: 'object', properties: { spec: nested(10, 4) } });
  const long = { spec: { f9: { f9: { f9: { f9: 'longer than ten' } } } } };
  expect(type.validate(long).map(({ field }) => field)).toEqual(['spec.f9.f9.f9.f9']);
});
