/** Scheduler and nodes in a test cluster on the virtual clock. */
import { type Deployment, deployments, events, eventsV1, type Node, nodes, type Pod, pods } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './test-cluster.ts';

const deployment = (replicas: number, spec: Partial<NonNullable<Pod['spec']>> = {}): Deployment => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'web:1' }], ...spec } },
  },
});
const running = async ({ client }: TestCluster): Promise<readonly Pod[]> =>
  (await client.list(pods)).items.filter((pod) => pod.status?.phase === 'Running');
const messages = async ({ client }: TestCluster, reason: string): Promise<readonly string[]> =>
  (await client.list(events)).items.filter((event) => event.reason === reason).map((event) => event.message ?? '');

describe('testCluster', () => {
  it('runs a Deployment and spreads it over its nodes', async () => {
    await using cluster = await testCluster({ nodes: 3 });
    await cluster.client.create(deployments, deployment(9));
    await cluster.until(async () => (await running(cluster)).length === 9, 'nine pods run');
    const counts = Map.groupBy(await running(cluster), (pod) => pod.spec?.nodeName);
    expect([...counts.values()].map((each) => each.length)).toEqual([3, 3, 3]);
    await cluster.until(async () => (await messages(cluster, 'Scheduled')).length === 9, 'the events are written');
    expect((await messages(cluster, 'Scheduled'))[0]).toMatch(
      /^Successfully assigned default\/web-\S+ to simulated-\d$/,
    );
  });

  it('emits scheduler events in events.k8s.io', async () => {
    await using cluster = await testCluster({ nodes: 1 });
    await cluster.client.create(deployments, deployment(1));
    const told = async () =>
      (await cluster.client.list(eventsV1)).items.find(
        ({ reportingController }) => reportingController === 'default-scheduler',
      );
    await cluster.until(async () => (await told()) !== undefined, 'the event is written');
    const [pod] = (await cluster.client.list(pods)).items;
    const event = await told();
    expect(event).toMatchObject({
      reason: 'Scheduled',
      action: 'Binding',
      type: 'Normal',
      note: `Successfully assigned default/${pod?.metadata?.name} to simulated-0`,
      regarding: { kind: 'Pod', apiVersion: 'v1', namespace: 'default', uid: pod?.metadata?.uid },
      reportingInstance: 'default-scheduler',
      eventTime: expect.stringMatching(/\.\d{6}Z$/),
    });
    expect(event?.deprecatedCount).toBeUndefined();
    expect(event?.metadata?.managedFields?.[0]).toMatchObject({
      manager: 'kube-scheduler',
      apiVersion: 'events.k8s.io/v1',
    });
  });

  it('repeats a run with the same seed', async () => {
    const names = async (): Promise<readonly (string | undefined)[]> => {
      await using cluster = await testCluster({ nodes: 2, seed: 42 });
      await cluster.client.create(deployments, deployment(4));
      await cluster.until(async () => (await running(cluster)).length === 4, 'four pods run');
      return (await running(cluster)).map((pod) => `${pod.metadata?.name} ${pod.spec?.nodeName}`).sort();
    };
    expect(await names()).toEqual(await names());
  });

  it('reports why a pod is unschedulable, and schedules it when that changes', async () => {
    await using cluster = await testCluster({ nodes: 1 });
    await cluster.client.create(deployments, deployment(1, { nodeSelector: { disk: 'ssd' } }));
    const said = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";
    await cluster.until(async () => (await messages(cluster, 'FailedScheduling')).includes(said), 'the reason is told');
    const [pod] = (await cluster.client.list(pods)).items;
    expect(pod?.status?.conditions?.find((each) => each.type === 'PodScheduled')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message: said,
    });
    const patch = { metadata: { labels: { disk: 'ssd' } } };
    await cluster.client.patch<Node>(nodes, { name: 'simulated-0' }, 'merge', patch);
    await cluster.until(async () => (await running(cluster)).length === 1, 'the pod runs');
  });

  it('schedules no pods on a cordoned node, and evicts pods from an unreachable one', async () => {
    await using cluster = await testCluster({ nodes: 2 });
    await cluster.client.patch<Node>(nodes, { name: 'simulated-1' }, 'merge', { spec: { unschedulable: true } });
    await cluster.client.create(deployments, deployment(2));
    await cluster.until(async () => (await running(cluster)).length === 2, 'two pods run');
    expect(new Set((await running(cluster)).map((pod) => pod.spec?.nodeName))).toEqual(new Set(['simulated-0']));
    await cluster.client.patch<Node>(nodes, { name: 'simulated-1' }, 'merge', { spec: { unschedulable: null } });
    cluster.nodes.pause('simulated-0');
    const moved = async (): Promise<boolean> =>
      (await running(cluster)).filter((pod) => pod.spec?.nodeName === 'simulated-1').length === 2;
    await cluster.until(moved, 'both pods run on the other node', 1200);
  });

  it('sets a node and its pods to Ready if it returns before they are evicted', async () => {
    await using cluster = await testCluster({ nodes: 1 });
    await cluster.client.create(deployments, deployment(2));
    const ready = (pod: Pod | Node): boolean =>
      pod.status?.conditions?.find((each) => each.type === 'Ready')?.status === 'True';
    const everything = async (): Promise<readonly (Pod | Node)[]> => [
      ...(await cluster.client.list(pods)).items,
      ...(await cluster.client.list(nodes)).items,
    ];
    const count = (state: boolean) => async (): Promise<boolean> =>
      (await everything()).filter((each) => ready(each) === state).length === 3;
    await cluster.until(count(true), 'all is ready');
    cluster.nodes.pause('simulated-0');
    await cluster.until(count(false), 'nothing is', 120);
    cluster.nodes.resume('simulated-0');
    await cluster.until(count(true), 'all is ready again', 60);
  });
});

it('runs the admission plugins that a test enables', async () => {
  await using cluster = await testCluster({ admission: { enable: ['AlwaysPullImages'] } });
  const containers = [{ name: 'c', image: 'i:1', imagePullPolicy: 'Never' as const }];
  const pod = await cluster.client.create(pods, {
    metadata: { namespace: 'default', name: 'p' },
    spec: { containers },
  });
  expect(pod.spec?.containers[0]?.imagePullPolicy).toBe('Always');
});

it('does not start with an unknown admission plugin', async () => {
  await expect(testCluster({ admission: { enable: ['X'] } })).rejects.toThrow(
    'enable-admission-plugins plugin "X" is unknown',
  );
});
