/** Three control planes with three etcd members, their failures, and the clients that use them. */
import { deployments, jobs, leases, type PodTemplateSpec } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import type { Client } from '@kubets/client';
import { eventually } from '../harness.ts';
import { freePorts } from '../storage/etcd-cluster.ts';
import { TlsEtcd } from './etcd.ts';
import type { Host } from './hosts.ts';
import { Plane } from './plane.ts';
import { Loop, type Server } from './record.ts';

/** Upstream's LeaseDuration, the longest retry interval, and the time to start the controllers. */
export const takeoverSeconds = 25;

/** The holder of the controllers' Lease. Empty if there is none. */
export async function holderOf(client: Client): Promise<string> {
  const lease = await client.get(leases, { namespace: 'kube-system', name: 'kube-controller-manager' });
  return lease.spec?.holderIdentity ?? '';
}

export class ThreePlanes implements AsyncDisposable {
  readonly etcd: TlsEtcd;
  readonly planes: readonly Plane[];
  /** The planes that client loops use. */
  readonly reachable: Set<Plane>;
  readonly loops: readonly Loop[];
  readonly #ending = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  private constructor(etcd: TlsEtcd, planes: readonly Plane[], seed: number) {
    this.etcd = etcd;
    this.planes = planes;
    this.reachable = new Set(planes);
    const servers = (): readonly Server[] => [...this.reachable];
    this.loops = [1, 2, 3, 4].map((index) => new Loop(`loop${index}`, seededRandom(seed + index), servers));
  }

  /** The first plane has the simulated nodes and creates the token with which the others join. */
  static async start(hosts: readonly Host[], seed: number): Promise<ThreePlanes> {
    const etcd = await TlsEtcd.start(hosts);
    const ports = await freePorts(hosts.length);
    const planes = hosts.map((host, index) => new Plane(host, ports[index] ?? 0));
    const cluster = new ThreePlanes(etcd, planes, seed);
    try {
      const [first, ...others] = planes as [Plane, ...Plane[]];
      await first.up(['--store', etcd.url, '--runtime', 'simulated', '--nodes', '3']);
      const [join = ''] = first.run('token', 'create').split('\n');
      const flags = join.replace('kubets up ', '').split(' ');
      await Promise.all(others.map((plane) => plane.up(flags)));
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  plane(index: number): Plane {
    return this.planes[index] as Plane;
  }

  /** A client of a plane that is reachable. */
  get client(): Client {
    const [first] = this.reachable;
    return (first as Plane).client;
  }

  startLoops(): void {
    this.#running = Promise.all(this.loops.map((loop) => loop.run(this.#ending.signal)));
  }

  async stopLoops(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  /** Resolves when all loops have written since the call. */
  async untilLoopsGoOn(seconds: number): Promise<void> {
    const since = performance.now();
    const wroteSince = (loop: Loop): boolean => loop.silence * 1000 < performance.now() - since;
    await eventually(() => this.loops.every(wroteSince) || undefined, 'every loop goes on', seconds);
  }

  leader(): Promise<string> {
    return holderOf(this.client);
  }

  async leaderOtherThan(identity: string): Promise<string> {
    const found = await eventually(
      async () => {
        const now = await this.leader();
        return now !== '' && now !== identity ? { now } : undefined;
      },
      'another leader',
      takeoverSeconds,
    );
    return found.now;
  }

  /** Creates a Deployment and a Job with two pods each, for the controllers. */
  async giveWork(name: string): Promise<void> {
    const template = (restartPolicy: 'Always' | 'Never'): PodTemplateSpec => ({
      metadata: { labels: { app: name } },
      spec: { restartPolicy, containers: [{ name: 'c', image: 'i' }] },
    });
    const metadata = { name, namespace: 'default' };
    const selector = { matchLabels: { app: name } };
    await this.client.create(deployments, { metadata, spec: { replicas: 2, selector, template: template('Always') } });
    await this.client.create(jobs, {
      metadata,
      spec: { completions: 2, parallelism: 2, template: template('Never') },
    });
  }

  /** Resolves when the Deployment is available and the Job is complete. */
  async untilDone(name: string, seconds: number): Promise<void> {
    const at = { namespace: 'default', name };
    await eventually(
      async () => {
        const deployment = await this.client.get(deployments, at);
        const job = await this.client.get(jobs, at);
        return deployment.status?.availableReplicas === 2 && job.status?.succeeded === 2 ? true : undefined;
      },
      `${name} is done`,
      seconds,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopLoops();
    await Promise.all(this.planes.map((plane) => plane[Symbol.asyncDispose]()));
    await this.etcd[Symbol.asyncDispose]();
  }
}
