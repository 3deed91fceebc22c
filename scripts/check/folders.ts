/**
 * Import cycles between the folders of a package. The entries of a directory, which are its files and its folders with all that is
 * below them, must not import each other in a cycle. Type-only imports count. The check of files does not find these: `a/x.ts` →
 * `b/y.ts` and `b/z.ts` → `a/w.ts` are no cycle of files, but neither folder can be understood, or moved, without the other.
 */
import { resolveRelative, type Source } from './sources.ts';

/** Tests, and what exists for them, may look at everything. */
export const isForTests = (path: string): boolean =>
  /\.test\.ts$|(^|[/.-])testing\.ts$|\/(testing|conformance)\//.test(path);

/** By directory, by entry: the entries that it imports, each with one import as an example. */
type Imports = Map<string, Map<string, Map<string, string>>>;

/** The first directory that two paths share, and the entries of it that they are in. */
function meeting(from: string, to: string): { readonly directory: string; readonly pair: readonly [string, string] } {
  const [a, b] = [from.split('/'), to.split('/')];
  const depth = a.findIndex((part, index) => part !== b[index]);
  return { directory: a.slice(0, depth).join('/'), pair: [a[depth] ?? '', b[depth] ?? ''] };
}

function importsByDirectory(sources: readonly Source[]): Imports {
  const imports: Imports = new Map();
  for (const { path, imports: own } of sources) {
    if (isForTests(path)) continue;
    for (const { specifier } of own) {
      const to = resolveRelative(path, specifier);
      if (to === undefined || to === path) continue;
      const { directory, pair } = meeting(path, to);
      const entries = imports.get(directory) ?? new Map<string, Map<string, string>>();
      imports.set(directory, entries);
      const targets = entries.get(pair[0]) ?? new Map<string, string>();
      entries.set(pair[0], targets);
      if (!targets.has(pair[1])) targets.set(pair[1], `${path} → ${to}`);
    }
  }
  return imports;
}

/** The first cycle that can be reached from an entry: its entries in order, the first one repeated at the end. */
function cycleFrom(
  start: string,
  entries: ReadonlyMap<string, ReadonlyMap<string, string>>,
  done: Set<string>,
): readonly string[] | undefined {
  const visit = (entry: string, trail: readonly string[]): readonly string[] | undefined => {
    const at = trail.indexOf(entry);
    if (at >= 0) return [...trail.slice(at), entry];
    if (done.has(entry)) return undefined;
    for (const next of entries.get(entry)?.keys() ?? []) {
      const cycle = visit(next, [...trail, entry]);
      if (cycle !== undefined) return cycle;
    }
    done.add(entry);
    return undefined;
  };
  return visit(start, []);
}

/**
 * One cycle of each directory that has any, with an import for each step. `allowed` names directories that may keep theirs; one that
 * has none is reported.
 */
export function folderCycles(sources: readonly Source[], allowed: readonly string[] = []): readonly string[] {
  const cyclic = new Map<string, string>();
  for (const [directory, entries] of importsByDirectory(sources)) {
    const done = new Set<string>();
    for (const start of entries.keys()) {
      const cycle = cycleFrom(start, entries, done);
      if (cycle === undefined) continue;
      const steps = cycle.slice(1).map((to, index) => entries.get(cycle[index] ?? '')?.get(to) ?? '');
      cyclic.set(directory, `cycle of folders in ${directory}: ${cycle.join(' → ')} (${steps.join(', ')})`);
      break;
    }
  }
  return [
    ...Array.from(cyclic).flatMap(([directory, text]) => (allowed.includes(directory) ? [] : [text])),
    ...allowed.flatMap((directory) =>
      cyclic.has(directory) ? [] : [`${directory} has no cycle of folders: remove it from workspaces.json`],
    ),
  ];
}
