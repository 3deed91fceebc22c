/** A node with the sums over the pods that are assigned to it. */
import type { Node, Pod } from '@kubets/api';
import {
  amountsOf,
  type HostPort,
  hostPorts,
  podRequests,
  podRequestsForScoring,
  type ResourceAmounts,
} from '@kubets/api/scheduling-rules';

/** What a pod uses of a node, computed once. */
export interface PodInfo {
  readonly requests: ResourceAmounts;
  readonly nonZeroRequests: ResourceAmounts;
  readonly ports: readonly HostPort[];
}

export function podInfoOf(pod: Pod): PodInfo {
  return { requests: podRequests(pod), nonZeroRequests: podRequestsForScoring(pod), ports: hostPorts(pod) };
}

function addTo(sum: Map<string, number>, amounts: ResourceAmounts, sign: 1 | -1): void {
  for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + sign * amount);
}

/** Only the scheduler cache changes it. */
export interface NodeInfo {
  readonly name: string;
  /** Undefined if pods are bound to a node that the cache does not have. */
  readonly node: Node | undefined;
  readonly allocatable: ResourceAmounts;
  readonly requested: ResourceAmounts;
  readonly nonZeroRequested: ResourceAmounts;
  readonly podCount: number;
  readonly usedPorts: readonly HostPort[];
}

export class MutableNodeInfo implements NodeInfo {
  readonly name: string;
  node: Node | undefined;
  allocatable: ResourceAmounts = new Map();
  readonly requested = new Map<string, number>();
  readonly nonZeroRequested = new Map<string, number>();
  readonly #pods = new Map<string, PodInfo>();
  #ports: readonly HostPort[] | undefined = [];

  constructor(name: string) {
    this.name = name;
  }

  get podCount(): number {
    return this.#pods.size;
  }

  get usedPorts(): readonly HostPort[] {
    this.#ports ??= [...this.#pods.values()].flatMap((podInfo) => podInfo.ports);
    return this.#ports;
  }

  setNode(node: Node | undefined): void {
    this.node = node;
    this.allocatable = amountsOf(node?.status?.allocatable ?? node?.status?.capacity);
  }

  addPod(key: string, podInfo: PodInfo): void {
    this.removePod(key);
    this.#pods.set(key, podInfo);
    this.#change(podInfo, 1);
  }

  removePod(key: string): void {
    const podInfo = this.#pods.get(key);
    if (podInfo === undefined) return;
    this.#pods.delete(key);
    this.#change(podInfo, -1);
  }

  #change(podInfo: PodInfo, sign: 1 | -1): void {
    addTo(this.requested, podInfo.requests, sign);
    addTo(this.nonZeroRequested, podInfo.nonZeroRequests, sign);
    if (podInfo.ports.length > 0) this.#ports = undefined;
  }
}
