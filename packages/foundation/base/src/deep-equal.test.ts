/** When two JSON values are equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepEqual } from './deep-equal.ts';

describe('deepEqual', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['two equal strings', 'a', 'a', true],
    ['a string and a number', '1', 1, false],
    ['null and undefined', null, undefined, false],
    ['null and an object', null, {}, false],
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['items in another order', [1, 2], [2, 1], false],
    ['lists of different lengths', [1], [1, 1], false],
    ['a list and an object with its indexes', ['a'], { 0: 'a' }, false],
    ['an object and a list', {}, [], false],
    ['an undefined field and an absent one', { a: undefined }, {}, true],
    ['an absent field and an undefined one', {}, { a: undefined }, true],
    ['an undefined field and a null one', { a: undefined }, { a: null }, false],
    ['different fields of one number', { a: undefined, b: 1 }, { a: 1, b: undefined }, false],
    ['an additional field on the left', { a: 1, b: 2 }, { a: 1 }, false],
    ['an additional field on the right', { a: 1 }, { a: 1, b: 2 }, false],
    ['a nested difference', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, false],
    ['a bigint and its number', 5n, 5, true],
    ['a bigint and another number', 5n, 6, false],
    ['a bigint and a string', 5n, '5', false],
    ['an inherited field', { constructor: Object }, {}, false],
    ['an own field named __proto__', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}'), true],
    ['an own field named __proto__ on one side', JSON.parse('{"__proto__":{"a":1}}'), {}, false],
  ])('compares %s', (_, a, b, equal) => {
    expect(deepEqual(a, b)).toBe(equal);
    expect(deepEqual(b, a)).toBe(equal);
  });

  it('agrees with the canonical text of any two JSON values', () => {
    const sorted = (value: unknown): unknown =>
      typeof value !== 'object' || value === null
        ? value
        : Array.isArray(value)
          ? value.map(sorted)
          : Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, field]) => ({ key, field: sorted(field) }));
    const text = (value: unknown): string => JSON.stringify([Array.isArray(value), sorted(value)]);
    const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: true }).map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(deepEqual(a, structuredClone(a))).toBe(true);
        expect(deepEqual(a, b)).toBe(text(a) === text(b));
      }),
    );
  });
});
