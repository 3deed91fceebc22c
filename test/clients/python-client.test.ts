/**
 * The public Python client: built-in kinds, custom resources (typed definition, dynamic client), admission policies, limits. The
 * program is `python/clients.py`; each of its rows prints a line.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, run } from '../harness.ts';

const sources = resolve(import.meta.dirname, 'python');
/** Packages are downloaded by the first run. */
const cache = resolve(import.meta.dirname, '../../.tools/pip');
const environment = mkdtempSync(join(tmpdir(), 'kubets-python-'));
const python = join(environment, 'bin/python');

/** Why the client cannot be installed; undefined if it is. */
function whyNoClient(): string | undefined {
  const made = spawnSync('python3', ['-m', 'venv', environment], { encoding: 'utf8' });
  if (made.status !== 0) return `python3 -m venv: ${made.error?.message ?? `${made.stdout}${made.stderr}`.trim()}`;
  const packages = ['--cache-dir', cache, '--disable-pip-version-check', '-r', join(sources, 'requirements.txt')];
  const installed = spawnSync(python, ['-m', 'pip', 'install', '-q', ...packages], {
    encoding: 'utf8',
    timeout: 240_000,
  });
  return installed.status === 0 ? undefined : `packages are missing: ${installed.stderr.trim().split('\n').at(-1)}`;
}

const missing = whyNoClient();
if (missing !== undefined) console.log(`skipped: Python client: ${missing}`);
afterAll(() => rmSync(environment, { recursive: true, force: true }));

describe.skipIf(missing !== undefined)('the Python client', () => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '1'] });
  beforeAll(() => cluster.up());
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('does all rows', async () => {
    const { code, stdout, stderr } = await run(python, [join(sources, 'clients.py')], {
      env: cluster.env,
      seconds: 290,
    });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('ok python '))).toEqual([]);
    expect(lines.length).toBeGreaterThanOrEqual(6);
    expect(code, stderr).toBe(0);
  });
});
