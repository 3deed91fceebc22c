/** Custom resources: value validation in upstream's words, lists, pruning, defaults, ratcheting. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldError } from '../field-error.ts';
import { compileType } from './compile.ts';
import type { CompiledType } from './compiled-type.ts';
import { fromOpenAPI } from './from-openapi.ts';
import { type TypeNode, typeTable } from './type-node.ts';

const seed = Number(process.env.SEED ?? 20261121);
const table = typeTable({});
/** A stand-in for the linear-time engine: these patterns are ours. */
const options = { pattern: (source: string) => new RegExp(source, 'u') };
const compile = (schema: object): CompiledType => compileType(fromOpenAPI(schema), table, undefined, options);
const inSpec = (schema: object): CompiledType => compile({ type: 'object', properties: { spec: schema } });
const lines = (errors: readonly FieldError[]): string[] => errors.map(({ field, message }) => `${field}: ${message}`);

describe('every word is checked in upstream words', () => {
  const cases: readonly (readonly [schema: object, value: unknown, ...errors: string[]])[] = [
    [{ type: 'integer' }, 'x', 'spec: Invalid value: "string": spec in body must be of type integer: "string"'],
    [{ type: 'integer' }, 1.5, 'spec: Invalid value: "number": spec in body must be of type integer: "number"'],
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
    [{ type: 'number', multipleOf: 0.5 }, 0.7, 'spec: Invalid value: 0.7: spec in body should be a multiple of 0.5'],
    [
      { type: 'array', items: { type: 'string' }, minItems: 1 },
      [],
      'spec: Invalid value: 0: spec in body should have at least 1 items',
    ],
    [
      { type: 'array', items: { type: 'string' }, maxItems: 1 },
      ['a', 'b'],
      'spec: Too many: 2: must have at most 1 items',
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
      'spec: Too many: 2: must have at most 1 items',
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

test('large integers are integers, and show in messages', () => {
  const type = inSpec({ type: 'integer', maximum: 5 });
  expect(lines(type.validate({ spec: 9223372036854775807n }))).toEqual([
    'spec: Invalid value: 9223372036854775807: spec in body should be less than or equal to 5',
  ]);
  const set = inSpec({ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } });
  expect(lines(set.validate({ spec: [{ a: 2n ** 60n }, { a: 2n ** 60n }] }))).toEqual([
    'spec[1]: Duplicate value: {"a":1152921504606846976}',
  ]);
});

describe('junctors', () => {
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

describe('lists that are sets or maps', () => {
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

  test('may stay out of order on update', () => {
    expect(inSpec(set).validateUpdate({ spec: ['a', 'a', 'b'] }, { spec: ['a', 'a'] })).toEqual([]);
    expect(lines(inSpec(set).validateUpdate({ spec: ['a', 'a'] }, { spec: ['a'] }))).toEqual([
      'spec[1]: Duplicate value: "a"',
    ]);
  });
});

test('embedded objects carry type and sound metadata', () => {
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
});

describe('pruning', () => {
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          a: { type: 'object', properties: { b: { type: 'string' } } },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { b: { type: 'object' } } },
          map: { type: 'object', additionalProperties: { type: 'object', properties: { b: { type: 'string' } } } },
          list: { type: 'array', items: { type: 'object', properties: { b: { type: 'string' } } } },
          object: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } },
        },
      },
    },
  };
  test('drops what the schema does not know and says so', () => {
    const value = {
      apiVersion: 'v1',
      kind: 'A',
      metadata: { name: 'a', anything: 1 },
      extra: 1,
      spec: {
        a: { b: 'x', c: 1 },
        free: { x: { y: 1 }, b: { c: 1 } },
        map: { k: { b: 'x', c: 1 } },
        list: [{ b: 'x' }, { c: 1 }],
        object: { apiVersion: 'v1', kind: 'B', metadata: { x: 1 }, spec: {}, status: {} },
      },
    };
    const before = JSON.stringify(value);
    const { value: pruned, unknown } = compile(schema).decode(value);
    expect(unknown).toEqual([
      'extra',
      'spec.a.c',
      'spec.free.b.c',
      'spec.map.k.c',
      'spec.list[1].c',
      'spec.object.status',
    ]);
    expect(pruned).toEqual({
      apiVersion: 'v1',
      kind: 'A',
      metadata: { name: 'a', anything: 1 },
      spec: {
        a: { b: 'x' },
        free: { x: { y: 1 }, b: {} },
        map: { k: { b: 'x' } },
        list: [{ b: 'x' }, {}],
        object: { apiVersion: 'v1', kind: 'B', metadata: { x: 1 }, spec: {} },
      },
    });
    expect(JSON.stringify(value)).toBe(before);
    expect(compile(schema).prune(pruned)).toBe(pruned);
  });

  test('keeps unknown fields of the items of a list that preserves them', () => {
    const items = { type: 'object', properties: { b: { type: 'object' } } };
    const type = inSpec({ type: 'array', 'x-kubernetes-preserve-unknown-fields': true, items });
    expect(type.prune({ spec: [{ x: { y: 1 }, b: { c: 1 } }] })).toEqual({ spec: [{ x: { y: 1 }, b: {} }] });
  });

  test('decodes metadata by its type where the table has it', () => {
    const meta: TypeNode = {
      type: 'object',
      fields: [
        { name: 'name', type: 'string', omit: 'empty' },
        { name: 'labels', type: 'map', values: { type: 'string' }, omit: 'empty' },
      ],
    };
    const named = typeTable({ 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta': meta });
    const type = compileType(fromOpenAPI(schema), named);
    const object = { apiVersion: 'v1', kind: 'A', metadata: { name: 'b', y: 1 } };
    expect(type.decode({ metadata: { name: 'a', labels: {}, x: 1 }, spec: { object } })).toEqual({
      value: { metadata: { name: 'a' }, spec: { object: { ...object, metadata: { name: 'b' } } } },
      unknown: ['metadata.x', 'spec.object.metadata.y'],
    });
    expect(type.decode({ metadata: { labels: { a: 1 } } }).error).toBe(
      'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    );
  });

  test('knows __proto__ and constructor for plain keys', () => {
    const value: unknown = JSON.parse(
      '{"spec":{"__proto__":{"x":1},"constructor":1,"map":{"__proto__":{"b":"x","c":1}}}}',
    );
    const { value: pruned, unknown } = compile(schema).decode(value);
    expect(JSON.stringify(pruned)).toBe('{"spec":{"map":{"__proto__":{"b":"x"}}}}');
    expect(unknown).toEqual(['spec.__proto__', 'spec.constructor', 'spec.map.__proto__.c']);
  });
});

test('defaults fill what is absent, and null where it may not be', () => {
  const type = inSpec({
    type: 'object',
    default: {},
    properties: {
      a: { type: 'integer', default: 1 },
      b: { type: 'integer', default: 2, nullable: true },
      c: { type: 'object', properties: { d: { type: 'string', default: 'x' } } },
      e: { type: 'array', items: { type: 'object', properties: { f: { type: 'boolean', default: true } } } },
      g: { type: 'string' },
      h: { type: 'object', additionalProperties: { type: 'object', properties: { i: { default: 3 } } } },
    },
  });
  expect(type.applyDefaults({})).toEqual({ spec: { a: 1, b: 2 } });
  expect(
    type.applyDefaults({ spec: { a: null, b: null, c: {}, e: [{}, { f: false }], g: null, h: { k: {} } } }),
  ).toEqual({
    spec: { a: 1, b: null, c: { d: 'x' }, e: [{ f: true }, { f: false }], h: { k: { i: 3 } } },
  });
  const full = { spec: { a: 5, b: 6 } };
  expect(type.applyDefaults(full)).toBe(full);
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

  test(`an update that changes nothing is always valid (seed ${seed})`, () => {
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

test(`pruning and defaulting are idempotent, and neither writes to its input (seed ${seed})`, () => {
  const schemaArb = fc.letrec<{ node: object }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom({ type: 'string', default: 'd' }, { type: 'integer' }, { type: 'string', nullable: true }),
      fc.record({ type: fc.constant('array'), items: tie('node') }),
      fc.record({ type: fc.constant('object'), additionalProperties: tie('node') }),
      fc
        .dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('node'))
        .map((properties) => ({ type: 'object', properties })),
    ),
  })).node;
  const valueArb = fc.jsonValue({ maxDepth: 5 });
  fc.assert(
    fc.property(schemaArb, valueArb, (schema, spec) => {
      const type = inSpec(schema);
      const value = { spec };
      const before = JSON.stringify(value);
      const pruned = type.prune(value);
      const filled = type.applyDefaults(pruned);
      expect(type.prune(pruned)).toBe(pruned);
      expect(type.applyDefaults(filled)).toEqual(filled);
      expect(JSON.stringify(value)).toBe(before);
      type.validate(value);
    }),
    { seed },
  );
});

test('long lists take linear time', () => {
  const items = Array.from({ length: 50_000 }, (_, n) => ({ k: `key-${n}`, n }));
  const type = inSpec({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['k'],
    items: { type: 'object', properties: { k: { type: 'string' }, n: { type: 'integer' } } },
  });
  const start = performance.now();
  expect(
    type.validateUpdate({ spec: items.map((item) => ({ ...item, n: 0 })) }, { spec: [...items].reverse() }),
  ).toEqual([]);
  expect(performance.now() - start).toBeLessThan(2_000);
});
