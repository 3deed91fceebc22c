/**
 * The schema language: one shape for the built-in types of the API facts and for the structural OpenAPI v3 schemas of
 * custom resources. The facts contain such nodes. `fromOpenAPI` creates them from a CRD.
 */
export type NodeType = 'object' | 'array' | 'map' | 'string' | 'integer' | 'number' | 'boolean';

/** A type. Nothing set means any JSON value. All but `fields`, `items`, `values`, `ref` are attributes of the value. */
export interface TypeNode {
  /** `map`: an object with free keys, whose values are `values`. Absent with `ref`, `intOrString` or a free-form value. */
  readonly type?: NodeType;
  /** The name of the type in the table. Other attributes can be set, too. */
  readonly ref?: string;
  readonly fields?: readonly FieldNode[];
  readonly items?: TypeNode;
  readonly values?: TypeNode;
  /** On an object: names of required fields. On a field of the facts: whether its object lists it. */
  readonly required?: boolean | readonly string[];
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  /** Comma-separated directives: `merge`, `replace`, `retainKeys`. */
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly intOrString?: boolean;
  /** Free-form: unknown fields below are kept. */
  readonly preserveUnknown?: boolean;
  /** CRD: an embedded object with apiVersion, kind and metadata. */
  readonly embedded?: boolean;
  readonly nullable?: boolean;
  /** Closed set of values. */
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  /** Go's tag: "empty" = omitempty (no effect on a struct value), "zero" = omitzero, "both". Absent: always encoded. */
  readonly omit?: 'empty' | 'zero' | 'both';
  /** A Go pointer: unset differs from the zero value. */
  readonly ptr?: boolean;
  /** Go's named type of a string, list or map: `k8s.io/api/core/v1.Protocol`. */
  readonly goType?: string;
  /** Custom JSON: Time, Quantity, IntOrString, RawExtension, FieldsV1… */
  readonly customJSON?: boolean;
  readonly unions?: readonly UnionNode[];
  /** CRD: the value validations of OpenAPI. */
  readonly validation?: ValueValidation;
  /** CRD: `x-kubernetes-validations`, as written. */
  readonly validations?: readonly Readonly<Record<string, unknown>>[];
  /** Facts: declarative validation tags of upstream (`minimum=0`). */
  readonly rules?: readonly string[];
  /** Feature gates the field belongs to. */
  readonly gates?: readonly string[];
  readonly gvk?: unknown;
  readonly offByDefault?: boolean;
  /** Made by `fromOpenAPI`: decoding prunes instead of following Go's types. */
  readonly structural?: boolean;
}

export interface FieldNode extends TypeNode {
  readonly name: string;
}

export interface UnionNode {
  readonly discriminator?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** OpenAPI's value validations; nested ones (`allOf`…) may look into properties and items of the value. */
export interface ValueValidation {
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly required?: readonly string[];
  readonly type?: string;
  readonly allOf?: readonly ValueValidation[];
  readonly anyOf?: readonly ValueValidation[];
  readonly oneOf?: readonly ValueValidation[];
  readonly not?: ValueValidation;
  readonly properties?: Readonly<Record<string, ValueValidation>>;
  readonly additionalProperties?: ValueValidation;
  readonly items?: ValueValidation;
}

/** Types by their Go path and name: `k8s.io/api/core/v1.Pod`. */
export interface TypeTable {
  get(name: string): TypeNode | undefined;
}

/** A table over the `types` object of the facts. Own keys only. */
export function typeTable(types: Readonly<Record<string, TypeNode>>): TypeTable {
  return { get: (name) => (Object.hasOwn(types, name) ? types[name] : undefined) };
}
