/** Imports go down only: between packages by the table of floors, between files without a circle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveRelative, type Source } from './sources.ts';

interface Layers {
  readonly floors: readonly (readonly string[])[];
  readonly never: Readonly<Record<string, readonly string[]>>;
}

function readLayers(root: string): Layers {
  return JSON.parse(readFileSync(join(root, 'scripts/layers.json'), 'utf8'));
}

function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\/src\//.exec(path)?.[1];
}

const inNode = (path: string): boolean => path.includes('/node/');
const isTest = (path: string): boolean => path.endsWith('.test.ts');

function floorViolations(layers: Layers, source: Source): string[] {
  const own = packageOf(source.path);
  if (own === undefined) return [];
  const floor = new Map(layers.floors.flatMap((names, level) => names.map((name) => [name, level] as const)));
  return source.imports.flatMap(({ specifier, line }) => {
    const where = `${source.path}:${line}`;
    const match = /^@kubets\/([^/]+)(\/.*)?$/.exec(specifier);
    if (specifier.startsWith('node:') && !inNode(source.path) && !isTest(source.path))
      return [`${where} imports ${specifier} outside a node/ folder`];
    if (specifier.startsWith('.') && packageOf(resolveRelative(source.path, specifier) ?? '') !== own)
      return [`${where} leaves its package by a relative import`];
    if (!match?.[1]) return [];
    const to = match[1];
    const [from, target] = [floor.get(own), floor.get(to)];
    if (from === undefined || target === undefined) return [`${where} imports ${to}, which is on no floor`];
    if (match[2] !== undefined && match[2] !== '/node') return [`${where} reaches past the exports of ${to}`];
    if (match[2] === '/node' && !inNode(source.path) && !isTest(source.path))
      return [`${where} imports ${specifier} outside a node/ folder`];
    if (target >= from && own !== to) return [`${where} imports ${to}, which is not below ${own}`];
    if (layers.never[own]?.includes(to)) return [`${where}: ${own} must not know ${to}`];
    return [];
  });
}

/** Every import circle between files, each once, as the chain of its paths. Type-only imports count too. */
function circles(sources: readonly Source[]): string[] {
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
  const layers = readLayers(root);
  return [
    ...sources.flatMap((source) => floorViolations(layers, source)),
    ...circles(sources).map((chain) => `import circle: ${chain}`),
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
  return [...readLayers(root).floors]
    .reverse()
    .flatMap((names) =>
      names.map((name) => `${name.padEnd(12)} → ${[...(uses.get(name) ?? [])].sort().join(' ') || '·'}`),
    )
    .join('\n');
}
