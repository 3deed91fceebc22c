/** The commands up, status, kubeconfig and down, and restarts. Pods are simulated, so that the tests run anywhere. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toolsDirectory } from '../../scripts/test-tools.ts';
import { Cluster, lives, program, type Ran, remains, run } from '../harness.ts';
import { complaint, isRoot, pidIn, registry } from './command.ts';

const simulated = ['--runtime', 'simulated'];

function place(cluster: Cluster): readonly string[] {
  return ['--name', cluster.name, '--data-dir', join(cluster.directory, 'data'), '--port', String(cluster.port)];
}

function command(cluster: Cluster, ...args: readonly string[]): Promise<Ran> {
  return cluster.run(process.execPath, [program, ...args]);
}

const kubectl = join(toolsDirectory, 'kubectl');

describe('kubets up in the foreground', () => {
  it('reports its progress and a next command, and leaves nothing behind after Ctrl-C', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    expect(cluster.output).toMatch(/^ • The API server listens on https:\/\/127\.0\.0\.1:\d+$/m);
    expect(cluster.output).toMatch(/^Ready after \d+\.\d\d s: one simulated node$/m);
    const next = /^Try: kubectl (.*)$/m.exec(cluster.output)?.[1]?.split(' ') ?? [];
    expect((await cluster.kubectl(...next)).split('\n')[1]).toMatch(/ Ready /);
    const { pid } = cluster;
    await cluster.end('SIGINT');
    expect(lives(pid)).toBe(false);
    const stopped = await command(cluster, 'status', '--name', cluster.name);
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toContain(`${cluster.name}, stopped`);
    expect((await cluster.tryKubectl(['get', 'nodes'])).code).not.toBe(0);
    expect(remains(cluster)).toEqual([]);
  });

  it('keeps every object after SIGINT, SIGTERM and SIGKILL', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    await cluster.kubectl('create', 'configmap', 'kept', '--from-literal=a=1');
    await cluster.kubectl('create', 'deployment', 'web', '--image=nginx', '--replicas=3');
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    const told = (): Promise<string> =>
      cluster.kubectl(
        'get',
        'namespaces,configmaps,deployments.apps,replicasets.apps,serviceaccounts,services',
        '-o',
        'jsonpath={range .items[*]}{.metadata.uid} {end}',
      );
    const pods = (): Promise<string> =>
      cluster.kubectl('get', 'pods', '-o', 'jsonpath={range .items[*]}{.metadata.uid} {.status.phase} {end}');
    const [before, podsBefore] = [await told(), await pods()];
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      await cluster.end(signal);
      await cluster.up();
      expect(await told()).toBe(before);
      expect(await pods()).toBe(podsBefore);
      await cluster.kubectl('patch', 'configmap', 'kept', '-p', `{"data":{"${signal}":"seen"}}`);
    }
    expect(Object.keys((await cluster.json<{ data: object }>('get', 'configmap', 'kept')).data)).toEqual([
      'SIGINT',
      'SIGKILL',
      'SIGTERM',
      'a',
    ]);
  });

  it('keeps nothing with --store memory, and remembers the flag', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up(['--store', 'memory']);
    await cluster.kubectl('create', 'configmap', 'gone');
    expect(await cluster.kubets('status')).toContain('(memory)');
    expect(existsSync(join(cluster.directory, 'data/store'))).toBe(false);
    await cluster.end('SIGTERM');
    await cluster.up();
    expect(await cluster.kubets('status')).toContain('(memory)');
    expect((await cluster.tryKubectl(['get', 'configmap', 'gone'])).stderr).toContain('"gone" not found');
  });

  it('runs five simulated nodes, which are named as such', async () => {
    await using cluster = await new Cluster({ flags: [...simulated, '--nodes', '5'] }).up();
    expect(cluster.output).toContain('5 simulated nodes');
    const nodes = (await cluster.kubectl('get', 'nodes', '--no-headers')).trim().split('\n');
    expect(nodes).toHaveLength(5);
    for (const node of nodes) expect(node).toMatch(/^simulated-\d +Ready /);
    expect(await cluster.kubets('status')).toContain('5 of 5 ready (simulated');
  });

  it('listens on all addresses with --bind 0.0.0.0, with a certificate for them', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up(['--bind', '0.0.0.0']);
    const address = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .find((each) => each.family === 'IPv4' && !each.internal)?.address;
    const reached = [`https://127.0.0.1:${cluster.port}`];
    if (address === undefined) console.log(`skipped in part: ${hostname()} has no address but the loopback's`);
    else reached.push(`https://${address}:${cluster.port}`);
    for (const server of reached)
      expect(await cluster.kubectl('--server', server, 'get', '--raw', '/readyz')).toBe('ok');
    expect(await cluster.kubets('kubeconfig')).toContain(`server: https://127.0.0.1:${cluster.port}`);
  });
});

describe('kubets up --detach', () => {
  it('returns when the cluster is ready; status and down report its state', async () => {
    await using cluster = new Cluster();
    const up = ['up', '--detach', ...simulated, ...place(cluster), '--kubeconfig', cluster.kubeconfig];
    const ran = await command(cluster, ...up);
    expect([ran.code, ran.stdout]).toEqual([0, '']);
    expect(ran.stderr).toMatch(/Ready after .*\nTry: kubectl /);
    const status = await cluster.kubets('status');
    expect(status).toContain(`https://127.0.0.1:${cluster.port}`);
    expect(status).toContain('1 of 1 ready');
    const pid = pidIn(status);
    expect(lives(pid)).toBe(true);

    // A second start, on another port, does not change the first.
    const second = await command(cluster, ...up.slice(0, -4), '--port', '1', '--kubeconfig', cluster.kubeconfig);
    expect(second.code).toBe(1);
    expect(complaint(second)).toMatch(
      new RegExp(`^error: data directory .* is in use by another kubets \\(pid ${pid}\\)`),
    );
    expect(complaint(second)).not.toContain('\n');
    const settled = (text: string): string => text.replace(/^store: .*$/m, '');
    expect(settled(await cluster.kubets('status'))).toBe(settled(status));

    expect(await cluster.kubets('down')).toBe(`Stopped cluster ${cluster.name}.\n`);
    expect(lives(pid)).toBe(false);
    expect(await cluster.kubets('down')).toBe(`Stopped cluster ${cluster.name}.\n`);
    expect(remains(cluster)).toEqual([]);
    expect((await command(cluster, ...up)).code).toBe(0);
    expect(await cluster.kubets('down', '--delete', '--kubeconfig', cluster.kubeconfig)).toContain(
      'Deleted the data of cluster',
    );
    expect(existsSync(join(cluster.directory, 'data'))).toBe(false);
    expect(await cluster.kubets('down', '--delete')).toBe(`Cluster ${cluster.name} does not exist.\n`);
    if (isRoot)
      for (const file of readdirSync(registry))
        expect(readFileSync(join(registry, file), 'utf8')).not.toContain(`"${cluster.name}"`);
  });
});

const others = `# mine
apiVersion: v1
kind: Config
current-context: work
clusters:
- {name: work, cluster: {server: "https://work"}}
contexts:
- {name: work, context: {cluster: work, user: me}}
users:
- {name: me, user: {token: secret}} # not to be lost
`;

describe('the kubeconfig', () => {
  it('is the first of KUBECONFIG; other content is kept, and --delete removes the context', async () => {
    await using cluster = new Cluster({ flags: simulated });
    const [first, second] = [join(cluster.directory, 'first'), join(cluster.directory, 'second')];
    writeFileSync(first, others);
    writeFileSync(second, others.replaceAll('work', 'second'));
    const env = { ...cluster.env, KUBECONFIG: `${first}:${second}` };
    const up = ['up', '--detach', ...simulated, ...place(cluster)];
    const started = await run(process.execPath, [program, ...up], { env });
    expect(started.code, started.stderr).toBe(0);
    const contexts = await run(kubectl, ['config', 'get-contexts', '-o', 'name'], { env });
    expect(contexts.stdout.split('\n').sort()).toEqual(['', `kubets-${cluster.name}`, 'second', 'work']);
    expect((await run(kubectl, ['get', 'namespaces'], { env })).code).toBe(0);
    expect(readFileSync(second, 'utf8')).toBe(others.replaceAll('work', 'second'));
    await run(kubectl, ['config', 'use-context', 'work'], { env });
    const down = await run(process.execPath, [program, 'down', '--delete', '--name', cluster.name], { env });
    expect(down.code, down.stderr).toBe(0);
    const left = readFileSync(first, 'utf8');
    expect(left).not.toContain(cluster.name);
    expect((await run(kubectl, ['config', 'current-context'], { env })).stdout).toBe('work\n');
    expect(
      (await run(kubectl, ['config', 'view', '--raw', '-o', 'jsonpath={.users[0].user.token}'], { env })).stdout,
    ).toBe('secret');
  });

  it('that kubets kubeconfig prints is complete', async () => {
    await using cluster = await new Cluster({ flags: simulated }).up();
    const printed = join(cluster.directory, 'printed');
    writeFileSync(printed, await cluster.kubets('kubeconfig'));
    const { stdout } = await run(
      kubectl,
      ['--kubeconfig', printed, 'auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'],
      {
        env: { HOME: cluster.directory, KUBECONFIG: '' },
      },
    );
    expect(stdout).toBe('kubernetes-admin');
  });

  it.each([
    ['torn', 'apiVersion: v1\nclusters: [{name: '],
    ['no kubeconfig', '- a\n- b\n'],
  ])('that is %s is reported and not changed', async (_, text) => {
    await using cluster = new Cluster();
    const config = join(cluster.directory, 'config');
    writeFileSync(config, text);
    const ran = await command(cluster, 'up', ...simulated, ...place(cluster), '--kubeconfig', config);
    expect(ran.code).toBe(1);
    expect(complaint(ran)).toContain(`error: cannot add the cluster to kubeconfig ${config}: `);
    expect(complaint(ran)).not.toContain('\n');
    expect(readFileSync(config, 'utf8')).toBe(text);
    expect((await command(cluster, 'status', '--name', cluster.name)).stdout).toContain('stopped');
  });
});
