/** Definitions for comparisons with upstream: a few that are valid, and random changes to them. */
import { isPlain, type Plain } from '../../packages/foundation/machinery/src/json/index.ts';

const text = { type: 'string' };
const bounded = { type: 'string', maxLength: 20 };

function definition(schema: object, version: object = {}, spec: object = {}): Plain {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.example.com' },
    spec: {
      group: 'example.com',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', shortNames: ['gd'], categories: ['all'] },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }],
      ...spec,
    },
  };
}

const list = (type: string, more: object = {}): object => ({
  type: 'array',
  maxItems: 10,
  'x-kubernetes-list-type': type,
  items: { type: 'object', required: ['name'], properties: { name: bounded, port: { type: 'integer', default: 80 } } },
  ...more,
});

const everyKeyword = {
  type: 'object',
  required: ['spec'],
  properties: {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 30 } } },
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer', format: 'int32', minimum: 1, maximum: 10, default: 3 },
        ratio: { type: 'number', exclusiveMinimum: true, minimum: 0, multipleOf: 0.5 },
        mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
        label: { type: 'string', pattern: '^[a-z]+$', nullable: true },
        when: { type: 'string', format: 'date-time' },
        percent: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        labels: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 5 },
        template: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { metadata: { type: 'object', properties: { namespace: text } } },
        },
        ports: list('map', { 'x-kubernetes-list-map-keys': ['name'] }),
        tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
        point: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { x: { type: 'integer' } } },
      },
      oneOf: [{ required: ['size'] }, { required: ['mode'] }],
      not: { required: ['ratio', 'label'] },
    },
    status: { type: 'object', properties: { replicas: { type: 'integer' }, selector: text } },
  },
};

const rules = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      'x-kubernetes-validations': [
        { rule: 'self.min <= self.max', message: 'min must not exceed max', fieldPath: '.min' },
        { rule: 'has(self.name) == has(oldSelf.name)', reason: 'FieldValueForbidden' },
        {
          rule: "self.name != 'x' || oldSelf.hasValue()",
          optionalOldSelf: true,
          messageExpression: "'no ' + self.name",
        },
      ],
      properties: {
        min: { type: 'integer' },
        max: { type: 'integer' },
        name: bounded,
        namespace: bounded,
        hosts: {
          type: 'array',
          maxItems: 20,
          items: { type: 'string', maxLength: 50, 'x-kubernetes-validations': [{ rule: "self.startsWith('h')" }] },
        },
        routes: list('map', {
          'x-kubernetes-list-map-keys': ['name'],
          'x-kubernetes-validations': [
            { rule: 'self.all(r, r.port > 0)' },
            { rule: "self.exists_one(r, r.name == 'a')" },
          ],
        }),
        env: {
          type: 'object',
          maxProperties: 10,
          additionalProperties: {
            type: 'string',
            maxLength: 30,
            'x-kubernetes-validations': [{ rule: 'self.size() > 0' }],
          },
        },
      },
    },
  },
};

const scale = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};

export const validDefinitions: readonly Plain[] = [
  definition(everyKeyword),
  definition(rules),
  definition(
    everyKeyword,
    {
      deprecated: true,
      deprecationWarning: 'use v2',
      subresources: { status: {}, scale },
      additionalPrinterColumns: [
        { name: 'Size', type: 'integer', format: 'int32', jsonPath: '.spec.size', priority: 1 },
      ],
      selectableFields: [{ jsonPath: '.spec.mode' }, { jsonPath: '.spec.label' }],
    },
    {
      conversion: {
        strategy: 'Webhook',
        webhook: {
          conversionReviewVersions: ['v1', 'v1beta1'],
          clientConfig: { service: { namespace: 'system', name: 'hook', path: '/convert', port: 9443 } },
        },
      },
    },
  ),
  definition(
    rules,
    {},
    {
      versions: [
        { name: 'v1', served: true, storage: false, schema: { openAPIV3Schema: rules }, subresources: { status: {} } },
        {
          name: 'v2',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: everyKeyword },
          selectableFields: [{ jsonPath: '.spec.mode' }],
        },
      ],
    },
  ),
  {
    ...definition(everyKeyword, {}, { group: 'gadgets.k8s.io' }),
    metadata: {
      name: 'gadgets.gadgets.k8s.io',
      annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes/kubernetes/pull/1' },
    },
  },
];

/** Keywords, with values that are right in some places. */
const words: Readonly<Record<string, readonly unknown[]>> = {
  type: ['string', 'integer', 'number', 'boolean', 'array', 'object', 'text', 'null', ''],
  format: ['int32', 'int64', 'double', 'date', 'ipv4', 'strange'],
  nullable: [true],
  default: ['a', 1, 1.5, true, {}, [], { name: 'a' }, [{ name: 'a' }], { unknown: 1 }, null],
  items: [{ type: 'string' }, {}, [{ type: 'string' }]],
  properties: [{ a: { type: 'string' } }, { metadata: { type: 'object' } }],
  additionalProperties: [{ type: 'string', default: 1 }, true, false],
  required: [['a']],
  enum: [['a', 1]],
  pattern: ['^a$', '(', '(?=a)'],
  minimum: [1, -1],
  maxLength: [3],
  maxItems: [3],
  maxProperties: [3],
  uniqueItems: [true],
  anyOf: [[{ type: 'integer' }, { type: 'string' }], [{ required: ['a'] }], [{ properties: { a: { minLength: 1 } } }]],
  allOf: [[{ minimum: 1 }], [{ description: 'x' }], [{ 'x-kubernetes-validations': [{ rule: 'true' }] }]],
  not: [{ type: 'string' }, { default: 1 }],
  $ref: ['#/a'],
  $schema: ['x'],
  id: ['x'],
  patternProperties: [{ a: {} }],
  definitions: [{ a: {} }],
  dependencies: [{ a: ['b'] }],
  additionalItems: [true],
  description: ['text'],
  title: ['text'],
  externalDocs: [{ url: 'https://example.com' }],
  'x-kubernetes-preserve-unknown-fields': [true, false],
  'x-kubernetes-embedded-resource': [true],
  'x-kubernetes-int-or-string': [true],
  'x-kubernetes-list-type': ['map', 'set', 'atomic', 'odd'],
  'x-kubernetes-list-map-keys': [['name'], ['port'], ['name', 'name'], ['absent']],
  'x-kubernetes-map-type': ['atomic', 'granular', 'odd'],
  'x-kubernetes-validations': [
    [{ rule: 'self == oldSelf' }],
    [{ rule: 'true', message: 'a\nb' }],
    [{ rule: ' ' }],
    [{ rule: 'self.absent' }],
    [{ rule: 'true &&', messageExpression: '1' }],
    [{ rule: 'true', messageExpression: 'self', reason: 'Odd', fieldPath: '.absent' }],
    [{ rule: 'true', messageExpression: ' ', message: ' ', optionalOldSelf: true }],
    [{ rule: '1', fieldPath: '.a["b"]' }],
    [{ rule: "has(self.namespace) && self.namespace == 'a'" }],
    [{ rule: 'oldSelf.hasValue() || true', optionalOldSelf: true }],
  ],
};

/** Values for fields outside of schemas. */
const scalars: readonly unknown[] = [
  '',
  'a',
  'A',
  '-a',
  'v1',
  'v2',
  'metadata.name',
  '.spec.size',
  '.status.x',
  'https://a.example/x?y',
  1,
  true,
  false,
  'Cluster',
  'None',
  'Webhook',
];

const schemaWords = new Set(Object.keys(words));

/** All objects of a definition that are schemas, and all others, without the metadata. */
function objectsOf(value: unknown, found: { schemas: Plain[]; others: Plain[] }, key = ''): void {
  if (Array.isArray(value)) for (const each of value) objectsOf(each, found, key);
  if (!isPlain(value)) return;
  const named = ['openAPIV3Schema', 'items', 'not', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'property'];
  if (key !== 'default' && named.includes(key)) found.schemas.push(value);
  else if (key !== 'properties' && key !== 'default') found.others.push(value);
  for (const [name, each] of Object.entries(value)) {
    if (name !== 'metadata' || key !== '') objectsOf(each, found, key === 'properties' ? 'property' : name);
  }
}

export interface Dice {
  /** A number from 0 to below `limit`. */
  below(limit: number): number;
}

/** `definition` with a few changes. */
export function mutated(definition: Plain, dice: Dice): Plain {
  const copy = structuredClone(definition);
  const pick = <T>(all: readonly T[]): T => all[dice.below(all.length)] as T;
  for (let left = 1 + dice.below(3); left > 0; left--) {
    const found = { schemas: [] as Plain[], others: [] as Plain[] };
    objectsOf(copy, found);
    if (found.schemas.length > 0 && dice.below(4) > 0) {
      const target = pick(found.schemas);
      const keys = Object.keys(target);
      if (keys.length > 0 && dice.below(3) === 0) delete target[pick(keys)];
      else {
        const word = pick([...schemaWords]);
        target[word] = structuredClone(pick(words[word] as readonly unknown[]));
      }
    } else {
      const target = pick(found.others);
      const keys = Object.keys(target).filter((key) => !isPlain(target[key]));
      if (keys.length === 0) continue;
      const key = pick(keys);
      const value = target[key];
      if (dice.below(3) === 0) delete target[key];
      else if (Array.isArray(value)) target[key] = dice.below(2) === 0 ? [...value, ...value] : value.slice(1);
      else {
        const same = scalars.filter((each) => typeof each === typeof value);
        if (same.length > 0) target[key] = pick(same);
      }
    }
  }
  return copy;
}
