/** Code of the packages that no program reaches, but for what unreached.json lists with a reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readWorkspaces } from '../workspaces.ts';
import { isForTests } from './folders.ts';
import { type ModuleFacts, moduleFacts } from './module-graph.ts';
import { type Entry, type Resolve, unreachedExports } from './unreached.ts';

type Unreached = ReadonlyMap<string, readonly string[]>;

interface Program {
  /** What it is. */
  readonly what: string;
  /** From the repository's root. */
  readonly path: string;
}

interface Exception {
  /** A file, or a folder with all that is below it (`packages/engines/cel/`). */
  readonly path: string;
  /** The exports it is for; absent: all. */
  readonly exports?: readonly string[];
  /** Why the code stays. */
  readonly reason: string;
}

export interface Settings {
  readonly programs: readonly Program[];
  readonly exceptions: readonly Exception[];
}

/** The exports of `unreached` that an exception is for, by path. */
function covered(exception: Exception, unreached: Unreached): readonly Entry[] {
  const { path, exports } = exception;
  if (exports !== undefined) return [{ path, exports }];
  return [...unreached.keys()]
    .filter((each) => (path.endsWith('/') ? each.startsWith(path) : each === path))
    .map((each) => ({ path: each, exports: unreached.get(each) ?? [] }));
}

/** An exception that is none: what it names is reached, or is not there. */
function needless(exception: Exception, unreached: Unreached): readonly string[] {
  const { path, exports } = exception;
  const names = exports?.filter((name) => !unreached.get(path)?.includes(name)) ?? [];
  const gone = exports === undefined && covered(exception, unreached).length === 0;
  return [...(gone ? [path] : []), ...names.map((name) => `${path}: ${name}`)].map(
    (what) => `${what} is reached or gone: remove it from unreached.json`,
  );
}

/**
 * What neither the programs nor the exceptions reach, and exceptions without need. What an exception needs is kept with it:
 * it is code of a program to come.
 */
export function unreachedProblems(
  modules: ReadonlyMap<string, ModuleFacts>,
  { programs, exceptions }: Settings,
  resolve: Resolve,
): readonly string[] {
  const missing = programs
    .filter(({ path }) => !modules.has(path))
    .map(({ path }) => `unreached.json: no file ${path}`);
  const unreached = unreachedExports(modules, programs, resolve);
  const kept = exceptions.flatMap((exception) => covered(exception, unreached));
  const problems = unreachedExports(modules, [...programs, ...kept], resolve);
  return [
    ...missing,
    ...Array.from(problems).flatMap(([path, names]) =>
      isForTests(path) || path.includes('/src/generated/') ? [] : [`no program reaches ${names.join(', ')} of ${path}`],
    ),
    ...exceptions.flatMap((exception) => needless(exception, unreached)),
  ];
}

/** Product code of the packages. Generated tables of facts, which are large and import nothing, are left out. */
function readProduct(root: string): ReadonlyMap<string, ModuleFacts> {
  const paths = readWorkspaces(root)
    .flatMap(({ path }) =>
      readdirSync(join(root, path, 'src'), { recursive: true, encoding: 'utf8' }).map((name) => `${path}/src/${name}`),
    )
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  return new Map(
    paths.flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return path.endsWith('.gen.ts') && !text.includes(" from '") ? [] : [[path, moduleFacts(path, text)]];
    }),
  );
}

/** Follows imports of files, and of packages by their `exports`. */
function resolver(root: string): Resolve {
  const targets = new Map<string, string>();
  for (const { name, path } of readWorkspaces(root)) {
    const { exports = {} } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    for (const [below, target] of Object.entries(exports)) {
      if (typeof target === 'string') targets.set(`@kubets/${name}${below.slice(1)}`, normalize(join(path, target)));
    }
  }
  return (from, specifier) =>
    specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : targets.get(specifier);
}

export function unreachedViolations(root: string): readonly string[] {
  const settings: Settings = JSON.parse(readFileSync(join(root, 'scripts/check/unreached.json'), 'utf8'));
  return unreachedProblems(readProduct(root), settings, resolver(root));
}
