/** Parts of CustomResourceDefinitions as upstream's messages show them: by the field names of its internal Go types. */
import type { CustomResourceDefinitionSpec } from '@kubets/api';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { specParts } from './spec-parts.ts';

/** By upstream's name: the property, and what Go writes for an absent one. */
type Table = Readonly<Record<string, readonly [property: string, absent: unknown]>>;

const rule: Table = {
  Rule: ['rule', ''],
  Message: ['message', ''],
  MessageExpression: ['messageExpression', ''],
  Reason: ['reason', null],
  FieldPath: ['fieldPath', ''],
  OptionalOldSelf: ['optionalOldSelf', null],
};
const column: Table = {
  Name: ['name', ''],
  Type: ['type', ''],
  Format: ['format', ''],
  Description: ['description', ''],
  Priority: ['priority', 0],
  JSONPath: ['jsonPath', ''],
};
const version: Table = {
  Name: ['name', ''],
  Served: ['served', false],
  Storage: ['storage', false],
  Deprecated: ['deprecated', false],
  DeprecationWarning: ['deprecationWarning', null],
};
const scale: Table = {
  SpecReplicasPath: ['specReplicasPath', ''],
  StatusReplicasPath: ['statusReplicasPath', ''],
  LabelSelectorPath: ['labelSelectorPath', null],
};

function shown(value: unknown, table: Table): Plain {
  const given = isPlain(value) ? value : {};
  return Object.fromEntries(
    Object.entries(table).map(([name, [property, absent]]) => [name, own(given, property) ?? absent]),
  );
}

/** An entry of `x-kubernetes-validations`. */
export function ruleInGo(given: unknown): Plain {
  return shown(given, rule);
}

const schemaWords: Table = {
  ID: ['id', ''],
  Schema: ['$schema', ''],
  Ref: ['$ref', null],
  Description: ['description', ''],
  Type: ['type', ''],
  Nullable: ['nullable', false],
  Format: ['format', ''],
  Title: ['title', ''],
  Default: ['default', null],
  Maximum: ['maximum', null],
  ExclusiveMaximum: ['exclusiveMaximum', false],
  Minimum: ['minimum', null],
  ExclusiveMinimum: ['exclusiveMinimum', false],
  MaxLength: ['maxLength', null],
  MinLength: ['minLength', null],
  Pattern: ['pattern', ''],
  MaxItems: ['maxItems', null],
  MinItems: ['minItems', null],
  UniqueItems: ['uniqueItems', false],
  MultipleOf: ['multipleOf', null],
  Enum: ['enum', null],
  MaxProperties: ['maxProperties', null],
  MinProperties: ['minProperties', null],
  Required: ['required', null],
  Items: ['items', null],
  AllOf: ['allOf', null],
  OneOf: ['oneOf', null],
  AnyOf: ['anyOf', null],
  Not: ['not', null],
  Properties: ['properties', null],
  AdditionalProperties: ['additionalProperties', null],
  PatternProperties: ['patternProperties', null],
  Dependencies: ['dependencies', null],
  AdditionalItems: ['additionalItems', null],
  Definitions: ['definitions', null],
  ExternalDocs: ['externalDocs', null],
  Example: ['example', null],
  XPreserveUnknownFields: ['x-kubernetes-preserve-unknown-fields', null],
  XEmbeddedResource: ['x-kubernetes-embedded-resource', false],
  XIntOrString: ['x-kubernetes-int-or-string', false],
  XListMapKeys: ['x-kubernetes-list-map-keys', null],
  XListType: ['x-kubernetes-list-type', null],
  XMapType: ['x-kubernetes-map-type', null],
  XValidations: ['x-kubernetes-validations', null],
};

type Form = (value: unknown) => unknown;

const each =
  (form: Form): Form =>
  (value) =>
    Array.isArray(value) ? value.map(form) : value;
const members: Form = (value) => {
  if (!isPlain(value)) return value;
  const sorted = Object.keys(value).sort();
  return Object.fromEntries(sorted.map((name) => [name, schemaInGo(own(value, name))]));
};
const orBool: Form = (value) =>
  isPlain(value) ? { Allows: true, Schema: schemaInGo(value) } : { Allows: value, Schema: null };

/** Words whose values Go shows in another form. */
const forms: Readonly<Record<string, Form>> = {
  Items: (value) => ({
    Schema: isPlain(value) ? schemaInGo(value) : null,
    JSONSchemas: Array.isArray(value) ? value.map(schemaInGo) : null,
  }),
  AllOf: each(schemaInGo),
  OneOf: each(schemaInGo),
  AnyOf: each(schemaInGo),
  Not: schemaInGo,
  Properties: members,
  PatternProperties: members,
  Definitions: members,
  AdditionalProperties: orBool,
  AdditionalItems: orBool,
  ExternalDocs: (value) => shown(value, { Description: ['description', ''], URL: ['url', ''] }),
  XValidations: each(ruleInGo),
};

/** An OpenAPI schema. */
export function schemaInGo(schema: unknown): unknown {
  const words = shown(schema, schemaWords);
  for (const name in forms) if (words[name] !== null) words[name] = forms[name]?.(words[name]);
  return words;
}

/** `spec.versions`. */
export function versionsInGo(spec: CustomResourceDefinitionSpec): readonly Plain[] | null {
  const { versions } = spec;
  if (versions === undefined || versions.length === 0) return null;
  const parts = specParts(spec).versions;
  return versions.map((each, index) => {
    const { schema, subresources, columns = [], selectableFields = [] } = parts[index] ?? {};
    return {
      ...shown(each, version),
      Schema:
        schema === undefined
          ? null
          : { OpenAPIV3Schema: schema.openAPIV3Schema === undefined ? null : schemaInGo(schema.openAPIV3Schema) },
      Subresources:
        subresources === undefined
          ? null
          : {
              Status: subresources.status ?? null,
              Scale: subresources.scale === undefined ? null : shown(subresources.scale, scale),
            },
      AdditionalPrinterColumns: columns.length === 0 ? null : columns.map((one) => shown(one, column)),
      SelectableFields:
        selectableFields.length === 0 ? null : selectableFields.map(({ jsonPath }) => ({ JSONPath: jsonPath })),
    };
  });
}
