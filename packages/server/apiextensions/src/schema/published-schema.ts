/**
 * The OpenAPI schemas of a custom resource and its list, as `kubectl explain` and kubectl's validation read them. Upstream:
 * pkg/controller/openapi/builder, and pkg/controller/openapi/v2 for what version 2 cannot express.
 */
import { componentOf, type Dialect, type Json, type JsonMap, openApiName } from '@kubets/api/openapi';
import { isPlain } from '@kubets/machinery/json';

/** The resource whose schema is published. */
export interface PublishedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly typeName: string;
  /** `spec.color`. */
  readonly selectableFields: readonly string[];
}

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';
const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

/** Types that describe apiVersion, kind and metadata with the texts that all objects and lists have. */
const described = { object: 'k8s.io/api/core/v1.ConfigMap', list: 'k8s.io/api/core/v1.PodList' } as const;

function envelope(dialect: Dialect, of: keyof typeof described): JsonMap {
  const { apiVersion, kind, metadata } = componentOf(described[of], dialect).properties as JsonMap;
  const { default: _, ...plain } = metadata as JsonMap;
  return { apiVersion: apiVersion ?? {}, kind: kind ?? {}, metadata: plain };
}

function embeddedEnvelope(dialect: Dialect): JsonMap {
  const { metadata } = envelope(dialect, 'object');
  const text = (description: string): JsonMap => ({ type: 'string', description });
  return {
    apiVersion: text(
      `apiVersion defines the versioned schema of this representation of an object. More info: ${conventions}#resources`,
    ),
    kind: text(
      `kind is a string value representing the type of this object. In CamelCase. More info: ${conventions}#types-kinds`,
    ),
    metadata: metadata ?? {},
  };
}

/** Members that schemas may have, but that are not published. */
const unpublished: ReadonlySet<string> = new Set(['id', '$schema', 'externalDocs', 'example', 'definitions']);
/** Members that version 2 does not have. */
const onlyInV3: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'nullable']);

const preserves = (schema: JsonMap): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;

/** The members of a schema in version 2. kubectl cannot use the properties or items of values without a type. */
function simplified(schema: JsonMap): JsonMap {
  const free = schema.nullable === true || preserves(schema);
  const noItems = free || schema.items === undefined;
  const untyped =
    schema.nullable === true || (schema.type === 'array' && noItems) || (schema.type === 'object' && preserves(schema));
  const dropped = (name: string): boolean =>
    onlyInV3.has(name) || (free && (name === 'items' || name === 'properties')) || (untyped && name === 'type');
  const kept = Object.entries(schema).filter(([name]) => !dropped(name));
  const required = requiredInV2(schema, free);
  return {
    ...Object.fromEntries(kept.filter(([name]) => name !== 'required')),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** Nullable values are not required. */
function requiredInV2({ required, properties, additionalProperties }: JsonMap, free: boolean): readonly Json[] {
  const names = Array.isArray(required) ? (required as readonly Json[]) : [];
  const isNullable = (schema: unknown): boolean => isPlain(schema) && schema.nullable === true;
  if (isNullable(additionalProperties)) return [];
  if (free || !isPlain(properties)) return names;
  return names.filter((name) => !isNullable(Object.hasOwn(properties, String(name)) ? properties[String(name)] : {}));
}

function published(schema: JsonMap, dialect: Dialect): JsonMap {
  const own = dialect === 'v2' ? simplified(schema) : schema;
  const members: Record<string, Json> = {};
  for (const [name, value] of Object.entries(own)) {
    if (unpublished.has(name)) continue;
    if (name === 'properties' && isPlain(value)) {
      members.properties = Object.fromEntries(
        Object.entries(value).map(([field, each]) => [field, published(each as JsonMap, dialect)]),
      );
    } else if ((name === 'items' || name === 'additionalProperties') && isPlain(value)) {
      members[name] = published(value as JsonMap, dialect);
    } else members[name] = value;
  }
  if (schema['x-kubernetes-embedded-resource'] !== true || (dialect === 'v2' && preserves(schema))) return members;
  const required = Array.isArray(members.required) ? (members.required as readonly Json[]) : [];
  return {
    ...members,
    properties: { ...(members.properties as JsonMap | undefined), ...embeddedEnvelope(dialect) },
    required: [...new Set([...required, 'kind', 'apiVersion'])],
  };
}

/** The schema of the objects. `schema`: the declared one, which is structural. */
export function publishedSchema(of: PublishedKind, schema: unknown, dialect: Dialect): JsonMap {
  const { group, version, kind, selectableFields } = of;
  const gvk = {
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
    ...(selectableFields.length === 0
      ? {}
      : { 'x-kubernetes-selectable-fields': selectableFields.map((fieldPath) => ({ fieldPath })) }),
  };
  const declared = (isPlain(schema) ? schema : {}) as JsonMap;
  // kubectl would refuse unknown fields if any were declared.
  if (Object.keys(declared).length === 0 || (dialect === 'v2' && preserves(declared)))
    return { type: 'object', ...gvk };
  const whole = published(declared, dialect);
  const properties = { ...(whole.properties as JsonMap | undefined), ...envelope(dialect, 'object') };
  return { ...whole, properties, ...gvk };
}

export function publishedListSchema(of: PublishedKind, dialect: Dialect): JsonMap {
  const { group, version, kind, plural, typeName } = of;
  const listKind = `${kind}List`;
  const prefix = dialect === 'v2' ? '#/definitions/' : '#/components/schemas/';
  const description = `List of ${plural}. More info: ${conventions}`;
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...envelope(dialect, 'list'),
      items: { description, type: 'array', items: { $ref: `${prefix}${openApiName(typeName)}` } },
    },
    'x-kubernetes-group-version-kind': [{ group, version, kind: listKind }],
  };
}

/** Types that the published schemas refer to. */
export const publishedReferences = {
  object: [`${meta}.ObjectMeta`],
  list: [`${meta}.ListMeta`],
} as const;
