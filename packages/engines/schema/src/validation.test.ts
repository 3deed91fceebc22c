/** Validation of custom resources: upstream's messages, lists, ratcheting. */
import { workUnits } from '@kubets/base/platform/testing';
import type { FieldError } from '@kubets/machinery/field-error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCustomType } from './compile-custom.ts';
import type { CompiledType } from './compiled-type.ts';
import { fromOpenAPI } from './from-openapi.ts';
import { typeTable } from './type-node.ts';

const seed = Number(process.env.SEED ?? 20261121);
const table = typeTable({});
const compile = (schema: object): CompiledType => compileCustomType(fromOpenAPI(schema), table);
const inSpec = (schema: object): CompiledType => compile({ type: 'object', properties: { spec: schema } });
const lines = (errors: readonly FieldError[]): string[] => errors.map(({ field, message }) => `${field}: ${message}`);

describe('validation of each schema keyword', () => {
  const cases: readonly (readonly [schema: object, value: unknown, ...errors: string[]])[] = [
    [{ type: 'integer' }, 'x', 'spec: Invalid value: "string": spec in body must be of type integer: "string"'],
    [
      { type: 'integer' },
      1.5,
      'spec: Invalid value: "number": spec in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec',
    ],
    [
      { type: 'integer', format: 'int32' },
      3_000_000_000,
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec',
    ],
    [{ type: 'integer', format: 'int32' }, true, 'spec: Invalid value: "": spec in body must be of type int32: ""'],
    [
      { type: 'number', format: 'float' },
      1e300,
      '<nil>: Invalid value: "": Checked value must be of type number with format float in spec',
    ],
    [
      { type: 'integer', minimum: 1.5 },
      2,
      '<nil>: Invalid value: "": Minimum boundary value must be of type integer (default format) in spec',
    ],
    [{ type: 'integer' }, 1],
    [{ type: 'number' }, 1],
    [{ type: 'string' }, null, 'spec: Invalid value: "null": spec in body must be of type string: "null"'],
    [{ type: 'string', nullable: true }, null],
    [{ type: 'object' }, [], 'spec: Invalid value: "array": spec in body must be of type object: "array"'],
    [
      { 'x-kubernetes-int-or-string': true },
      true,
      'spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"',
    ],
    [{ 'x-kubernetes-int-or-string': true, pattern: '^[0-9]+%$' }, '5%'],
    [{ type: 'string', maxLength: 2 }, 'abc', 'spec: Too long: may not be more than 2 bytes'],
    [{ type: 'string', maxLength: 2 }, '😀😀'],
    [{ type: 'string', minLength: 2 }, '😀', 'spec: Invalid value: "😀": spec in body should be at least 2 chars long'],
    [{ type: 'string', pattern: '^a+$' }, 'b', `spec: Invalid value: "b": spec in body should match '^a+$'`],
    [{ type: 'string', pattern: '(?i)^\\pL+\\z' }, 'Äb'],
    [{ type: 'string', pattern: 'b' }, 'abc'],
    [
      { type: 'string', pattern: '(' },
      'b',
      'spec: Invalid value: "b": spec in body should match \'(, but pattern is invalid: error parsing regexp: missing closing ): `(`\'',
    ],
    [{ type: 'string', enum: ['b', 'a'] }, 'c', 'spec: Unsupported value: "c": supported values: "b", "a"'],
    [{ type: 'integer', enum: [1, 2] }, 3, 'spec: Unsupported value: 3: supported values: "1", "2"'],
    [{ type: 'integer', maximum: 5 }, 6, 'spec: Invalid value: 6: spec in body should be less than or equal to 5'],
    [
      { type: 'integer', maximum: 5, exclusiveMaximum: true },
      5,
      'spec: Invalid value: 5: spec in body should be less than 5',
    ],
    [{ type: 'integer', minimum: 5 }, 4, 'spec: Invalid value: 4: spec in body should be greater than or equal to 5'],
    [
      { type: 'integer', minimum: 5, exclusiveMinimum: true },
      5,
      'spec: Invalid value: 5: spec in body should be greater than 5',
    ],
    [
      { type: 'number', multipleOf: 0.5 },
      3,
      'spec: Invalid value: 0: factor MultipleOf declared for spec must be positive: 0',
    ],
    [{ type: 'number', multipleOf: 0.5 }, 0.7, 'spec: Invalid value: 0.7: spec in body should be a multiple of 0.5'],
    [
      { type: 'array', items: { type: 'string' }, minItems: 1 },
      [],
      'spec: Invalid value: 0: spec in body should have at least 1 items',
    ],
    [
      { type: 'array', items: { type: 'string' }, maxItems: 1 },
      ['a', 'b'],
      'spec: Too many: 2: must have at most 1 item',
    ],
    [
      { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
      [{ a: 'x' }, { a: 1 }],
      'spec[1].a: Invalid value: "integer": spec[1].a in body must be of type string: "integer"',
    ],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      { 'a/b': 1 },
      'spec.a/b: Invalid value: "integer": spec.a/b in body must be of type string: "integer"',
    ],
    [{ type: 'object', required: ['a', 'b'], properties: { a: {} } }, { a: 1 }, 'spec.b: Required value'],
    [
      { type: 'object', minProperties: 1, 'x-kubernetes-preserve-unknown-fields': true },
      {},
      'spec: Invalid value: 0: spec in body should have at least 1 properties',
    ],
    [
      { type: 'object', maxProperties: 1, additionalProperties: { type: 'integer' } },
      { a: 1, b: 2 },
      'spec: Too many: 2: must have at most 1 item',
    ],
    [
      { type: 'string', format: 'date-time' },
      'soon',
      'spec: Invalid value: "soon": spec in body must be of type date-time: "soon"',
    ],
    [
      { type: 'string', format: 'date-time' },
      5,
      'spec: Invalid value: "int64": spec in body must be of type date-time: "int64"',
    ],
    [{ type: 'string', format: 'no-such-format' }, 'x'],
  ];
  test.for(cases)('%j', ([schema, spec, ...errors]) => {
    expect(lines(inSpec(schema).validate({ spec }))).toEqual(errors);
  });
});

test('validation treats large integers as integers and prints them exactly', () => {
  const type = inSpec({ type: 'integer', maximum: 5 });
  expect(lines(type.validate({ spec: 9223372036854775807n }))).toEqual([
    'spec: Invalid value: 9223372036854775807: spec in body should be less than or equal to 5',
  ]);
  const set = inSpec({ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } });
  expect(lines(set.validate({ spec: [{ a: 2n ** 60n }, { a: 2n ** 60n }] }))).toEqual([
    'spec[1]: Duplicate value: {"a":1152921504606846976}',
  ]);
});

describe('validation of allOf, anyOf, oneOf and not', () => {
  const either = [{ required: ['a'] }, { required: ['b'] }];
  const schema = (junctor: object): object => ({
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'integer' } },
    ...junctor,
  });
  const cases: readonly (readonly [junctor: object, value: unknown, ...errors: string[]])[] = [
    [{ anyOf: either }, { a: 1 }],
    [
      { anyOf: either },
      {},
      '<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)',
      'spec.a: Required value',
    ],
    [{ oneOf: either }, { b: 1 }],
    [
      { oneOf: either },
      { a: 1, b: 1 },
      '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
    [
      { oneOf: either },
      {},
      '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
      'spec.a: Required value',
    ],
    [
      { allOf: either },
      { a: 1 },
      'spec.b: Required value',
      '<nil>: Invalid value: "": "spec" must validate all the schemas (allOf)',
    ],
    [
      { allOf: either },
      {},
      'spec.a: Required value',
      'spec.b: Required value',
      '<nil>: Invalid value: "": "spec" must validate all the schemas (allOf). None validated',
    ],
    [{ not: { required: ['a'] } }, { a: 1 }, '<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    [{ not: { properties: { a: { minimum: 5 } } } }, { a: 1 }],
  ];
  test.for(cases)('%j', ([junctor, spec, ...errors]) => {
    expect(lines(inSpec(schema(junctor)).validate({ spec }))).toEqual(errors);
  });
});

describe('validation of lists that are sets or maps', () => {
  const set = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } };
  const map = (...keys: string[]): object => ({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    items: { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } },
  });
  const cases: readonly (readonly [schema: object, value: unknown, ...errors: string[]])[] = [
    [set, ['a', 'b']],
    [set, ['a', 'b', 'a', 'a'], 'spec[2]: Duplicate value: "a"'],
    [map('a'), [{ a: 1 }, { a: 1, b: 'x' }], 'spec[1]: Duplicate value: {"a":1}'],
    [map('a'), [{}, { b: 'x' }], 'spec[1]: Duplicate value: {}'],
    [
      map('a', 'b'),
      [
        { a: 1, b: 'x' },
        { a: 1, b: 'y' },
      ],
    ],
    [
      map('a', 'b'),
      [
        { a: 1, b: 'x' },
        { b: 'x', a: 1 },
      ],
      'spec[1]: Duplicate value: {"a":1,"b":"x"}',
    ],
    [{ type: 'object', additionalProperties: set }, { 'k/1': ['a', 'a'] }, 'spec[k/1][1]: Duplicate value: "a"'],
  ];
  test.for(cases)('%j', ([schema, spec, ...errors]) => {
    expect(lines(inSpec(schema).validate({ spec }))).toEqual(errors);
  });

  test('accepts existing duplicates on update', () => {
    expect(inSpec(set).validateUpdate({ spec: ['a', 'a', 'b'] }, { spec: ['a', 'a'] })).toEqual([]);
    expect(lines(inSpec(set).validateUpdate({ spec: ['a', 'a'] }, { spec: ['a'] }))).toEqual([
      'spec[1]: Duplicate value: "a"',
    ]);
  });
});

test('validation requires apiVersion, kind and valid metadata of embedded objects', () => {
  const type = inSpec({
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  });
  expect(type.validate({ spec: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } } })).toEqual([]);
  expect(lines(type.validate({ spec: { apiVersion: 'a/b/c', kind: 'P od', metadata: { name: 'a/b' } } }))).toEqual([
    'spec.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    expect.stringMatching(
      /^spec\.kind: Invalid value: "P od": may have mixed case, but should otherwise match: a DNS-1035 label/,
    ),
    `spec.metadata.name: Invalid value: "a/b": may not contain '/'`,
  ]);
  expect(lines(type.validate({ spec: {} }))).toEqual(['spec.apiVersion: Required value', 'spec.kind: Required value']);
  const empty = { spec: { apiVersion: 'v1', kind: '' } };
  expect(lines(type.validate(empty))).toEqual(['spec.kind: Invalid value: "": must not be empty']);
});

describe('ratcheting', () => {
  const schema = {
    type: 'object',
    properties: {
      a: { type: 'integer', maximum: 5 },
      list: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer', maximum: 5 } } } },
      map: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: {
          type: 'object',
          required: ['k'],
          properties: { k: { type: 'string' }, n: { type: 'integer', maximum: 5 } },
        },
      },
    },
  };
  const type = inSpec(schema);
  const update = (now: object, old: object): string[] =>
    lines(type.validateUpdate({ spec: now }, { spec: old })).map((line) => line.split(':', 1)[0] as string);
  test.each([
    [{ a: 9 }, { a: 9 }, []],
    [{ a: 9, list: [] }, { a: 9 }, []],
    [{ a: 8 }, { a: 9 }, ['spec.a']],
    [{ a: 9 }, {}, ['spec.a']],
    [{ list: [{ n: 9 }, { n: 8 }] }, { list: [{ n: 9 }, { n: 7 }] }, ['spec.list[1].n']],
    [
      {
        map: [
          { k: 'b', n: 8 },
          { k: 'a', n: 9 },
        ],
      },
      {
        map: [
          { k: 'a', n: 9 },
          { k: 'b', n: 8 },
        ],
      },
      [],
    ],
    [{ map: [{ k: 'a', n: 8 }] }, { map: [{ k: 'a', n: 9 }] }, ['spec.map[0].n']],
  ] as const)('%j after %j', (now, old, fields) => {
    expect(update(now, old)).toEqual(fields);
  });

  test(`validation accepts an update that changes nothing (seed ${seed})`, () => {
    const value = fc.record({ a: fc.nat(9), list: fc.array(fc.record({ n: fc.nat(9) })) }, { requiredKeys: [] });
    fc.assert(
      fc.property(value, value, (now, old) => {
        expect(update(now, structuredClone(now))).toEqual([]);
        const strict = lines(type.validate({ spec: now })).map((line) => line.split(':', 1)[0] as string);
        for (const field of update(now, old)) expect(strict).toContain(field);
      }),
      { seed },
    );
  });
});

test('validation of long lists takes linear time', () => {
  const items = Array.from({ length: 50_000 }, (_, n) => ({ k: `key-${n}`, n }));
  const type = inSpec({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['k'],
    items: { type: 'object', properties: { k: { type: 'string' }, n: { type: 'integer' } } },
  });
  const next = { spec: items.map((item) => ({ ...item, n: 0 })) };
  const old = { spec: [...items].reverse() };
  expect(workUnits(() => expect(type.validateUpdate(next, old)).toEqual([]))).toBeLessThan(100);
});

test('validation of a pattern does not backtrack', () => {
  const type = compile({
    type: 'object',
    properties: { spec: { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } },
  });
  const value = { spec: 'a'.repeat(10_000) };
  expect(workUnits(() => expect(type.validate(value)).toHaveLength(1))).toBeLessThan(50);
});
