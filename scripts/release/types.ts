/** Joins what Go's declarations say about the types of the API with what their OpenAPI schemas say. */

/** An OpenAPI schema, with the Kubernetes extensions that are read. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly description?: string;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-unions'?: readonly {
    readonly discriminator?: string;
    readonly 'fields-to-discriminateBy': Readonly<Record<string, string>>;
  }[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

interface Expression {
  readonly ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Expression;
  readonly values?: Expression;
  readonly known?: readonly string[];
  readonly enum?: readonly string[];
  readonly goType?: string;
}

/** A field as the Go program prints it. */
export interface GoField extends Expression {
  readonly name: string;
  readonly omit?: string;
  readonly ptr?: boolean;
  readonly [extra: string]: unknown;
}

export interface GoType extends Expression {
  readonly fields?: readonly GoField[];
  readonly protoFields?: readonly GoField[];
  readonly [extra: string]: unknown;
}

/** `k8s.io/api/core/v1.Pod` → `io.k8s.api.core.v1.Pod`. */
export function openAPIName(goName: string): string {
  const [host = '', ...path] = goName.split('/');
  return [...host.split('.').reverse(), ...path].join('.');
}

interface TypeSource {
  readonly schema: Schema | undefined;
  readonly isPublished: boolean;
}

type Entries = Record<string, unknown>;

/** Without keys that have no value. The order of keys is that of the facts. */
function present(entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function without(entries: Entries, dropped: string): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => key !== dropped));
}

function expression(type: Expression, schema: Schema | undefined): Entries {
  const isClosed = schema?.enum !== undefined;
  return present({
    ref: type.ref,
    type: type.type,
    items: type.items === undefined ? undefined : expression(type.items, schema?.items),
    values: type.values === undefined ? undefined : expression(type.values, schema?.additionalProperties),
    format: type.format,
    enum: isClosed ? type.known : undefined,
    known: isClosed ? undefined : type.known,
    goType: type.goType,
  });
}

const isZero = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && Object.keys(value ?? {}).length === 0);

/** A declared default, or the zero value that OpenAPI publishes for fields that Go always writes. */
function defaultOf(field: GoField, type: TypeSource): Entries {
  const value = type.schema?.properties?.[field.name]?.default;
  if (value === undefined) return {};
  const isAlwaysWritten = field.ptr !== true && (field.ref !== undefined || field.omit === undefined);
  if (!isZero(value) || !isAlwaysWritten) return { default: value };
  return type.isPublished ? { zeroDefault: true } : {};
}

function fieldFact(field: GoField, type: TypeSource): Entries {
  const schema = type.schema?.properties?.[field.name];
  const { name, ref, type: jsonType, items, values, format, known, goType, ...rest } = field;
  const { enum: closed, known: open, goType: constants, ...shape } = expression(field, schema);
  return present({
    name,
    ...shape,
    ...defaultOf(field, type),
    required: type.schema?.required?.includes(name) || undefined,
    enum: closed,
    known: open,
    goType: constants,
    listType: schema?.['x-kubernetes-list-type'] ?? rest['listType'],
    listMapKeys: schema?.['x-kubernetes-list-map-keys'],
    mapType: schema?.['x-kubernetes-map-type'],
    patchStrategy: schema?.['x-kubernetes-patch-strategy'],
    patchMergeKey: schema?.['x-kubernetes-patch-merge-key'],
    ...without(rest, 'listType'),
  });
}

/** The group, version and kind of a type; `*` for a type that is the same in all groups, such as DeleteOptions. */
function kindsOf(published: Schema | undefined): unknown {
  const kinds = published?.['x-kubernetes-group-version-kind'];
  if (kinds === undefined) return undefined;
  const groups = new Set(kinds.map(({ group }) => group));
  return groups.size > 1 ? '*' : kinds.map(({ group, version, kind }) => [group, version, kind]);
}

/** What neither the declaration nor the schema of a type says about its JSON. */
const specialTypes: Readonly<Record<string, Entries>> = {
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON': { preserveUnknown: true },
  'k8s.io/apimachinery/pkg/api/resource.Quantity': { type: 'string' },
  'k8s.io/apimachinery/pkg/api/resource.QuantityValue': { type: 'string' },
  'k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1': { preserveUnknown: true },
  'k8s.io/apimachinery/pkg/apis/meta/v1.GroupVersion': { type: 'string' },
  'k8s.io/apimachinery/pkg/runtime.RawExtension': { preserveUnknown: true },
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': { type: 'string', intOrString: true },
};

function typeFact(name: string, type: GoType, source: TypeSource, published: Schema | undefined): Entries {
  const { schema, isPublished } = source;
  const special = specialTypes[name] ?? {};
  const unions = schema?.['x-kubernetes-unions']?.map(({ discriminator, 'fields-to-discriminateBy': fields }) =>
    present({ discriminator, fields }),
  );
  const { fields, protoFields, wrapper, customJSON, proto, ref, type: jsonType, items } = type;
  const declared = customJSON === true ? schema?.type : jsonType;
  return present({
    published: isPublished ? undefined : false,
    gvk: kindsOf(published),
    ref,
    type: special['type'] ?? declared,
    items,
    required: isPublished && schema?.required?.length ? schema.required : undefined,
    preserveUnknown: special['preserveUnknown'],
    format: schema?.format,
    mapType: schema?.['x-kubernetes-map-type'],
    union: unions === undefined ? undefined : true,
    wrapper,
    oneOf: schema?.oneOf,
    unions,
    intOrString: special['intOrString'],
    customJSON,
    proto,
    fields: fields?.map((field) => fieldFact(field, source)),
    protoFields,
  });
}

/** Nothing serves alpha versions, but types of other versions refer to some of their types. */
const isAlpha = (name: string): boolean => packageOf(name).includes('alpha');

const packageOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));

/** The types that fields and items refer to. */
function referencesOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'ref' in node && typeof node.ref === 'string' ? [node.ref] : [];
  // Each nested message is a number, a name and a type.
  const nested = 'via' in node && Array.isArray(node.via) ? node.via.map(([, , type]) => String(type)) : [];
  return [...own, ...nested, ...Object.values(node).flatMap(referencesOf)];
}

/** Published kinds and the types that they consist of. */
function closure(facts: ReadonlyMap<string, Entries>, roots: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...referencesOf(facts.get(name)));
  }
  return found;
}

export interface TypeSources {
  /** What the Go program prints, by Go path and name. */
  readonly types: Readonly<Record<string, GoType>>;
  /** The schemas of upstream's code, by OpenAPI name. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The schemas that a server publishes by default, and with everything enabled. */
  readonly byDefault: Readonly<Record<string, Schema>>;
  readonly all: Readonly<Record<string, Schema>>;
}

/**
 * The facts of the types, by Go path and name. Of a group version that is not enabled by default, only the kinds are kept that are
 * still served, with their types; they are marked.
 */
export function typeFacts({ types, schemas, byDefault, all }: TypeSources): Record<string, Entries> {
  const facts = new Map(
    Object.entries(types).map(([name, type]) => {
      const openAPI = openAPIName(name);
      const source = { schema: schemas[openAPI], isPublished: Object.hasOwn(all, openAPI) };
      return [name, typeFact(name, type, source, all[openAPI])] as const;
    }),
  );
  const kinds = [...facts].filter(([name, { gvk }]) => gvk !== undefined && !isAlpha(name)).map(([name]) => name);
  const isOn = (name: string): boolean => Object.hasOwn(byDefault, openAPIName(name));
  const on = new Set(kinds.filter(isOn).map(packageOf));
  const off = new Set(kinds.map(packageOf).filter((path) => !on.has(path)));
  const used = closure(facts, kinds);
  const usedOn = closure(facts, kinds.filter(isOn));
  const kept = [...facts].flatMap(([name, fact]) => {
    if (!off.has(packageOf(name)) && !isAlpha(name)) return [[name, fact] as const];
    if (!used.has(name)) return [];
    return [[name, usedOn.has(name) ? fact : marked(fact)] as const];
  });
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The mark that a type is off by default comes before the parts of the type. */
function marked({ published, ...rest }: Entries): Entries {
  return present({ published, offByDefault: true, ...rest });
}
