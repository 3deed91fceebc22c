/**
 * Public Go clients: client-go (typed with JSON and protobuf, dynamic, metadata, discovery, apply, informers, leader election) and
 * controller-runtime (with a custom resource of its own, and its webhook server). The programs are in `go/`: each row of a group is one use of a client, and prints a line.
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

/** The groups of `go/main.go` that run against a cluster of the current release. */
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
  'custom-resources',
  'webhooks',
  'policies',
  'limits',
  'served',
];

/** The groups that run against a cluster that emulates the release before. */
const emulatedGroups = ['emulation', 'dynamic', 'apply', 'custom-resources', 'policies', 'served'];

describe.skipIf(missing !== undefined)('Go clients', () => {
  const flags = ['--runtime', 'simulated', '--nodes', '1'];
  const current = new Cluster({ flags });
  const emulating = new Cluster({ flags: [...flags, '--emulated-version', '1.36'] });
  beforeAll(async () => {
    mkdirSync(join(program, '..'), { recursive: true });
    const built = await run('go', ['build', '-o', program, '.'], { cwd: sources, seconds: buildSeconds });
    expect(built.code, built.stderr).toBe(0);
    await Promise.all([current.up(), emulating.up()]);
  }, buildSeconds * 1000);
  afterAll(async () => {
    await current[Symbol.asyncDispose]();
    await emulating[Symbol.asyncDispose]();
  });

  async function succeeds(group: string, cluster: Cluster): Promise<void> {
    const { code, stdout, stderr } = await run(program, [group], { env: cluster.env, seconds: 290 });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith(`ok ${group} `))).toEqual([]);
    expect(code, stderr).toBe(0);
  }

  it.each(groups)('%s', (group) => succeeds(group, current));
  it.each(emulatedGroups)('%s, with --emulated-version 1.36', (group) => succeeds(group, emulating));
});
