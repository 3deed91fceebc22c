/** Generates TypeScript interfaces from the facts: one file for each group version, and an index of all names. */
import { type Facts, type FieldFact, parseTypeName, type TypeExpression, type TypeFact } from './facts.ts';

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1.';

/** Types that are declared by hand in @kubets/machinery. */
const machineryTypes = new Set([
  'ObjectMeta',
  'ListMeta',
  'OwnerReference',
  'ManagedFieldsEntry',
  'Status',
  'StatusCause',
  'StatusDetails',
  'GroupResource',
  'GroupVersionResource',
  'GroupVersionKind',
]);

/** Types whose JSON is not an object with their fields. */
const aliases: Readonly<Record<string, string>> = {
  [`${meta}Time`]: 'string',
  [`${meta}MicroTime`]: 'string',
  [`${meta}Duration`]: 'string',
  [`${meta}GroupVersion`]: 'string',
  'k8s.io/apimachinery/pkg/api/resource.Quantity': 'string',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 'number | string',
};

const inlined: Readonly<Record<string, string>> = {
  [`${meta}Verbs`]: 'readonly string[]',
  [`${meta}FieldsV1`]: 'JsonObject',
  'k8s.io/apimachinery/pkg/runtime.RawExtension': 'JsonObject',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON': 'JsonValue',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray':
    'JSONSchemaProps | readonly JSONSchemaProps[]',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool': 'JSONSchemaProps | boolean',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray':
    'JSONSchemaProps | readonly string[]',
};

const skippedMeta = new Set(['List', 'Patch', 'RootPaths', 'ShardInfo', 'Timestamp', 'TypeMeta', 'WatchEvent']);

/** The group that keeps the short name if several groups have a type with this name. */
const owners: Readonly<Record<string, string>> = {
  ServiceReference: 'admissionregistration',
  WebhookClientConfig: 'admissionregistration',
  TokenRequest: 'authentication',
  EndpointPort: 'core',
  Event: 'core',
  EventSeries: 'core',
  ObjectReference: 'core',
  Preconditions: 'meta',
  ResourceClaim: 'resource',
  Subject: 'rbac',
};

/** The module of a type's interface: `core/v1`; undefined if it has none. */
function homeOf(full: string, type: TypeFact): string | undefined {
  if (full in inlined || type.wrapper === true) return undefined;
  const { group, version, name } = parseTypeName(full);
  if (full in aliases) return 'meta/v1';
  if (full.startsWith(meta))
    return machineryTypes.has(name) || skippedMeta.has(name) || isList(name, type) ? undefined : 'meta/v1';
  if (/apimachinery|apiserver\/pkg|k8s\.io\/metrics/.test(full) && !full.includes('apiextensions')) return undefined;
  // Lists are KubeList<T>.
  return isList(name, type) ? undefined : `${group}/${version}`;
}

function isList(name: string, type: TypeFact): boolean {
  return name.endsWith('List') && type.gvk !== undefined;
}

class Module {
  readonly home: string;
  readonly #imports = new Map<string, Set<string>>();
  readonly #declarations: string[] = [];

  constructor(home: string) {
    this.home = home;
  }

  import(from: string, name: string): void {
    const names = this.#imports.get(from) ?? new Set();
    this.#imports.set(from, names.add(name));
  }

  add(declaration: string): void {
    this.#declarations.push(declaration);
  }

  text(): string {
    const imports = [...this.#imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from '${from}';\n`);
    return `// Generated from packages/api/api/facts by \`npm run generate\`. Do not edit.\n${imports.join('')}\n${this.#declarations.join('\n')}`;
  }
}

function literal(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(' | ');
}

/** The TypeScript of a type expression. Adds the required imports to `module`. */
function expression(type: TypeExpression, module: Module, facts: Facts): string {
  if (type.ref !== undefined) return reference(type.ref, module, facts);
  if (type.type === 'array') {
    const item = expression(type.items ?? {}, module, facts);
    return item.includes('|') ? `readonly (${item})[]` : `readonly ${item}[]`;
  }
  if (type.type === 'map') return `Readonly<Record<string, ${expression(type.values ?? {}, module, facts)}>>`;
  if (type.type === 'integer' || type.type === 'number') return 'number';
  if (type.type === 'boolean') return 'boolean';
  if (type.type === 'string') return type.enum === undefined ? 'string' : literal(type.enum);
  module.import('@kubets/machinery/meta', 'JsonValue');
  return 'JsonValue';
}

function reference(full: string, module: Module, facts: Facts): string {
  const { name } = parseTypeName(full);
  const inline = inlined[full];
  if (inline !== undefined) {
    for (const json of ['JsonObject', 'JsonValue']) if (inline === json) module.import('@kubets/machinery/meta', json);
    return inline;
  }
  const type = facts.types[full];
  if (type?.wrapper === true) return expression({ ...type }, module, facts);
  if (full.startsWith(meta) && machineryTypes.has(name)) {
    module.import('@kubets/machinery/meta', name);
    return name;
  }
  const home = type === undefined ? undefined : homeOf(full, type);
  if (home === undefined) {
    module.import('@kubets/machinery/meta', 'JsonObject');
    return 'JsonObject';
  }
  if (home !== module.home) module.import(`../${home}.ts`, name);
  return name;
}

/** Go encodes an unset time as null unless it is a pointer or omitted if zero. (Old events also lack required times.) */
function mayBeNull(fact: FieldFact): boolean {
  const time = (fact.ref === `${meta}Time` && fact.required !== true) || fact.ref === `${meta}MicroTime`;
  return time && fact.ptr !== true && fact.omit !== 'zero' && fact.omit !== 'both';
}

/** Conditions always have a type and a status, which some schemas do not require. */
function isConditionKey(owner: string, { name, zeroDefault, omit }: FieldFact): boolean {
  return owner.endsWith('Condition') && zeroDefault === true && omit === undefined && ['type', 'status'].includes(name);
}

function field(owner: string, fact: FieldFact, module: Module, facts: Facts): string {
  const mark = fact.required === true || isConditionKey(owner, fact) ? '' : '?';
  const name = /^[A-Za-z_$][\w$]*$/.test(fact.name) ? fact.name : `'${fact.name}'`;
  const type = expression(fact, module, facts);
  return `  readonly ${name}${mark}: ${mayBeNull(fact) ? `${type} | null` : type};\n`;
}

function interfaceText(name: string, type: TypeFact, module: Module, facts: Facts): string {
  const fields = (type.fields ?? []).map((fact) => field(name, fact, module, facts));
  if (fields.length === 0) return `export type ${name} = Readonly<Record<string, never>>;\n`;
  return `export interface ${name} {\n${fields.join('')}}\n`;
}

function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Exports that give every type a unique name: short, or with its version or group. */
function exportList(homes: ReadonlyMap<string, readonly string[]>, facts: Facts): string {
  const named = new Map<string, string[]>();
  for (const [home, names] of homes) for (const name of names) named.set(name, [...(named.get(name) ?? []), home]);
  const publicName = (name: string, home: string): string => {
    const [group = '', version = ''] = home.split('/');
    const rivals = named.get(name) ?? [];
    const owner = owners[name] ?? rivals[0]?.split('/')[0];
    if (group !== owner) return `${pascal(group)}${name}`;
    const versions = rivals.filter((rival) => rival.startsWith(`${group}/`));
    const preferred = Object.entries(facts.groups).find(([full]) => full.split('.')[0] === group)?.[1].preferred;
    return versions.length === 1 || version === preferred ? name : `${name}${pascal(version)}`;
  };
  const statements = [...homes].map(([home, names]) => {
    const list = names.map((name) => {
      const shown = publicName(name, home);
      return shown === name ? name : `${name} as ${shown}`;
    });
    return `export type {\n${list.map((each) => `  ${each},\n`).join('')}} from './${home}.ts';\n`;
  });
  return `// Generated from packages/api/api/facts by \`npm run generate\`. Do not edit.\n${statements.join('')}`;
}

/** File texts by path below `src/generated/`. */
export function generateInterfaces(facts: Facts): Map<string, string> {
  const modules = new Map<string, Module>();
  const homes = new Map<string, string[]>();
  for (const [full, type] of Object.entries(facts.types).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const home = homeOf(full, type);
    if (home === undefined) continue;
    const module = modules.get(home) ?? new Module(home);
    modules.set(home, module);
    const { name } = parseTypeName(full);
    homes.set(home, [...(homes.get(home) ?? []), name].sort());
    const alias = aliases[full];
    module.add(alias === undefined ? interfaceText(name, type, module, facts) : `export type ${name} = ${alias};\n`);
  }
  const sorted = new Map([...homes].sort(([a], [b]) => (a < b ? -1 : 1)));
  const files = new Map([...modules].map(([home, module]) => [`${home}.ts`, module.text()]));
  return files.set('types.ts', exportList(sorted, facts));
}
