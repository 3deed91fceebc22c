/**
 * fabric8, the Kubernetes client for Java: built-in kinds, custom resources with a class of their own, an informer, admission
 * policies, quotas. The program is `java/Clients.java`; each of its rows prints a line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, run } from '../harness.ts';

const sources = resolve(import.meta.dirname, 'java');
/** The libraries of `pom.xml`. They are downloaded by the first run. */
const libraries = resolve(import.meta.dirname, '../../.tools/fabric8-8.0.0');
const classes = mkdtempSync(join(tmpdir(), 'kubets-fabric8-'));
const classPath = (...more: readonly string[]): string => [...more, join(libraries, '*')].join(':');

/** Runs a program of the toolchain. Returns what went wrong, if anything. */
function problemOf(command: string, args: readonly string[], cwd: string): string | undefined {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 240_000 });
  if (status === 0) return undefined;
  return `${command}: ${error?.message ?? `${stdout}${stderr}`.trim().slice(0, 500)}`;
}

/** Why the libraries are missing; undefined if they are there. A download that ends early leaves no directory. */
function whyNoLibraries(): string | undefined {
  const noCompiler = problemOf('javac', ['-version'], sources);
  if (noCompiler !== undefined || existsSync(libraries)) return noCompiler;
  const partial = `${libraries}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const goals = ['dependency:copy-dependencies', `-DoutputDirectory=${partial}`];
  const problem = problemOf('mvn', ['-B', '-q', '-ntp', ...goals], sources);
  if (problem === undefined) renameSync(partial, libraries);
  return problem;
}

const missing = whyNoLibraries();
if (missing !== undefined) console.log(`skipped: fabric8: ${missing}`);
afterAll(() => rmSync(classes, { recursive: true, force: true }));

describe.skipIf(missing !== undefined)('fabric8', () => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '1'] });
  beforeAll(async () => {
    expect(problemOf('javac', ['-d', classes, '-cp', classPath(), 'Clients.java'], sources)).toBeUndefined();
    await cluster.up();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('does all rows', async () => {
    const program = ['-cp', classPath(classes), 'Clients'];
    const { code, stdout, stderr } = await run('java', program, { env: cluster.env, seconds: 290 });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('ok fabric8 '))).toEqual([]);
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(code, stderr).toBe(0);
  });
});
