/** For tests: a node as simple as can be, in place of a kubelet. */
import { leases, nodes, type Pod, pods } from '@kubets/api';
import type { Clock } from '@kubets/base';
import type { Client } from '@kubets/client';
import { formatMicroTime, formatTime } from '@kubets/machinery/time';

/** It runs every pod it is given at once, and lets go of those that are to go. */
export class SimpleNode {
  readonly #admin: () => Client;
  readonly #clock: Clock;
  readonly #name: string;
  #addresses = 0;
  /** Says how a pod ends at its start; undefined: it runs on. */
  outcome: (pod: Pod) => 'Succeeded' | 'Failed' | undefined = () => undefined;
  alive = true;

  constructor(admin: () => Client, clock: Clock, name: string) {
    this.#admin = admin;
    this.#clock = clock;
    this.#name = name;
  }

  get #client(): Client {
    return this.#admin();
  }

  async register(): Promise<void> {
    const time = formatTime(this.#clock.now());
    const node = await this.#client.create(nodes, {
      metadata: { name: this.#name, labels: { 'topology.kubernetes.io/zone': 'z' } },
    });
    const room = { cpu: '64', memory: '256Gi', pods: '1000', 'ephemeral-storage': '1Ti' };
    const ready = {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      lastHeartbeatTime: time,
      lastTransitionTime: time,
    };
    await this.#client.updateStatus(nodes, {
      ...node,
      status: { ...node.status, capacity: room, allocatable: room, conditions: [ready] },
    });
    await this.#client.create(leases, {
      metadata: { name: this.#name, namespace: 'kube-node-lease' },
      spec: { holderIdentity: this.#name },
    });
  }

  async tick(): Promise<void> {
    if (!this.alive) return;
    const lease = await this.#client.get(leases, { namespace: 'kube-node-lease', name: this.#name });
    await this.#client.update(leases, {
      ...lease,
      spec: { ...lease.spec, renewTime: formatMicroTime(this.#clock.now()) },
    });
    for (const pod of (await this.#client.list(pods)).items) {
      if (pod.spec?.nodeName === this.#name) await this.#serve(pod);
    }
  }

  async #serve(pod: Pod): Promise<void> {
    const { namespace, name = '', deletionTimestamp } = pod.metadata ?? {};
    const time = formatTime(this.#clock.now());
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (deletionTimestamp !== undefined) {
      if (!ended) await this.#client.updateStatus(pods, { ...pod, status: { ...pod.status, phase: 'Failed' } });
      await this.#client.delete(pods, { namespace, name }, { gracePeriodSeconds: 0 });
      return;
    }
    if (pod.status?.phase === 'Running' || ended) return;
    const ip = `10.0.${++this.#addresses >> 8}.${this.#addresses & 255}`;
    const outcome = this.outcome(pod);
    const ready = { type: 'Ready', status: outcome === undefined ? 'True' : 'False', lastTransitionTime: time };
    await this.#client.updateStatus(pods, {
      ...pod,
      status: {
        ...pod.status,
        phase: outcome ?? 'Running',
        podIP: ip,
        podIPs: [{ ip }],
        startTime: time,
        conditions: [ready],
      },
    });
  }
}
