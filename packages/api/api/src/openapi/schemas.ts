/** OpenAPI v2 and v3 schemas of built-in types. */
import type { FieldNode, TypeNode } from '@kubets/schema';
import { documentationOf } from '../documentation.ts';
import { groups, typeNames, typeTable } from '../facts.ts';

export type Dialect = 'v2' | 'v3';

/** Plain JSON of an OpenAPI document. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [key: string]: Json;
}

/** The OpenAPI name of a type: `io.k8s.api.core.v1.Pod` for `k8s.io/api/core/v1.Pod`. */
export function openApiName(typeName: string): string {
  const slash = typeName.indexOf('/');
  const host = typeName.slice(0, slash).split('.').reverse().join('.');
  return `${host}.${typeName.slice(slash + 1).replaceAll('/', '.')}`;
}

let byOpenApiName: ReadonlyMap<string, string> | undefined;

/** The built-in type with this OpenAPI name; undefined if there is none. */
export function typeNameOfOpenApi(name: string): string | undefined {
  byOpenApiName ??= new Map(typeNames().map((each) => [openApiName(each), each]));
  return byOpenApiName.get(name);
}

export function refTo(name: string, dialect: Dialect): JsonMap {
  return { $ref: `${dialect === 'v2' ? '#/definitions/' : '#/components/schemas/'}${openApiName(name)}` };
}

/** The object without undefined members. */
export function compact(members: Readonly<Record<string, Json | undefined>>): JsonMap {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonMap;
}

type Published = Omit<TypeNode, 'gvk'> & {
  readonly published?: boolean;
  readonly zeroDefault?: boolean;
  readonly gvk?: '*' | readonly (readonly [string, string, string])[];
};

/** The underlying type of a reference without a schema, such as a list of strings, which is inlined. */
function inlined(name: string): TypeNode | undefined {
  const type = typeTable().get(name) as Published | undefined;
  return type?.published === false && type.fields === undefined ? type : undefined;
}

const zero: Readonly<Record<string, Json>> = { string: '', integer: 0, number: 0, boolean: false };

/** Go's zero value, which v3 documents contain as the default of fields and items that are not pointers. */
function zeroOf(node: TypeNode): Json | undefined {
  if (node.ref !== undefined) {
    return typeTable().get(node.ref)?.fields === undefined && inlined(node.ref) === undefined ? undefined : {};
  }
  return node.type === undefined ? undefined : zero[node.type];
}

function extensions(node: TypeNode): Record<string, Json | undefined> {
  return {
    'x-kubernetes-list-type': node.listType,
    'x-kubernetes-list-map-keys': node.listMapKeys,
    'x-kubernetes-map-type': node.mapType,
    'x-kubernetes-patch-strategy': node.patchStrategy,
    'x-kubernetes-patch-merge-key': node.patchMergeKey,
  };
}

function item(node: TypeNode, dialect: Dialect): JsonMap {
  const value = dialect === 'v3' ? zeroOf(node) : undefined;
  return schemaOf(node, dialect, value === undefined ? {} : { default: value });
}

/** Types with several JSON types, which v2 can only describe as string. */
function choice(node: TypeNode, dialect: Dialect): Record<string, Json | undefined> {
  const oneOf = (node as { oneOf?: Json }).oneOf;
  if (oneOf === undefined || typeof oneOf === 'string') return { type: node.type, format: node.format };
  return dialect === 'v2' ? { type: 'string', format: node.format } : { format: node.format, oneOf };
}

/** The schema of a type in a field or a list; `more` are the members for this occurrence. */
function schemaOf(node: TypeNode, dialect: Dialect, more: Record<string, Json | undefined>): JsonMap {
  if (node.ref !== undefined) {
    const type = inlined(node.ref);
    if (type !== undefined) return schemaOf(type, dialect, more);
    const reference = refTo(node.ref, dialect);
    const beside = compact({ ...extensions(node), ...more });
    if (Object.keys(beside).length === 0) return reference;
    return dialect === 'v2' ? { ...beside, ...reference } : { allOf: [reference], ...beside };
  }
  const map = node.type === 'map';
  return compact({
    ...choice(node, dialect),
    ...(map ? { type: 'object', additionalProperties: item(node.values ?? {}, dialect) } : {}),
    ...(node.items === undefined ? {} : { items: item(node.items, dialect) }),
    enum: node.enum as Json | undefined,
    ...extensions(node),
    ...more,
  });
}

function property(typeName: string, field: FieldNode & { readonly zeroDefault?: boolean }, dialect: Dialect): JsonMap {
  // Members beside a reference: in v2 they are part of the reference, in v3 they wrap it in allOf.
  const description = documentationOf(typeName, field.name) || undefined;
  const zeroDefault = dialect === 'v3' && field.zeroDefault === true ? zeroOf(field) : undefined;
  return schemaOf(field, dialect, {
    description,
    default: (field.default as Json | undefined) ?? zeroDefault,
  });
}

/** All group version kinds of a type. Options and watch events belong to every group version. */
function kindsOf(typeName: string, gvk: Published['gvk']): Json | undefined {
  if (gvk === undefined) return undefined;
  const kind = typeName.slice(typeName.lastIndexOf('.') + 1);
  const all = groups().flatMap((group) => group.versions.map((version) => [group.name, version, kind] as const));
  return (gvk === '*' ? all : gvk).map(([group, version, name]) => ({ group, kind: name, version }));
}

/** The schema of a named type. */
export function componentOf(typeName: string, dialect: Dialect): JsonMap {
  const type: Published = (typeTable().get(typeName) as Published | undefined) ?? {};
  const description = documentationOf(typeName) || undefined;
  const properties = (type.fields ?? []).map((field) => [field.name, property(typeName, field, dialect)] as const);
  return compact({
    description,
    ...choice(type, dialect),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    required: Array.isArray(type.required) ? (type.required as readonly string[]) : undefined,
    'x-kubernetes-group-version-kind': kindsOf(typeName, type.gvk),
    'x-kubernetes-map-type': type.mapType,
    'x-kubernetes-unions': type.unions?.map((union) =>
      compact({ discriminator: union.discriminator, 'fields-to-discriminateBy': union.fields }),
    ),
  });
}

function references(node: TypeNode): readonly string[] {
  const nested = [...(node.fields ?? []), node.items, node.values].filter((each) => each !== undefined);
  return [...(node.ref === undefined ? [] : [node.ref]), ...nested.flatMap(references)];
}

/** A type that is not built in, such as that of a custom resource. */
export interface OpenApiType {
  /** Changes whenever the schema may have changed. */
  readonly hash: string;
  /** The names of the types that its schema refers to. */
  readonly references: readonly string[];
  schema(dialect: Dialect): JsonMap;
}

/** Finds types that are not built in; undefined for an unknown name. */
export type OpenApiTypes = (typeName: string) => OpenApiType | undefined;

export const noTypes: OpenApiTypes = () => undefined;

/** These types and all types they refer to, sorted by OpenAPI name: pairs of OpenAPI name and type name. */
export function reachableTypes(roots: Iterable<string>, types: OpenApiTypes): readonly (readonly [string, string])[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (visited.has(name)) continue;
    visited.add(name);
    const type = typeTable().get(name);
    if (type === undefined) {
      const other = types(name);
      if (other === undefined) continue;
      found.add(name);
      open.push(...other.references);
      continue;
    }
    if (inlined(name) === undefined) found.add(name);
    open.push(...references(type));
  }
  const named = [...found].map((name) => [openApiName(name), name] as const);
  return named.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The schema of a named type, built in or not. */
export function schemaOfType(typeName: string, dialect: Dialect, types: OpenApiTypes): JsonMap {
  return isBuiltinType(typeName) ? componentOf(typeName, dialect) : (types(typeName)?.schema(dialect) ?? {});
}

export function isBuiltinType(typeName: string): boolean {
  return typeTable().get(typeName) !== undefined;
}

/** The schemas of these built-in types and of all types they refer to, sorted by OpenAPI name. */
export function componentsOf(roots: Iterable<string>, dialect: Dialect): JsonMap {
  const named = reachableTypes(roots, noTypes);
  return Object.fromEntries(named.map(([name, typeName]) => [name, componentOf(typeName, dialect)]));
}
