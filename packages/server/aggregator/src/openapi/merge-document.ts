/**
 * The part of another API server's OpenAPI v2 document that concerns one group version, with names that do not clash
 * with those of other parts. Nothing of the document is trusted.
 */
import { componentOf, type Json, type JsonMap, type OpenApiPart, typeNameOfOpenApi } from '@kubets/api/openapi';
import { nextTurn } from '@kubets/base';

const maxDepth = 100;
const nodesPerTurn = 10_000;
const definitionPrefix = '#/definitions/';

class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

const isMap = (value: unknown): value is JsonMap =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const own = (map: JsonMap, name: string): Json | undefined => (Object.hasOwn(map, name) ? map[name] : undefined);

/** The names of the definitions that a value refers to. Rejects for a value that is nested too deeply. */
async function referencesIn(root: Json): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const open: { readonly value: Json; readonly depth: number }[] = [{ value: root, depth: 0 }];
  let visited = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    visited++;
    if (visited % nodesPerTurn === 0) await nextTurn();
    if (value === null || typeof value !== 'object') continue;
    if (depth > maxDepth) throw new DocumentError(`the document is nested more than ${maxDepth} levels deep`);
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string' && member.startsWith(definitionPrefix))
        found.add(member.slice(definitionPrefix.length));
      open.push({ value: member, depth: depth + 1 });
    }
  }
  return found;
}

/** With the references to renamed definitions. The depth has been checked. */
function renamed(value: Json, names: ReadonlyMap<string, string>): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => renamed(each, names));
  return Object.fromEntries(
    Object.entries(value as JsonMap).map(([key, member]) => {
      if (key !== '$ref' || typeof member !== 'string') return [key, renamed(member, names)];
      const name = names.get(member.slice(definitionPrefix.length));
      return [key, name === undefined ? member : `${definitionPrefix}${name}`];
    }),
  );
}

function withoutKinds(definition: JsonMap): JsonMap {
  const { 'x-kubernetes-group-version-kind': _, ...rest } = definition;
  return rest;
}

const sameText = (a: JsonMap, b: JsonMap): boolean =>
  JSON.stringify(withoutKinds(a)) === JSON.stringify(withoutKinds(b));

/**
 * `taken`: the definitions of other servers so far, by name; those of this document are added. A definition that another
 * part already contains is omitted if it is the same, and renamed (`_v2`, `_v3`, …) if it is not, as upstream.
 */
function nameFor(name: string, definition: JsonMap, taken: Map<string, JsonMap>): { name: string; add: boolean } {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_v${count}`;
    const builtin = typeNameOfOpenApi(candidate);
    const standing = taken.get(candidate) ?? (builtin === undefined ? undefined : componentOf(builtin, 'v2'));
    if (standing === undefined) {
      taken.set(candidate, definition);
      return { name: candidate, add: true };
    }
    if (sameText(standing, definition)) return { name: candidate, add: false };
  }
}

/** Rejects for a document that is not OpenAPI v2, or is nested too deeply. */
export async function partsOfDocument(
  document: unknown,
  root: string,
  taken: Map<string, JsonMap>,
): Promise<readonly OpenApiPart[]> {
  if (!isMap(document) || document.swagger !== '2.0')
    throw new DocumentError('the response is not an OpenAPI v2 document');
  const { paths, definitions = {} } = document;
  if (!isMap(paths) || !isMap(definitions)) throw new DocumentError('the document has no paths or definitions');
  const chosen = Object.entries(paths).filter(([path, value]) => path.startsWith(`${root}/`) && isMap(value));
  const needed = new Map<string, JsonMap>();
  const open = [...(await referencesIn(Object.fromEntries(chosen)))];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = own(definitions, name);
    if (needed.has(name) || !isMap(definition)) continue;
    needed.set(name, definition);
    open.push(...(await referencesIn(definition)));
  }
  const names = new Map<string, string>();
  const added: (readonly [string, JsonMap])[] = [];
  for (const [name, definition] of [...needed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const given = nameFor(name, definition, taken);
    if (given.name !== name) names.set(name, given.name);
    if (given.add) added.push([given.name, definition]);
  }
  return [
    ...chosen.map(([name, value]) => ({ section: 'paths' as const, name, value: renamed(value, names) as JsonMap })),
    ...added.map(([name, value]) => ({ section: 'schemas' as const, name, value: renamed(value, names) as JsonMap })),
  ];
}
