/** The private containerd of a running cluster crashes: it is restarted. One that cannot run is reported. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually, remains, sendSignal } from '../harness.ts';
import { answeringService, loadTools, needsContainers } from './containers.ts';

const why = needsContainers('containerd');

describe.skipIf(why !== undefined)('a containerd that crashes', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'cri'] }).up();
    await loadTools(cluster);
    await cluster.kubectlWith(answeringService('web', 'here', 1), 'apply', '-f', '-');
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  });

  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    if (cluster) expect(remains(cluster)).toEqual([]);
  });

  const file = (name: string): string => join(cluster.directory, 'data', 'containerd', name);
  const pid = (): number => Number(readFileSync(file('containerd.pid'), 'utf8'));
  const containers = (): Promise<string> =>
    cluster.kubectl('get', 'pods', '-o', 'jsonpath={.items[*].status.containerStatuses[*].containerID}');

  it('is restarted, and its containers keep running', async () => {
    const [first, before] = [pid(), await containers()];
    sendSignal(first, 'SIGKILL');
    const second = await eventually(() => (pid() === first ? undefined : pid()), 'another containerd');
    await cluster.kubectl('scale', 'deployment/web', '--replicas=2');
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(existsSync(`/proc/${second}`)).toBe(true);
    expect(await containers()).toContain(before);
  });

  it('is no longer restarted after several crashes in a row, which the node and kubets status report', async () => {
    const config = readFileSync(file('config.toml'), 'utf8');
    writeFileSync(file('config.toml'), 'this is no configuration');
    sendSignal(pid(), 'SIGKILL');
    const message = 'containerd exited 6 times in a row and is not restarted';
    await eventually(() => cluster.output.includes(message) || undefined, 'the end of the crash loop');
    const status = await eventually(async () => {
      const text = await cluster.kubets('status');
      return text.includes(message) ? text : undefined;
    }, 'the reason in kubets status');
    expect(status).toContain('nodes:       0 of 1 ready');
    await cluster.end('SIGINT');
    expect(remains(cluster), 'its containers are stopped with the cluster').toEqual([]);
    // The next start detects and repairs the changed configuration.
    await cluster.up();
    expect(readFileSync(file('config.toml'), 'utf8')).toBe(config);
    await cluster.kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  });
});
