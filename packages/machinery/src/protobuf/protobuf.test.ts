/** The protobuf form of built-in types: special types, flattened messages, and object → bytes → object for every type. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typeTable } from '../schema/type-node.ts';
import { decodeProtobuf, encodeProtobuf } from './envelope.ts';
import { layoutOfType, type WireField, type WireType } from './layout.ts';
import { readMessage, writeMessage } from './message.ts';
import { ProtobufError } from './wire.ts';

const facts = JSON.parse(readFileSync(new URL('../../../api/facts/types.json', import.meta.url), 'utf8'));
const types: Readonly<Record<string, WireType>> = facts.types;
const table = typeTable(facts.types);
const find = (apiVersion: string, kind: string): string | undefined =>
  apiVersion === 'v1' ? `k8s.io/api/core/v1.${kind}` : `k8s.io/api/${apiVersion.replace('/', '/')}.${kind}`;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const there = (type: string, value: unknown): unknown => readMessage(type, writeMessage(type, value, table), table);

describe('the envelope', () => {
  it('reads and writes the very bytes that kubectl 1.35 sends to create a namespace', () => {
    const bytes =
      '6b3873000a0f0a02763112094e616d657370616365121e0a160a06676f6c64656e12001a0022002a003200380042001200 1a020a001a002200';
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'golden' }, spec: {}, status: {} };
    expect(decodeProtobuf(hex(bytes), find, table)).toEqual(object);
    expect(Buffer.from(encodeProtobuf('k8s.io/api/core/v1.Namespace', object, table)).toString('hex')).toBe(
      bytes.replace(' ', ''),
    );
  });

  it('reads what kubectl 1.35 sends to create a deployment', () => {
    const bytes = encodeProtobuf(
      'k8s.io/api/apps/v1.Deployment',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', labels: { app: 'web' } },
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: 'web' } },
          template: {
            metadata: { labels: { app: 'web' } },
            spec: { containers: [{ name: 'nginx', image: 'nginx:1', ports: [{ containerPort: 80 }] }] },
          },
        },
      } as never,
      table,
    );
    // The beginning of what it sent: everything up to the end of the pod template, numbers, empty structs and all.
    const sent =
      '6b3873000a150a07617070732f7631120a4465706c6f796d656e7412ba010a1f0a0377656212001a0022002a003200380042005a0a0a03617070120377656212' +
      '88010803120c0a0a0a036170701203776562 1a6e0a1c0a0012001a0022002a003200380042005a0a0a036170701203776562124e12300a056e67696e7812076e67696e783a312a00320a0a001000185022002a0042006a007200800100880100900100a201001a00320042004a005200580060006800820100 8a01009a0100c20100220 20a0028003800';
    const wanted = sent.replaceAll(' ', '');
    expect(Buffer.from(bytes).toString('hex').slice(0, wanted.length)).toBe(wanted);
  });

  it.each(['', 'k8s', '{"kind":"Pod"}'])('refuses what is no envelope: %j', (text) => {
    expect(() => decodeProtobuf(new TextEncoder().encode(text), find, table)).toThrow(ProtobufError);
  });

  it('names the kind it does not know', () => {
    const bytes = encodeProtobuf('k8s.io/api/core/v1.Pod', { apiVersion: 'v9', kind: 'Pod' }, table);
    expect(() => decodeProtobuf(bytes, () => undefined, table)).toThrow('no kind "Pod" is registered for version "v9"');
  });
});

describe('messages', () => {
  it.each<[string, unknown]>([
    ['k8s.io/apimachinery/pkg/apis/meta/v1.Time', '2026-01-02T03:04:05Z'],
    ['k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime', '2026-01-02T03:04:05.000678Z'],
    ['k8s.io/apimachinery/pkg/apis/meta/v1.Duration', '1h2m3.5s'],
    ['k8s.io/apimachinery/pkg/api/resource.Quantity', '100m'],
    ['k8s.io/apimachinery/pkg/util/intstr.IntOrString', 80],
    ['k8s.io/apimachinery/pkg/util/intstr.IntOrString', -1],
    ['k8s.io/apimachinery/pkg/util/intstr.IntOrString', '25%'],
    ['k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1', { 'f:spec': { 'f:replicas': {} } }],
    ['k8s.io/api/authentication/v1.ExtraValue', ['a', 'b']],
    ['k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool', false],
    ['k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool', { type: 'string' }],
    ['k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray', [{ type: 'string' }]],
    ['k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray', ['a']],
  ])('%s keeps %j', (type, value) => {
    expect(there(type, value)).toEqual(value);
  });

  it('flattens the messages that JSON does not show', () => {
    const volume = { name: 'data', configMap: { name: 'c', items: [{ key: 'a', path: 'b' }] } };
    expect(there('k8s.io/api/core/v1.Volume', volume)).toEqual(volume);
    const probe = { httpGet: { path: '/', port: 'http' }, periodSeconds: 3 };
    expect(there('k8s.io/api/core/v1.Probe', probe)).toEqual(probe);
  });

  it('keeps 64-bit integers exactly', () => {
    for (const value of [2 ** 53 - 1, 9007199254740993n, -9223372036854775808n, -1, 4294967296])
      expect(
        there('k8s.io/api/core/v1.PodSpec', { containers: [], terminationGracePeriodSeconds: value }),
      ).toMatchObject({ terminationGracePeriodSeconds: value });
  });

  it('passes over fields it does not know', () => {
    expect(
      readMessage(
        'k8s.io/api/core/v1.Taint',
        hex('0a016b 12 0176 1a 0a4e6f5363686564756c65 f83f 01 fa3f 02 6162'),
        table,
      ),
    ).toEqual({ key: 'k', value: 'v', effect: 'NoSchedule'.slice(0, 10) });
  });

  it('takes __proto__ as a label like any other', () => {
    const labels = JSON.parse('{"__proto__":"x","a":"b"}');
    const found = there('k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta', { labels }) as { labels: object };
    expect(Object.keys(found.labels).sort()).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(found.labels)).toBe(Object.prototype);
  });
});

/** Any value of a type, to a depth; the forms JSON has for it. */
function valuesOf(type: string, depth: number): fc.Arbitrary<unknown> | undefined {
  const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1.';
  const samples: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    string: fc.string({ minLength: 1, maxLength: 8 }),
    bool: fc.constant(true),
    int32: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    int64: fc.maxSafeInteger().filter((value) => value !== 0),
    double: fc.double({ min: 1, max: 1e9, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    [`${meta}Time`]: fc.constant('2026-01-02T03:04:05Z'),
    [`${meta}MicroTime`]: fc.constant('2026-01-02T03:04:05.123456Z'),
    [`${meta}Duration`]: fc.constant('1m30s'),
    [`${meta}FieldsV1`]: fc.constant({ 'f:a': {} }),
    [`${meta}GroupVersion`]: fc.constantFrom('v1', 'apps/v1'),
    'k8s.io/apimachinery/pkg/runtime.RawExtension': fc.constant({ a: 1 }),
    'k8s.io/apimachinery/pkg/api/resource.Quantity': fc.constantFrom('1', '100m', '2Gi'),
    'k8s.io/apimachinery/pkg/api/resource.QuantityValue': fc.constantFrom('1', '100m'),
    'k8s.io/apimachinery/pkg/util/intstr.IntOrString': fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant('10%')),
  };
  if (Object.hasOwn(samples, type)) return samples[type];
  const node = types[type];
  if (depth === 0 || node === undefined || node.protoFields !== undefined || node.fields === undefined)
    return undefined;
  const fields = node.fields.filter((field) => field.num !== undefined && field.envelope !== true);
  const record: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of fields) {
    const value = fieldValues(field, depth - 1);
    if (value !== undefined) record[field.name] = value;
  }
  // Structs that are no pointers are always there after a round.
  const always = fields.filter(
    (field) =>
      field.ptr !== true &&
      field.label === 'optional' &&
      (field.omit === undefined || layoutOf(field.ptype) !== undefined),
  );
  return fc.record(record, {
    requiredKeys: always.map((field) => field.name).filter((name) => Object.hasOwn(record, name)),
  });
}

function layoutOf(type: string | undefined): unknown {
  return type !== undefined && Object.hasOwn(types, type) ? layoutOfType(type, table) : undefined;
}

function fieldValues(field: WireField, depth: number): fc.Arbitrary<unknown> | undefined {
  const one = valuesOf(field.ptype ?? '', depth);
  if (one === undefined) return undefined;
  if (field.label === 'repeated') return fc.array(one, { minLength: 1, maxLength: 2 });
  return field.label === 'map'
    ? fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), one, { minKeys: 1, maxKeys: 2 })
    : one;
}

/** Empty structs appear where Go has no pointer: they mean the same as nothing. */
function withoutEmpties(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpties);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, below]) => [key, withoutEmpties(below)] as const)
    .filter(
      ([, below]) =>
        below !== undefined &&
        below !== '' &&
        below !== 0 &&
        below !== false &&
        !(typeof below === 'object' && below !== null && Object.keys(below).length === 0),
    );
  return Object.fromEntries(kept);
}

const seed = Number(process.env.KUBETS_SEED ?? 20261121);

describe(`every type (seed ${seed})`, () => {
  const all = Object.keys(types).filter((name) => types[name]?.fields?.some((field) => field.num !== undefined));
  it(`keeps what it is given: ${all.length} types`, () => {
    for (const type of all) {
      const values = valuesOf(type, 3);
      if (values === undefined) continue;
      fc.assert(
        fc.property(values, (value) => {
          expect(withoutEmpties(there(type, value))).toEqual(withoutEmpties(value));
        }),
        { seed, numRuns: 3 },
      );
    }
  }, 60_000);

  it('never does anything but refuse bytes that are no message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readMessage('k8s.io/api/core/v1.Pod', bytes, table);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
      { seed, numRuns: 2000 },
    );
  });
});
