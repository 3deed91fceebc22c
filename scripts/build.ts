/** `npm run build`: bundles the whole program into packages/apps/kubets/dist, for start-up's sake. */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * Hands `up` over to the shell script that starts it again when it dies, unless that has started it, or is not wanted.
 * (Whoever starts the kubets command, not this file, saves the time it takes to get here.)
 *
 * Enables V8's compile cache before the program itself is compiled. The cache lies beside the program, else in the
 * user's own directory: never in a temporary directory that others can write to, for it is code.
 */
const launcher = `#!/usr/bin/env node
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
const { argv, env } = process;
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(\`error: kubets requires Node.js 22.12 or later, but this is Node.js \${process.versions.node}: install a newer version\`);
  process.exit(1);
}
const supervised = env.KUBETS_PARENT === String(process.ppid);
if (argv[2] === 'up' && !supervised && !argv.includes('--detach') && !argv.includes('--no-restart'))
  process.execve?.('/bin/sh', ['sh', join(import.meta.dirname, 'supervise.sh'), process.execPath, ...process.execArgv, ...argv.slice(1)], env);
const enable = (directory) => module.enableCompileCache?.(directory).status;
if (enable(join(import.meta.dirname, '.compile-cache')) === module.constants?.compileCacheStatus.FAILED)
  enable(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kubets'));
await import('./program.mjs');
`;

/**
 * Node's own modules are required where their importer runs, not imported at the top: an import of `node:http`, say,
 * looks at each of its exports, and one of them loads all of fetch and WebSocket. That alone is as long as all of
 * `node -e 0`. The store's native addon goes the same way; its CommonJS form is one file.
 */
const requiredLate: Plugin = {
  name: 'required-late',
  setup({ onResolve, onLoad }) {
    const builtins = new Set(builtinModules);
    onResolve({ filter: /.*/ }, ({ path, kind }) => {
      // Split off, a CommonJS module would come without its names: a file of ours that exports them by name goes between.
      if (kind === 'dynamic-import' && !/^\.|^@kubets\/|^lmdb$/.test(path))
        return { errors: [{ text: `import ${path} late through a file that exports what is used of it by name` }] };
      const bare = path.replace(/^node:/, '');
      if (path !== 'lmdb' && !builtins.has(bare)) return undefined;
      if (kind === 'require-call') return { path, external: true };
      return { path, namespace: path === 'lmdb' ? 'addon' : 'builtin' };
    });
    // Every importer copies what the module has of its own, names by the hundred: here all of it is inherited, so nothing.
    // But `process` is written to.
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: /^(node:)?process$/.test(path)
        ? `module.exports = require('${path}')`
        : `module.exports = Object.create(require('${path}'))`,
    }));
    onLoad({ filter: /.*/, namespace: 'addon' }, ({ path }) => ({
      contents: `const addon = require('${path}'); export const open = addon.open;`,
    }));
  },
};

const sourceOf = (path: string): string => resolve(root, 'packages', path);

/** What every bundle of ours is made with. */
export const bundleOptions = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  format: 'esm',
  target: 'node22',
  plugins: [requiredLate],
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  // Maps tell files and lines; the sources are in the repository.
  sourcesContent: false,
  absWorkingDir: root,
  metafile: true,
  // What CommonJS dependencies expect to find around them.
  banner: {
    js: "import __module from 'node:module'; const require = __module.createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;

/** Bundles the program into `dist`, and resolves with the files that went in, relative to the repository. */
export async function buildProgram(dist: string, options: { readonly sourcemap: boolean }): Promise<readonly string[]> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const shared = { ...bundleOptions, ...options, outdir: dist, metafile: true } as const;
  const bundles: { readonly metafile: Metafile }[] = [];
  bundles.push(
    await build({
      ...shared,
      entryPoints: { program: sourceOf('apps/kubets/src/platform/main.ts') },
      // What a command does not use is not even read: a twentieth less of every start.
      splitting: true,
    }),
  );
  // A thread's code, found by its name beside whatever starts it. On its own: chunks shared with it would be more of them.
  bundles.push(
    await build({
      ...shared,
      entryPoints: { 'listener-worker': sourceOf('server/http-listener/src/platform/workers/worker.ts') },
    }),
  );
  // Read by the program from beside itself, there as in the sources.
  copyFileSync(sourceOf('apps/kubets/src/platform/commands/install-host.sh'), resolve(dist, 'install-host.sh'));
  copyFileSync(sourceOf('apps/kubets/src/platform/supervise.sh'), resolve(dist, 'supervise.sh'));
  copyFileSync(sourceOf('apps/kubets/src/platform/kubets.sh'), resolve(dist, 'kubets'));
  writeFileSync(resolve(dist, 'kubets.mjs'), launcher);
  for (const command of ['kubets', 'kubets.mjs']) chmodSync(resolve(dist, command), 0o755);
  return bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

if (import.meta.main) await buildProgram(process.argv[2] ?? sourceOf('apps/kubets/dist'), { sourcemap: false });
