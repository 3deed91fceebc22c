/** Published schemas of custom resources. */
import { describe, expect, it } from 'vitest';
import { publishedListSchema, publishedSchema } from './published-schema.ts';

const of = {
  group: 'a.example.com',
  version: 'v1',
  kind: 'Gadget',
  plural: 'gadgets',
  typeName: 'a.example.com/v1.Gadget',
  selectableFields: ['spec.size'],
};
const spec = (schema: object): object => ({ type: 'object', properties: { spec: schema } });
const published = (schema: object, dialect: 'v2' | 'v3'): unknown =>
  (publishedSchema(of, spec(schema), dialect) as { properties: { spec: unknown } }).properties.spec;

describe('publishedSchema', () => {
  it('adds apiVersion, kind, metadata and the kind', () => {
    expect(publishedSchema(of, { type: 'object', description: 'A gadget.', example: 1 }, 'v3')).toMatchObject({
      type: 'object',
      description: 'A gadget.',
      properties: {
        apiVersion: { type: 'string', description: expect.stringContaining('APIVersion defines') },
        kind: { type: 'string' },
        metadata: {
          allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
          description: expect.stringContaining("Standard object's metadata"),
        },
      },
      'x-kubernetes-group-version-kind': [{ group: 'a.example.com', version: 'v1', kind: 'Gadget' }],
      'x-kubernetes-selectable-fields': [{ fieldPath: 'spec.size' }],
    });
  });

  it.each([
    ['junctors', { type: 'string', anyOf: [{ pattern: 'a' }] }, { type: 'string' }],
    ['nullable', { type: 'array', nullable: true, items: { type: 'string' } }, {}],
    [
      'unknown fields',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
      { 'x-kubernetes-preserve-unknown-fields': true },
    ],
    [
      'required fields that are nullable',
      {
        type: 'object',
        required: ['a', 'b'],
        properties: { a: { type: 'string', nullable: true }, b: { type: 'string' } },
      },
      { type: 'object', required: ['b'], properties: { a: {}, b: { type: 'string' } } },
    ],
    [
      'integers or strings',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      { 'x-kubernetes-int-or-string': true },
    ],
  ])('version 2 simplifies %s, version 3 has them', (_, schema, v2) => {
    expect(published(schema, 'v2')).toEqual(v2);
    expect(published(schema, 'v3')).toEqual(schema);
  });

  it('has no properties in version 2 if the root preserves unknown fields', () => {
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    expect(publishedSchema(of, schema, 'v2')).not.toHaveProperty('properties');
  });

  it('describes embedded objects', () => {
    const embedded = { type: 'object', 'x-kubernetes-embedded-resource': true };
    expect(published(embedded, 'v3')).toMatchObject({
      required: ['kind', 'apiVersion'],
      properties: { kind: { type: 'string' }, metadata: {} },
    });
  });

  it('describes the list', () => {
    expect(publishedListSchema(of, 'v2')).toMatchObject({
      description: 'GadgetList is a list of Gadget',
      properties: { items: { items: { $ref: '#/definitions/com.example.a.v1.Gadget' } } },
    });
  });
});
