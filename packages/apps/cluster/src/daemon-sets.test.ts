/** DaemonSets in a cluster on the virtual clock: nodes that come and go, updates, rollbacks, failures, adoption. */
import { controllerRevisions, type DaemonSet, daemonSets, events, nodes, type Pod, pods } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const ref = { namespace: 'default', name: 'agent' };
type Spec = Partial<DaemonSet['spec']>;
const template = (image: string) => ({
  metadata: { labels: { app: 'agent' }, annotations: { 'kubets.dev/ready-seconds': '2' } },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image }] },
});
const daemonSet = (spec: Spec = {}, image = 'app:1'): DaemonSet => ({
  metadata: ref,
  spec: { selector: { matchLabels: { app: 'agent' } }, template: template(image), ...spec },
});
const podsOf = async ({ client }: TestCluster): Promise<readonly Pod[]> =>
  (await client.list(pods, { namespace: 'default', labelSelector: 'app=agent' })).items;
const statusOf = async ({ client }: TestCluster) => (await client.get(daemonSets, ref)).status;
const messages = async ({ client }: TestCluster, reason: string) =>
  (await client.list(events)).items.filter((event) => event.reason === reason).map(({ message = '' }) => message);
const images = (found: readonly Pod[]) => found.map(({ spec }) => spec?.containers[0]?.image);

/** Waits until all pods are of the current template and available. */
async function settled(
  cluster: TestCluster,
  count: number,
  observe: (found: readonly Pod[]) => void = () => undefined,
) {
  await cluster.until(async () => {
    observe(await podsOf(cluster));
    const { metadata, status } = await cluster.client.get(daemonSets, ref);
    const { updatedNumberScheduled = 0, numberAvailable = 0, desiredNumberScheduled } = status ?? {};
    return (
      status?.observedGeneration === metadata?.generation &&
      [updatedNumberScheduled, numberAvailable, desiredNumberScheduled].every((each) => each === count)
    );
  }, `${count} pods are updated and available`);
}
const setImage = ({ client }: TestCluster, image: string) =>
  client.patch(daemonSets, ref, 'strategic', { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } });

describe('a DaemonSet', () => {
  it('runs a pod on each node, also on one that is cordoned, and none where it may not', async () => {
    await using cluster = await testCluster({ nodes: 3 });
    const { client } = cluster;
    const [first, second] = (await client.list(nodes)).items.map(({ metadata }) => metadata?.name ?? '');
    await client.patch(nodes, { name: first ?? '' }, 'merge', { spec: { unschedulable: true } });
    await client.create(daemonSets, daemonSet());
    await settled(cluster, 3);
    expect(new Set((await podsOf(cluster)).map(({ spec }) => spec?.nodeName)).size).toBe(3);
    await client.patch(nodes, { name: second ?? '' }, 'merge', {
      spec: { taints: [{ key: 'own', effect: 'NoExecute' }] },
    });
    await settled(cluster, 2);
    await cluster.until(async () => (await podsOf(cluster)).length === 2, 'the pod is deleted');
    expect(await statusOf(cluster)).toMatchObject({ numberMisscheduled: 0, numberReady: 2 });
    await client.patch(nodes, { name: second ?? '' }, 'merge', { spec: { taints: [] } });
    await settled(cluster, 3);
  });

  it.each<[string, { maxSurge: number; maxUnavailable: number }, number, number]>([
    ['maxUnavailable 1', { maxSurge: 0, maxUnavailable: 1 }, 2, 3],
    ['maxSurge 1', { maxSurge: 1, maxUnavailable: 0 }, 3, 4],
  ])('rolls out with %s', async (_, rollingUpdate, fewestReady, mostPods) => {
    await using cluster = await testCluster({ nodes: 3 });
    await cluster.client.create(daemonSets, daemonSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } }));
    await settled(cluster, 3);
    await setImage(cluster, 'app:2');
    let [least, most] = [3, 3];
    await settled(cluster, 3, (found) => {
      const ready = found.filter(
        ({ metadata, status }) =>
          metadata?.deletionTimestamp === undefined &&
          status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      );
      least = Math.min(least, ready.length);
      most = Math.max(most, found.length);
    });
    await cluster.until(async () => (await podsOf(cluster)).length === 3, 'old pods are deleted');
    expect(images(await podsOf(cluster))).toEqual(['app:2', 'app:2', 'app:2']);
    expect([least >= fewestReady, most <= mostPods]).toEqual([true, true]);
  });

  it('keeps revisions, and a rollback gives the old one the next number', async () => {
    await using cluster = await testCluster({ nodes: 1 });
    const { client } = cluster;
    await client.create(daemonSets, daemonSet({ revisionHistoryLimit: 1 }));
    await settled(cluster, 1);
    const revisions = async () =>
      (await client.list(controllerRevisions, { namespace: 'default' })).items.map(({ revision }) => revision).sort();
    for (const image of ['app:2', 'app:1', 'app:3']) {
      await setImage(cluster, image);
      await settled(cluster, 1);
    }
    await cluster.until(async () => (await revisions()).length === 2, 'the history is limited');
    expect(await revisions()).toEqual([3, 4]);
    const [pod] = await podsOf(cluster);
    expect(pod?.metadata?.labels?.['pod-template-generation']).toBe('4');
    const current = (await client.list(controllerRevisions, { namespace: 'default' })).items.find(
      ({ revision }) => revision === 4,
    );
    expect(pod?.metadata?.labels?.['controller-revision-hash']).toBe(
      current?.metadata?.labels?.['controller-revision-hash'],
    );
  });

  it('with OnDelete replaces only pods that are deleted', async () => {
    await using cluster = await testCluster({ nodes: 2 });
    await cluster.client.create(daemonSets, daemonSet({ updateStrategy: { type: 'OnDelete' } }));
    await settled(cluster, 2);
    await setImage(cluster, 'app:2');
    await cluster.clock.advance(60_000);
    const [victim] = await podsOf(cluster);
    expect(await statusOf(cluster)).toMatchObject({ observedGeneration: 2, numberAvailable: 2 });
    expect(images(await podsOf(cluster))).toEqual(['app:1', 'app:1']);
    await cluster.client.delete(pods, { namespace: 'default', name: victim?.metadata?.name ?? '' });
    await cluster.until(async () => (await statusOf(cluster))?.updatedNumberScheduled === 1, 'one pod is updated');
    expect(images(await podsOf(cluster)).sort()).toEqual(['app:1', 'app:2']);
  });

  it('replaces failed pods, at first at once and then after a back-off', async () => {
    await using cluster = await testCluster({ nodes: 1 });
    const { client, clock } = cluster;
    await client.create(daemonSets, daemonSet());
    /** How long the pod remains after it has failed, in milliseconds. */
    const fail = async (): Promise<number> => {
      await settled(cluster, 1);
      const [pod] = await podsOf(cluster);
      const before = clock.now();
      await client.updateStatus(pods, { ...pod, status: { ...pod?.status, phase: 'Failed' } });
      await cluster.until(
        async () => (await podsOf(cluster)).every(({ metadata }) => metadata?.uid !== pod?.metadata?.uid),
        'the failed pod is deleted',
      );
      return clock.now() - before;
    };
    const remained: number[] = [];
    for (let failures = 0; failures < 5; failures++) remained.push(await fail());
    expect(remained[0]).toBeLessThan(1000);
    expect(remained[4]).toBeGreaterThan(1000);
    expect((await messages(cluster, 'FailedDaemonPod'))[0]).toMatch(
      /^Found failed daemon pod default\/agent-\w+ on node [\w-]+, will try to kill it$/,
    );
    expect((await messages(cluster, 'SuccessfulDelete')).length).toBeGreaterThan(0);
  });

  it('adopts matching pods, and releases pods whose labels change', async () => {
    await using cluster = await testCluster({ nodes: 1 });
    const { client } = cluster;
    await client.create(daemonSets, daemonSet());
    await settled(cluster, 1);
    const name = (await podsOf(cluster))[0]?.metadata?.name ?? '';
    const owned = async () =>
      (await client.get(pods, { namespace: 'default', name })).metadata?.ownerReferences?.length ?? 0;
    await client.patch(pods, { namespace: 'default', name }, 'merge', { metadata: { ownerReferences: [] } });
    await cluster.until(async () => (await owned()) === 1, 'the pod is adopted');
    await client.patch(pods, { namespace: 'default', name }, 'merge', { metadata: { labels: { app: 'free' } } });
    await cluster.until(async () => (await owned()) === 0, 'the pod is released');
    await settled(cluster, 1);
  });
});
