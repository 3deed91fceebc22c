/** Public operators, built from their Go modules, run in pods and do their work. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../../examples/shop/images/debian-image.ts';
import { Cluster, eventually, remains, whyNoContainers } from '../harness.ts';
import { buildOperator, type OperatorSource, whyNotBuilt } from './build-operator.ts';

const jobSet: OperatorSource = { name: 'jobset', module: 'sigs.k8s.io/jobset', program: 'sigs.k8s.io/jobset' };
const leaderWorkerSet: OperatorSource = { name: 'lws', module: 'sigs.k8s.io/lws', program: 'sigs.k8s.io/lws/cmd' };

const worker = 'kubets.local/test/worker:1';
const noContainers = whyNoContainers();

/** Why an operator is not tested. Printed, since the test is skipped then. */
function whySkipped(source: OperatorSource): string | undefined {
  const why = noContainers ?? whyNotBuilt(source);
  if (why !== undefined) console.log(`skipped: operator ${source.name} (${why})`);
  return why;
}

function workerImage(): string {
  const archive = join(mkdtempSync(join(tmpdir(), 'kubets-worker-')), 'image.tar');
  const busybox = ['sh', 'sleep', 'true', 'false', 'echo'];
  buildImage({ name: worker, packages: ['busybox-static'], busybox, entrypoint: ['sleep', '3600'] }, archive);
  return archive;
}

/** A cluster in which the operator is available. */
async function clusterWith(source: OperatorSource, namespace: string): Promise<Cluster> {
  const { image, manifests } = buildOperator(source);
  const cluster = await new Cluster().up();
  await cluster.kubets('image', 'load', image, workerImage());
  await cluster.kubectl('apply', '--server-side', '-f', manifests);
  await cluster.kubectl('-n', namespace, 'wait', '--for=condition=Available', 'deployment', '--all', '--timeout=180s');
  return cluster;
}

/** Applies a manifest once the operator's webhooks answer: it creates their certificates after it has started. */
async function applyWhenReady(cluster: Cluster, manifest: object): Promise<void> {
  const apply = async () => {
    const { code, stderr } = await cluster.tryKubectl(['apply', '-f', '-'], JSON.stringify(manifest));
    if (code !== 0) throw new Error(stderr);
    return true;
  };
  await eventually(apply, 'the webhooks of the operator answer', 120);
}

const container = (...command: readonly string[]) => ({ name: 'main', image: worker, command });

describe.skipIf(whySkipped(jobSet) !== undefined)('JobSet', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterWith(jobSet, 'jobset-system');
  }, 1_500_000);
  afterAll(async () => {
    if (cluster === undefined) return;
    await cluster[Symbol.asyncDispose]();
    expect(remains(cluster)).toEqual([]);
  });

  const jobSetOf = (name: string, ...command: readonly string[]) => {
    const pod = { spec: { restartPolicy: 'Never', containers: [container(...command)] } };
    const template = { spec: { parallelism: 2, completions: 2, backoffLimit: 0, template: pod } };
    const replicatedJobs = [{ name: 'workers', replicas: 2, template }];
    return {
      apiVersion: 'jobset.x-k8s.io/v1alpha2',
      kind: 'JobSet',
      metadata: { name, namespace: 'default' },
      spec: { replicatedJobs },
    };
  };

  it('runs its jobs to the end, with a headless Service', async () => {
    await applyWhenReady(cluster, jobSetOf('ends', 'true'));
    await cluster.kubectl('wait', '--for=condition=Completed', 'jobset/ends', '--timeout=120s');
    const jobs = await cluster.kubectl('get', 'jobs', '-l', 'jobset.sigs.k8s.io/jobset-name=ends', '-o', 'name');
    expect(jobs.trim().split('\n').sort()).toEqual(['job.batch/ends-workers-0', 'job.batch/ends-workers-1']);
    expect(await cluster.kubectl('get', 'service', 'ends', '-o', 'jsonpath={.spec.clusterIP}')).toBe('None');
  });

  it('has its defaults from the mutating webhook, and its columns', async () => {
    const { spec } = await cluster.json<{ spec: Record<string, unknown> }>('get', 'jobset', 'ends');
    expect(spec).toMatchObject({ network: { enableDNSHostnames: true }, successPolicy: { operator: 'All' } });
    expect(await cluster.kubectl('get', 'jobsets')).toMatch(
      /^NAME +TERMINALSTATE +RESTARTS +COMPLETED +SUSPENDED +AGE/,
    );
  });

  it('is refused by the validating webhook if its Jobs change', async () => {
    const patch = '[{"op":"replace","path":"/spec/replicatedJobs/0/replicas","value":3}]';
    const { code, stderr } = await cluster.tryKubectl(['patch', 'jobset', 'ends', '--type=json', '-p', patch]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('field is immutable')]);
  });

  it('fails with its jobs, and is removed with all that it owns', async () => {
    await applyWhenReady(cluster, jobSetOf('fails', 'false'));
    await cluster.kubectl('wait', '--for=condition=Failed', 'jobset/fails', '--timeout=120s');
    await cluster.kubectl('delete', 'jobset', '--all', '--timeout=120s');
    const deleted = async () => {
      const left = await cluster.kubectl('get', 'jobs,pods', '-o', 'name');
      if (left !== '') throw new Error(`left: ${left}`);
      return true;
    };
    await eventually(deleted, 'the jobs and pods are deleted');
  });
});

describe.skipIf(whySkipped(leaderWorkerSet) !== undefined)('LeaderWorkerSet', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterWith(leaderWorkerSet, 'lws-system');
  }, 1_500_000);
  afterAll(async () => {
    if (cluster === undefined) return;
    await cluster[Symbol.asyncDispose]();
    expect(remains(cluster)).toEqual([]);
  });

  it('runs groups of a leader and its workers', async () => {
    const workerTemplate = { spec: { terminationGracePeriodSeconds: 1, containers: [container('sleep', '3600')] } };
    await applyWhenReady(cluster, {
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata: { name: 'groups', namespace: 'default' },
      spec: { replicas: 2, leaderWorkerTemplate: { size: 2, workerTemplate } },
    });
    await cluster.kubectl('wait', '--for=condition=Available', 'leaderworkerset/groups', '--timeout=180s');
    const pods = await cluster.kubectl('get', 'pods', '-o', 'name', '--sort-by=.metadata.name');
    expect(pods.trim().split('\n')).toEqual(['pod/groups-0', 'pod/groups-0-1', 'pod/groups-1', 'pod/groups-1-1']);
  });

  it('is scaled through its scale subresource', async () => {
    await cluster.kubectl('scale', 'leaderworkerset/groups', '--replicas=1');
    const scaled = async () => {
      const left = await cluster.kubectl('get', 'pods', '-o', 'name', '--sort-by=.metadata.name');
      if (left !== 'pod/groups-0\npod/groups-0-1\n') throw new Error(`left: ${left}`);
      return true;
    };
    await eventually(scaled, 'the second group is deleted');
  });

  it('is refused by the validating webhook with an impossible size', async () => {
    const patch = '{"spec":{"leaderWorkerTemplate":{"size":0}}}';
    const args = ['patch', 'leaderworkerset', 'groups', '--type=merge', '-p', patch];
    expect((await cluster.tryKubectl(args)).code).toBe(1);
  });
});
