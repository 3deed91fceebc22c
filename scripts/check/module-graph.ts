/** What each module declares, exports and refers to, read from its syntax tree. Types count like values. */
import { type ParserOptions, parseSync } from 'oxc-parser';

/** A name of another module: `{ from: './a.ts', name: 'b' }`; the name is `*` for all that it exports. */
export interface Imported {
  readonly from: string;
  readonly name: string;
}

export interface ModuleFacts {
  /** By local name: the names that a top-level declaration refers to. */
  readonly declarations: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that statements other than declarations refer to: they run when the module is loaded. */
  readonly effects: ReadonlySet<string>;
  /** By local name. */
  readonly imports: ReadonlyMap<string, Imported>;
  /** Modules that are imported for their effects, and modules that a declaration imports late, by its local name. */
  readonly lateImports: ReadonlyMap<string, readonly string[]>;
  /** By exported name: a local name, or a name of another module. */
  readonly exports: ReadonlyMap<string, string | Imported>;
  /** Modules of `export * from`. */
  readonly stars: readonly string[];
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const options: ParserOptions = { lang: 'ts', sourceType: 'module' };
/** The key under which what runs at load stands. */
export const atLoad = '';

/** The child that only spells a name of a member, and refers to nothing. */
function memberName(node: Node): unknown {
  if (node.computed === true) return undefined;
  if (node.type === 'MemberExpression') return node.property;
  if (node.type === 'TSQualifiedName') return node.right;
  return 'key' in node ? node.key : undefined;
}

interface References {
  readonly names: Set<string>;
  readonly late: string[];
}

function collect(value: unknown, found: References): void {
  if (Array.isArray(value)) for (const each of value) collect(each, found);
  else if (isNode(value)) {
    if (value.type === 'Identifier') found.names.add(value.name as string);
    if (value.type === 'ImportExpression' || value.type === 'TSImportType') {
      const source = (value.source ?? value.argument) as Node | undefined;
      const text = (source?.value ?? (source?.literal as Node | undefined)?.value) as unknown;
      if (typeof text === 'string') found.late.push(text);
    }
    const member = memberName(value);
    for (const [key, child] of Object.entries(value)) {
      if (key !== 'type' && child !== member && typeof child === 'object') collect(child, found);
    }
  }
}

const nameOf = (node: unknown): string => (isNode(node) ? ((node.name ?? node.value) as string) : '');

/** The names that a pattern binds: `a`, `{ a, b: [c] }`. */
function boundNames(pattern: unknown): readonly string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(boundNames);
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [nameOf(pattern)];
  return [pattern.properties, pattern.elements, pattern.value, pattern.left, pattern.argument].flatMap(boundNames);
}

/** The local names that a declaration declares. */
function declaredNames(declaration: Node): readonly string[] {
  if (declaration.type !== 'VariableDeclaration') return boundNames(declaration.id);
  return (declaration.declarations as readonly { readonly id: unknown }[]).flatMap(({ id }) => boundNames(id));
}

class Reader {
  readonly declarations = new Map<string, Set<string>>();
  readonly effects = new Set<string>();
  readonly imports = new Map<string, Imported>();
  readonly lateImports = new Map<string, string[]>();
  readonly exports = new Map<string, string | Imported>();
  readonly stars: string[] = [];

  statement(node: Node): void {
    if (node.type === 'ImportDeclaration') this.#import(node);
    else if (node.type === 'ExportAllDeclaration') this.#exportAll(node);
    else if (node.type === 'ExportNamedDeclaration') {
      if (isNode(node.declaration)) for (const name of this.#declare(node.declaration)) this.exports.set(name, name);
      this.#exportNames(node);
    } else if (node.type.endsWith('Declaration')) this.#declare(node);
    else this.#refer(atLoad, this.effects, node);
  }

  #refer(owner: string, names: Set<string>, node: Node): void {
    const found: References = { names, late: this.lateImports.get(owner) ?? [] };
    collect(node, found);
    if (found.late.length > 0) this.lateImports.set(owner, found.late);
  }

  #declare(node: Node): readonly string[] {
    const names = declaredNames(node);
    for (const name of names) {
      const references = this.declarations.get(name) ?? new Set();
      this.declarations.set(name, references);
      this.#refer(name, references, node);
    }
    return names;
  }

  #import(node: Node): void {
    const from = nameOf(node.source);
    const specifiers = node.specifiers as readonly Node[];
    if (specifiers.length === 0) this.lateImports.set(atLoad, [...(this.lateImports.get(atLoad) ?? []), from]);
    for (const each of specifiers) {
      const name = each.type === 'ImportSpecifier' ? nameOf(each.imported) : '*';
      this.imports.set(nameOf(each.local), { from, name });
    }
  }

  #exportAll(node: Node): void {
    const from = nameOf(node.source);
    if (isNode(node.exported)) this.exports.set(nameOf(node.exported), { from, name: '*' });
    else this.stars.push(from);
  }

  #exportNames(node: Node): void {
    for (const each of node.specifiers as readonly Node[]) {
      const local = nameOf(each.local);
      const target = isNode(node.source) ? { from: nameOf(node.source), name: local } : local;
      this.exports.set(nameOf(each.exported), target);
    }
  }
}

/** Throws a SyntaxError where the text is not TypeScript. */
export function moduleFacts(path: string, text: string): ModuleFacts {
  const { program, errors } = parseSync(path, text, options);
  const [first] = errors;
  if (first !== undefined) throw new SyntaxError(`${path}: ${first.message}`);
  const reader = new Reader();
  for (const statement of program.body as unknown as readonly Node[]) reader.statement(statement);
  return reader;
}
