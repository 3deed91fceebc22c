/** Which CustomResourceDefinitions are refused, with upstream's messages. */
import type { CustomResourceDefinition, CustomResourceDefinitionSpec, JSONSchemaProps } from '@kubets/api';
import { atOnce } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { definitionErrors } from './validate-definition.ts';
import { validateDefinition } from './validation.ts';

type Version = CustomResourceDefinitionSpec['versions'][number];

interface Parts {
  readonly schema?: object;
  readonly version?: Partial<Version>;
  readonly spec?: Partial<CustomResourceDefinitionSpec>;
  readonly metadata?: CustomResourceDefinition['metadata'];
  readonly status?: CustomResourceDefinition['status'];
}

function definition({ schema, version = {}, spec = {}, metadata = {}, status }: Parts = {}): CustomResourceDefinition {
  const openAPIV3Schema = (schema ?? { type: 'object' }) as JSONSchemaProps;
  return {
    metadata: { name: 'gadgets.example.com', ...metadata },
    spec: {
      group: 'example.com',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, ...version }],
      conversion: { strategy: 'None' },
      ...spec,
    },
    status: { storedVersions: ['v1'], ...status },
  };
}

function errorsOf(parts: Parts, old?: Parts): readonly string[] {
  const found = atOnce(definitionErrors(definition(parts), old === undefined ? undefined : definition(old)));
  return found.map(({ field, message }) => `${field}: ${message}`);
}

const root = (schema: object, more: object = {}): object => ({ type: 'object', properties: { a: schema }, ...more });
const rule = (rule: string, more: object = {}): object => ({ 'x-kubernetes-validations': [{ rule, ...more }] });
const a = 'spec.validation.openAPIV3Schema.properties[a]';
const established = { conditions: [{ type: 'Established', status: 'True' }] };
const names = (more: object): Partial<CustomResourceDefinitionSpec> => ({
  names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList', ...more },
});

describe('a definition is refused if', () => {
  it.each<[string, Parts, ...string[]]>([
    [
      'its name is not that of the resource',
      { metadata: { name: 'x.example.com' } },
      'metadata.name: Invalid value: "x.example.com": must be spec.names.plural+"."+spec.group',
    ],
    [
      'its group is a word',
      { spec: { group: 'example' }, metadata: { name: 'gadgets.example' } },
      'spec.group: Invalid value: "example": should be a domain with at least one dot',
    ],
    [
      'its scope is unknown',
      { spec: { scope: 'All' } },
      'spec.scope: Unsupported value: "All": supported values: "Cluster", "Namespaced"',
    ],
    ['it has no listKind', { spec: names({ listKind: '' }) }, 'spec.names.listKind: Required value'],
    [
      'kind and listKind are the same',
      { spec: names({ listKind: 'Gadget' }) },
      'spec.names.listKind: Invalid value: "Gadget": kind and listKind may not be the same',
    ],
    ['a version has no schema', { version: { schema: {} } }, 'spec.versions[0].schema.openAPIV3Schema: Required value'],
    [
      'no version is stored',
      { version: { storage: false } },
      'spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version',
    ],
    [
      'a stored version is missing',
      { status: { storedVersions: ['v0', 'v1'] } },
      'status.storedVersions[0]: Invalid value: "v0": missing from spec.versions; v0 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v0 and removes v0 from status.storedVersions',
    ],
    [
      'it preserves unknown fields',
      { spec: { preserveUnknownFields: true } },
      'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    ],
    [
      'only a deprecated version may have a warning',
      { version: { deprecationWarning: 'old' } },
      'spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions',
    ],
    [
      'a column has no path',
      { version: { additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: '' }] } },
      'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
      'spec.additionalPrinterColumns[0].JSONPath: Required value',
    ],
    [
      'the scale has wrong paths',
      { version: { subresources: { scale: { specReplicasPath: '.status.n', statusReplicasPath: 'n' } } } },
      'spec.subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec',
      'spec.subresources.scale.statusReplicasPath: Invalid value: "n": must be a simple json path starting with .',
    ],
    [
      'a selectable field is a list or unknown',
      {
        schema: root({ type: 'array', items: { type: 'string' } }),
        version: { selectableFields: [{ jsonPath: '.a' }, { jsonPath: '.b' }, { jsonPath: ".['a']" }] },
      },
      'spec.selectableFields[0].jsonPath: Invalid value: ".a": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
      'spec.selectableFields[1].jsonPath: Invalid value: ".b": is an invalid path: does not refer to a valid field',
      `spec.selectableFields[2].jsonPath: Invalid value: ".['a']": is an invalid path: does not refer to a valid field`,
    ],
    [
      'there are too many selectable fields',
      {
        schema: {
          type: 'object',
          properties: Object.fromEntries([...'abcdefghi'].map((name) => [name, { type: 'string' }])),
        },
        version: { selectableFields: [...'abcdefghi'].map((name) => ({ jsonPath: `.${name}` })) },
      },
      'spec.selectableFields: Too many: 9: must have at most 8 items',
    ],
    [
      'the webhook has no address',
      {
        spec: { conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v9'], clientConfig: {} } } },
      },
      'spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required',
      'spec.conversion.conversionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1',
    ],
    [
      'the webhook is not called over HTTPS',
      {
        spec: {
          conversion: {
            strategy: 'Webhook',
            webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'http://u@a.example/?q#f' } },
          },
        },
      },
      'spec.conversion.webhookClientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
      'spec.conversion.webhookClientConfig.url: Invalid value: "u": user information is not permitted in the URL',
      'spec.conversion.webhookClientConfig.url: Invalid value: "f": fragments are not permitted in the URL',
      'spec.conversion.webhookClientConfig.url: Invalid value: "q": query parameters are not permitted in the URL',
    ],
    [
      'a group of the community has no approval',
      { spec: { group: 'a.k8s.io' }, metadata: { name: 'gadgets.a.k8s.io' } },
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    ],
    [
      'the root can be null',
      { schema: { type: 'object', nullable: true } },
      'spec.validation.openAPIV3Schema.nullable: Forbidden: nullable cannot be true at the root',
    ],
    [
      'the root has more than the status allows',
      { schema: { type: 'array', items: { type: 'string' } }, version: { subresources: { status: {} } } },
      'spec.validation.openAPIV3Schema.type: Invalid value: "array": only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
      'spec.validation.openAPIV3Schema.type: Invalid value: "array": must be object at the root',
    ],
  ])('%s', (_, parts, ...expected) => {
    expect(errorsOf(parts)).toEqual(expected);
  });
});

describe('an expression is refused if', () => {
  const shown = (given: object): string =>
    JSON.stringify({
      Rule: '',
      Message: '',
      MessageExpression: '',
      Reason: null,
      FieldPath: '',
      OptionalOldSelf: null,
      ...given,
    });
  it.each<[string, object, ...string[]]>([
    [
      'it does not compile',
      { type: 'string', ...rule('self.b') },
      `${a}.x-kubernetes-validations[0].rule: Invalid value: ${shown({ Rule: 'self.b' })}: compilation failed: ERROR: <input>:1:5: type 'string' does not support field selection\n | self.b\n | ....^`,
    ],
    [
      'it is not a condition',
      { type: 'string', ...rule('self') },
      `${a}.x-kubernetes-validations[0].rule: Invalid value: ${shown({ Rule: 'self' })}: cel expression must evaluate to a bool`,
    ],
    [
      'its message is not a text',
      { type: 'string', ...rule('true', { messageExpression: '1' }) },
      `${a}.x-kubernetes-validations[0].messageExpression: Invalid value: ${shown({ Rule: 'true', MessageExpression: '1' })}: messageExpression must evaluate to a string`,
    ],
    [
      'it may be too expensive',
      { type: 'array', items: { type: 'string' }, ...rule('self.all(x, self.all(y, x.contains(y)))') },
      `${a}.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`,
      `${a}.x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
      'spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)',
    ],
    [
      'it compares values that cannot be matched',
      { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 5, ...rule('self == oldSelf') } },
      `${a}.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${a}`,
    ],
    [
      'oldSelf is optional, but not used',
      { type: 'string', ...rule('true', { optionalOldSelf: true }) },
      `${a}.x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`,
    ],
    [
      'reason and path are wrong',
      { type: 'string', ...rule('true', { reason: 'Odd', fieldPath: '.b', message: ' ' }) },
      `${a}.x-kubernetes-validations[0].message: Invalid value: " ": must be non-empty if specified`,
      `${a}.x-kubernetes-validations[0].reason: Unsupported value: "Odd": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
      `${a}.x-kubernetes-validations[0].fieldPath: Invalid value: ".b": must be a valid path`,
    ],
  ])('%s', (_, schema, ...expected) => {
    expect(errorsOf({ schema: root(schema) })).toEqual(expected);
  });

  it('is accepted if it iterates over the items of a conditional expression', () => {
    const addresses = { type: 'array', maxItems: 256, items: { type: 'string', maxLength: 64 } };
    const text = "!(has(self.addresses) ? self.addresses : []).exists(each, each.contains('/'))";
    expect(errorsOf({ schema: root({ type: 'object', properties: { addresses }, ...rule(text) }) })).toEqual([]);
  });

  it('is accepted with reserved words as fields, with optional oldSelf, and below lists that are maps', () => {
    const item = {
      type: 'object',
      required: ['k'],
      properties: { k: { type: 'string', maxLength: 5 } },
      ...rule('self == oldSelf'),
    };
    const list = {
      type: 'array',
      maxItems: 3,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: item,
    };
    const schema = {
      type: 'object',
      properties: { list, namespace: { type: 'string', maxLength: 9 } },
      'x-kubernetes-validations': [
        { rule: "self.namespace == 'a' || self.__namespace__ == 'b'" },
        { rule: 'oldSelf.hasValue()', optionalOldSelf: true },
      ],
    };
    expect(errorsOf({ schema: root(schema) })).toEqual([]);
  });
});

describe('an update', () => {
  it('must not change what objects are stored by', () => {
    const errors = errorsOf(
      { spec: { scope: 'Cluster', ...names({ kind: 'Widget' }) } },
      { status: { ...established, storedVersions: ['v1'] } },
    );
    expect(errors).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Widget": field is immutable',
    ]);
  });

  it.each<[string, Parts]>([
    [
      'an unknown type',
      { schema: root({ type: 'object', properties: { b: { type: 'string', not: { type: 'odd' } } } }) },
    ],
    [
      'a set of objects that are not atomic',
      { schema: root({ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } }) },
    ],
    [
      'an optional key of a map',
      {
        schema: root({
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
          items: { type: 'object', properties: { k: { type: 'string' } } },
        }),
      },
    ],
    ['a default with unknown fields', { schema: root({ type: 'object', default: { b: 1 } }) }],
    [
      'no known review version',
      {
        spec: {
          conversion: {
            strategy: 'Webhook',
            webhook: { conversionReviewVersions: ['v9'], clientConfig: { url: 'https://a.example/' } },
          },
        },
      },
    ],
  ])('may keep %s', (_, parts) => {
    const strict = errorsOf(parts, {});
    expect(strict.length).toBeGreaterThan(0);
    expect(errorsOf(parts, parts).length).toBeLessThan(strict.length);
  });

  it('may keep an expression that is too expensive, as long as the schema stays', () => {
    const expensive = {
      type: 'array',
      maxItems: 100,
      items: { type: 'string', maxLength: 100 },
      ...rule('self.all(x, self.all(y, x.contains(y)))'),
    };
    const schema = root(expensive);
    expect(errorsOf({ schema }).some((error) => error.includes('estimated rule cost exceeds budget'))).toBe(true);
    expect(errorsOf({ schema, version: { deprecated: true } }, { schema })).toEqual([]);
  });
});

it('a default is refused if a rule refuses it', async () => {
  const value = { type: 'string', maxLength: 9, default: 'bad', ...rule("self != 'bad'", { message: 'be good' }) };
  const errors = await validateDefinition(definition({ schema: root(value) }), undefined);
  expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    `${a}.default: Invalid value: "bad": be good`,
  ]);
  const good = { ...value, default: 'good' };
  expect(await validateDefinition(definition({ schema: root(good) }), undefined)).toEqual([]);
});
