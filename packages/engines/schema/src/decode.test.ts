/** Decoding of built-in types, from the facts: Go's errors, canonical values, unknown fields. */

import { readFileSync } from 'node:fs';
import { deepEqual } from '@kubets/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileType } from './compile.ts';
import { type TypeNode, typeTable } from './type-node.ts';

const seed = Number(process.env.SEED ?? 20261121);
const facts = JSON.parse(readFileSync(new URL('../../../api/api/facts/types.json', import.meta.url), 'utf8')) as {
  types: Record<string, TypeNode>;
};
const table = typeTable(facts.types);
const decode = (type: string, value: unknown) => compileType(`k8s.io/api/${type}`, table).decode(value);
const pod = (spec: object): object => ({ spec: { containers: [{ name: 'a', ...spec }] } });

describe('decode reports wrong types as Go does', () => {
  const cases: readonly (readonly [type: string, value: unknown, message: string])[] = [
    [
      'apps/v1.Deployment',
      { spec: { replicas: 'x' } },
      'string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'apps/v1.Deployment',
      { spec: { replicas: 1.5 } },
      'number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'apps/v1.Deployment',
      { spec: { replicas: 3000000000 } },
      'number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'apps/v1.Deployment',
      { spec: { paused: 1 } },
      'number into Go struct field DeploymentSpec.spec.paused of type bool',
    ],
    ['apps/v1.Deployment', { spec: [] }, 'array into Go struct field Deployment.spec of type v1.DeploymentSpec'],
    ['apps/v1.Deployment', 'x', 'string into Go value of type v1.Deployment'],
    [
      'core/v1.Pod',
      { metadata: { labels: { a: 1 } } },
      'number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'core/v1.Pod',
      { metadata: { labels: [] } },
      'array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [
      'core/v1.Pod',
      { spec: { containers: {} } },
      'object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'core/v1.Pod',
      { spec: { containers: ['x'] } },
      'string into Go struct field PodSpec.spec.containers of type v1.Container',
    ],
    ['core/v1.Pod', pod({ args: [true] }), 'bool into Go struct field Container.spec.containers.args of type string'],
    [
      'core/v1.Pod',
      pod({ imagePullPolicy: 1 }),
      'number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy',
    ],
  ];
  test.each(cases)('%s %j', (type, value, message) => {
    expect(decode(type, value).error).toBe(`json: cannot unmarshal ${message}`);
  });
});

describe('decode reports invalid values of types with their own JSON form', () => {
  const time = (text: unknown): object => ({ metadata: { creationTimestamp: text } });
  const cases: readonly (readonly [type: string, value: unknown, message: string])[] = [
    ['core/v1.Pod', time(1), 'json: cannot unmarshal number into Go value of type string'],
    ['core/v1.Pod', time('soon'), 'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'],
    [
      'core/v1.Pod',
      time('2026-01-02'),
      'parsing time "2026-01-02" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
    ],
    ['core/v1.Pod', time('2026-13-02T00:00:00Z'), 'parsing time "2026-13-02T00:00:00Z": month out of range'],
    ['core/v1.Pod', time('2026-02-30T00:00:00Z'), 'parsing time "2026-02-30T00:00:00Z": day out of range'],
    ['core/v1.Pod', time('2026-01-02T00:00:00Zx'), 'parsing time "2026-01-02T00:00:00Zx": extra text: "x"'],
    [
      'coordination/v1.Lease',
      { spec: { renewTime: '2026-01-02T00:00:00Z' } },
      'parsing time "2026-01-02T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    ],
    [
      'core/v1.Service',
      { spec: { ports: [{ targetPort: 1.5 }] } },
      'json: cannot unmarshal number 1.5 into Go value of type int32',
    ],
    [
      'core/v1.Service',
      { spec: { ports: [{ targetPort: {} }] } },
      'json: cannot unmarshal object into Go value of type int32',
    ],
    ['core/v1.Secret', { data: { a: 'b' } }, 'illegal base64 data at input byte 0'],
    ['core/v1.Secret', { data: { a: 'YW*j' } }, 'illegal base64 data at input byte 2'],
    ['core/v1.Secret', { data: { a: 'YQ=x' } }, 'illegal base64 data at input byte 3'],
    [
      'core/v1.Pod',
      pod({ resources: { limits: { cpu: 'lots' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ];
  test.each(cases)('%s %j', (type, value, message) => {
    expect(decode(type, value).error).toBe(message);
  });
});

describe("decode returns values in Go's canonical form", () => {
  const metadata = {};
  const cases: readonly (readonly [type: string, value: object, decoded: object])[] = [
    ['core/v1.ConfigMap', { data: { a: null } }, { metadata, data: { a: '' } }],
    ['core/v1.ConfigMap', { data: {}, immutable: null }, { metadata }],
    ['core/v1.ConfigMap', { metadata: { name: '', generation: 0, labels: {} } }, { metadata }],
    ['core/v1.ConfigMap', { immutable: false, metadata: { creationTimestamp: null } }, { metadata, immutable: false }],
    [
      'core/v1.ConfigMap',
      { metadata: { creationTimestamp: '2026-01-02T04:04:05.9+01:00' } },
      { metadata: { creationTimestamp: '2026-01-02T03:04:05Z' } },
    ],
    ['core/v1.Secret', { data: { a: 'YW\nJj' } }, { metadata, data: { a: 'YWJj' } }],
    [
      'core/v1.ResourceQuota',
      { spec: { hard: { cpu: '1000m', pods: 10, memory: '1024Ki' } } },
      { metadata, spec: { hard: { cpu: '1', pods: '10', memory: '1Mi' } }, status: {} },
    ],
    [
      'core/v1.Pod',
      { spec: { containers: [{ name: 'a', tty: false }], hostNetwork: false, volumes: [] } },
      { metadata, spec: { containers: [{ name: 'a', resources: {} }] }, status: {} },
    ],
    [
      'core/v1.Pod',
      { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      {
        metadata,
        spec: { containers: [] },
        status: { conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null }] },
      },
    ],
  ];
  test.each(cases)('%s %j', (type, value, decoded) => {
    expect(decode(type, value)).toEqual({ value: decoded, unknown: [] });
  });

  test('shares values that are canonical already', () => {
    const value = { metadata: { name: 'a', labels: { b: 'c' } }, data: { d: 'e' } };
    expect(decode('core/v1.ConfigMap', value).value).toBe(value);
  });
});

describe('decode of unknown fields', () => {
  test('drops them and reports their paths', () => {
    const { value, unknown } = decode('core/v1.Pod', {
      Metadata: {},
      metadata: { name: 'a', foo: {} },
      spec: { containers: [{ name: 'b' }, { name: 'c', bar: 1, resources: { limits: {}, x: 1 } }], foo: 1 },
    });
    expect(unknown).toEqual([
      'Metadata',
      'metadata.foo',
      'spec.containers[1].bar',
      'spec.containers[1].resources.x',
      'spec.foo',
    ]);
    expect(value).toMatchObject({ metadata: { name: 'a' } });
    expect(JSON.stringify(value)).not.toMatch(/foo|bar|"x"|Metadata/);
  });

  test('reports at most 100', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, 1]));
    expect(decode('core/v1.Pod', many).unknown).toHaveLength(100);
  });

  test('treats __proto__ as a field name', () => {
    const value: unknown = JSON.parse('{"__proto__":{"x":1},"metadata":{"labels":{"__proto__":"y","n":null}}}');
    const decoded = decode('core/v1.ConfigMap', value);
    expect(decoded.unknown).toEqual(['__proto__']);
    expect(JSON.stringify(decoded.value)).toBe('{"metadata":{"labels":{"__proto__":"y","n":""}}}');
  });
});

test('decode accepts recursive schemas in a CustomResourceDefinition', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'array', items: { type: 'string', nope: 1 } }, b: { additionalProperties: true } },
  };
  const crd = { spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: schema } }] } };
  const type = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.CustomResourceDefinition';
  const { unknown, error } = compileType(type, table).decode(crd);
  expect(error).toBeUndefined();
  expect(unknown).toEqual(['spec.versions[0].schema.openAPIV3Schema.properties.a.items.nope']);
});

/** Random values that roughly match a type of the facts. */
function valuesOf(node: TypeNode, depth: number): fc.Arbitrary<unknown> {
  const target = node.ref === undefined ? node : (table.get(node.ref) ?? {});
  if (node.ref?.endsWith('.Quantity')) return fc.constantFrom('1', '100m', '1000m', '0.5', '1Gi', 5);
  if (node.ref?.endsWith('Time')) return fc.constantFrom('2026-01-02T03:04:05Z', null);
  if (node.ref?.endsWith('IntOrString')) return fc.oneof(fc.integer({ min: -5, max: 5 }), fc.string());
  if (target.customJSON || depth > 5) return fc.constant(null);
  if (target.ref !== undefined) return valuesOf({ ref: target.ref }, depth);
  switch (target.type) {
    case 'string':
      return target.format === 'byte' ? fc.base64String() : fc.constantFrom('', 'a', 'b');
    case 'integer':
      return fc.integer({ min: -2, max: 2 });
    case 'number':
      return fc.constantFrom(0, 1.5);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valuesOf(target.items ?? {}, depth + 1), { maxLength: 2 });
    case 'map':
      return fc.dictionary(fc.constantFrom('a', '__proto__', 'constructor'), valuesOf(target.values ?? {}, depth + 1), {
        maxKeys: 2,
      });
    default: {
      const fields = (target.fields ?? []).map((field): [string, fc.Arbitrary<unknown>] => [
        field.name,
        valuesOf(field, depth + 1),
      ]);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
    }
  }
}

test.each([
  'core/v1.Pod',
  'core/v1.Service',
  'apps/v1.Deployment',
  'batch/v1.Job',
  'rbac/v1.Role',
  'networking/v1.Ingress',
])(`decode is idempotent for %s (seed ${seed})`, (type) => {
  fc.assert(
    fc.property(valuesOf({ ref: `k8s.io/api/${type}` }, 0), (value) => {
      const before = JSON.stringify(value);
      const once = decode(type, value);
      expect(once.unknown).toEqual([]);
      expect(JSON.stringify(value)).toBe(before);
      if (once.error !== undefined) return;
      const twice = decode(type, once.value);
      expect(twice.value).toBe(once.value);
      expect(deepEqual(twice.value, once.value)).toBe(true);
    }),
    { seed, numRuns: 60 },
  );
});

test('decode compiles every type of the facts and returns its zero value for no input', () => {
  for (const name of Object.keys(facts.types)) {
    const { unknown, error } = compileType(name, table).decode({});
    expect([name, unknown]).toEqual([name, []]);
    expect(error ?? '').toMatch(/^$|^json: cannot unmarshal object|^quantities must|^parsing/);
  }
});
