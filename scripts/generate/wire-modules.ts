/**
 * Generates the protobuf codec: two functions for each type, with code for every field, so that property accesses are monomorphic.
 * The functions of a package are inside a function that is called on first use, so that they are compiled lazily.
 */
import { type Facts, type FieldFact, parseTypeName, type TypeFact } from './facts.ts';

/** Types whose JSON differs from the fields of their message, and their hand-written codecs. */
const specials: Readonly<Record<string, string>> = {
  'k8s.io/apimachinery/pkg/apis/meta/v1.Time': 'timeCodec',
  'k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime': 'microTimeCodec',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Duration': 'durationCodec',
  'k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1': 'jsonCodec',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Verbs': 'stringsCodec',
  'k8s.io/apimachinery/pkg/api/resource.Quantity': 'quantityCodec',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 'intOrStringCodec',
  'k8s.io/apimachinery/pkg/runtime.RawExtension': 'jsonCodec',
  'k8s.io/apimachinery/pkg/runtime.Unknown': 'unknownCodec',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON': 'jsonCodec',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray': 'schemaOrArray',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool': 'schemaOrBool',
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray': 'schemaOrStrings',
  'k8s.io/api/authentication/v1.AttestationValue': 'stringsCodec',
  'k8s.io/api/authentication/v1.ExtraValue': 'stringsCodec',
  'k8s.io/api/authorization/v1.ExtraValue': 'stringsCodec',
  'k8s.io/api/certificates/v1.ExtraValue': 'stringsCodec',
};

/** Their readers return undefined if nothing is set. */
const mayBeUnset = new Set(['timeCodec', 'microTimeCodec', 'jsonCodec', 'unknownCodec']);
/** Not written without a value, although it is not a pointer: a named list type. */
const lists = new Set(['stringsCodec']);

/** The methods of reader and writer for a scalar type. */
const readers: Readonly<Record<string, string>> = { bytes: 'base64' };
const writers: Readonly<Record<string, string>> = {
  int32: 'int',
  int64: 'int',
  bool: 'bool',
  string: 'string',
  double: 'double',
  bytes: 'base64',
};
const wireTypes: Readonly<Record<string, number>> = { bool: 0, int32: 0, int64: 0, double: 1 };

interface WireField extends FieldFact {
  readonly num: number;
  readonly ptype: string;
  readonly label: 'optional' | 'repeated' | 'map';
  readonly via?: readonly (readonly [number, string, string])[];
  readonly ptr?: boolean;
  readonly omit?: string;
}

const packageOf = (full: string): string => full.slice(0, full.lastIndexOf('.'));
const shortOf = (full: string): string => full.slice(full.lastIndexOf('.') + 1);
const isMessage = (type: string): boolean => type.includes('/');

/** File name (`core-v1`) and function name (`coreV1`). */
function moduleOf(pkg: string): { readonly file: string; readonly name: string } {
  const { group, version } = parseTypeName(`${pkg}.`);
  const file = `${group}-${version}`;
  return { file, name: file.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()) };
}

const member = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? `o.${name}` : `o[${JSON.stringify(name)}]`);

/** Nested fields, grouped by the number of their message. */
function inlined(fields: readonly WireField[], depth: number): Map<number, WireField[]> {
  return Map.groupBy(
    fields.filter(({ via }) => (via?.length ?? 0) > depth),
    ({ via }) => via?.[depth]?.[0] ?? 0,
  );
}

/** The module of a package. */
class WireModule {
  readonly #pkg: string;
  readonly #fromCodec = new Set<string>();
  readonly #others = new Map<string, Set<string>>();
  readonly #specials = new Map<string, string>();
  readonly #functions: string[] = [];
  readonly #codecs: string[] = [];
  readonly #names: string[] = [];

  constructor(pkg: string) {
    this.#pkg = pkg;
  }

  /** The local name of a type's codec: `r…` reads, `w…` writes. */
  #local(type: string): string {
    const special = specials[type];
    if (special !== undefined) {
      const name = special.startsWith('schema') ? shortOf(type) : special.replace('Codec', '$');
      this.#specials.set(name, special);
      this.#fromCodec.add(special);
      return name;
    }
    const pkg = packageOf(type);
    if (pkg === this.#pkg) return shortOf(type);
    const names = this.#others.get(pkg) ?? new Set();
    this.#others.set(pkg, names.add(shortOf(type)));
    return `${moduleOf(pkg).name}$${shortOf(type)}`;
  }

  #readField(field: WireField): string {
    const { num, ptype, label } = field;
    const target = member(field.name);
    const special = specials[ptype];
    const value = isMessage(ptype) ? `r${this.#local(ptype)}(r, r.open(t))` : `r.${readers[ptype] ?? ptype}(t)`;
    if (label === 'map') {
      const map = `(a${num} ??= ${target} = {})`;
      if (ptype === 'string') return `r.stringEntry(t, ${map});`;
      return isMessage(ptype) ? `r.entry(t, ${map}, r${this.#local(ptype)});` : `r.entry(t, ${map});`;
    }
    const unset = special !== undefined && mayBeUnset.has(special);
    if (label === 'repeated') {
      const list = `(a${num} ??= ${target} = [])`;
      if (ptype in wireTypes) return `r.numbers(t, ${list}, r.${ptype});`;
      return `${list}.push(${value}${unset ? ' ?? null' : ''});`;
    }
    if (unset) return `if ((v = ${value}) !== undefined) ${target} = v;`;
    const zeroIsAbsent = field.ptr !== true && (field.omit === 'empty' || field.omit === 'both');
    if (zeroIsAbsent && !isMessage(ptype)) return `if ((v = ${value})) ${target} = v;`;
    return `${target} = ${value};`;
  }

  /** Optional fields are checked before any call, because most fields of most objects are absent. */
  #writeField(field: WireField): string {
    const { num, ptype, label } = field;
    const tag = (num << 3) | (wireTypes[ptype] ?? 2);
    const value = member(field.name);
    const write = isMessage(ptype) ? `, w${this.#local(ptype)}` : '';
    const unlessAbsent = (method: string): string => `if ((v = ${value}) != null) w.${method}(${tag}, v${write});`;
    if (label === 'map') return unlessAbsent(ptype === 'string' ? 'stringMap' : 'map');
    const method = isMessage(ptype) ? 'message' : (writers[ptype] ?? '');
    if (label === 'repeated') return unlessAbsent(`${method}s`);
    const maybe = field.ptr === true || ptype === 'bytes' || lists.has(specials[ptype] ?? '');
    return maybe ? unlessAbsent(method) : `w.${method}(${tag}, ${value}${write});`;
  }

  /** The two functions for fields at this depth. `inner` functions read into the containing object. */
  #addMessage(name: string, fields: readonly WireField[], depth: number): void {
    const here = fields.filter(({ via }) => (via?.length ?? 0) === depth).toSorted((a, b) => a.num - b.num);
    const below = [...inlined(fields, depth)];
    for (const [num, group] of below) this.#addMessage(`${name}$${num}`, group, depth + 1);
    const cases: [number, string][] = [
      ...here.map((field): [number, string] => [field.num, this.#readField(field)]),
      ...below.map(([num]): [number, string] => [num, `r${name}$${num}(r, r.open(t), o);`]),
    ];
    const writes: [number, string][] = [
      ...here.map((field): [number, string] => [field.num, this.#writeField(field)]),
      ...below.map(([num]): [number, string] => [num, `w.message(${(num << 3) | 2}, o, w${name}$${num});`]),
    ];
    const order = (a: [number, string], b: [number, string]): number => a[0] - b[0];
    const variables = [
      ...here.filter(({ label }) => label === 'repeated').map(({ num }) => `a${num}: unknown[] | undefined`),
      ...here.filter(({ label }) => label === 'map').map(({ num }) => `a${num}: Fields | undefined`),
      ...(cases.some(([, text]) => text.startsWith('if ((v =')) ? ['v: unknown'] : []),
    ];
    const inner = depth > 0;
    this.#functions.push(
      [
        `function r${name}(r: R, end: number${inner ? ', o: Fields' : ''}): Fields {`,
        ...(inner ? [] : ['  const o: Fields = {};']),
        ...(variables.length === 0 ? [] : [`  let ${variables.join(', ')};`]),
        '  while (r.at < end) {',
        '    const t = r.tag();',
        '    switch (t >>> 3) {',
        ...cases.toSorted(order).map(([num, text]) => `      case ${num}: ${text} break;`),
        '      default: r.skip(t);',
        '    }',
        '  }',
        '  r.close(end);',
        '  return o;',
        '}',
        ...(writes.length === 0
          ? [`function w${name}(): void {}`]
          : [
              `function w${name}(w: W, o: Fields): void {`,
              ...(writes.some(([, text]) => text.startsWith('if ((v =')) ? ['  let v: unknown;'] : []),
              ...writes
                .toSorted(order)
                .toReversed()
                .map(([, text]) => `  ${text}`),
              '}',
            ]),
      ].join('\n'),
    );
  }

  add(full: string, type: TypeFact): void {
    const name = shortOf(full);
    this.#names.push(name);
    const codec = full in specials || type.ref !== undefined ? this.#local(type.ref ?? full) : name;
    if (codec === name && !(full in specials)) {
      const fields = (type.fields ?? []).filter((field) => field['num'] !== undefined && field['envelope'] !== true);
      for (const field of fields)
        if (field.name in {}) throw new RangeError(`${full}.${field.name}: this field is part of every object`);
      this.#addMessage(name, fields as WireField[], 0);
    }
    this.#codecs.push(`${name}: { read: r${codec}, write: w${codec} }`);
  }

  text(): string {
    const { name } = moduleOf(this.#pkg);
    const codecNames = ['type Fields', 'type MessageCodec', 'type MessageReader as R', 'type MessageWriter as W'];
    const others = [...this.#others].sort(([a], [b]) => (a < b ? -1 : 1));
    const codec = (local: string): string => `{ read: r${local}, write: w${local} }`;
    const made = [...this.#specials]
      .sort()
      .map(([local, special]) =>
        special.startsWith('schema')
          ? `  const ${codec(local)} = ${special}(rJSONSchemaProps, wJSONSchemaProps);`
          : `  const ${codec(local)} = ${special};`,
      );
    const linked = others.map(([pkg, names]) => {
      const module = moduleOf(pkg).name;
      return `  const { ${[...names]
        .sort()
        .map((each) => `${each}: ${codec(`${module}$${each}`)}`)
        .join(', ')} } = ${module}();`;
    });
    return [
      '// Generated from packages/api/api/facts by `npm run generate`. Do not edit.',
      `/** Messages of ${this.#pkg}. */`,
      `import { ${[...codecNames, ...[...this.#fromCodec].sort()].join(', ')} } from '@kubets/codec/protobuf';`,
      ...others.map(([pkg]) => `import { ${moduleOf(pkg).name} } from './${moduleOf(pkg).file}.gen.ts';`),
      '',
      `type Codecs = Readonly<Record<${this.#names.map((each) => `'${each}'`).join(' | ')}, MessageCodec>>;`,
      'let made: Codecs | undefined;',
      `export function ${name}(): Codecs {`,
      '  made ??= make();',
      '  return made;',
      '}',
      'function make(): Codecs {',
      ...made,
      ...linked,
      ...this.#functions,
      `  return { ${this.#codecs.join(', ')} };`,
      '}',
      '',
    ].join('\n');
  }
}

/** File texts by path below `src/generated/`: a module for each package, and their index. */
export function generateWireModules(facts: Facts): Map<string, string> {
  const modules = new Map<string, WireModule>();
  const homes = new Set(
    Object.entries(facts.types)
      .filter(
        ([full, type]) =>
          !(full in specials) &&
          !full.includes('/pkg/runtime.') &&
          type.fields?.some((field) => field['num'] !== undefined),
      )
      .map(([full]) => packageOf(full)),
  );
  for (const [full, type] of Object.entries(facts.types)) {
    if (
      type['proto'] !== true ||
      !homes.has(packageOf(full)) ||
      'protoFields' in type !== (full in specials || type.ref !== undefined)
    )
      continue;
    const module = modules.get(packageOf(full)) ?? new WireModule(packageOf(full));
    modules.set(packageOf(full), module);
    module.add(full, type);
  }
  const packages = [...modules.keys()].sort();
  const index = [
    '// Generated from packages/api/api/facts by `npm run generate`. Do not edit.',
    '/** What makes the messages of each package. */',
    "import type { MessageCodec } from '@kubets/codec/protobuf';",
    ...packages.map((pkg) => `import { ${moduleOf(pkg).name} } from './wire/${moduleOf(pkg).file}.gen.ts';`),
    '',
    'export const wirePackages: Readonly<Record<string, () => Readonly<Record<string, MessageCodec>>>> = {',
    ...packages.map((pkg) => `  '${pkg}': ${moduleOf(pkg).name},`),
    '};',
    '',
  ].join('\n');
  return new Map([
    ...Array.from(modules, ([pkg, module]): [string, string] => [`wire/${moduleOf(pkg).file}.gen.ts`, module.text()]),
    ['wire.gen.ts', index],
  ]);
}
