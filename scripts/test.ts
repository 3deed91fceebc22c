/**
 * `npm test`: installs what the tests need, runs them all, and closes with the plain line `N passed, N failed`.
 * Arguments go to vitest: `npm test -- --project unit`, `npm test -- packages/storage/storage`. With `--no-install` it installs no
 * Debian packages; tests that lack one are skipped and say so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fetchTools } from './test-tools.ts';

const root = resolve(import.meta.dirname, '..');
const noInstall = process.argv.includes('--no-install');
const passed = process.argv.slice(2).filter((argument) => argument !== '--no-install');
const projects = [...passed.join(' ').matchAll(/--project[ =](\S+)/g)].map(([, name]) => name);
/** Only end-to-end tests run the built program and other people's tools. */
const builds = projects.length === 0 || projects.some((name) => name !== 'unit' && name !== 'long');

function run(command: string, args: readonly string[]): number {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that fails to load has no test of its own to fail, but it failed. */
function brokenFiles(results: Results): number {
  return results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}

if (builds) {
  // Without root or apt-get the container tests skip themselves and say why; everything else still runs.
  if (!noInstall) {
    console.log(
      'Debian packages that the tests need and this machine lacks are listed and installed now; --no-install skips it.',
    );
    run('sh', ['packages/apps/kubets/src/platform/host/install-host.sh']);
    run('sh', ['scripts/install-test-host.sh']);
  }
  fetchTools();
  if (run(process.execPath, ['scripts/build.ts']) !== 0) process.exit(1);
}

const work = mkdtempSync(join(tmpdir(), 'kubets-test-'));
const report = join(work, 'report.json');
const status = run('node_modules/.bin/vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...passed,
]);
let line = '0 passed, 1 failed';
try {
  const results: Results = JSON.parse(readFileSync(report, 'utf8'));
  const failed = results.numFailedTests + brokenFiles(results);
  const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
  line = `${results.numPassedTests} passed, ${status !== 0 && failed === 0 ? 1 : failed} failed${skipped}`;
} finally {
  rmSync(work, { recursive: true, force: true });
  console.log(line);
}
process.exit(status);
