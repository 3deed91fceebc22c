/** Users who can label namespaces, or fill them with pods, cannot keep the API server from serving others. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Curl, curlAs } from '../cli/raw-request.ts';
import { Cluster, eventually } from '../harness.ts';

/** CPU time of a thread in nanoseconds, from Linux. The main thread has the id of the process. */
const ran = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ', 1)[0]);

/** CPU time that this machine needs to parse and print 1 MB, in nanoseconds. */
function workUnit(): number {
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`key-${i}`, String(i)])));
  const times = Array.from({ length: 5 }, () => {
    const start = ran(process.pid);
    JSON.stringify(JSON.parse(text));
    return ran(process.pid) - start;
  });
  return times.sort((a, b) => a - b)[2] as number;
}

const platform = process.platform === 'linux' ? describe : describe.skip;

platform('a namespace with 5,000 pods', () => {
  let cluster: Cluster;
  let curl: Curl;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated', '--store', 'memory', '--no-restart'] }).up();
    curl = await curlAs(cluster, { certificate: true });
    await cluster.kubectl('create', 'namespace', 'crowd');
    const set = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'crowd', namespace: 'crowd' },
      spec: {
        replicas: 5_000,
        selector: { matchLabels: { app: 'crowd' } },
        // No node has it: the pods stay pending.
        template: {
          metadata: { labels: { app: 'crowd' } },
          spec: { nodeSelector: { none: 'x' }, containers: [{ name: 'c', image: 'i' }] },
        },
      },
    };
    await cluster.kubectlWith(JSON.stringify(set), 'create', '-f', '-');
    const made = async () =>
      (await cluster.kubectl('-n', 'crowd', 'get', 'rs', 'crowd', '-o', 'jsonpath={.status.replicas}')) === '5000';
    await eventually(async () => (await made()) || undefined, 'the pods exist', 180);
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('is labelled while others are answered, and the warnings are bounded', async () => {
    let over = false;
    const label = cluster
      .tryKubectl(['label', 'namespace', 'crowd', 'pod-security.kubernetes.io/enforce=restricted'])
      .finally(() => {
        over = true;
      });
    let longest = 0;
    while (!over) {
      const before = ran(cluster.pid);
      expect((await curl('/livez')).text).toBe('ok');
      longest = Math.max(longest, ran(cluster.pid) - before);
    }
    const { code, stderr } = await label;
    expect(code).toBe(0);
    const lines = stderr.trim().split('\n');
    expect(lines[0]).toMatch(
      /^Warning: new PodSecurity enforce level only checked against the first \d+ of 5000 existing pods$/,
    );
    expect(lines).toHaveLength(3);
    // A request waits for several steps of the handshake, each after the work that is queued.
    expect(longest / workUnit()).toBeLessThan(15);
  });

  it('cannot be labelled with anything that is not a level or a version', async () => {
    for (const value of ['', 'strict', 'x'.repeat(63), 'v1.99999999999999999999', '1.30', 'RESTRICTED'])
      for (const mode of ['enforce', 'enforce-version', 'audit', 'audit-version', 'warn', 'warn-version']) {
        const key = `pod-security.kubernetes.io/${mode}`;
        const { status } = await curl(
          '/api/v1/namespaces/crowd',
          ...['-X', 'PATCH', '-H', 'content-type: application/merge-patch+json'],
          ...['--data-binary', JSON.stringify({ metadata: { labels: { [key]: value } } })],
        );
        expect([mode, value, status]).toEqual([mode, value, 422]);
      }
  });
});
