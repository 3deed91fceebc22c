/** `npm run build`: bundles the whole program into packages/kubets/dist, for start-up's sake. */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, 'packages/kubets/dist');

/** Enables V8's compile cache before the program itself is compiled. */
const launcher = `#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
enableCompileCache?.();
await import('./program.mjs');
`;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await build({
  entryPoints: [resolve(root, 'packages/kubets/src/node/main.ts')],
  outfile: resolve(dist, 'program.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // A native addon: it stays a dependency of the package.
  external: ['lmdb'],
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  sourcemap: false,
  // What CommonJS dependencies expect to find around them.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// Read by the program from beside itself, there as in the sources.
copyFileSync(resolve(root, 'packages/kubets/src/node/commands/install-host.sh'), resolve(dist, 'install-host.sh'));
writeFileSync(resolve(dist, 'kubets.mjs'), launcher);
chmodSync(resolve(dist, 'kubets.mjs'), 0o755);
