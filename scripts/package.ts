/**
 * Prepares packages/apps/kubets for publishing, before every `npm pack`: the program (see build.ts), the library with its types,
 * LICENSE and third-party notices. The only dependency of the package is the native store, `lmdb`.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { buildProgram, bundleOptions } from './build.ts';
import { copyDeclarations } from './package/declarations.ts';
import { thirdPartyNotices } from './package/notices.ts';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'packages/apps/kubets');
const dist = resolve(folder, 'dist');

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

const program = await buildProgram(dist, { sourcemap: true });
const library = await build({
  ...bundleOptions,
  entryPoints: { index: resolve(folder, 'src/index.ts'), api: resolve(folder, 'src/api.ts') },
  outdir: resolve(dist, 'library'),
  // The entries share chunks, so that each module exists once.
  splitting: true,
  sourcemap: true,
});
run('node_modules/.bin/tsc', ['-b', 'packages/apps/kubets']);
const entries = ['index.ts', 'api.ts'].map((file) => ({ workspace: 'kubets', file }));
copyDeclarations(root, entries, resolve(dist, 'types'));
copyFileSync(resolve(root, 'LICENSE'), resolve(folder, 'LICENSE'));
const inputs = [...program, ...Object.keys(library.metafile.inputs)];
writeFileSync(resolve(folder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, inputs));
