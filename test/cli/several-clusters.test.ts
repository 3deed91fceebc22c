/** Several clusters on one machine, distinguished by name. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, program, remains } from '../harness.ts';
import { complaint } from './command.ts';
import { answeringService, ask, clusterIp, loadTools, needsContainers } from './containers.ts';

const why = needsContainers('two clusters with containers');

describe('simulated clusters side by side', () => {
  it('that start at the same time get separate ports, ranges and contexts', async () => {
    await using first = new Cluster({ flags: ['--runtime', 'simulated'] });
    await using second = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '2'] });
    await Promise.all([first.up(), second.up()]);
    await Promise.all([first, second].map((each) => each.kubectl('create', 'configmap', each.name)));
    expect(await first.kubectl('get', 'configmaps', '-o', 'name')).not.toContain(second.name);
    expect((await second.kubectl('get', 'nodes', '-o', 'name')).trim().split('\n')).toHaveLength(2);
    const [a, b] = await Promise.all([first, second].map((each) => clusterIp(each, 'kubernetes')));
    expect(a).not.toBe(b);
    await first.kubets('down');
    expect(await second.kubectl('get', '--raw', '/readyz')).toBe('ok');
  });
});

describe('the same cluster', () => {
  it('that is started twice at once runs once; the other start is refused', async () => {
    await using cluster = new Cluster({ flags: why === undefined ? ['--runtime', 'cri'] : ['--runtime', 'simulated'] });
    const data = join(cluster.directory, 'data');
    const place = ['--name', cluster.name, '--data-dir', data, '--kubeconfig', cluster.kubeconfig];
    const args = ['up', '--detach', ...place, '--port', String(cluster.port), '--store', 'memory'];
    const ran = await Promise.all([1, 2, 3].map(() => cluster.run(process.execPath, [program, ...args])));
    expect(ran.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
    for (const each of ran.filter(({ code }) => code === 1))
      expect(complaint(each)).toMatch(/^error: data directory .* is in use by another kubets \(pid \d+\)/);
    expect(await cluster.kubets('status')).toContain('1 of 1 ready');
    expect(await cluster.kubectl('get', '--raw', '/readyz')).toBe('ok');
  });
});

describe.skipIf(why !== undefined)('real clusters side by side', () => {
  const clusters = [1, 2].map(() => new Cluster({ flags: ['--runtime', 'cri'] }));
  const names = ['one', 'two'];
  let addresses: readonly string[];

  beforeAll(async () => {
    await Promise.all(clusters.map((each) => each.up()));
    for (const each of clusters) await loadTools(each);
    await Promise.all(
      clusters.map((each, n) => each.kubectlWith(answeringService('web', names[n] ?? '', 1), 'apply', '-f', '-')),
    );
    await Promise.all(clusters.map((each) => each.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')));
    addresses = await Promise.all(clusters.map((each) => clusterIp(each, 'web')));
  });

  afterAll(async () => {
    for (const each of clusters) await each[Symbol.asyncDispose]();
    for (const each of clusters) expect(remains(each)).toEqual([]);
  });

  it('respond at their own Services, from the host and from their pods', async () => {
    for (const [n, each] of clusters.entries()) {
      expect(await ask(each, addresses[n] ?? '')).toBe(names[n]);
      const inside = await each.kubectl('exec', 'deployment/web', '--', 'wget', '-q', '-O-', `http://${addresses[n]}/`);
      expect(inside).toBe(names[n]);
    }
  });

  it('stop one by one, while the other keeps running', async () => {
    const [first, second] = clusters as [Cluster, Cluster];
    await first.kubets('down');
    expect(remains(first)).toEqual([]);
    expect(await ask(second, addresses[1] ?? '')).toBe('two');
    expect(await second.kubectl('logs', 'deployment/web')).toBe('');
    await second.kubectl('rollout', 'restart', 'deployment/web');
    await second.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await ask(second, addresses[1] ?? '')).toBe('two');
  });
});
