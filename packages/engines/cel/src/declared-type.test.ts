/** Declared types of structural schemas and of API types: types, values, sizes. */
import { compileRe2 } from '@kubets/machinery/patterns';
import { type TypeNode, typeTable } from '@kubets/schema';
import { fromOpenAPI } from '@kubets/schema/custom';
import { describe, expect, it } from 'vitest';
import { declaredType } from './declared-type.ts';
import { escapeProperty } from './escaping.ts';
import { kubernetesCel } from './kubernetes-environment.ts';
import { toNative } from './to-native.ts';
import { formatType } from './types.ts';

const field = (schema: object): object => ({ type: 'object', properties: { f: schema } });

function environmentOf(schema: object, root = true) {
  const self = declaredType(fromOpenAPI(schema), { name: 'Widget', root });
  if (self === undefined) return expect.fail('no type');
  return kubernetesCel({ compilePattern: compileRe2, variables: { self, oldSelf: self } });
}

function evaluate(schema: object, rule: string, self: unknown, oldSelf: unknown = self): unknown {
  const outcome = environmentOf(schema).compile(rule).evaluate({ self, oldSelf });
  return 'error' in outcome ? outcome.error : toNative(outcome.value);
}

describe('declared types of structural schemas', () => {
  it.each([
    [{ type: 'integer' }, 'int'],
    [{ type: 'number' }, 'double'],
    [{ type: 'boolean' }, 'bool'],
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'byte' }, 'bytes'],
    [{ type: 'string', format: 'duration' }, 'duration'],
    [{ type: 'string', format: 'date' }, 'timestamp'],
    [{ type: 'string', format: 'date-time' }, 'timestamp'],
    [{ 'x-kubernetes-int-or-string': true }, 'dyn'],
    [{ type: 'array', items: { type: 'string' } }, 'list(string)'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'map(string, int)'],
    [field({ type: 'integer' }), 'Widget.f'],
  ])('%j becomes %s', (schema, type) => {
    const { f } = { f: environmentOf(field(schema)).compile('self.f') };
    expect(formatType(f.resultType)).toBe(type);
  });

  it('contain apiVersion, kind, and of metadata the names', () => {
    const whole = environmentOf(field({ type: 'integer' }));
    expect(formatType(whole.compile('self.metadata.name + self.kind + self.apiVersion').resultType)).toBe('string');
    expect(() => whole.compile('self.metadata.labels')).toThrow("undefined field 'labels'");
    expect(() => whole.compile('self.nope')).toThrow("undefined field 'nope'");
  });

  it('omit fields without a type', () => {
    expect(() => environmentOf(field({ 'x-kubernetes-preserve-unknown-fields': true })).compile('self.f')).toThrow(
      "undefined field 'f'",
    );
  });
});

describe('values of declared types', () => {
  it.each([
    [{ type: 'string', format: 'duration' }, "self.f == duration('1h')", '60m', true],
    [{ type: 'string', format: 'date' }, 'self.f.getFullYear()', '2026-11-21', 2026],
    [
      { type: 'string', format: 'date-time' },
      "self.f < timestamp('2027-01-01T00:00:00Z')",
      '2026-11-21T10:00:00Z',
      true,
    ],
    [{ type: 'string', format: 'byte' }, "self.f == b'hi'", 'aGk=', true],
    [{ type: 'number' }, 'self.f / 2.0', 3, 1.5],
    [{ 'x-kubernetes-int-or-string': true }, "type(self.f) == int ? self.f < 80 : self.f == '80%'", '80%', true],
    [{ type: 'string', nullable: true }, 'has(self.f)', null, false],
    [{ type: 'integer' }, 'self.f', 'x', 'invalid data, expected int, got string'],
    [
      { type: 'array', items: { type: 'integer' } },
      'self.f',
      {},
      'invalid data, expected an array for the provided schema with type=array',
    ],
    [
      { type: 'array', items: { type: 'integer' } },
      'self.f[0]',
      [null],
      'invalid data, got null for schema with nullable=false',
    ],
  ])('%j: %s of %j returns %j', (schema, rule, value, expected) => {
    expect(evaluate(field(schema), rule, { f: value })).toBe(expected);
  });

  it('are selected by escaped names', () => {
    const schema = { type: 'object', properties: { 'a-b.c/d': { type: 'integer' }, namespace: { type: 'string' } } };
    const self = { 'a-b.c/d': 1, namespace: 'n' };
    expect(evaluate(schema, 'self.a__dash__b__dot__c__slash__d', self)).toBe(1);
    expect(evaluate(schema, 'self.__namespace__', self)).toBe('n');
    expect(evaluate(schema, 'self.namespace', self)).toBe('n');
    expect(evaluate(schema, 'has(self.namespace)', self)).toBe(true);
    expect(evaluate(schema, 'has(self.namespace)', {})).toBe(false);
    expect(['a__b', 'in', '1a', 'ä', ''].map(escapeProperty)).toEqual([
      'a__underscores__b',
      '__in__',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of sets and maps compare without order, and are concatenated by key', () => {
    const set = field({ type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' });
    expect(evaluate(set, 'self.f == oldSelf.f', { f: ['a', 'b'] }, { f: ['b', 'a'] })).toBe(true);
    expect(evaluate(set, 'self.f + oldSelf.f', { f: ['a', 'b'] }, { f: ['c', 'a'] })).toEqual(['a', 'b', 'c']);
    const item = { type: 'object', properties: { k: { type: 'string' }, v: { type: 'integer' } } };
    const map = field({
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    });
    const [one, two, other] = [
      { k: 'a', v: 1 },
      { k: 'b', v: 2 },
      { k: 'a', v: 3 },
    ];
    expect(evaluate(map, 'self.f == oldSelf.f', { f: [one, two] }, { f: [two, one] })).toBe(true);
    expect(evaluate(map, 'self.f + oldSelf.f', { f: [one, two] }, { f: [other] })).toEqual([other, two]);
  });
});

describe('cost estimates of declared types', () => {
  const names = (extra: object): object => field({ type: 'array', items: { type: 'string', maxLength: 10 }, ...extra });
  it.each([
    [field({ type: 'integer' }), 'self.f > 3', { min: 3, max: 3 }],
    [field({ type: 'string', maxLength: 10 }), "self.f == 'abc'", { min: 3, max: 3 }],
    [names({ maxItems: 5 }), "self.f.all(x, x == 'abc')", { min: 3, max: 28 }],
    [names({ maxItems: 5 }), "self.f.all(x, x.contains('abc'))", { min: 3, max: 43 }],
    [names({}), "self.f.all(x, x == 'abc')", { min: 3, max: 5_242_878 }],
    [field({ type: 'string' }), 'self.f.contains(self.f)', { min: 4, max: 98_956_172_333 }],
  ])('of %j: %s is %j', (schema, rule, estimate) => {
    expect(environmentOf(schema).compile(rule).estimateCost()).toEqual(estimate);
  });
});

describe('declared types of the API facts', () => {
  const types: Readonly<Record<string, TypeNode>> = {
    Tree: {
      type: 'object',
      fields: [
        { name: 'children', type: 'array', items: { ref: 'Tree' } },
        { name: 'size', ref: 'Quantity' },
      ],
    },
    Quantity: { type: 'string', customJSON: true },
  };
  it('resolve references and stop at recursive ones', () => {
    const tree = declaredType({ ref: 'Tree' }, { name: 'Tree', table: typeTable(types) });
    expect(Array.from(tree?.fields?.keys() ?? [])).toEqual(['size']);
  });
});
