/** Errors of the machine: ports in use, missing rights, no containerd, and two clusters in one directory. */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toolsDirectory } from '../../scripts/test-tools.ts';
import { Cluster, program, type Ran, remains, run, whyNoContainers } from '../harness.ts';
import { complaint, freshName, Home, isRoot, kubets } from './command.ts';

const noContainers = whyNoContainers();
const nobody = 65_534;

function command(cluster: Cluster, ...args: readonly string[]): Promise<Ran> {
  return cluster.run(process.execPath, [program, ...args]);
}

function upArgs(cluster: Cluster, ...more: readonly string[]): readonly string[] {
  const data = join(cluster.directory, 'data');
  return ['up', '--name', cluster.name, '--data-dir', data, '--kubeconfig', cluster.kubeconfig, ...more];
}

describe('a port that is in use', () => {
  it('is reported with a remedy, is not saved, and leaves nothing behind', async () => {
    await using cluster = new Cluster();
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const taken = typeof address === 'object' ? String(address?.port) : '';
    try {
      for (const flags of [[], ['--detach']]) {
        const ran = await command(cluster, ...upArgs(cluster, '--port', taken, ...flags));
        expect(ran.code).toBe(1);
        expect(complaint(ran).split('\n').at(-1)).toMatch(
          new RegExp(
            `^error: port ${taken} is already in use: use another --port, or stop the process that listens on it`,
          ),
        );
        expect(remains(cluster)).toEqual([]);
      }
    } finally {
      server.close();
    }
    expect((await command(cluster, 'status', '--name', cluster.name)).stdout).not.toContain(taken);
    const kept = new Set(existsSync(cluster.kubeconfig) ? [cluster.kubeconfig] : []);
    expect(kept.size).toBe(0);
    const again = await command(
      cluster,
      ...upArgs(cluster, '--port', String(cluster.port), '--runtime', 'simulated', '--detach'),
    );
    expect(again.code, again.stderr).toBe(0);
  });

  it('is distinguished from an address of another machine', async () => {
    await using cluster = new Cluster();
    const ran = await command(cluster, ...upArgs(cluster, '--runtime', 'simulated', '--bind', '203.0.113.7'));
    expect([ran.code, complaint(ran)]).toEqual([
      1,
      'error: 203.0.113.7 is not an address of this machine: use another --bind',
    ]);
  });
});

describe('a data directory', () => {
  it('of another cluster, or with other files, is refused and not changed', async () => {
    await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    const data = join(cluster.directory, 'data');
    const name = freshName();
    const busy = await command(cluster, 'up', '--name', name, '--data-dir', data);
    expect(busy.code).toBe(1);
    expect(complaint(busy)).toBe(
      `error: ${data} contains the data of cluster ${cluster.name}: use --name ${cluster.name}, or another --data-dir`,
    );
    const mine = join(cluster.directory, 'mine');
    mkdirSync(mine);
    writeFileSync(join(mine, 'letter.txt'), 'dear');
    const foreign = await command(cluster, 'up', '--name', name, '--data-dir', mine);
    expect([foreign.code, complaint(foreign)]).toEqual([
      1,
      `error: ${mine} is not empty and does not contain a cluster: use an empty directory for --data-dir`,
    ]);
    expect(readdirSync(mine)).toEqual(['letter.txt']);
    const moved = await command(cluster, 'up', '--name', cluster.name, '--data-dir', join(cluster.directory, 'other'));
    expect(moved.code).toBe(1);
    expect(complaint(moved)).toContain(`error: cluster ${cluster.name} already exists in ${data}: `);
    expect(await cluster.kubectl('get', '--raw', '/readyz')).toBe('ok');
  });
});

/** A PATH with everything that the installer checks, except containerd. */
function pathWithout(cluster: Cluster): string {
  const directory = join(cluster.directory, 'bin');
  mkdirSync(directory);
  for (const name of ['sh', 'awk', 'id', 'mount', 'umount', 'ip', 'nft'])
    for (const from of ['/usr/bin', '/usr/sbin', '/bin', '/sbin'])
      if (existsSync(join(from, name)) && !existsSync(join(directory, name)))
        symlinkSync(join(from, name), join(directory, name));
  return directory;
}

describe('without the packages that containers need', () => {
  if (!isRoot) console.log('skipped: whether containerd is missed can be seen by root alone; this is not root');

  it.skipIf(!isRoot)('pods are simulated, one line says why, and --runtime cri is refused', async () => {
    await using cluster = new Cluster();
    const env = { ...cluster.env, PATH: pathWithout(cluster) };
    const up = upArgs(cluster, '--port', String(cluster.port), '--detach');
    const refused = await run(process.execPath, [program, ...up, '--runtime', 'cri'], { env });
    expect(refused.code).toBe(1);
    expect(complaint(refused)).toMatch(
      /^error: cannot run real containers: missing packages: .*containerd.* \(install them with 'kubets up --install'\)$/,
    );
    const ran = await run(process.execPath, [program, ...up], { env });
    expect(ran.code, ran.stderr).toBe(0);
    const note = ran.stderr.split('\n').filter((line) => line.includes('Pods are simulated'));
    expect(note).toHaveLength(1);
    expect(note[0]).toMatch(
      /real containers cannot run: missing packages: .*containerd.* \(install them with 'kubets up --install'\)$/,
    );
    expect(ran.stderr).toContain('one simulated node');
  });

  it('a socket that does not exist is reported', async () => {
    await using cluster = new Cluster();
    const ran = await command(cluster, ...upArgs(cluster, '--cri-socket', 'unix:///nowhere/cri.sock'));
    expect(ran.code).toBe(1);
    expect(complaint(ran)).toMatch(/^error: cannot run real containers: .*$/);
    if (isRoot) expect(complaint(ran)).toContain('/nowhere/cri.sock does not exist');
  });

  if (noContainers !== undefined)
    console.log(`skipped: a dead runtime socket needs real containers, and ${noContainers}`);
  it.skipIf(noContainers !== undefined)(
    'a socket without a listener is reported in one line, and the start fails',
    async () => {
      await using cluster = new Cluster();
      const socket = join(cluster.directory, 'dead.sock');
      const made = `const s = require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
      spawnSync(process.execPath, ['-e', made]);
      const ran = await command(cluster, ...upArgs(cluster, '--port', String(cluster.port), '--cri-socket', socket));
      expect(ran.code).toBe(1);
      expect(complaint(ran)).toMatch(/^error: .*$/);
      expect(complaint(ran)).toContain(socket);
      expect(remains(cluster)).toEqual([]);
    },
  );
});

describe('without root', () => {
  if (!isRoot) console.log('skipped: becoming somebody else takes root; the other tests run without it already');

  it.skipIf(!isRoot)('a cluster of simulated pods starts in the home directory, and one line says why', async () => {
    using home = new Home();
    chownSync(home.directory, nobody, nobody);
    const as = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
    const asNobody = (...args: readonly string[]): Promise<Ran> =>
      run('setpriv', [...as, process.execPath, program, ...args], { env: home.env });
    const port = String(20_000 + ((process.pid * 13) % 9_000));
    const ran = await asNobody('up', '--detach', '--port', port);
    try {
      expect(ran.code, ran.stderr).toBe(0);
      const note = ran.stderr.split('\n').filter((line) => line.includes('Pods are simulated'));
      expect(note).toEqual([
        '   Pods are simulated, because real containers cannot run: root is required (run kubets with sudo)',
      ]);
      expect(existsSync(join(home.directory, '.local/share/kubets/kubets/cluster.json'))).toBe(true);
      const nodes = await run('setpriv', [...as, join(toolsDirectory, 'kubectl'), 'get', 'nodes'], { env: home.env });
      expect(nodes.stdout).toContain('simulated-0');
      expect((await asNobody('status')).stdout).toContain('1 of 1 ready (simulated');
      expect((await kubets(['status'], home.env)).stdout).not.toContain(`:${port}`);
    } finally {
      const down = await asNobody('down', '--delete');
      expect(down.code, down.stderr).toBe(0);
    }
    const cri = await asNobody('up', '--runtime', 'cri', '--port', port);
    expect([cri.code, complaint(cri)]).toEqual([
      1,
      'error: cannot run real containers: root is required (run kubets with sudo)',
    ]);
  });

  it.skipIf(!isRoot)("another user's data directory is refused in one line", async () => {
    await using cluster = new Cluster();
    using home = new Home();
    chownSync(home.directory, nobody, nobody);
    const ran = await run(
      'setpriv',
      [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', process.execPath, program, ...upArgs(cluster)],
      { env: home.env },
    );
    expect(ran.code).toBe(1);
    expect(complaint(ran)).toMatch(/^error: permission denied: .*$/m);
    expect(complaint(ran)).not.toContain('    at ');
  });
});
