/**
 * kubets crashes: its parent restarts it, reports why, gives up after several crashes, and never delays a requested stop.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cluster, command, eventually, lives, program, remains, run, sendSignal } from '../harness.ts';
import { complaint, pidIn } from './command.ts';

const simulated = ['--runtime', 'simulated'];

const parentFile = (cluster: Cluster): string => join(cluster.directory, 'data/parent.pid');
const parentOf = (cluster: Cluster): number => Number(readFileSync(parentFile(cluster), 'utf8').split(' ')[0]);

/** Resolves with the id of the process that replaced this one. */
function replaced(cluster: Cluster, pid: number): Promise<number> {
  return eventually(() => {
    const now = cluster.pid;
    return now !== 0 && now !== pid ? now : undefined;
  }, 'another process');
}

/** Kills the process with a signal, and resolves when its replacement is ready. */
async function dieOf(cluster: Cluster, signal: NodeJS.Signals): Promise<void> {
  const { pid } = cluster;
  const starts = (): number => cluster.output.match(/^Ready after/gm)?.length ?? 0;
  const before = starts();
  sendSignal(pid, signal);
  await replaced(cluster, pid);
  await eventually(() => starts() > before || undefined, 'the next start');
}

function upArguments(cluster: Cluster): readonly string[] {
  const data = join(cluster.directory, 'data');
  const flags = ['--port', String(cluster.port), '--kubeconfig', cluster.kubeconfig, ...simulated];
  return ['up', '--name', cluster.name, '--data-dir', data, ...flags];
}

describe('a kubets process that crashes in the foreground', () => {
  it('is restarted with its objects, and reports the cause', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    await cluster.kubectl('create', 'configmap', 'kept');
    const { metadata } = await cluster.json<{ metadata: { resourceVersion: string } }>('get', 'configmap', 'kept');
    expect(await cluster.kubets('status')).not.toContain('crashed');
    const { parent } = cluster;
    await dieOf(cluster, 'SIGSEGV');
    expect(parent?.exitCode).toBeNull();
    expect(cluster.output).toContain('kubets crashed (signal SIGSEGV) and is being restarted.');
    await cluster.kubectl('create', 'configmap', 'new');
    // A watch resumes where it was, or is told to list again if other objects were written before the cache started.
    const from = `resourceVersion=${metadata.resourceVersion}&timeoutSeconds=2`;
    const events = await cluster.kubectl('get', '--raw', `/api/v1/namespaces/default/configmaps?watch=1&${from}`);
    expect(events).toMatch(/"name":"new"|"reason":"Expired"/);
    expect(await cluster.kubets('status')).toMatch(/^crashed: +once; last at \S+Z: signal SIGSEGV$/m);
    await dieOf(cluster, 'SIGKILL');
    expect(await cluster.kubets('status')).toMatch(/^crashed: +2 times; last at \S+Z: signal SIGKILL$/m);
    await cluster.end('SIGINT');
    expect(remains(cluster)).toEqual([]);
    await cluster.up();
    expect(await cluster.kubets('status')).not.toContain('crashed');
  });

  it('is not restarted after six crashes in a row, which status reports', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    const ended = once(cluster.parent ?? expect.fail('no process'), 'exit');
    let { pid } = cluster;
    for (let death = 1; death <= 6; death++) {
      sendSignal(pid, 'SIGKILL');
      if (death < 6) pid = await replaced(cluster, pid);
    }
    expect((await ended)[0]).toBe(1);
    expect(cluster.output).toMatch(
      /^error: kubets crashed 6 times in a row, last with signal SIGKILL, and will not be restarted: /m,
    );
    const status = await cluster.run(process.execPath, [program, 'status', '--name', cluster.name]);
    expect(status.stdout).toMatch(/^cluster: .*, stopped$/m);
    expect(status.stdout).toMatch(/^crashed: +6 times, will not be restarted; last at \S+Z: signal SIGKILL$/m);
  });

  it('is stopped by down while it waits for its restart', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    const ended = once(cluster.parent ?? expect.fail('no process'), 'exit');
    for (let death = 1; death <= 4; death++) {
      const { pid } = cluster;
      sendSignal(pid, 'SIGKILL');
      if (death < 4) await replaced(cluster, pid);
    }
    const status = await cluster.run(process.execPath, [program, 'status', '--name', cluster.name]);
    expect(status.stdout).toMatch(/restarting \(by pid \d+\)/);
    const second = await cluster.run(process.execPath, [program, ...upArguments(cluster)]);
    expect(complaint(second)).toMatch(/^error: data directory .* is in use by another kubets/);
    await cluster.kubets('down');
    await ended;
    expect(remains(cluster)).toEqual([]);
  });

  it('is not restarted with --no-restart', async () => {
    await using cluster = await new Cluster({ flags: [...simulated, '--no-restart'] }).up();
    expect(cluster.parent?.pid).toBe(cluster.pid);
    const ended = once(cluster.parent ?? expect.fail('no process'), 'exit');
    sendSignal(cluster.pid, 'SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
  });
});

describe('a requested stop', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('works with %s to the parent', async (signal) => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    const { pid, parent } = cluster;
    const ended = once(parent ?? expect.fail('no process'), 'exit');
    parent?.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(lives(pid)).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('works with %s to the process', async (signal) => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    const ended = once(cluster.parent ?? expect.fail('no process'), 'exit');
    sendSignal(cluster.pid, signal);
    expect(await ended).toEqual([0, null]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends it in good order by %s to both, as a terminal does',
    async (signal) => {
      await using cluster = new Cluster();
      const env = { ...process.env, ...cluster.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
      const parent = spawn(command, upArguments(cluster), { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
      let output = '';
      parent.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await eventually(() => output.includes('Ready after') || undefined, 'the start');
      const ended = once(parent, 'exit');
      sendSignal(-(parent.pid ?? 0), signal);
      expect(await ended).toEqual([0, null]);
      expect(remains(cluster)).toEqual([]);
    },
  );

  it('works by killing the parent', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    const { pid } = cluster;
    cluster.parent?.kill('SIGKILL');
    await eventually(() => !lives(pid) || undefined, 'the end of the program');
  });

  it('finds no secret on the command lines of parent and child', async () => {
    await using cluster = new Cluster({ flags: simulated });
    await cluster.up(['--store=memory', '--token', 'hidden-token']);
    for (const pid of [cluster.pid, cluster.parent?.pid ?? 0])
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toMatch(/hidden-token|memory/);
    expect(await cluster.kubets('status')).toContain('(memory)');
    expect(readFileSync(`/proc/${cluster.pid}/environ`, 'utf8')).toContain('hidden-token');
  });
});

describe('a kubets process that crashes in the background', () => {
  it('is restarted and stopped by down, also when it was started with node', async () => {
    await using cluster = new Cluster();
    const started = await cluster.run(process.execPath, [program, ...upArguments(cluster), '--detach']);
    expect(started.code, started.stderr).toBe(0);
    const { pid } = cluster;
    const parent = parentOf(cluster);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toContain(`PPid:\t${parent}\n`);
    sendSignal(pid, 'SIGABRT');
    const next = await replaced(cluster, pid);
    const log = join(cluster.directory, 'data/kubets.log');
    await eventually(() => readFileSync(log, 'utf8').includes('Ready after') || undefined, 'the next start');
    expect(readFileSync(log, 'utf8')).toContain('kubets crashed (signal SIGABRT) and is being restarted.');
    const status = await cluster.kubets('status');
    expect(pidIn(status)).toBe(next);
    expect(status).toMatch(/^crashed: +once; last at \S+Z: signal SIGABRT$/m);
    await cluster.kubets('down');
    expect([lives(next), lives(parent)]).toEqual([false, false]);
    expect(existsSync(join(cluster.directory, 'data/kubets.pid'))).toBe(false);
  });

  it.each([
    ['an exception that nobody caught', 'throw new Error("seen nowhere")', /^crashed: .*: exit code 1: seen nowhere$/m],
    [
      'memory that ran out',
      'const all = []; for (;;) all.push(new Array(1e6).fill({}))',
      /^crashed: .*: signal SIGABRT: .*out of memory$/m,
    ],
  ])('reports the cause: %s', async (_, code, expected) => {
    await using cluster = new Cluster();
    const preload = join(cluster.directory, 'preload.mjs');
    writeFileSync(preload, `process.on('SIGUSR2', () => { ${code}; });`);
    const env = { ...cluster.env, NODE_OPTIONS: `--import=${preload} --max-old-space-size=200` };
    const started = await run(process.execPath, [program, ...upArguments(cluster), '--detach'], { env });
    expect(started.code, started.stderr).toBe(0);
    const { pid } = cluster;
    sendSignal(pid, 'SIGUSR2');
    await replaced(cluster, pid);
    await eventually(async () => /^nodes: /m.test(await cluster.kubets('status')) || undefined, 'the next start');
    expect(await cluster.kubets('status')).toMatch(expected);
  });

  it('is not restarted if it has never been ready', async () => {
    await using cluster = new Cluster();
    const failed = await cluster.run(process.execPath, [
      program,
      ...upArguments(cluster),
      '--detach',
      '--bind',
      '192.0.2.77',
    ]);
    expect(failed.code).toBe(1);
    expect(complaint(failed)).toContain('error: 192.0.2.77 is not an address of this machine');
    expect(remains(cluster)).toEqual([]);
  });
});
