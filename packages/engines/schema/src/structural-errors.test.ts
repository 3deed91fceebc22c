/** Structural schemas: refusals with upstream's messages, and accepted schemas. */
import { describe, expect, test } from 'vitest';
import { structuralErrors } from './structural-errors.ts';

const errorsOf = (schema: unknown): string[] =>
  structuralErrors(schema, 'schema').map(({ field, message }) => `${field}: ${message}`);
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const list = (type: string, more: object = {}): object => ({
  type: 'array',
  'x-kubernetes-list-type': type,
  items: { type: 'object', properties: { k: { type: 'string' } }, required: ['k'] },
  ...more,
});

describe('structuralErrors refuses', () => {
  const a = 'schema.properties[a]';
  const cases: readonly (readonly [schema: unknown, ...errors: string[]])[] = [
    [{}, 'schema.type: Required value: must not be empty at the root'],
    [{ type: 'string' }, 'schema.type: Invalid value: "string": must be object at the root'],
    [object({ a: {} }), `${a}.type: Required value: must not be empty for specified object fields`],
    [object({ a: { type: 'array' } }), `${a}.items: Required value: must be specified`],
    [
      object({ a: { type: 'array', items: {} } }),
      `${a}.items.type: Required value: must not be empty for specified array items`,
    ],
    [
      object({ a: { type: 'text' } }),
      `${a}.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
    [object({ a: { type: 'string', $ref: '#/x' } }), `${a}.$ref: Forbidden: $ref is not supported`],
    [
      object({ a: object({}, { patternProperties: { x: {} } }) }),
      `${a}.patternProperties: Forbidden: patternProperties is not supported`,
    ],
    [
      object({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }),
      `${a}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ],
    [
      object({ a: object({ b: { type: 'string' } }, { additionalProperties: false }) }),
      `${a}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
    ],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      'schema.additionalProperties: Forbidden: must not be used at the root',
    ],
    [
      object({ a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': false } }),
      `${a}.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined`,
    ],
    [
      object({ a: { type: 'string' } }, { anyOf: [{ properties: { a: { type: 'string' } } }] }),
      'schema.anyOf[0].properties[a].type: Forbidden: must be empty to be structural',
    ],
    [
      object({ a: { type: 'string' } }, { anyOf: [{ properties: { b: { minLength: 1 } } }] }),
      'schema.properties[b]: Required value: because it is defined in schema.anyOf[0].properties[b]',
    ],
    [
      object({ metadata: { type: 'object', properties: { labels: { type: 'object' } } } }),
      'schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
    ],
    [object({ kind: { type: 'integer' } }), 'schema.properties[kind].type: Invalid value: "integer": must be string'],
    [
      object({ a: { type: 'object', 'x-kubernetes-embedded-resource': true } }),
      `${a}.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields`,
    ],
    [
      object({ a: { 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true } }),
      `${a}.x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true`,
    ],
    [
      object({ a: { type: 'string', pattern: '(' } }),
      `${a}.pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(\``,
    ],
    [
      object({ a: { type: 'string', pattern: '(?=a)' } }),
      `${a}.pattern: Invalid value: "(?=a)": must be a valid regular expression, but isn't: error parsing regexp: invalid or unsupported Perl syntax: \`(?=\``,
    ],
    [
      object({ a: { type: 'object', 'x-kubernetes-list-type': 'set' } }),
      `${a}.type: Invalid value: "object": must be array if x-kubernetes-list-type is specified`,
    ],
    [
      object({ a: list('map') }),
      `${a}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
    [
      object({ a: list('map', { 'x-kubernetes-list-map-keys': ['x'] }) }),
      `${a}.x-kubernetes-list-map-keys: Invalid value: ["x"]: entries must all be names of item properties`,
    ],
    [
      object({ a: list('map', { 'x-kubernetes-list-map-keys': ['k'], items: object({ k: { type: 'string' } }) }) }),
      `${a}.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
    ],
    [
      object({ a: list('set') }),
      `${a}.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set`,
    ],
    [
      object({ a: { type: 'integer', default: 'x' } }),
      `${a}.default: Invalid value: "string":  in body must be of type integer: "string"`,
    ],
    [
      object({ a: object({ b: { type: 'string' } }, { default: { c: 1 } }) }),
      `${a}.default: Invalid value: {"c":1}: must not have unknown fields`,
    ],
    [
      object({ metadata: { type: 'object', default: {} } }),
      'schema.properties[metadata].default: Forbidden: must not be set in top-level metadata',
    ],
  ];
  test.for(cases)('%j', ([schema, ...errors]) => {
    expect(errorsOf(schema)).toEqual(errors);
  });

  test('keywords first of all: without a supported schema, there is no structure', () => {
    const schema = object({ a: { $ref: '#/x' } });
    expect(errorsOf(schema)).toEqual(['schema.properties[a].$ref: Forbidden: $ref is not supported']);
    expect(errorsOf(object({ a: { type: 'string', $schema: 'x' } }))).toEqual([
      `schema: Invalid value: "": OpenAPIV3Schema 'schema' is not supported`,
    ]);
  });

  test.each([
    [{ kind: { type: 'string', default: 'A_' } }, 'kind', 'kind: Invalid value: "A_": may have mixed case'],
    [
      { apiVersion: { type: 'string', default: 'a/b/c' } },
      'apiVersion',
      'apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    ],
    [
      { metadata: { type: 'object', default: { labels: { 'a b': '' } } } },
      'metadata',
      'metadata.labels: Invalid value: "a b": name part',
    ],
  ])('defaults in the metadata of embedded objects: %j', (properties, name, error) => {
    const schema = object({ a: object(properties, { 'x-kubernetes-embedded-resource': true }) });
    const [found] = errorsOf(schema);
    expect(found).toContain(`schema.properties[a].properties[${name}].default: Invalid value: `);
    expect(found).toContain(`must result in valid metadata: ${error}`);
  });

  test('refuses schemas that are nested too deeply', () => {
    let schema: object = { type: 'string' };
    for (let i = 0; i < 2000; i++) schema = { type: 'array', items: schema };
    expect(errorsOf(object({ a: schema }))).toHaveLength(1);
  });
});

describe('structuralErrors accepts', () => {
  test.each([
    object({ spec: object({ replicas: { type: 'integer', minimum: 0, default: 1 } }), status: object({}) }),
    object({ a: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] } }),
    object({
      a: {
        'x-kubernetes-int-or-string': true,
        allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { maxLength: 1 }],
      },
    }),
    object({ a: list('map', { 'x-kubernetes-list-map-keys': ['k'] }) }),
    object({ a: { 'x-kubernetes-preserve-unknown-fields': true } }),
    object({ a: { type: 'string' } }, { oneOf: [{ required: ['a'] }, { properties: { a: { minLength: 1 } } }] }),
    object({
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 8 } } },
    }),
    object({ template: object({ spec: { type: 'object' } }, { 'x-kubernetes-embedded-resource': true }) }),
    // Upstream does not look at defaults below additionalProperties.
    object({ a: { type: 'object', additionalProperties: { type: 'string', default: 1 } } }),
  ])('%j', (schema) => {
    expect(errorsOf(schema)).toEqual([]);
  });
});
