/**
 * Reads the documentation of types and fields for `kubectl explain` and the OpenAPI documents: from the official JavaScript
 * client, and from kubernetes-models for fields with a struct type, whose documentation that client's generator drops.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Facts, parseTypeName, root, type TypeFact } from './facts.ts';

/** Documentation of a type by field name. The empty name is the type itself. */
export type TypeDocumentation = Readonly<Record<string, string>>;

const models = resolve(root, 'node_modules/@kubernetes/client-node/dist/gen/models');
const structModels = resolve(root, 'node_modules/kubernetes-models');
const metaModels = resolve(root, 'node_modules/@kubernetes-models/apimachinery/apis');

function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The model file of a type: named by version, and also by group if the name is ambiguous. */
function modelText(full: string): string | undefined {
  const { group, version, name } = parseTypeName(full);
  const candidates = [`${pascal(group)}${pascal(version)}${name}`, `${pascal(version)}${name}`];
  const found = candidates.map((model) => resolve(models, `${model}.d.ts`)).find((path) => existsSync(path));
  return found === undefined ? undefined : readFileSync(found, 'utf8');
}

/** The models have every text on one line. Two spaces are the end of a paragraph. */
function restored(text: string): string {
  return text
    .replaceAll(/\\(['"])/g, '$1')
    .replaceAll(/(?<=[.!?:)]) {2}(?=[A-Z`])/g, '\n\n')
    .trim();
}

const comment = String.raw`/\*\*\n\s*\* (?<text>[^\n]*)\n\s*\*/\n\s*`;
const ofClass = new RegExp(`${comment}export declare class`);
const ofField = new RegExp(`${comment}'(?<name>[^']+)'\\??:`, 'g');

/** Folders of kubernetes-models by the group of the Go package: `rbac` is in `rbac.authorization.k8s.io`. */
const folders = new Map(readdirSync(structModels).map((name) => [name.split('.')[0] ?? name, name]));

/** The documentation of a type in kubernetes-models, or that of another version if it is missing. */
function structModelText(full: string): string | undefined {
  const { version, name } = parseTypeName(full);
  const group = full.split('/').at(-2) ?? '';
  const inPackage = full.startsWith('k8s.io/apimachinery/')
    ? resolve(metaModels, group)
    : resolve(structModels, group === 'core' ? '.' : (folders.get(group) ?? group));
  const paths = [version, 'v1'].map((each) => resolve(inPackage, each, `${name}.d.ts`));
  const found = paths.find((path) => existsSync(path));
  return found === undefined ? undefined : readFileSync(found, 'utf8');
}

const ofModelField = /^ {4}\/\*\*\n(?<text>(?: {5}\*.*\n)+?) {5}\*\/\n {4}"(?<name>[^"]+)"\??:/gm;

/** Multi-line comments. */
function modelFields(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { groups } of text.matchAll(ofModelField)) {
    const lines = (groups?.text ?? '').trimEnd().split('\n');
    const said = lines.map((line) => line.replace(/^ {5}\* ?/, '').trimEnd()).join('\n');
    found.set(groups?.name ?? '', said.replaceAll('*\\/', '*/').trim());
  }
  return found;
}

function clientTexts(full: string, type: TypeFact): ReadonlyMap<string, string> {
  const text = modelText(full);
  const entries = new Map<string, string>();
  if (text === undefined) return entries;
  const known = new Set((type.fields ?? []).map((field) => field.name));
  const own = ofClass.exec(text)?.groups?.text;
  if (own !== undefined) entries.set('', restored(own));
  for (const { groups } of text.matchAll(ofField)) {
    // Names that are keywords in some language start with an underscore.
    const name = groups?.name ?? '';
    const field = known.has(name) ? name : name.replace(/^_/, '');
    if (known.has(field)) entries.set(field, restored(groups?.text ?? ''));
  }
  return entries;
}

function documentationOf(full: string, type: TypeFact): TypeDocumentation {
  const texts = new Map(clientTexts(full, type));
  const bare = (type.fields ?? []).filter((field) => field.ref !== undefined && !texts.has(field.name));
  if (bare.length > 0) {
    const more = modelFields(structModelText(full) ?? '');
    for (const { name } of bare) {
      const text = more.get(name);
      if (text !== undefined) texts.set(name, text);
    }
  }
  return Object.fromEntries(texts);
}

/** The documentation of all types. */
export function readDocumentation(facts: Facts): ReadonlyMap<string, TypeDocumentation> {
  const all = Object.entries(facts.types).map(([name, type]) => [name, documentationOf(name, type)] as const);
  return new Map(all.filter(([, texts]) => Object.keys(texts).length > 0));
}

/** Deduplicates texts, because many fields have the same one. Types refer to them by index. */
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
