/**
 * Keeps the number of files small that a start loads. esbuild puts two modules into one file if the same entry points reach
 * them, and each dynamic import is an entry point: each one more divides the code of a start into more files, and each file takes
 * a start half a millisecond.
 *
 * A module that is imported late finds certain code loaded: what the program imports at its start, and the code of `kubets up` if
 * only that can reach the module. Here, such a module imports this code. It costs nothing, and the code is no longer divided
 * between those that reach it and those that do not.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

type Inputs = Metafile['inputs'];

function reachable(inputs: Inputs, entry: string, without: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path) || path === without) return;
    found.add(path);
    for (const each of inputs[path]?.imports ?? []) if (each.external !== true) visit(each.path);
  };
  visit(entry);
  return found;
}

/**
 * What the entry and each module that is imported late find loaded, as paths of the metafile: all modules of Node.js, which are
 * required only when they are used; what `entry` imports; and `owner`, if only that leads to the module. The entry itself is not
 * among them: it may still be running.
 */
export function loadedBefore(inputs: Inputs, entry: string, owner: string): ReadonlyMap<string, readonly string[]> {
  const others = reachable(inputs, entry, owner);
  const importsOf = (path: string, kind: string): readonly string[] =>
    (inputs[path]?.imports ?? [])
      .filter((each) => each.kind === kind && each.path.endsWith('.ts'))
      .map((each) => each.path);
  const builtins = Object.keys(inputs).filter((path) => path.startsWith('builtin:'));
  const first = [...builtins, ...importsOf(entry, 'import-statement')];
  const late = new Set(Object.keys(inputs).flatMap((path) => importsOf(path, 'dynamic-import')));
  const found = [...late].map(
    (path) => [path, path === owner || others.has(path) ? first : [...first, owner]] as const,
  );
  return new Map([[entry, builtins], ...found]);
}

/** The plugin for the bundle of `entry`. Both paths are absolute. */
export async function sharedChunks(options: BuildOptions, root: string, entry: string, owner: string): Promise<Plugin> {
  const { metafile } = await build({ ...options, entryPoints: [entry], outdir: 'out', write: false, metafile: true });
  const relative = (path: string): string => path.slice(root.length + 1);
  const before = loadedBefore(metafile.inputs, relative(entry), relative(owner));
  return {
    name: 'shared-chunks',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^loaded:/ }, ({ path }) => {
        const [, builtin] = /^loaded:builtin:(.*)/.exec(path) ?? [];
        if (builtin !== undefined) return { path: builtin, namespace: 'builtin', sideEffects: false };
        return { path: resolve(root, path.slice('loaded:'.length)) };
      });
      onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => {
        const loaded = before.get(relative(path));
        if (loaded === undefined) return undefined;
        const imports = loaded.map((each) => `import 'loaded:${each}';`).join('');
        // On the first line, for the source map.
        return { contents: imports + (await readFile(path, 'utf8')), loader: 'ts' };
      });
    },
  };
}
