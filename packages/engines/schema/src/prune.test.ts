/** Custom resources: pruning of unknown fields, metadata, defaults. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCustomType } from './compile-custom.ts';
import type { CompiledType } from './compiled-type.ts';
import { fromOpenAPI } from './from-openapi.ts';
import { type TypeNode, typeTable } from './type-node.ts';

const seed = Number(process.env.SEED ?? 20261121);
const table = typeTable({});
const compile = (schema: object): CompiledType => compileCustomType(fromOpenAPI(schema), table);
const inSpec = (schema: object): CompiledType => compile({ type: 'object', properties: { spec: schema } });

describe('pruning of custom resources', () => {
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
  test('drops fields that are not in the schema and reports them', () => {
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

  test('keeps unknown fields of list items if the list preserves them', () => {
    const items = { type: 'object', properties: { b: { type: 'object' } } };
    const type = inSpec({ type: 'array', 'x-kubernetes-preserve-unknown-fields': true, items });
    expect(type.prune({ spec: [{ x: { y: 1 }, b: { c: 1 } }] })).toEqual({ spec: [{ x: { y: 1 }, b: {} }] });
  });

  test('decodes metadata by its type', () => {
    const meta: TypeNode = {
      type: 'object',
      fields: [
        { name: 'name', type: 'string', omit: 'empty' },
        { name: 'labels', type: 'map', values: { type: 'string' }, omit: 'empty' },
      ],
    };
    const named = typeTable({ 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta': meta });
    const type = compileCustomType(fromOpenAPI(schema), named);
    const object = { apiVersion: 'v1', kind: 'A', metadata: { name: 'b', y: 1 } };
    expect(type.decode({ metadata: { name: 'a', labels: {}, x: 1 }, spec: { object } })).toEqual({
      value: { metadata: { name: 'a' }, spec: { object: { ...object, metadata: { name: 'b' } } } },
      unknown: ['metadata.x', 'spec.object.metadata.y'],
    });
    expect(type.decode({ metadata: { labels: { a: 1 } } }).error).toBe(
      'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    );
  });

  test('treats __proto__ and constructor as plain keys', () => {
    const value: unknown = JSON.parse(
      '{"spec":{"__proto__":{"x":1},"constructor":1,"map":{"__proto__":{"b":"x","c":1}}}}',
    );
    const { value: pruned, unknown } = compile(schema).decode(value);
    expect(JSON.stringify(pruned)).toBe('{"spec":{"map":{"__proto__":{"b":"x"}}}}');
    expect(unknown).toEqual(['spec.__proto__', 'spec.constructor', 'spec.map.__proto__.c']);
  });
});

test('defaulting of custom resources sets defaults for absent fields, and for null in fields that are not nullable', () => {
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

test.each([
  [{ type: 'string' }, { a: 'x' }],
  [
    { type: 'string', nullable: true },
    { a: 'x', b: null },
  ],
  [
    { type: 'string', default: 'd' },
    { a: 'x', b: 'd' },
  ],
  [true, { a: 'x', b: null }],
])('null in a map of %j', (additionalProperties, expected) => {
  const schema = { type: 'object', properties: { labels: { type: 'object', additionalProperties } } };
  const type = compile(schema);
  const value = type.applyDefaults(type.decode({ labels: { a: 'x', b: null } }).value);
  expect(value).toEqual({ labels: expected });
});

test(`pruning and defaulting are idempotent and do not change their input (seed ${seed})`, () => {
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
