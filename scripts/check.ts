/**
 * `npm run check`: generated files, types, lint and format, layers, bans, sockets, paths in the documentation, size of a start, dead code. All
 * parts run, and all failures are printed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { banViolations } from './check/bans.ts';
import { docPathViolations } from './check/doc-paths.ts';
import { layerViolations } from './check/layers.ts';
import { socketViolations } from './check/sockets.ts';
import { readSources } from './check/sources.ts';
import { startSizeViolations } from './check/start-size.ts';
import { unreachedViolations } from './check/unreached-code.ts';
import { unreadViolations } from './check/unread-fields.ts';

const root = resolve(import.meta.dirname, '..');

function run(name: string, command: string, ...args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return report(name, status === 0);
}

function report(name: string, good: boolean): boolean {
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}`);
  return good;
}

function list(name: string, violations: readonly string[]): boolean {
  for (const line of violations) console.log(`     ${line}`);
  return report(name, violations.length === 0);
}

const sources = readSources(
  root,
  ['packages', 'scripts', 'test', 'bench'].filter((folder) => existsSync(resolve(root, folder))),
);

const results = [
  list('layers', layerViolations(root, sources)),
  list('bans and sizes', banViolations(sources)),
  list('kinds and fields that nothing reads', unreadViolations(root, sources)),
  list('code that no program reaches', unreachedViolations(root)),
  list('sockets', socketViolations(sources)),
  list('paths in the documentation', docPathViolations(root)),
  list('size of a start', await startSizeViolations(root)),
  run('generated files', process.execPath, 'scripts/generate.ts', '--check'),
  run('types', 'node_modules/.bin/tsc', '-b'),
  run('lint and format', 'node_modules/.bin/biome', 'check', '--error-on-warnings', '.'),
  run('dead code', 'node_modules/.bin/knip', '--no-progress'),
];
process.exit(results.every(Boolean) ? 0 : 1);
