/** JSON merge patches: the examples of RFC 7386, three-way patches, properties of differences. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createThreeWayMergePatch, PreconditionError, requireKeyUnchanged } from './create-patch.ts';
import { applyMergePatch, createMergePatch, mergePatchesConflict } from './merge-patch.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`merge-patch: fast-check seed ${seed}`);

describe('applyMergePatch', () => {
  // The first 15 are the examples of RFC 7386 whose patch is an object or array.
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: 1 }, { a: { b: null, c: [{ d: null }, null] } }, { a: { c: [{}, null] } }],
    [{ a: {} }, { a: [{ b: null }] }, { a: [{ b: null }] }],
  ])('applied to %j with %j returns %j', (document, patch, expected) => {
    expect(applyMergePatch(document, patch)).toEqual(expected);
  });

  test.each(['x', 1, null, true])('refuses %j', (patch) => {
    expect(() => applyMergePatch({}, patch)).toThrow('Invalid JSON Patch');
  });

  test('treats __proto__ as a plain key', () => {
    const merged = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"polluted":1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('createThreeWayMergePatch', () => {
  test('sets modified fields, deletes fields that were applied before, and keeps the rest', () => {
    const original = { spec: { a: 1, b: 1 }, gone: { x: 1 } };
    const modified = { spec: { a: 2, d: {} } };
    const current = { spec: { a: 1, b: 1, c: 1 }, gone: { x: 1 }, status: {} };
    const patch = createThreeWayMergePatch(original, modified, current);
    expect(patch).toEqual({ spec: { a: 2, b: null, d: {} }, gone: null });
    expect(applyMergePatch(current, patch)).toEqual({ spec: { a: 2, c: 1, d: {} }, status: {} });
  });

  test('refuses values that are not objects', () => {
    const preconditions = [requireKeyUnchanged('kind')];
    const make = (): unknown =>
      createThreeWayMergePatch({ kind: 'A' }, { kind: 'B' }, { kind: 'A' }, { preconditions });
    expect(make).toThrow(PreconditionError);
    expect(make).toThrow('precondition failed for: map[kind:B]');
  });

  test('refuses to set and delete the same field', () => {
    expect(mergePatchesConflict({ a: { b: 1 } }, { a: { b: null } })).toBe(true);
    expect(mergePatchesConflict({ a: [1, { b: 1 }] }, { a: [1, { c: 1 }], d: 1 })).toBe(false);
    expect(mergePatchesConflict({ a: [1] }, { a: [1, 2] })).toBe(true);
  });
});

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(0, 1, 'x', true, 2n ** 60n),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
}));
const objects = json.object as fc.Arbitrary<Record<string, unknown>>;

describe('properties of merge patches', () => {
  test('the difference of two documents, applied to the first, returns the second', () => {
    fc.assert(
      fc.property(objects, objects, (original, modified) => {
        expect(applyMergePatch(original, createMergePatch(original, modified))).toEqual(modified);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('the difference of equal documents is empty', () => {
    fc.assert(
      fc.property(objects, (object) => {
        expect(createMergePatch(object, structuredClone(object))).toEqual({});
      }),
      { seed },
    );
  });
});
