/** A store that can keep nothing more: the program ends rather than show what it has not kept. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { Cluster, eventually, lives } from '../harness.ts';

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
if (!hasPrlimit) console.log('skipped: prlimit (util-linux) is not here');

it.skipIf(!hasPrlimit)(
  'dies when a write to its file fails, and has every acknowledged object when it is started again',
  async () => {
    await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    await cluster.kubectl('create', 'configmap', 'kept', '--from-literal=a=1');
    const { pid } = cluster;
    // From here on, every write past the first block of any file fails.
    expect(spawnSync('prlimit', ['--pid', String(pid), '--fsize=512']).status).toBe(0);
    const refused = await cluster.tryKubectl(['create', 'configmap', 'lost', '--from-literal=a=1']);
    expect(refused.code).not.toBe(0);
    await eventually(() => cluster.output.split('Ready after').length > 2 || undefined, 'the next start', 30);
    expect(lives(pid)).toBe(false);
    expect(cluster.output).toMatch(/the cluster cannot go on: cannot write to the store in .+: File too large/);
    expect(await cluster.kubets('status')).toMatch(/^died: +once; last at .*: signal SIGKILL: .*File too large/m);
    expect((await cluster.json<{ data: object }>('get', 'configmap', 'kept')).data).toEqual({ a: '1' });
    expect((await cluster.tryKubectl(['get', 'configmap', 'lost'])).stderr).toContain('not found');
  },
);
