/** Generates modules for facts that are cheap to import: one string literal, parsed on the first call. */
import { describeColumns } from './columns.ts';
import { packDocumentation, readDocumentation } from './documentation.ts';
import type { Facts, FieldFact, ResourceFact, SubresourceFact, TypeFact } from './facts.ts';
import { packGates } from './feature-gates.ts';

/** Facts that only the protobuf codec needs, and constants of open string types. */
const wireOnly = new Set(['num', 'label', 'ptype', 'pkey', 'pname', 'via', 'proto', 'protoFields', 'known']);

function without(value: Readonly<Record<string, unknown>>, dropped: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !dropped.has(key)));
}

/** The beginnings of Go paths that fill a third of the facts of types, with the character that stands for each at the start of a text. */
const prefixes = { '~': 'k8s.io/api/', '^': 'k8s.io/apimachinery/pkg/apis/meta/v1.' } as const;

/** The JSON with short prefixes, and the expression that restores them. */
function shortened(json: string): { readonly json: string; readonly restore: string } {
  let short = json;
  let restore = '';
  for (const [character, prefix] of Object.entries(prefixes)) {
    if (json.includes(`"${character}`)) throw new RangeError(`a text starts with ${character}`);
    if (!json.includes(`"${prefix}`)) continue;
    short = short.replaceAll(`"${prefix}`, `"${character}`);
    restore += `.replaceAll('"${character}', '"${prefix}')`;
  }
  return { json: short, restore };
}

/** A module with one function that parses its literal once. */
function lazyModule(purpose: string, name: string, value: unknown): string {
  const { json: short, restore } = shortened(JSON.stringify(value));
  // ASCII only, because one character beyond Latin-1 would double the memory of the bundle's source.
  const ascii = short.replaceAll(/[^ -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  const json = ascii.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return [
    '// Generated from packages/api/api/facts by `npm run generate`. Do not edit.',
    `/** ${purpose} */`,
    'let parsed: unknown;',
    `export function ${name}(): unknown {`,
    `  parsed ??= JSON.parse('${json}'${restore});`,
    '  return parsed;',
    '}',
    '',
  ].join('\n');
}

/**
 * All types that are served by default, without protobuf numbers. Fields behind feature gates are kept with the name of the
 * gate.
 */
function schemaTypes(facts: Facts): Record<string, unknown> {
  const slim = (type: TypeFact): unknown => ({
    ...without(type, new Set([...wireOnly, 'fields'])),
    ...(type.fields === undefined ? {} : { fields: type.fields.map((field: FieldFact) => without(field, wireOnly)) }),
  });
  return Object.fromEntries(Object.entries(facts.types).map(([name, type]) => [name, slim(type)]));
}

/** The resources with the Go paths of their types. */
function resourcesWithTypes(facts: Facts): unknown[] {
  const byKind = new Map<string, string>();
  for (const [name, { gvk }] of Object.entries(facts.types)) {
    if (gvk === undefined || gvk === '*') continue;
    for (const each of gvk) byKind.set(each.join('/'), name);
  }
  const typeName = (parent: ResourceFact, kind: string, group = parent.group, version = parent.version): string => {
    const found = byKind.get([group, version, kind].join('/'));
    if (found !== undefined) return found;
    // The published API has no kind for options of connect subresources. They are beside the parent.
    const home = byKind.get([parent.group, parent.version, parent.kind].join('/')) ?? '';
    const beside = home.slice(0, home.lastIndexOf('.') + 1) + kind;
    if (!(beside in facts.types)) throw new RangeError(`no type for ${group}/${version} ${kind}`);
    return beside;
  };
  return facts.resources.map((resource) => ({
    ...resource,
    typeName: typeName(resource, resource.kind),
    ...(resource.subresources === undefined
      ? {}
      : {
          subresources: resource.subresources.map((sub: SubresourceFact) => ({
            ...sub,
            typeName: typeName(resource, sub.kind, sub.group, sub.version),
          })),
        }),
  }));
}

/** File texts by path below `src/generated/`. */
export function generateFactModules(facts: Facts): Map<string, string> {
  const documentation = readDocumentation(facts);
  const resources = { groups: facts.groups, resources: resourcesWithTypes(facts) };
  return new Map([
    ['types.gen.ts', lazyModule('Every type that is on by default, by Go path.', 'typeFacts', schemaTypes(facts))],
    ['defaults.gen.ts', lazyModule('Defaults by type.', 'defaultFacts', facts.defaults)],
    ['feature-gates.gen.ts', lazyModule('Feature gates by name.', 'featureGateFacts', packGates(facts))],
    [
      'resources.gen.ts',
      lazyModule('Groups in discovery order, and the resources on by default.', 'resourceFacts', resources),
    ],
    [
      'columns.gen.ts',
      lazyModule('Columns of printed tables by kind.', 'columnFacts', describeColumns(facts, documentation)),
    ],
    [
      'documentation.gen.ts',
      lazyModule('What types and fields mean; large.', 'documentationFacts', packDocumentation(documentation)),
    ],
  ]);
}
