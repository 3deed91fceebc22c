/** The protobuf form of the OpenAPI version 2 document, decoded field by field. */
import { describe, expect, it } from 'vitest';
import { openApiV2Document } from './documents.ts';
import { encodeOpenApiV2 } from './gnostic.ts';
import { doubleField, field, numberField } from './protobuf-writer.ts';

/** Decodes a message: field numbers in order, bytes of length-delimited fields, and values of varints. */
type Fields = ReadonlyMap<number, readonly (Uint8Array | number)[]>;

function read(bytes: Uint8Array): Fields {
  const fields = new Map<number, (Uint8Array | number)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag % 8;
    expect([0, 2]).toContain(wire);
    const first = varint();
    const value = wire === 0 ? first : bytes.subarray(at, at + first);
    if (wire === 2) at += first;
    fields.set(Math.floor(tag / 8), [...(fields.get(Math.floor(tag / 8)) ?? []), value]);
  }
  return fields;
}

const decoder = new TextDecoder();
const messages = (fields: Fields, number: number): readonly Fields[] =>
  (fields.get(number) ?? []).flatMap((value) => (typeof value === 'number' ? [] : [read(value)]));
const one = (fields: Fields | undefined, ...numbers: readonly number[]): Fields | undefined =>
  numbers.reduce<Fields | undefined>((inner, number) => inner && messages(inner, number)[0], fields);
const textOf = (fields: Fields | undefined, number: number): string => {
  const value = fields?.get(number)?.[0];
  return value === undefined || typeof value === 'number' ? '' : decoder.decode(value);
};
const named = (fields: Fields | undefined, list: number, name: string): Fields | undefined => {
  const pair = fields && messages(fields, list).find((each) => textOf(each, 1) === name);
  return pair && one(pair, 2);
};

describe('OpenAPI version 2 in protobuf', () => {
  const document = read(encodeOpenApiV2(openApiV2Document()));

  it('contains version and title', () => {
    expect(textOf(document, 1)).toBe('2.0');
    expect(textOf(one(document, 2), 1)).toBe('Kubernetes');
  });

  it('contains every definition with its fields', () => {
    const pod = named(one(document, 9), 1, 'io.k8s.api.core.v1.Pod');
    expect(textOf(pod, 4)).toMatch(/^Pod is a collection/);
    expect(textOf(one(pod, 22), 1)).toBe('object');
    const spec = named(one(pod, 25), 1, 'spec');
    expect(textOf(spec, 1)).toBe('#/definitions/io.k8s.api.core.v1.PodSpec');
    const kinds = named(pod, 31, 'x-kubernetes-group-version-kind');
    expect(JSON.parse(textOf(kinds, 2))).toEqual([{ group: '', kind: 'Pod', version: 'v1' }]);
  });

  it('contains items, maps and required fields', () => {
    const definitions = one(document, 9);
    const podSpec = named(definitions, 1, 'io.k8s.api.core.v1.PodSpec');
    expect(textOf(podSpec, 19)).toBe('containers');
    const containers = named(one(podSpec, 25), 1, 'containers');
    expect(textOf(one(containers, 23, 1), 1)).toBe('#/definitions/io.k8s.api.core.v1.Container');
    const nodeSelector = named(one(podSpec, 25), 1, 'nodeSelector');
    expect(textOf(one(nodeSelector, 21, 1, 22), 1)).toBe('string');
  });

  it('contains the fieldValidation parameter of PATCH, which kubectl looks for', () => {
    const path = named(one(document, 8), 2, '/api/v1/namespaces/{namespace}/pods/{name}');
    const patch = one(path, 8);
    expect(textOf(patch, 5)).toBe('patchCoreV1NamespacedPod');
    const parameters = patch === undefined ? [] : messages(patch, 8).map((each) => one(each, 1));
    expect(textOf(one(parameters[0], 1), 2)).toBe('body');
    expect(parameters.slice(1).map((each) => textOf(one(each, 2, 3), 4))).toContain('fieldValidation');
    expect(textOf(named(patch, 13, 'x-kubernetes-action'), 2)).toBe('"patch"');
    const ok = named(one(patch, 9), 1, '200');
    expect(textOf(one(ok, 1, 2, 1), 1)).toBe('#/definitions/io.k8s.api.core.v1.Pod');
  });
});

it("gnostic encoder writes protobuf's wire types", () => {
  expect([...field(1, 'ab')]).toEqual([10, 2, 97, 98]);
  expect([...numberField(16, 300)]).toEqual([128, 1, 172, 2]);
  expect([...doubleField(1, 1)]).toEqual([9, 0, 0, 0, 0, 0, 0, 240, 63]);
});
