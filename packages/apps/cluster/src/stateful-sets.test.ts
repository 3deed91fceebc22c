/** StatefulSets in a cluster on the virtual clock: order, rollouts, revisions, claims and adoption. */
import {
  controllerRevisions,
  events,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  pods,
  resourceQuotas,
  type StatefulSet,
  statefulSets,
} from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const namespace = 'default';
const ref = { namespace, name: 'web' };
type Spec = Partial<StatefulSet['spec']>;

const template = (image: string): StatefulSet['spec']['template'] => ({
  metadata: { labels: { app: 'web' }, annotations: { 'kubets.dev/ready-seconds': '2' } },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image }] },
});

const web = (spec: Spec = {}): StatefulSet => ({
  metadata: ref,
  spec: {
    replicas: 3,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    template: template('app:1'),
    ...spec,
  },
});

const data: PersistentVolumeClaim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

const nameOf = (object: KubeObject): string => object.metadata?.name ?? '';
const podsOf = async ({ client }: TestCluster): Promise<readonly Pod[]> =>
  (await client.list(pods, { namespace })).items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
const namesOf = async (cluster: TestCluster): Promise<readonly string[]> => (await podsOf(cluster)).map(nameOf);
const statusOf = async ({ client }: TestCluster) => (await client.get(statefulSets, ref)).status;
const claimsOf = async ({ client }: TestCluster) => (await client.list(persistentVolumeClaims, { namespace })).items;
const revisionsOf = async ({ client }: TestCluster) =>
  (await client.list(controllerRevisions, { namespace })).items.toSorted(
    (a, b) => (a.revision ?? 0) - (b.revision ?? 0),
  );
const images = async (cluster: TestCluster): Promise<readonly string[]> =>
  (await podsOf(cluster)).map((pod) => pod.spec?.containers[0]?.image ?? '');
const change = ({ client }: TestCluster, spec: object): Promise<unknown> =>
  client.patch(statefulSets, ref, 'merge', { spec });
const messages = async ({ client }: TestCluster, reason: string): Promise<readonly string[]> =>
  (await client.list(events, { namespace })).items
    .filter((each) => each.reason === reason)
    .map((each) => each.message ?? '');

/** Waits until the set has this many pods, all available and updated. */
async function settled(cluster: TestCluster, replicas: number): Promise<void> {
  await cluster.until(async () => {
    const { status, metadata } = await cluster.client.get(statefulSets, ref);
    return (
      status?.observedGeneration === metadata?.generation &&
      [status?.replicas, status?.availableReplicas ?? 0, status?.updatedReplicas ?? 0].every(
        (each) => each === replicas,
      )
    );
  }, `the StatefulSet has ${replicas} pods`);
}

async function started(cluster: TestCluster, spec: Spec = {}): Promise<void> {
  await cluster.client.create(statefulSets, web(spec));
  await settled(cluster, spec.replicas ?? 3);
}

/** The numbers of pods that were present and ready at the same time, whenever the pods change. */
async function watched(cluster: TestCluster, done: () => Promise<boolean>): Promise<readonly string[]> {
  const seen = new Set<string>();
  await cluster.until(async () => {
    const now = (await podsOf(cluster)).map((pod) => {
      const ready = pod.status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
      return `${nameOf(pod).slice(4)}${ready ? '+' : ''}`;
    });
    seen.add(now.join(' '));
    return done();
  }, 'the StatefulSet has settled');
  return [...seen];
}

describe('the pods of a StatefulSet', () => {
  it('have stable names, host names and labels, and a revision', async () => {
    await using cluster = await testCluster();
    await started(cluster);
    const [revision] = await revisionsOf(cluster);
    const [first] = await podsOf(cluster);
    expect(first?.metadata?.labels).toEqual({
      app: 'web',
      'apps.kubernetes.io/pod-index': '0',
      'statefulset.kubernetes.io/pod-name': 'web-0',
      'controller-revision-hash': nameOf(revision ?? {}),
    });
    expect([first?.spec?.hostname, first?.spec?.subdomain]).toEqual(['web-0', 'web']);
    expect(await statusOf(cluster)).toEqual({
      observedGeneration: 1,
      replicas: 3,
      readyReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      collisionCount: 0,
      currentRevision: nameOf(revision ?? {}),
      updateRevision: nameOf(revision ?? {}),
    });
    expect(await messages(cluster, 'SuccessfulCreate')).toContain('create Pod web-0 in StatefulSet web successful');
  });

  it('are created one after another, and deleted in reverse order', async () => {
    await using cluster = await testCluster();
    await cluster.client.create(statefulSets, web());
    const up = await watched(cluster, async () => (await statusOf(cluster))?.availableReplicas === 3);
    expect(up.filter((each) => /^(0 1|0 |0\+ 1 2)/.test(each))).toEqual([]);
    await change(cluster, { replicas: 0 });
    const down = await watched(cluster, async () => (await podsOf(cluster)).length === 0);
    expect(down.filter((each) => /^1|^2/.test(each))).toEqual([]);
  });

  it('are created at once with Parallel', async () => {
    await using cluster = await testCluster();
    await cluster.client.create(statefulSets, web({ podManagementPolicy: 'Parallel' }));
    const seen = await watched(cluster, async () => (await statusOf(cluster))?.availableReplicas === 3);
    expect(seen).toContain('0 1 2');
  });

  it('have the ordinals from spec.ordinals.start', async () => {
    await using cluster = await testCluster();
    await started(cluster, { replicas: 2, ordinals: { start: 5 } });
    expect(await namesOf(cluster)).toEqual(['web-5', 'web-6']);
    await change(cluster, { ordinals: { start: 4 } });
    await settled(cluster, 2);
    await cluster.until(async () => (await namesOf(cluster)).join() === 'web-4,web-5', 'the ordinals have moved');
  });

  it('are replaced when they are deleted or have failed', async () => {
    await using cluster = await testCluster();
    await started(cluster);
    const before = await cluster.client.get(pods, { namespace, name: 'web-1' });
    await cluster.client.delete(pods, { namespace, name: 'web-1' });
    await settled(cluster, 3);
    const replaced = await cluster.client.get(pods, { namespace, name: 'web-1' });
    expect(replaced.metadata?.uid).not.toBe(before.metadata?.uid);
    await cluster.client.updateStatus(pods, { ...replaced, status: { ...replaced.status, phase: 'Failed' } });
    await cluster.until(
      async () =>
        (await cluster.client.get(pods, { namespace, name: 'web-1' }).catch(() => replaced)).metadata?.uid !==
        replaced.metadata?.uid,
      'the failed pod is replaced',
    );
    await settled(cluster, 3);
  });

  it('are adopted by name and labels, and released when their labels change', async () => {
    await using cluster = await testCluster();
    await started(cluster);
    await cluster.client.patch(pods, { namespace, name: 'web-1' }, 'merge', { metadata: { ownerReferences: [] } });
    const controller = async (name: string) =>
      (await cluster.client.get(pods, { namespace, name })).metadata?.ownerReferences?.[0]?.name;
    await cluster.until(async () => (await controller('web-1')) === 'web', 'the pod is adopted');
    await cluster.client.patch(pods, { namespace, name: 'web-2' }, 'merge', { metadata: { labels: { app: 'other' } } });
    await cluster.until(async () => (await controller('web-2')) === undefined, 'the pod is released');
  });

  it('go with the set', async () => {
    await using cluster = await testCluster();
    await started(cluster);
    await cluster.client.delete(statefulSets, ref, { propagationPolicy: 'Foreground' });
    await cluster.until(
      async () => (await podsOf(cluster)).length + (await revisionsOf(cluster)).length === 0,
      'all is gone',
    );
  });

  it('are retried with back-off when they cannot be created', async () => {
    await using cluster = await testCluster();
    await cluster.client.create(resourceQuotas, {
      metadata: { namespace, name: 'none' },
      spec: { hard: { pods: '0' } },
    });
    await cluster.until(
      async () => (await cluster.client.get(resourceQuotas, { namespace, name: 'none' })).status?.hard !== undefined,
      'the quota is in effect',
    );
    await cluster.client.create(statefulSets, web());
    await cluster.until(async () => (await messages(cluster, 'FailedCreate')).length > 0, 'a failure is reported');
    expect((await messages(cluster, 'FailedCreate'))[0]).toMatch(
      /^create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: exceeded quota/,
    );
    await cluster.client.delete(resourceQuotas, { namespace, name: 'none' });
    await settled(cluster, 3);
  });
});

describe('a rollout', () => {
  it('updates one pod at a time, from the highest ordinal, and completes', async () => {
    await using cluster = await testCluster();
    await started(cluster);
    await change(cluster, { template: template('app:2') });
    const seen = await watched(cluster, async () => {
      const status = await statusOf(cluster);
      return status?.updatedReplicas === 3 && status.currentRevision === status.updateRevision;
    });
    expect(await images(cluster)).toEqual(['app:2', 'app:2', 'app:2']);
    expect(seen.filter((each) => (each.match(/\+/g) ?? []).length < 2)).toEqual([]);
    expect((await revisionsOf(cluster)).map((each) => each.revision)).toEqual([1, 2]);
  });

  it('stops at the partition, and a deleted pod below it keeps its revision', async () => {
    await using cluster = await testCluster();
    await started(cluster, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    await change(cluster, { template: template('app:2') });
    const isOut = async (): Promise<boolean> =>
      (await statusOf(cluster))?.updatedReplicas === 1 && (await statusOf(cluster))?.availableReplicas === 3;
    await cluster.until(isOut, 'the pod above the partition is updated');
    await cluster.client.delete(pods, { namespace, name: 'web-0' });
    await cluster.until(async () => (await namesOf(cluster)).length === 3 && (await isOut()), 'the pod is replaced');
    expect(await images(cluster)).toEqual(['app:1', 'app:1', 'app:2']);
    const { currentReplicas, currentRevision, updateRevision } = (await statusOf(cluster)) ?? {};
    expect([currentReplicas, currentRevision === updateRevision]).toEqual([2, false]);
  });

  it('waits for the deletion of pods with OnDelete', async () => {
    await using cluster = await testCluster();
    await started(cluster, { updateStrategy: { type: 'OnDelete' } });
    await change(cluster, { template: template('app:2') });
    await cluster.until(async () => (await statusOf(cluster))?.observedGeneration === 2, 'the change is observed');
    await cluster.client.delete(pods, { namespace, name: 'web-1' });
    await cluster.until(async () => (await statusOf(cluster))?.updatedReplicas === 1, 'the pod is replaced');
    expect(await images(cluster)).toEqual(['app:1', 'app:2', 'app:1']);
  });

  it('goes back to an earlier revision, which gets the next number', async () => {
    await using cluster = await testCluster();
    await started(cluster, { replicas: 1 });
    for (const image of ['app:2', 'app:1']) {
      await change(cluster, { template: template(image) });
      await settled(cluster, 1);
    }
    const revisions = await revisionsOf(cluster);
    expect(revisions.map((each) => each.revision)).toEqual([2, 3]);
    expect((await statusOf(cluster))?.updateRevision).toBe(nameOf(revisions[1] ?? {}));
  });

  it('keeps revisionHistoryLimit old revisions', async () => {
    await using cluster = await testCluster();
    await started(cluster, { replicas: 1, revisionHistoryLimit: 1 });
    for (const image of ['app:2', 'app:3', 'app:4']) {
      await change(cluster, { template: template(image) });
      await settled(cluster, 1);
    }
    await cluster.until(async () => (await revisionsOf(cluster)).length === 2, 'the history is truncated');
    expect((await revisionsOf(cluster)).map((each) => each.revision)).toEqual([3, 4]);
  });

  it('counts a pod as available after minReadySeconds', async () => {
    await using cluster = await testCluster();
    const start = cluster.clock.now();
    await started(cluster, { replicas: 2, minReadySeconds: 30 });
    expect(cluster.clock.now() - start).toBeGreaterThanOrEqual(60_000);
  });
});

describe('the claims of a StatefulSet', () => {
  it('are created before their pods and kept by default', async () => {
    await using cluster = await testCluster();
    await started(cluster, { replicas: 2, volumeClaimTemplates: [data] });
    expect((await claimsOf(cluster)).map(nameOf).toSorted()).toEqual(['data-web-0', 'data-web-1']);
    expect((await claimsOf(cluster)).map(({ metadata }) => metadata?.labels)).toEqual([{ app: 'web' }, { app: 'web' }]);
    const [pod] = await podsOf(cluster);
    expect(pod?.spec?.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-web-0' } });
    expect(await messages(cluster, 'SuccessfulCreate')).toContain(
      'create Claim data-web-0 Pod web-0 in StatefulSet web success',
    );
    await change(cluster, { replicas: 0 });
    await cluster.until(async () => (await podsOf(cluster)).length === 0, 'the pods are gone');
    expect(await claimsOf(cluster)).toHaveLength(2);
  });

  it('go with the pod and with the set, if the retention policy says so', async () => {
    await using cluster = await testCluster();
    const policy = { whenDeleted: 'Delete', whenScaled: 'Delete' };
    await started(cluster, { volumeClaimTemplates: [data], persistentVolumeClaimRetentionPolicy: policy });
    await cluster.until(
      async () =>
        (await claimsOf(cluster)).every(({ metadata }) => metadata?.ownerReferences?.[0]?.kind === 'StatefulSet'),
      'the claims belong to the set',
    );
    await change(cluster, { replicas: 1 });
    await cluster.until(async () => (await claimsOf(cluster)).length === 1, 'claims go when the set is scaled down');
    await change(cluster, { replicas: 2 });
    await settled(cluster, 2);
    await cluster.client.delete(statefulSets, ref);
    await cluster.until(async () => (await claimsOf(cluster)).length === 0, 'claims go with the set');
  });
});
