/**
 * Finds code that no program reaches: exports and files to which no chain of references leads from an entry. Tests are no entries, so
 * what only tests use is found, too. (Knip cannot see it: it takes each name that a barrel exports for used.)
 */
import { atLoad, type Imported, type ModuleFacts } from './module-graph.ts';

/** The path that a specifier of a module means; undefined for a library. */
export type Resolve = (from: string, specifier: string) => string | undefined;

/** Where programs start: a module, or some of its exports. */
export interface Entry {
  readonly path: string;
  readonly exports?: readonly string[];
}

class Search {
  readonly reached = new Set<string>();
  readonly #modules: ReadonlyMap<string, ModuleFacts>;
  readonly #resolve: Resolve;
  readonly #queue: (readonly [path: string, local: string])[] = [];

  constructor(modules: ReadonlyMap<string, ModuleFacts>, resolve: Resolve) {
    this.#modules = modules;
    this.#resolve = resolve;
  }

  run(entries: readonly Entry[]): void {
    for (const { path, exports } of entries) {
      if (exports === undefined) this.#reachAll(path);
      else for (const name of exports) this.#reachExport(path, name);
    }
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) this.#follow(...next);
  }

  /** All exports of a module, and what runs when it is loaded. */
  #reachAll(path: string, seen: Set<string> = new Set()): void {
    const module = this.#modules.get(path);
    if (module === undefined || seen.has(path)) return;
    seen.add(path);
    this.#reach(path, atLoad);
    for (const name of module.exports.keys()) this.#reachExport(path, name);
    for (const star of module.stars) this.#reachAll(this.#resolve(path, star) ?? '', seen);
  }

  /** Whether the module exports the name, itself or from another. */
  #reachExport(path: string, name: string, seen: Set<string> = new Set()): boolean {
    const module = this.#modules.get(path);
    if (module === undefined || seen.has(path)) return false;
    seen.add(path);
    const target = module.exports.get(name);
    if (typeof target === 'string') {
      this.#reach(path, target);
      return true;
    }
    if (target !== undefined) {
      this.#reachImported(path, target);
      return true;
    }
    return module.stars.some((star) => this.#reachExport(this.#resolve(path, star) ?? '', name, seen));
  }

  #reachImported(path: string, { from, name }: Imported): void {
    const to = this.#resolve(path, from);
    if (to === undefined) return;
    if (name === '*') this.#reachAll(to);
    else this.#reachExport(to, name);
  }

  #reach(path: string, local: string): void {
    const key = `${path}#${local}`;
    if (this.reached.has(key)) return;
    this.reached.add(key);
    this.#queue.push([path, local]);
    // Whatever is used of a module loads all of it.
    if (local !== atLoad) this.#reach(path, atLoad);
  }

  #follow(path: string, local: string): void {
    const module = this.#modules.get(path);
    if (module === undefined) return;
    const imported = module.imports.get(local);
    if (imported !== undefined) this.#reachImported(path, imported);
    for (const late of module.lateImports.get(local) ?? []) this.#reachAll(this.#resolve(path, late) ?? '');
    for (const name of (local === atLoad ? module.effects : module.declarations.get(local)) ?? []) {
      if (module.declarations.has(name) || module.imports.has(name)) this.#reach(path, name);
    }
  }
}

/** Exports that are declared in a module and reached from no entry, as names by path. */
export function unreachedExports(
  modules: ReadonlyMap<string, ModuleFacts>,
  entries: readonly Entry[],
  resolve: Resolve,
): ReadonlyMap<string, readonly string[]> {
  const search = new Search(modules, resolve);
  search.run(entries);
  const found = new Map<string, readonly string[]>();
  for (const [path, { exports, declarations }] of modules) {
    const names = [...exports].flatMap(([name, local]) =>
      typeof local === 'string' && declarations.has(local) && !search.reached.has(`${path}#${local}`) ? [name] : [],
    );
    if (names.length > 0) found.set(path, names);
  }
  return found;
}
