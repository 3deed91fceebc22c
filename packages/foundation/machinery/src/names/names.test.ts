/** Names and metadata: accepted and refused values, with upstream's messages. */
import { workUnits } from '@kubets/base/platform/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  wildcardDns1123Subdomain,
} from './dns-names.ts';
import { labelValue, qualifiedName } from './label-names.ts';
import { nameIsDnsLabel, nameIsDnsSubdomain } from './name-rule.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import {
  cIdentifier,
  configMapKey,
  httpHeaderName,
  pathSegment,
  percentString,
  portName,
  portNumber,
  relaxedEnvVarName,
} from './other-names.ts';
import { utf8Length } from './utf8-length.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`names: fast-check seed ${seed}`);

const rules: Record<string, readonly [(value: string) => readonly string[], readonly string[], readonly string[]]> = {
  dns1123Label: [dns1123Label, ['a', '1', 'a-b', 'a'.repeat(63)], ['', 'A', 'a.b', '-a', 'a-', 'a_b', 'a\n', 'é']],
  dns1123Subdomain: [dns1123Subdomain, ['a', 'a.b', '1.2', 'a'.repeat(253)], ['', '.a', 'a.', 'a..b', 'A.b', 'a/b']],
  underscored: [dns1123SubdomainWithUnderscore, ['_a.b_c', 'a'], ['__a', 'a._']],
  dns1035Label: [dns1035Label, ['a1', 'a-b'], ['1a', 'a.b', '']],
  wildcard: [wildcardDns1123Subdomain, ['*.a.b'], ['*', '*.*.b', 'a.*.b', '*a.b']],
  qualifiedName: [
    qualifiedName,
    ['simple', 'a.b/c', 'A_b.c', '1.2.3.4/5678'],
    ['', '/a', 'a/', 'a/b/c', 'A.b/c', '-a', 'a'.repeat(64)],
  ],
  labelValue: [labelValue, ['', 'a', 'A_b.c-1'], ['a b', '-a', 'a.', 'a'.repeat(64), 'ā']],
  relaxedEnvVarName: [relaxedEnvVarName, ['1 a!', '-'], ['', 'a=b', 'é', 'a\t']],
  configMapKey: [configMapKey, ['a.b', '_', 'A-b'], ['', '.', '..', '..a', 'a/b', 'a'.repeat(254)]],
  cIdentifier: [cIdentifier, ['_a1'], ['1a', 'a-b', '']],
  httpHeaderName: [httpHeaderName, ['X-A'], ['', 'a:b']],
  percentString: [percentString, ['1%'], ['1', '%', '-1%']],
  pathSegment: [pathSegment, ['a:b', '', '...'], ['.', '..', 'a/b', 'a%b']],
  portName: [portName, ['http', 'a1-b'], ['', '1', 'a--b', '-a', 'a-', 'A', 'a'.repeat(16)]],
};

describe('name validation', () => {
  for (const [name, [rule, good, bad]] of Object.entries(rules)) {
    test.each(good)(`${name} accepts %j`, (value) => expect(rule(value)).toEqual([]));
    test.each(bad)(`${name} refuses %j`, (value) => expect(rule(value)).not.toEqual([]));
  }

  test("returns upstream's messages", () => {
    expect(dns1123Label('A')).toEqual([
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ]);
    expect(dns1123Label('a.b')).toEqual(['must not contain dots']);
    expect(dns1123Label('a'.repeat(64))).toEqual(['must be no more than 63 characters']);
    expect(dns1123Subdomain('A')).toEqual([
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ]);
    expect(labelValue('a'.repeat(64))).toEqual(['must be no more than 63 bytes']);
    expect(qualifiedName('/')[0]).toBe('prefix part must be non-empty');
    expect(portNumber(0)).toEqual(['must be between 1 and 65535, inclusive']);
  });

  test('takes linear time for a name of 100,000 characters', () => {
    const text = `${'a-'.repeat(50_000)}!`;
    for (const [rule] of Object.values(rules)) expect(workUnits(() => rule(text))).toBeLessThan(20);
  });
});

describe('utf8Length', () => {
  test('agrees with TextEncoder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
      { seed },
    );
  });
});

describe('generateName validation', () => {
  test('accepts a prefix that ends with a dash', () => {
    expect(nameIsDnsSubdomain('web-', true)).toEqual([]);
    expect(nameIsDnsSubdomain('web-', false)).not.toEqual([]);
  });
});

const shown = (found: readonly { readonly field: string; readonly message: string }[]): string[] =>
  found.map(({ field, message }) => `${field}: ${message}`);

describe('validateObjectMeta', () => {
  const rule = { namespaced: true, nameRule: nameIsDnsLabel };

  test('accepts valid metadata', () => {
    const meta = { name: 'a', namespace: 'b', labels: { a: 'b' }, annotations: { 'A/b': 'anything' } };
    expect(validateObjectMeta(meta, { ...rule, nameRule: nameIsDnsSubdomain })).toEqual([]);
  });

  test('requires a name and a namespace', () => {
    expect(shown(validateObjectMeta({}, rule))).toEqual([
      'metadata.name: Required value: name or generateName is required',
      'metadata.namespace: Required value',
    ]);
    expect(shown(validateObjectMeta({ name: 'a', namespace: 'b' }, { ...rule, namespaced: false }))).toEqual([
      'metadata.namespace: Forbidden: not allowed on this type',
    ]);
  });

  test('limits the total size of annotations', () => {
    const annotations = { a: 'x'.repeat(256 * 1024) };
    expect(shown(validateObjectMeta({ name: 'a', namespace: 'b', annotations }, rule))).toEqual([
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ]);
  });

  test('requires complete owner references, and one controller at most', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u', controller: true };
    const ownerReferences = [owner, { ...owner, name: 'b' }, { apiVersion: '', kind: '', name: '', uid: '' }];
    expect(shown(validateObjectMeta({ name: 'a', namespace: 'b', ownerReferences }, rule))).toEqual([
      `metadata.ownerReferences: Invalid value: ${JSON.stringify(ownerReferences)}: Only one reference can have Controller set to true. Found "true" in references for Pod/a and Pod/b`,
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ]);
  });

  test('refuses Events as owners, and finalizers that exclude each other', () => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'u' }];
    const finalizers = ['orphan', 'foregroundDeletion'];
    const found = shown(validateObjectMeta({ name: 'a', namespace: 'b', ownerReferences, finalizers }, rule));
    expect(found[0]).toMatch('/v1, Kind=Event is disallowed from being an owner');
    expect(found[1]).toBe(
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    );
  });

  test('refuses invalid managed fields', () => {
    const managedFields = [{ manager: 'a\tb', operation: 'Patch', fieldsType: 'V2' }];
    expect(shown(validateObjectMeta({ name: 'a', namespace: 'b', managedFields }, rule))).toEqual([
      'metadata.managedFields[0].operation: Invalid value: "Patch": must be `Apply` or `Update`',
      'metadata.managedFields[0].fieldsType: Invalid value: "V2": must be `FieldsV1`',
      'metadata.managedFields[0].manager: Invalid value: "a\\tb": invalid character U+0009 (at position 1)',
    ]);
  });
});

describe('validateObjectMetaUpdate', () => {
  const old = { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', generation: 2 };

  test('refuses changes of immutable fields', () => {
    expect(shown(validateObjectMetaUpdate({ name: 'b', namespace: 'n', uid: 'u', generation: 1 }, old))).toEqual([
      'metadata.resourceVersion: Invalid value: "": must be specified for an update',
      'metadata.generation: Invalid value: 1: must not be decremented',
      'metadata.name: Invalid value: "b": field is immutable',
    ]);
    expect(shown(validateObjectMetaUpdate({ ...old, deletionTimestamp: '2026-01-01T00:00:00Z' }, old))).toEqual([
      'metadata.deletionTimestamp: Invalid value: "2026-01-01T00:00:00Z": field is immutable',
    ]);
  });

  test('refuses new finalizers on an object that is being deleted', () => {
    const dying = { ...old, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] };
    expect(shown(validateObjectMetaUpdate({ ...dying, finalizers: ['a/b', 'a/c'] }, dying))).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/c"}',
    ]);
    expect(validateObjectMetaUpdate({ ...dying, finalizers: [] }, dying)).toEqual([]);
  });
});
