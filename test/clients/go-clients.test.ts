/**
 * Public Go clients: client-go (typed with JSON and protobuf, dynamic, metadata, discovery, apply, informers, leader election) and
 * controller-runtime. The programs are in `go/`: each row of a group is one use of a client, and prints a line.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, run } from '../harness.ts';

const sources = resolve(import.meta.dirname, 'go');
/** Built once: Go rebuilds only what changed. */
const program = resolve(import.meta.dirname, '../../node_modules/.cache/go-clients/clients');
const buildSeconds = 540;

/** Why the programs cannot be built; undefined if they can. The modules are downloaded by the first build. */
function whyNoPrograms(): string | undefined {
  if (spawnSync('go', ['version']).status !== 0) return 'Go is missing';
  const { status, stderr } = spawnSync('go', ['mod', 'download'], { cwd: sources, encoding: 'utf8', timeout: 120_000 });
  return status === 0 ? undefined : `modules are missing: ${stderr.trim().split('\n').at(-1)}`;
}

const missing = whyNoPrograms();
if (missing !== undefined) console.log(`skipped: Go clients: ${missing}`);

/** The groups of `go/main.go`. */
const groups = [
  'typed-json',
  'typed-protobuf',
  'dynamic',
  'metadata',
  'discovery',
  'apply',
  'informers',
  'leader-election',
  'controller-runtime',
];

describe.skipIf(missing !== undefined)('Go clients', () => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '1'] });
  beforeAll(async () => {
    mkdirSync(join(program, '..'), { recursive: true });
    const built = await run('go', ['build', '-o', program, '.'], { cwd: sources, seconds: buildSeconds });
    expect(built.code, built.stderr).toBe(0);
    await cluster.up();
  }, buildSeconds * 1000);
  afterAll(() => cluster[Symbol.asyncDispose]());

  it.each(groups)('%s', async (group) => {
    const { code, stdout, stderr } = await run(program, [group], { env: cluster.env, seconds: 300 });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith(`ok ${group} `))).toEqual([]);
    expect(code, stderr).toBe(0);
  });
});
