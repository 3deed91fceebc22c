/** Reads what Kubernetes' own client says about types and fields, for `kubectl explain` and the OpenAPI documents. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Facts, parseTypeName, root, type TypeFact } from './facts.ts';

/** Texts of a type by field name; the empty name holds the type's own. */
export type TypeDocumentation = Readonly<Record<string, string>>;

const models = resolve(root, 'node_modules/@kubernetes/client-node/dist/gen/models');

function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The model file of a type: named by version, and by group too where a name is taken twice. */
function modelText(full: string): string | undefined {
  const { group, version, name } = parseTypeName(full);
  const candidates = [`${pascal(group)}${pascal(version)}${name}`, `${pascal(version)}${name}`];
  const found = candidates.map((model) => resolve(models, `${model}.d.ts`)).find((path) => existsSync(path));
  return found === undefined ? undefined : readFileSync(found, 'utf8');
}

/** The models hold every text on one line: two spaces are what is left of a paragraph's end. */
function restored(text: string): string {
  return text
    .replaceAll(/\\(['"])/g, '$1')
    .replaceAll(/(?<=[.!?:)]) {2}(?=[A-Z`])/g, '\n\n')
    .trim();
}

const comment = String.raw`/\*\*\n\s*\* (?<text>[^\n]*)\n\s*\*/\n\s*`;
const ofClass = new RegExp(`${comment}export declare class`);
const ofField = new RegExp(`${comment}'(?<name>[^']+)'\\??:`, 'g');

function documentationOf(full: string, type: TypeFact): TypeDocumentation {
  const text = modelText(full);
  if (text === undefined) return {};
  const known = new Set((type.fields ?? []).map((field) => field.name));
  const entries: [string, string][] = [];
  const own = ofClass.exec(text)?.groups?.text;
  if (own !== undefined) entries.push(['', restored(own)]);
  for (const { groups } of text.matchAll(ofField)) {
    // Names that are keywords in some language have an underscore in front.
    const name = groups?.name ?? '';
    const field = known.has(name) ? name : name.replace(/^_/, '');
    if (known.has(field)) entries.push([field, restored(groups?.text ?? '')]);
  }
  return Object.fromEntries(entries);
}

/** Documentation of every type that has any. */
export function readDocumentation(facts: Facts): ReadonlyMap<string, TypeDocumentation> {
  const all = Object.entries(facts.types).map(([name, type]) => [name, documentationOf(name, type)] as const);
  return new Map(all.filter(([, texts]) => Object.keys(texts).length > 0));
}

/** Texts once, types by index into them: many fields say the same. */
export function packDocumentation(documentation: ReadonlyMap<string, TypeDocumentation>): unknown {
  const index = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = index.get(text) ?? index.size;
    index.set(text, known);
    return known;
  };
  const types = [...documentation].map(([name, texts]) => [
    name,
    Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, indexOf(text)])),
  ]);
  return { types: Object.fromEntries(types), texts: [...index.keys()] };
}
