/** Imports go down only: between packages by the table of floors, between files and folders without a cycle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkspaces, type Workspace, workspaceList } from '../workspaces.ts';
import { folderCycles } from './folders.ts';
import { resolveRelative, type Source } from './sources.ts';

function packageOf(path: string): string | undefined {
  return /^packages\/[^/]+\/([^/]+)\/src\//.exec(path)?.[1];
}

const inPlatform = (path: string): boolean => path.includes('/platform/');
const isTest = (path: string): boolean => path.endsWith('.test.ts');
/** `/platform`, `/restore/platform`, `/platform/testing`. */
const platformExport = /\/platform(\/|$)/;

/** What the package offers under its name: `.`, `./platform`, `./proxy`. */
function exportsOf(root: string, workspace: Workspace): ReadonlySet<string> {
  const manifest = JSON.parse(readFileSync(join(root, workspace.path, 'package.json'), 'utf8'));
  return new Set(Object.keys(manifest.exports ?? {}));
}

function importViolations(root: string, workspaces: readonly Workspace[]): (source: Source) => string[] {
  const byName = new Map(workspaces.map((each) => [each.name, each]));
  const offered = new Map(workspaces.map((each) => [each.name, exportsOf(root, each)]));
  return (source) => {
    const own = byName.get(packageOf(source.path) ?? '');
    if (own === undefined) return [];
    return source.imports.flatMap(({ specifier, line }) => {
      const where = `${source.path}:${line}`;
      const forNode = inPlatform(source.path) || isTest(source.path);
      if (specifier.startsWith('node:') && !forNode)
        return [`${where} imports ${specifier} outside a platform/ folder`];
      if (specifier.startsWith('.') && packageOf(resolveRelative(source.path, specifier) ?? '') !== own.name)
        return [`${where} leaves its package by a relative import`];
      const match = /^@kubets\/([^/]+)(\/.*)?$/.exec(specifier);
      if (!match?.[1]) return [];
      const to = byName.get(match[1]);
      const below = match[2] ?? '';
      if (to === undefined) return [`${where} imports ${match[1]}, which is not in workspaces.json`];
      if (!offered.get(to.name)?.has(`.${below}`)) return [`${where} reaches past the exports of ${to.name}`];
      if (platformExport.test(below) && !forNode) return [`${where} imports ${specifier} outside a platform/ folder`];
      if (to.floor >= own.floor && own !== to) return [`${where} imports ${to.name}, which is not below ${own.name}`];
      if (own.never.includes(to.group)) return [`${where}: ${own.name} must not know the group ${to.group}`];
      return [];
    });
  };
}

/** Every import cycle between files, each once, as the chain of its paths. Type-only imports count too. */
function cycles(sources: readonly Source[]): string[] {
  const graph = new Map(
    sources.map((source) => [
      source.path,
      source.imports.flatMap((each) => resolveRelative(source.path, each.specifier) ?? []),
    ]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

export function layerViolations(root: string, sources: readonly Source[]): string[] {
  const violations = importViolations(root, readWorkspaces(root));
  return [
    ...sources.flatMap(violations),
    ...cycles(sources).map((chain) => `import cycle: ${chain}`),
    ...folderCycles(
      sources,
      workspaceList(root).folderCycles.map(({ directory }) => directory),
    ),
  ];
}

/** The graph of packages as they import each other now, one line a package, top floor first. */
export function packageGraph(root: string, sources: readonly Source[]): string {
  const uses = new Map<string, Set<string>>();
  for (const source of sources) {
    const own = packageOf(source.path);
    if (own === undefined || isTest(source.path)) continue;
    const set = uses.get(own) ?? new Set();
    uses.set(own, set);
    for (const { specifier } of source.imports) {
      const to = /^@kubets\/([^/]+)/.exec(specifier)?.[1];
      if (to !== undefined && to !== own) set.add(to);
    }
  }
  return [...readWorkspaces(root)]
    .reverse()
    .map(({ name }) => `${name.padEnd(18)} → ${[...(uses.get(name) ?? [])].sort().join(' ') || '·'}`)
    .join('\n');
}
