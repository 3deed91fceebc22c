/**
 * Three control planes with three etcd members are killed in turn while clients use all of them. No acknowledged write is lost or
 * repeated, and all clients continue within 20 s.
 */
import { endpoints, roleBindings, serviceAccounts, type TokenRequest } from '@kubets/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { hasEtcd } from '../storage/etcd-cluster.ts';
import { thisHost } from './hosts.ts';
import { newestRevision, podsEverCreated } from './owned-pods.ts';
import type { Plane } from './plane.ts';
import { ThreePlanes, takeoverSeconds } from './three-planes.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe.skipIf(!hasEtcd)(`three control planes with crashes (SEED=${seed})`, () => {
  let cluster: ThreePlanes;
  let began: number;
  const work: string[] = [];
  const giveWork = async (name: string): Promise<void> => {
    work.push(name);
    await cluster.giveWork(name);
  };

  beforeAll(async () => {
    console.log(`control planes: SEED=${seed}`);
    cluster = await ThreePlanes.start([thisHost, thisHost, thisHost], seed);
    began = await newestRevision(cluster.etcd.url);
    cluster.startLoops();
  });
  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
  });

  it('are endpoints of the kubernetes Service, and one of them is the leader', async () => {
    await eventually(async () => {
      const { subsets = [] } = await cluster.client.get(endpoints, { namespace: 'default', name: 'kubernetes' });
      return subsets.length === 3 ? true : undefined;
    }, 'three published servers');
    expect(await cluster.leader()).toMatch(/_[0-9a-f-]{36}$/);
    await giveWork('calm');
    await cluster.untilDone('calm', 30);
  });

  it('accept service accounts that were created at another server, and soon its role bindings', async () => {
    const [first, second, third] = cluster.planes as [Plane, Plane, Plane];
    for (let round = 0; round < 5; round++) {
      const at = { namespace: 'default', name: `robot-${round}` };
      await first.client.create(serviceAccounts, { metadata: at });
      const spec = { audiences: [], expirationSeconds: 600 };
      const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
      const issued = await second.client.createSub<TokenRequest>(serviceAccounts, at, 'token', request);
      const { token = '' } = issued.status ?? {};
      const path = '/api/v1/namespaces/default/configmaps/kube-root-ca.crt';
      expect(await third.codeFor(token, path)).toBe(403);
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
      const subjects = [{ kind: 'ServiceAccount', ...at }];
      await first.client.create(roleBindings, { metadata: at, roleRef, subjects });
      await eventually(
        async () => (await third.codeFor(token, path)) === 200 || undefined,
        'the effect of the role binding',
        2,
      );
    }
  });

  it.each([0, 1, 2])('continue when control plane %i is killed and when it has restarted', async (index) => {
    const plane = cluster.plane(index);
    const leader = await cluster.leader();
    await giveWork(`before-${index}`);
    const dying = plane.end('SIGKILL');
    await dying;
    cluster.reachable.delete(plane);
    await cluster.untilLoopsGoOn(20);
    await giveWork(`without-${index}`);
    // Whichever was the leader: controllers work again when a Lease can have expired.
    if (index === 0) await cluster.leaderOtherThan(leader);
    else await cluster.untilDone(`without-${index}`, takeoverSeconds);
    await plane.up(index === 0 ? ['--runtime', 'simulated', '--nodes', '3'] : []);
    cluster.reachable.add(plane);
    await cluster.untilLoopsGoOn(20);
    await cluster.untilDone(`without-${index}`, takeoverSeconds);
  });

  it("continue when etcd's leader is killed and when it has restarted", async () => {
    const leader = await cluster.etcd.leader();
    await giveWork('before-etcd');
    await cluster.etcd.kill(leader);
    await cluster.untilLoopsGoOn(20);
    await giveWork('without-etcd');
    await cluster.untilDone('without-etcd', takeoverSeconds);
    cluster.etcd.startMember(leader);
    await cluster.untilLoopsGoOn(20);
  });

  it('reject writes of a leader that was paused and continues after another became the leader', async () => {
    const holder = await cluster.leader();
    const [frozen] = cluster.planes.filter((plane) => plane.output.includes(holder));
    expect(frozen, `whose is ${holder}?`).toBeDefined();
    if (frozen === undefined) return;
    await giveWork('before-stop');
    frozen.signal('SIGSTOP');
    cluster.reachable.delete(frozen);
    await cluster.leaderOtherThan(holder);
    await giveWork('without-stopped');
    frozen.signal('SIGCONT');
    cluster.reachable.add(frozen);
    await cluster.untilDone('without-stopped', takeoverSeconds);
    await cluster.untilLoopsGoOn(20);
  });

  it('have kept every acknowledged write, and repeated none', async () => {
    for (const name of work) await cluster.untilDone(name, takeoverSeconds);
    await cluster.stopLoops();
    for (const loop of cluster.loops) {
      for (const plane of cluster.planes) await loop.check(plane);
      console.log(loop.summary);
      expect(loop.wrong).toEqual([]);
      // A leader is replaced after 15 s. The rest is allowance for a busy machine.
      expect(loop.longestGap).toBeLessThan(60);
    }
    const created = await podsEverCreated(cluster.etcd.url, began);
    const wrong = [...created].filter(([, count]) => count !== 2);
    expect(wrong).toEqual([]);
    expect(created.size).toBe(2 * work.length);
  });
});
