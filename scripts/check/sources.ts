/** Finds the source files of the project and their imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

export interface Source {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and string contents replaced by blanks. Line numbers are the same. */
  readonly code: string;
  readonly imports: readonly Import[];
}

interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Whether it is `import type` or `export type`, which has no effect at run time. */
  readonly typeOnly: boolean;
}

const skipped = new Set(['node_modules', 'dist', 'generated', 'facts', 'coverage']);

function* files(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (skipped.has(entry.name) || entry.name.startsWith('.')) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.gen.ts')) yield path;
  }
}

/** Replaces comments and everything between quotes by blanks, except line breaks. */
function blankOut(text: string): string {
  const pattern =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}|[^`\\])*`/g;
  return text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));
}

function importsOf(text: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /^[ \t]*(import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const match of text.matchAll(pattern)) {
    const specifier = match[3] ?? match[4] ?? '';
    const line = text.slice(0, match.index).split('\n').length;
    found.push({ specifier, line, typeOnly: match[2] !== undefined });
  }
  return found;
}

export function readSources(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    [...files(join(root, folder))].map((path) => {
      const text = readFileSync(path, 'utf8');
      return {
        path: relative(root, path).split(sep).join('/'),
        text,
        code: blankOut(text),
        imports: importsOf(text),
      };
    }),
  );
}

/** The file of a relative import, relative to the repository's root; undefined for package imports. */
export function resolveRelative(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier))
    .split(sep)
    .join('/');
}
