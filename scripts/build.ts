/** `npm run build`: bundles the program into packages/apps/kubets/dist, so that it starts fast. */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { sharedChunks } from './shared-chunks.ts';

const root = resolve(import.meta.dirname, '..');

/**
 * Replaces `up` by the shell script that restarts it when it crashes, unless the script started it or restarts are disabled. (The
 * kubets command starts the script directly, which is faster.)
 *
 * Enables V8's compile cache before the program is compiled. The cache is beside the program, or else in the user's cache
 * directory. It contains code, so it must not be in a directory that other users can write to.
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
 * Loads the native addon of the store, without two detours of some milliseconds: a second addon for an encoding that the
 * store does not use, and the search for the C library where there is no loader of musl.
 */
const addonModule = (path: string): string => `
  const { env, arch } = process;
  const before = { ...env };
  env.MSGPACKR_NATIVE_ACCELERATION_DISABLED = 'true';
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch];
  const { existsSync } = require('node:fs');
  if (process.platform === 'linux' && machine !== undefined && !existsSync('/lib/ld-musl-' + machine + '.so.1'))
    env.LIBC ??= 'glibc';
  const addon = require('${path}');
  for (const name of ['MSGPACKR_NATIVE_ACCELERATION_DISABLED', 'LIBC'])
    if (before[name] === undefined) delete env[name];
    else env[name] = before[name];
  export const open = addon.open;
`;

/**
 * Modules of Node.js are required when their importer runs, not imported at the top. An import of `node:http` reads all of its
 * exports, and one of them loads fetch and WebSocket, which takes as long as `node -e 0`. The native addon of the store is also
 * required; its CommonJS form is one file.
 */
const requiredLate: Plugin = {
  name: 'required-late',
  setup({ onResolve, onLoad }) {
    const builtins = new Set(builtinModules);
    onResolve({ filter: /.*/ }, ({ path, kind }) => {
      // A CommonJS module in its own chunk would lose its export names, so a file that exports them by name must import it.
      if (kind === 'dynamic-import' && !/^\.|^@kubets\/|^lmdb$/.test(path))
        return { errors: [{ text: `import ${path} dynamically through a file that exports the used names` }] };
      const bare = path.replace(/^node:/, '');
      if (path !== 'lmdb' && !builtins.has(bare)) return undefined;
      if (kind === 'require-call') return { path, external: true };
      return { path, namespace: path === 'lmdb' ? 'addon' : 'builtin', sideEffects: false };
    });
    // Importers copy the own properties of a module, which can be hundreds. Inherited properties are not copied. `process` must
    // keep its own properties, because the program writes to it.
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: /^(node:)?process$/.test(path)
        ? `module.exports = require('${path}')`
        : `module.exports = Object.create(require('${path}'))`,
    }));
    onLoad({ filter: /.*/, namespace: 'addon' }, ({ path }) => ({
      contents: addonModule(path),
    }));
  },
};

/**
 * What a gRPC server reports itself with. gRPC requires it when a server asks for that; kubets has gRPC clients only, and each
 * start would read 150 kB of it.
 */
const withoutServerReports: Plugin = {
  name: 'without-server-reports',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@grpc\/proto-loader$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw new Error('${path} is not part of this program')`,
    }));
  },
};

const sourceOf = (path: string): string => resolve(root, 'packages', path);

export const programEntry = sourceOf('apps/kubets/src/platform/main.ts');

/** Options of all bundles. */
export const bundleOptions = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  format: 'esm',
  target: 'node22',
  plugins: [requiredLate, withoutServerReports],
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  // Source maps without the sources, which are in the repository.
  sourcesContent: false,
  absWorkingDir: root,
  metafile: true,
  // Globals that CommonJS dependencies expect.
  banner: {
    js: "import __module from 'node:module'; const require = __module.createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} satisfies BuildOptions;

/** Options of the bundle of the program. */
export async function programOptions(): Promise<BuildOptions> {
  const chunks = await sharedChunks(
    bundleOptions,
    root,
    programEntry,
    sourceOf('apps/kubets/src/platform/commands/up.ts'),
  );
  return {
    ...bundleOptions,
    entryPoints: { program: programEntry },
    // Code that a command does not use is not read, which saves 5 % of every start.
    splitting: true,
    plugins: [chunks, ...bundleOptions.plugins],
    // The imports that `chunks` adds need not be carried out.
    logOverride: { 'ignored-bare-import': 'silent' },
  };
}

/** Bundles the program into `dist`. Resolves with the bundled source files, relative to the repository. */
export async function buildProgram(dist: string, options: { readonly sourcemap: boolean }): Promise<readonly string[]> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const shared = { ...bundleOptions, ...options, outdir: dist, metafile: true } as const;
  const bundles: { readonly metafile: Metafile }[] = [];
  bundles.push(await build({ ...shared, ...(await programOptions()), ...options, outdir: dist, metafile: true }));
  // The code of a thread, loaded by its file name. It is bundled separately, because shared chunks would add more
  // files.
  bundles.push(
    await build({
      ...shared,
      entryPoints: { 'listener-worker': sourceOf('server/http-listener/src/platform/workers/worker.ts') },
    }),
  );
  // Files that the program reads from its own directory.
  copyFileSync(sourceOf('apps/kubets/src/platform/host/install-host.sh'), resolve(dist, 'install-host.sh'));
  copyFileSync(sourceOf('apps/kubets/src/platform/supervise.sh'), resolve(dist, 'supervise.sh'));
  copyFileSync(sourceOf('apps/kubets/src/platform/kubets.sh'), resolve(dist, 'kubets'));
  writeFileSync(resolve(dist, 'kubets.mjs'), launcher);
  for (const command of ['kubets', 'kubets.mjs']) chmodSync(resolve(dist, command), 0o755);
  return bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

if (import.meta.main) await buildProgram(process.argv[2] ?? sourceOf('apps/kubets/dist'), { sourcemap: false });
