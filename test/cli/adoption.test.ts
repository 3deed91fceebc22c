/** kubets stops and starts again: its containers keep running and are adopted. `kubets down` removes everything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually, lives, program, remains, sendSignal } from '../harness.ts';
import { complaint, pidIn } from './command.ts';
import { answeringService, ask, clusterIp, loadTools, needsContainers } from './containers.ts';

const why = needsContainers('adoption');

describe.skipIf(why !== undefined)('a cluster with real containers', () => {
  let cluster: Cluster;
  let address: string;

  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'cri'] }).up();
    await loadTools(cluster);
    await cluster.kubectlWith(answeringService('web', 'here', 2), 'apply', '-f', '-');
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    address = await clusterIp(cluster, 'web');
  });

  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    if (cluster) expect(remains(cluster)).toEqual([]);
  });

  const containers = (): Promise<string> =>
    cluster.kubectl(
      ...['get', 'pods', '-o'],
      'jsonpath={range .items[*]}{.metadata.uid} {.status.podIP} {.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].ready}{"\\n"}{end}',
    );

  it.each(['SIGTERM', 'SIGKILL'] as const)('adopts every container after %s', async (signal) => {
    const before = await containers();
    expect(before.trim().split('\n')).toHaveLength(2);
    expect(before).not.toContain('false');
    await cluster.end(signal);
    expect(await ask(cluster, address)).toBe('here');
    await cluster.up();
    expect(cluster.output).toContain('Containers run in the containerd that was still running');
    // A restarted container would show after the first sync of the kubelet.
    await eventually(async () => (await containers()) === before || undefined, 'the same containers, ready', 30);
    await new Promise((resolved) => setTimeout(resolved, 1500));
    expect(await containers()).toBe(before);
    expect(await ask(cluster, address)).toBe('here');
  });

  it('adopts every container when kubets crashes and its parent restarts it', async () => {
    const before = await containers();
    const { pid } = cluster;
    const starts = (): number => cluster.output.split('Ready after').length;
    const started = starts();
    sendSignal(pid, 'SIGKILL');
    await eventually(() => starts() > started || undefined, 'the next start', 60);
    expect(cluster.pid).not.toBe(pid);
    expect(cluster.output).toContain('kubets crashed (signal SIGKILL) and is being restarted.');
    expect(await ask(cluster, address)).toBe('here');
    await eventually(async () => (await containers()) === before || undefined, 'the same containers, ready', 30);
  });

  it('keeps its containers when a start fails, and adopts them on the next start', async () => {
    const before = await containers();
    await cluster.end('SIGTERM');
    const other = new Cluster({ flags: ['--runtime', 'simulated'], port: cluster.port });
    try {
      await other.up();
      await expect(cluster.up()).rejects.toThrow(`error: port ${cluster.port} is already in use`);
    } finally {
      await other[Symbol.asyncDispose]();
    }
    await cluster.end('SIGTERM');
    expect(await ask(cluster, address)).toBe('here');
    await cluster.up();
    await eventually(async () => (await containers()) === before || undefined, 'the same containers, ready', 30);
  });

  it('is removed from the machine by down, even after SIGKILL, and starts again with all its objects', async () => {
    const before = await containers();
    await cluster.end('SIGKILL');
    expect(remains(cluster)).not.toEqual([]);
    expect(await cluster.kubets('down')).toBe(`Stopped cluster ${cluster.name}.\n`);
    expect(remains(cluster)).toEqual([]);
    // Another machine behind the default route may respond at this address now.
    expect(await ask(cluster, address).catch(() => '')).not.toBe('here');
    await cluster.kubets('down');
    await cluster.up();
    await eventually(
      async () => (await ask(cluster, address)) === 'here' || undefined,
      'the Service answers again',
      60,
    );
    const uids = (text: string): readonly string[] =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0] ?? '');
    await eventually(async () => !(await containers()).includes('false') || undefined, 'all ready', 60);
    expect(uids(await containers())).toEqual(uids(before));
  });

  it('stops with all of its containers on Ctrl-C', async () => {
    await cluster.end('SIGINT');
    expect(remains(cluster)).toEqual([]);
    await cluster.up();
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  });

  it('starts detached and is stopped by down', async () => {
    await cluster.end('SIGTERM');
    const data = `${cluster.directory}/data`;
    const args = ['up', '--detach', '--name', cluster.name, '--data-dir', data, '--kubeconfig', cluster.kubeconfig];
    const ran = await cluster.run(process.execPath, [program, ...args]);
    expect(ran.code, complaint(ran)).toBe(0);
    const pid = pidIn(await cluster.kubets('status'));
    await eventually(async () => (await ask(cluster, address)) === 'here' || undefined, 'the Service answers', 30);
    await cluster.kubets('down');
    expect(lives(pid)).toBe(false);
    expect(remains(cluster)).toEqual([]);
  });
});
