/** The controllers with the real API server, in one process on the virtual clock. */
import {
  configMaps,
  deployments,
  endpointSlices,
  endpoints,
  events,
  type Job,
  jobs,
  type Node,
  namespaces,
  nodes,
  pods,
  replicaSets,
  serviceAccounts,
  services,
} from '@kubets/api';
import { type LogLine, loggerTo, seededRandom, VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import { importSigningKey } from '@kubets/kube-apiserver';
import type { KubeObject } from '@kubets/machinery/meta';
import { isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { createMemoryStore } from '@kubets/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { SimpleNode } from './testing/simple-node.ts';

const template = (app: string, image = 'app:1', restartPolicy: 'Always' | 'Never' = 'Always') => ({
  metadata: { labels: { app } },
  spec: {
    restartPolicy,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'c', image, ports: [{ name: 'http', containerPort: 8080 }] }],
  },
});

describe('the controllers, against the API server', () => {
  let clock: VirtualClock;
  let plane: ControlPlane;
  /** Starts the control plane, anew on what the last one left in the store. */
  let boot: () => Promise<void>;
  let admin: Client;
  let node: SimpleNode;
  let lines: LogLine[];

  beforeEach(async () => {
    clock = new VirtualClock();
    lines = [];
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const tokenKey = await importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)));
    const store = createMemoryStore({ clock });
    boot = async () => {
      plane = await startControlPlane({
        requestsPerTurn: Number.POSITIVE_INFINITY,
        store,
        clock,
        random: seededRandom(7),
        log: loggerTo((line) => lines.push(line)),
        serviceCidr: '10.96.0.0/16',
        advertise: { address: '192.0.2.1', port: 6443 },
        authority: 'CA',
        tokenKey,
      });
      admin = plane.clientFor({ name: 'admin', groups: ['system:masters', 'system:authenticated'] });
    };
    await boot();
    node = new SimpleNode(() => admin, clock, 'n1');
    await node.register();
    await turns(3);
  });

  afterEach(async () => {
    await plane.stop();
    const loud = lines.filter((line) => line.level === 'error' || JSON.stringify(line.fields).includes('forbidden'));
    expect(loud).toEqual([]);
  });

  /** Lets so many half seconds pass, the node doing its work in each. */
  async function turns(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await clock.advance(500);
      await node.tick();
      await clock.advance(0);
    }
  }
  const names = (list: { readonly items: readonly KubeObject[] }): string[] =>
    list.items.map((each) => each.metadata?.name ?? '');
  const exists = (get: Promise<unknown>): Promise<boolean> =>
    get.then(
      () => true,
      (error: unknown) => (isNotFound(error) ? false : Promise.reject(error)),
    );
  const messages = async (reason: string): Promise<string[]> =>
    (await admin.list(events)).items.filter((event) => event.reason === reason).map((event) => event.message ?? '');

  it('create the default service account and the root CA in every namespace, and empty it on deletion', async () => {
    expect((await admin.get(configMaps, { namespace: 'default', name: 'kube-root-ca.crt' })).data).toEqual({
      'ca.crt': 'CA',
    });
    await admin.create(namespaces, { metadata: { name: 'x' } });
    await turns(1);
    await admin.get(serviceAccounts, { namespace: 'x', name: 'default' });
    await admin.create(deployments, {
      metadata: { namespace: 'x', name: 'd' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'a' } }, template: template('a') },
    });
    await turns(6);
    expect((await admin.list(pods, { namespace: 'x' })).items).toHaveLength(2);
    await admin.delete(namespaces, { name: 'x' });
    await turns(60);
    expect(await exists(admin.get(namespaces, { name: 'x' }))).toBe(false);
    expect((await admin.list(pods, { namespace: 'x' })).items).toEqual([]);
  });

  it('roll out, update, roll back and delete a Deployment with its dependents', async () => {
    const ref = { namespace: 'default', name: 'web' };
    await admin.create(deployments, {
      metadata: ref,
      spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    });
    await turns(8);
    const first = await admin.get(deployments, ref);
    expect(first.status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      updatedReplicas: 3,
      observedGeneration: 1,
    });
    expect(first.metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
    const [set1] = names(await admin.list(replicaSets));
    expect(await messages('ScalingReplicaSet')).toEqual([`Scaled up replica set ${set1} from 0 to 3`]);
    await admin.patch(deployments, ref, 'strategic', { spec: { template: template('web', 'app:2') } });
    await turns(30);
    const second = await admin.get(deployments, ref);
    expect(second.status).toMatchObject({
      replicas: 3,
      availableReplicas: 3,
      updatedReplicas: 3,
      observedGeneration: 2,
    });
    expect(second.status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`).sort()).toEqual([
      'Available True MinimumReplicasAvailable',
      'Progressing True NewReplicaSetAvailable',
    ]);
    expect((await admin.list(pods)).items.every((pod) => pod.spec?.containers[0]?.image === 'app:2')).toBe(true);
    await admin.patch(deployments, ref, 'strategic', { spec: { template: template('web', 'app:1') } });
    await turns(30);
    expect((await admin.get(deployments, ref)).metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    expect((await admin.get(replicaSets, { namespace: 'default', name: set1 ?? '' })).spec?.replicas).toBe(3);
    await admin.patch(deployments, ref, 'merge', { spec: { replicas: 10 } });
    await turns(10);
    expect((await admin.list(pods)).items).toHaveLength(10);
    await admin.patch(deployments, ref, 'merge', { spec: { replicas: 2 } });
    await turns(10);
    expect((await admin.list(pods)).items).toHaveLength(2);
    await admin.delete(deployments, ref, { propagationPolicy: 'Foreground' });
    await turns(20);
    expect(names(await admin.list(deployments))).toEqual([]);
    expect(names(await admin.list(replicaSets))).toEqual([]);
    expect(names(await admin.list(pods))).toEqual([]);
  });

  it('replace a deleted pod, and keep orphans', async () => {
    const ref = { namespace: 'default', name: 'solo' };
    await admin.create(replicaSets, {
      metadata: ref,
      spec: { replicas: 1, selector: { matchLabels: { app: 's' } }, template: template('s') },
    });
    await turns(4);
    const [pod = ''] = names(await admin.list(pods));
    await admin.delete(pods, { namespace: 'default', name: pod });
    await turns(4);
    const [next = ''] = names(await admin.list(pods));
    expect(next).not.toBe(pod);
    await admin.delete(replicaSets, ref, { propagationPolicy: 'Orphan' });
    await turns(4);
    expect(names(await admin.list(replicaSets))).toEqual([]);
    expect(names(await admin.list(pods))).toEqual([next]);
    await admin.create(replicaSets, {
      metadata: ref,
      spec: { replicas: 1, selector: { matchLabels: { app: 's' } }, template: template('s') },
    });
    await turns(4);
    expect(names(await admin.list(pods))).toEqual([next]);
  });

  it('write EndpointSlices and Endpoints of a Service, and update them with its pods', async () => {
    await admin.create(services, {
      metadata: { namespace: 'default', name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
    });
    await admin.create(replicaSets, {
      metadata: { namespace: 'default', name: 'web' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    });
    await turns(8);
    const slices = await admin.list(endpointSlices, {
      namespace: 'default',
      labelSelector: 'kubernetes.io/service-name=web',
    });
    expect(slices.items).toHaveLength(1);
    expect(slices.items[0]?.ports).toEqual([{ name: '', protocol: 'TCP', port: 8080 }]);
    expect(slices.items[0]?.endpoints?.map((each) => [each.conditions, each.nodeName, each.zone])).toEqual(
      Array.from({ length: 2 }, () => [{ ready: true, serving: true, terminating: false }, 'n1', 'z']),
    );
    const legacy = await admin.get(endpoints, { namespace: 'default', name: 'web' });
    expect(legacy.subsets?.[0]?.addresses).toHaveLength(2);
    await admin.delete(services, { namespace: 'default', name: 'web' });
    await turns(4);
    expect((await admin.list(endpointSlices, { labelSelector: 'kubernetes.io/service-name=web' })).items).toEqual([]);
    expect(await exists(admin.get(endpoints, { namespace: 'default', name: 'web' }))).toBe(false);
  });

  it('run a Job until it succeeds or fails, and count every pod once', async () => {
    const job = (name: string, spec: Partial<NonNullable<Job['spec']>>): Job => ({
      metadata: { namespace: 'default', name },
      spec: { template: template(name, 'job:1', 'Never'), ...spec },
    });
    node.outcome = (pod) => {
      const index = pod.metadata?.annotations?.['batch.kubernetes.io/job-completion-index'];
      return pod.metadata?.labels?.app === 'bad' || index === '1' ? 'Failed' : 'Succeeded';
    };
    await admin.create(jobs, job('good', { completions: 5, parallelism: 2 }));
    await admin.create(jobs, job('bad', { backoffLimit: 1 }));
    await admin.create(
      jobs,
      job('some', {
        completionMode: 'Indexed',
        completions: 3,
        parallelism: 3,
        backoffLimitPerIndex: 0,
        ttlSecondsAfterFinished: 100,
      }),
    );
    await turns(80);
    const status = async (name: string) => (await admin.get(jobs, { namespace: 'default', name })).status;
    expect(await status('good')).toMatchObject({ succeeded: 5, ready: 0, uncountedTerminatedPods: {} });
    expect((await status('good'))?.conditions?.map((each) => each.type)).toEqual(['SuccessCriteriaMet', 'Complete']);
    expect(await status('bad')).toMatchObject({ failed: 2 });
    expect((await status('bad'))?.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
    expect(await status('some')).toMatchObject({
      succeeded: 2,
      failed: 1,
      completedIndexes: '0,2',
      failedIndexes: '1',
    });
    expect((await admin.list(pods)).items.flatMap((pod) => pod.metadata?.finalizers ?? [])).toEqual([]);
    await turns(220);
    expect(await exists(admin.get(jobs, { namespace: 'default', name: 'some' }))).toBe(false);
  });

  it('detect an unreachable node, taint it, and evict its pods when their tolerations expire', async () => {
    const other = new SimpleNode(() => admin, clock, 'n2');
    await other.register();
    await admin.create(replicaSets, {
      metadata: { namespace: 'default', name: 'w' },
      spec: { replicas: 4, selector: { matchLabels: { app: 'w' } }, template: template('w') },
    });
    const both = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        await turns(1);
        await other.tick();
      }
    };
    await both(8);
    const taints = async (): Promise<string[]> =>
      ((await admin.get<Node>(nodes, { name: 'n2' })).spec?.taints ?? [])
        .map((taint) => `${taint.key}:${taint.effect}`)
        .sort();
    expect(await taints()).toEqual([]);
    other.alive = false;
    await both(130);
    expect(await taints()).toEqual([
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/unreachable:NoSchedule',
    ]);
    expect(await messages('NodeNotReady')).toContain('Node n2 status is now: NodeNotReady');
    await both(620);
    const left = (await admin.list(pods)).items.filter((pod) => pod.spec?.nodeName === 'n2');
    expect(left.every((pod) => pod.metadata?.deletionTimestamp !== undefined)).toBe(true);
    other.alive = true;
    const silent = await admin.get(nodes, { name: 'n2' });
    const conditions =
      silent.status?.conditions?.map((each) =>
        each.type === 'Ready' ? { ...each, status: 'True', lastHeartbeatTime: formatTime(clock.now()) } : each,
      ) ?? [];
    await admin.updateStatus(nodes, { ...silent, status: { ...silent.status, conditions } });
    await both(4);
    expect(await taints()).toEqual([]);
    expect((await admin.list(pods)).items.filter((pod) => pod.status?.phase === 'Running')).toHaveLength(4);
  });

  it('continue a rollout after a crash of the control plane, without duplicates', async () => {
    const ref = { namespace: 'default', name: 'web' };
    await admin.create(deployments, {
      metadata: ref,
      spec: { replicas: 6, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    });
    await turns(8);
    await admin.patch(deployments, ref, 'strategic', { spec: { template: template('web', 'app:2') } });
    for (let cut = 0; cut < 6; cut++) {
      await turns(1);
      await plane.stop();
      await boot();
      expect((await admin.list(pods)).items.length).toBeLessThanOrEqual(8);
    }
    await turns(20);
    expect((await admin.get(deployments, ref)).status).toMatchObject({
      replicas: 6,
      updatedReplicas: 6,
      availableReplicas: 6,
    });
    expect((await admin.list(pods)).items.map((pod) => pod.spec?.containers[0]?.image)).toEqual(
      Array.from({ length: 6 }, () => 'app:2'),
    );
    expect(names(await admin.list(replicaSets))).toHaveLength(2);
  });

  it('collect objects with missing owners, and resolve cycles of blocking owners', async () => {
    const map = (name: string, owner: string, uid: string) => ({
      metadata: {
        namespace: 'default',
        name,
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid, blockOwnerDeletion: true }],
      },
    });
    await turns(3);
    await admin.create(configMaps, map('lost', 'nobody', 'no-such-uid'));
    const a = await admin.create(configMaps, { metadata: { namespace: 'default', name: 'a' } });
    const b = await admin.create(configMaps, map('b', 'a', a.metadata?.uid ?? ''));
    await admin.update(configMaps, {
      ...a,
      metadata: { ...a.metadata, ownerReferences: map('a', 'b', b.metadata?.uid ?? '').metadata.ownerReferences },
    });
    await turns(4);
    expect(names(await admin.list(configMaps, { namespace: 'default' }))).toEqual(['a', 'b', 'kube-root-ca.crt']);
    await admin.delete(configMaps, { namespace: 'default', name: 'a' }, { propagationPolicy: 'Foreground' });
    await turns(10);
    expect(names(await admin.list(configMaps, { namespace: 'default' }))).toEqual(['kube-root-ca.crt']);
  });
});
