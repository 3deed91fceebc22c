/**
 * Three hosts, each a network namespace with a control plane and an etcd member. The host of the etcd leader is cut off. The others
 * continue, it refuses reads and writes that need a quorum, and after the partition all form one cluster again.
 */
import { type ConfigMap, configMaps, endpoints } from '@kubets/api';
import { StatusError } from '@kubets/machinery/status-error';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { hasEtcd } from '../storage/etcd-cluster.ts';
import { Network, whyNoNamespaces } from './hosts.ts';
import { newestRevision, podsEverCreated } from './owned-pods.ts';
import type { Plane } from './plane.ts';
import { ThreePlanes, takeoverSeconds } from './three-planes.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const whyNot = hasEtcd ? whyNoNamespaces() : 'etcd is missing';
if (whyNot !== undefined) console.log(`skipped: the partition of control planes: ${whyNot}`);

const namespace = 'default';
const note = (name: string, text: string): ConfigMap => ({ metadata: { name, namespace }, data: { text } });

/** The result of a request: the status code of the error, or 200. */
async function codeOf(call: Promise<unknown>): Promise<number> {
  try {
    await call;
    return 200;
  } catch (error) {
    if (error instanceof StatusError) return error.code;
    throw error;
  }
}

describe.skipIf(whyNot !== undefined)(`three control planes with a network partition (SEED=${seed})`, () => {
  let network: Network;
  let cluster: ThreePlanes;
  let began: number;
  let cutOff: number;
  let isolated: Plane;
  let leader: string;
  const heard: string[] = [];
  const watching = new AbortController();

  const published = async (): Promise<number> => {
    const { subsets = [] } = await cluster.client.get(endpoints, { namespace, name: 'kubernetes' });
    return subsets.flatMap(({ addresses = [] }) => addresses).length;
  };

  beforeAll(async () => {
    console.log(`partition: SEED=${seed}`);
    network = new Network(3);
    cluster = await ThreePlanes.start(network.hosts, seed);
    began = await newestRevision(cluster.etcd.url);
    cluster.startLoops();
  });
  afterAll(async () => {
    watching.abort();
    await cluster?.[Symbol.asyncDispose]();
    network?.[Symbol.dispose]();
  });

  it('start as one cluster', async () => {
    await eventually(async () => ((await published()) === 3 ? true : undefined), 'three published servers');
    await cluster.giveWork('before');
    await cluster.untilDone('before', takeoverSeconds);
    cutOff = await cluster.etcd.leader();
    isolated = cluster.plane(cutOff);
    leader = await cluster.leader();
    const { metadata } = await isolated.client.list(configMaps, { namespace });
    void follow(isolated, metadata.resourceVersion ?? '', heard, watching.signal);
    await isolated.client.create(configMaps, note('truth', 'old'));
    await eventually(() => heard.includes('truth old') || undefined, 'the first event of the watch');
  });

  it('continue without the server that is cut off', async () => {
    network.isolate(cutOff);
    cluster.reachable.delete(isolated);
    await cluster.untilLoopsGoOn(20);
    await cluster.client.update(configMaps, note('truth', 'new'));
    await cluster.giveWork('during');
    if (isolated.output.includes(leader)) await cluster.leaderOtherThan(leader);
    await eventually(
      async () => ((await published()) === 2 ? true : undefined),
      'the removal of the server that is cut off',
      45,
    );
  });

  it('return no stale data from the server that is cut off', async () => {
    const truth = { namespace, name: 'truth' };
    const codes = await Promise.all([
      codeOf(isolated.patiently((client) => client.create(configMaps, note('lie', 'x')))),
      codeOf(isolated.patiently((client) => client.patch(configMaps, truth, 'merge', { data: { text: 'lie' } }))),
      codeOf(isolated.patiently((client) => client.delete(configMaps, truth))),
      codeOf(isolated.patiently((client) => client.get(configMaps, truth))),
      codeOf(isolated.patiently((client) => client.list(configMaps, { namespace }))),
    ]);
    expect(codes.map((code) => (code >= 500 && code < 600 ? '5xx' : code))).toEqual([
      '5xx',
      '5xx',
      '5xx',
      '5xx',
      '5xx',
    ]);
    // A client that accepts stale data receives it.
    const old = await isolated.patiently((client) => client.list(configMaps, { namespace, resourceVersion: '0' }));
    expect(old.items.find(({ metadata }) => metadata?.name === 'truth')?.data).toEqual({ text: 'old' });
    expect(heard).not.toContain('truth new');
  });

  it('become one cluster after the partition', async () => {
    network.heal(cutOff);
    const healed = await eventually(
      async () => (await isolated.client.get(configMaps, { namespace, name: 'truth' })).data?.text,
      'the isolated server answers',
    );
    expect(healed).toBe('new');
    await eventually(() => heard.includes('truth new') || undefined, 'the continued watch', 30);
    cluster.reachable.add(isolated);
    await eventually(async () => ((await published()) === 3 ? true : undefined), 'three published servers again', 30);
    await cluster.giveWork('after');
    for (const name of ['during', 'after']) await cluster.untilDone(name, takeoverSeconds + 15);
    await cluster.untilLoopsGoOn(20);
  });

  it('have kept every acknowledged write, and repeated none', async () => {
    await cluster.stopLoops();
    for (const loop of cluster.loops) {
      for (const plane of cluster.planes) await loop.check(plane);
      console.log(loop.summary);
      expect(loop.wrong).toEqual([]);
      // A leader is replaced after 15 s. The rest is allowance for a busy machine.
      expect(loop.longestGap).toBeLessThan(60);
    }
    const codes = await Promise.all(
      cluster.planes.map(({ client }) => codeOf(client.get(configMaps, { namespace, name: 'lie' }))),
    );
    expect(new Set(codes).size).toBe(1);
    const created = await podsEverCreated(cluster.etcd.url, began);
    expect([...created].filter(([, count]) => count !== 2)).toEqual([]);
    expect(created.size).toBe(6);
  });
});

/** A single watch without restarts: its events must be without gaps or repeats. */
async function follow(plane: Plane, resourceVersion: string, heard: string[], signal: AbortSignal): Promise<void> {
  const truth = { namespace, fieldSelector: 'metadata.name=truth', resourceVersion, signal };
  try {
    for await (const { type, object } of plane.client.watch(configMaps, truth))
      if (type !== 'BOOKMARK') heard.push(`${object.metadata?.name} ${object.data?.text}`);
  } catch (error) {
    heard.push(String(error));
  }
}
