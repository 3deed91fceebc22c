/** Packs facts into modules that cost nothing to import: one string literal, parsed at the first call. */
import type { Facts, FieldFact, ResourceFact, TypeFact } from './facts.ts';

/** What only the protobuf codec reads, and constants of open string types. */
const wireOnly = new Set(['num', 'label', 'ptype', 'pkey', 'pname', 'via', 'proto', 'protoFields', 'known']);

function without(value: Readonly<Record<string, unknown>>, dropped: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !dropped.has(key)));
}

/** A module with one function that parses its literal once. */
export function lazyModule(purpose: string, name: string, value: unknown): string {
  const json = JSON.stringify(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return [
    '// Generated from packages/api/facts by `npm run generate`. Do not edit.',
    `/** ${purpose} */`,
    'let parsed: unknown;',
    `export function ${name}(): unknown {`,
    `  parsed ??= JSON.parse('${json}');`,
    '  return parsed;',
    '}',
    '',
  ].join('\n');
}

/** Every type on by default without its wire numbers; fields behind gates stay (their gate is named). */
function schemaTypes(facts: Facts): Record<string, unknown> {
  const slim = (type: TypeFact): unknown => ({
    ...without(type, new Set([...wireOnly, 'fields'])),
    ...(type.fields === undefined ? {} : { fields: type.fields.map((field: FieldFact) => without(field, wireOnly)) }),
  });
  return Object.fromEntries(Object.entries(facts.types).map(([name, type]) => [name, slim(type)]));
}

function columnFacts(facts: Facts): unknown {
  return without(facts.columns, new Set(['kubernetes']));
}

/** File texts by path below `src/generated/`. */
export function generateFactModules(facts: Facts): Map<string, string> {
  const resources = { groups: facts.groups, resources: facts.resources satisfies readonly ResourceFact[] };
  return new Map([
    ['types.gen.ts', lazyModule('Every type that is on by default, by Go path.', 'typeFacts', schemaTypes(facts))],
    ['defaults.gen.ts', lazyModule('Defaults by type.', 'defaultFacts', facts.defaults)],
    [
      'resources.gen.ts',
      lazyModule('Groups in discovery order, and the resources on by default.', 'resourceFacts', resources),
    ],
    ['columns.gen.ts', lazyModule('Columns of printed tables by kind.', 'columnFacts', columnFacts(facts))],
  ]);
}
