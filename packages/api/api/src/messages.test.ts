/** The generated protobuf codec: identical to Go's bytes, and without loss for every type. */
import { readFileSync } from 'node:fs';
import { decodeProtobuf, encodeProtobuf, ProtobufError, readMessage, writeMessage } from '@kubets/codec/protobuf';
import { decodeYaml, encodeYaml } from '@kubets/codec/yaml';
import { decodeJson, encodeJson } from '@kubets/machinery/json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typeNameOfKind } from './facts.ts';
import { loadWireTable } from './messages.ts';

interface WireField {
  readonly name: string;
  readonly num?: number;
  readonly label?: 'optional' | 'repeated' | 'map';
  readonly ptype?: string;
  readonly ptr?: boolean;
  readonly omit?: string;
  readonly envelope?: boolean;
}

interface WireType {
  readonly fields?: readonly WireField[];
  readonly protoFields?: unknown;
  readonly offByDefault?: boolean;
}

interface Golden {
  readonly name: string;
  readonly object: { readonly apiVersion: string; readonly kind: string };
  readonly read?: unknown;
  readonly protobuf: string;
}

const table = await loadWireTable();
const readLines = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const goldens = readLines('../testdata/protobuf.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => decodeJson(line).value as Golden);

/** Protobuf does not preserve nulls and empty lists and maps, in Go either. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, below]) => [key, withoutNothing(below)] as const)
    .filter(([, below]) => below !== null && !(Array.isArray(below) && below.length === 0));
  return Object.fromEntries(kept);
}

describe('protobuf messages written by Go', () => {
  it.each(goldens)('$name', ({ object, read, protobuf }) => {
    const bytes = new Uint8Array(Buffer.from(protobuf, 'base64'));
    const type = typeNameOfKind(object.apiVersion, object.kind) ?? '';
    const decoded = decodeProtobuf(bytes, typeNameOfKind, table);
    if (read === undefined) expect(decoded).toEqual(object);
    else expect(withoutNothing(decoded)).toEqual(withoutNothing(read));
    expect(Buffer.from(encodeProtobuf(type, object, table)).toString('base64')).toBe(protobuf);
  });

  it('cover more than a hundred objects', () => {
    expect(goldens.length).toBeGreaterThan(100);
  });
});

const types: Readonly<Record<string, WireType>> = JSON.parse(readLines('../facts/types.json')).types;
const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1.';
const extensions = 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.';
const there = (type: string, value: unknown): unknown => readMessage(type, writeMessage(type, value, table), table);

/** JSON values of types that are not plain messages. */
const samples: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
  bool: fc.constant(true),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).filter((value) => value !== 0),
  int64: fc.oneof(fc.maxSafeInteger(), fc.bigInt(2n ** 53n, 2n ** 63n - 1n)).filter((value) => value !== 0),
  double: fc.double({ min: 1, max: 1e9, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  [`${meta}Time`]: fc.date({ min: new Date(1), noInvalidDate: true, max: new Date('9999-12-31') }).map((date) => {
    return `${date.toISOString().slice(0, 19)}Z`;
  }),
  [`${meta}MicroTime`]: fc.constant('2026-01-02T03:04:05.123456Z'),
  [`${meta}Duration`]: fc.constant('1m30s'),
  [`${meta}FieldsV1`]: fc.constant({ 'f:a': {} }),
  [`${meta}Verbs`]: fc.constant(['get', 'list']),
  'k8s.io/apimachinery/pkg/runtime.RawExtension': fc.constant({ a: 1, b: [9007199254740993n] }),
  'k8s.io/apimachinery/pkg/runtime.Unknown': fc.constant({ a: 1 }),
  'k8s.io/apimachinery/pkg/api/resource.Quantity': fc.constantFrom('1', '100m', '2Gi'),
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant('10%')),
  'k8s.io/api/authentication/v1.AttestationValue': fc.constant(['a', 'b']),
  'k8s.io/api/authentication/v1.ExtraValue': fc.constant(['a', 'b']),
  'k8s.io/api/authorization/v1.ExtraValue': fc.constant(['a', 'b']),
  'k8s.io/api/certificates/v1.ExtraValue': fc.constant(['a', 'b']),
  [`${extensions}JSON`]: fc.constantFrom(1, 'a', [true], { b: 'ü' }),
  [`${extensions}JSONSchemaPropsOrArray`]: fc.constantFrom({ type: 'string' }, [{ type: 'string' }, { $ref: 'a' }]),
  [`${extensions}JSONSchemaPropsOrBool`]: fc.constantFrom({ type: 'string' }, true),
  [`${extensions}JSONSchemaPropsOrStringArray`]: fc.constantFrom({ type: 'string' }, ['a']),
};

function valuesOf(type: string, depth: number): fc.Arbitrary<unknown> | undefined {
  if (Object.hasOwn(samples, type)) return samples[type];
  const node = types[type];
  if (depth === 0 || node?.fields === undefined || node.protoFields !== undefined) return undefined;
  const fields = node.fields.filter((field) => field.num !== undefined && field.envelope !== true);
  const record: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of fields) {
    const value = fieldValues(field, depth - 1);
    if (value !== undefined) record[field.name] = value;
  }
  // In Go, fields that are not pointers are always present after decoding.
  const isValue = (field: WireField): boolean =>
    field.ptr !== true && field.label === 'optional' && Object.hasOwn(record, field.name);
  return fc.record(record, { requiredKeys: fields.filter(isValue).map((field) => field.name) });
}

function fieldValues(field: WireField, depth: number): fc.Arbitrary<unknown> | undefined {
  const one = valuesOf(field.ptype ?? '', depth);
  if (one === undefined) return undefined;
  if (field.label === 'repeated') return fc.array(one, { minLength: 1, maxLength: 2 });
  return field.label === 'map'
    ? fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), one, { minKeys: 1, maxKeys: 2 })
    : one;
}

/** Decoding adds zero structs below the depth of the input. They are equivalent to absent ones. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (typeof value !== 'object' || value === null) return value;
  const isNothing = (below: unknown): boolean =>
    below === undefined ||
    below === '' ||
    below === 0 ||
    below === '0' ||
    below === '0s' ||
    below === false ||
    (typeof below === 'object' && below !== null && Object.keys(below).length === 0);
  const kept = Object.entries(value).map(([key, below]) => [key, withoutZeros(below)] as const);
  return Object.fromEntries(kept.filter(([, below]) => !isNothing(below)));
}

const seed = Number(process.env.KUBETS_SEED ?? 20261121);

describe(`protobuf codec of every type (seed ${seed})`, () => {
  const all = Object.keys(types).filter((name) => types[name]?.offByDefault !== true && table.get(name) !== undefined);

  it(`is without loss, also through JSON and YAML: ${all.length} types`, () => {
    expect(all.length).toBeGreaterThan(600);
    for (const type of all) {
      const values = valuesOf(type, 3);
      if (values === undefined) continue;
      fc.assert(
        fc.property(values, (value) => {
          const read = there(type, value);
          expect(withoutZeros(read)).toEqual(withoutZeros(value));
          // As every client may print it, and apply it again.
          const printed = decodeJson(encodeJson(read)).value;
          expect(printed).toEqual(read);
          expect(decodeYaml(encodeYaml(printed))).toEqual([printed]);
          expect(withoutZeros(there(type, printed))).toEqual(withoutZeros(value));
        }),
        { seed, numRuns: 3 },
      );
    }
  }, 60_000);

  it('throws only ProtobufError for invalid bytes', () => {
    const whole = new Uint8Array(
      Buffer.from(goldens.find(({ name }) => name === 'core.v1.Node')?.protobuf ?? '', 'base64'),
    );
    const mutilated = fc
      .tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length))
      .map(([at, byte, length]) => whole.with(at, byte).subarray(0, Math.max(length, at + 1)));
    const attempt = (read: () => unknown): void => {
      try {
        read();
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), mutilated, (random, broken) => {
        attempt(() => readMessage('k8s.io/api/core/v1.Pod', random, table));
        attempt(() => decodeProtobuf(broken, typeNameOfKind, table));
      }),
      { seed, numRuns: 2000 },
    );
  }, 60_000);

  it('refuses recursive schemas that are nested too deeply', () => {
    const schema = `${extensions}JSONSchemaProps`;
    let nested: object = {};
    for (let depth = 0; depth < 300; depth++) nested = { not: nested };
    expect(() => writeMessage(schema, nested, table)).toThrow('message is nested too deeply');
    // Field 28, `not`, nested in itself: each level is a tag, a length and the next level.
    let bytes = new Uint8Array();
    for (let depth = 0; depth < 300; depth++) {
      const { length } = bytes;
      bytes = Uint8Array.of(0xe2, 0x01, (length & 0x7f) | 0x80, length >> 7, ...bytes);
    }
    expect(() => readMessage(schema, bytes, table)).toThrow('message is nested too deeply');
  });
});

describe('protobuf fields', () => {
  it('are read from nested messages that JSON inlines', () => {
    const volume = { name: 'data', configMap: { name: 'c', items: [{ key: 'a', path: 'b' }] } };
    expect(there('k8s.io/api/core/v1.Volume', volume)).toEqual(volume);
    const probe = { httpGet: { path: '/', port: 'http' }, periodSeconds: 3 };
    expect(there('k8s.io/api/core/v1.Probe', probe)).toEqual(probe);
  });

  it('of 64-bit integers are exact', () => {
    for (const value of [2 ** 53 - 1, 9007199254740993n, -9223372036854775808n, -1, 4294967296])
      expect(
        there('k8s.io/api/core/v1.PodSpec', { containers: [], terminationGracePeriodSeconds: value }),
      ).toMatchObject({ terminationGracePeriodSeconds: value });
  });

  it('that are unknown are skipped, including groups', () => {
    const bytes = Buffer.from('0a016b120176f83f01fa3f026162fb3f0801fc3f1a0a4e6f5363686564756c65', 'hex');
    expect(readMessage('k8s.io/api/core/v1.Taint', new Uint8Array(bytes), table)).toEqual({
      key: 'k',
      value: 'v',
      effect: 'NoSchedule',
    });
  });

  it('of maps can have the key __proto__', () => {
    const labels = JSON.parse('{"__proto__":"x","a":"b"}');
    const found = there(`${meta}ObjectMeta`, { labels }) as { labels: object };
    expect(Object.keys(found.labels).sort()).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(found.labels)).toBe(Object.prototype);
  });

  it('of bytes are not written if absent', () => {
    const type = 'k8s.io/api/admissionregistration/v1.WebhookClientConfig';
    expect(writeMessage(type, {}, table)).toEqual(new Uint8Array());
  });
});
