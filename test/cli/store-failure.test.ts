/** A store that can no longer write: the process exits instead of serving what it did not store. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { Cluster, eventually, lives } from '../harness.ts';

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
if (!hasPrlimit) console.log('skipped: prlimit (util-linux) is not here');

it.skipIf(!hasPrlimit)(
  'exits when a write to its file fails, and has every acknowledged object after the restart',
  async () => {
    await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    await cluster.kubectl('create', 'configmap', 'kept', '--from-literal=a=1');
    const { pid } = cluster;
    // From now on, every write beyond the first block of a file fails.
    expect(spawnSync('prlimit', ['--pid', String(pid), '--fsize=512']).status).toBe(0);
    const refused = await cluster.tryKubectl(['create', 'configmap', 'lost', '--from-literal=a=1']);
    expect(refused.code).not.toBe(0);
    await eventually(() => cluster.output.split('Ready after').length > 2 || undefined, 'the next start', 30);
    expect(lives(pid)).toBe(false);
    expect(cluster.output).toMatch(/the cluster failed: cannot write to the store in .+: File too large/);
    expect(await cluster.kubets('status')).toMatch(/^crashed: +once; last at .*: signal SIGKILL: .*File too large/m);
    expect((await cluster.json<{ data: object }>('get', 'configmap', 'kept')).data).toEqual({ a: '1' });
    expect((await cluster.tryKubectl(['get', 'configmap', 'lost'])).stderr).toContain('not found');
  },
);
