/** Starts 10,000 pods of a Deployment on 1,000 simulated nodes. */
import { Cluster } from '../test/harness.ts';
import { megabytes, proportionalSetSize, type Row } from './measure.ts';

const nodes = 1_000;
const pods = 10_000;

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'many', namespace: 'default' },
  spec: {
    replicas: pods,
    selector: { matchLabels: { app: 'many' } },
    template: {
      metadata: { labels: { app: 'many' } },
      spec: { containers: [{ name: 'c', image: 'simulated', resources: { requests: { cpu: '10m' } } }] },
    },
  },
};

interface Status {
  readonly status?: { readonly readyReplicas?: number };
}

export async function manyPods(): Promise<readonly Row[]> {
  await using cluster = await new Cluster({
    flags: ['--runtime', 'simulated', '--nodes', String(nodes), '--store', 'memory'],
  }).up();
  const start = performance.now();
  await cluster.kubectlWith(JSON.stringify(deployment), 'create', '-f', '-');
  for (;;) {
    const { status } = await cluster.json<Status>('get', 'deployment', 'many');
    if (status?.readyReplicas === pods) break;
    if (performance.now() - start > 600_000)
      throw new Error(`only ${status?.readyReplicas} of ${pods} pods run after ten minutes`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seconds = (performance.now() - start) / 1000;
  const rate = pods / seconds;
  return [
    {
      what: `${pods} pods on ${nodes} simulated nodes, created to ready`,
      measured: `${rate.toFixed(0)} pods/s (${seconds.toFixed(1)} s)`,
      aim: '≥ 300 pods/s',
      met: rate >= 300,
    },
    { what: 'memory afterwards (PSS)', measured: megabytes(proportionalSetSize(cluster.pid)), aim: '', met: undefined },
  ];
}
