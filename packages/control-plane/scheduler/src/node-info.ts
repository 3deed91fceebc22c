/** A node as the scheduler sees it: the object, and the sums over the pods that hold a place on it. */
import type { Node, Pod } from '@kubets/api';
import {
  amountsOf,
  type HostPort,
  hostPorts,
  podRequests,
  podRequestsForScoring,
  type ResourceAmounts,
} from '@kubets/api/scheduling-rules';

/** What a pod takes from a node, worked out once. */
export interface PodFootprint {
  readonly requests: ResourceAmounts;
  readonly scoring: ResourceAmounts;
  readonly ports: readonly HostPort[];
}

export function footprintOf(pod: Pod): PodFootprint {
  return { requests: podRequests(pod), scoring: podRequestsForScoring(pod), ports: hostPorts(pod) };
}

function addTo(sum: Map<string, number>, amounts: ResourceAmounts, sign: 1 | -1): void {
  for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + sign * amount);
}

/** Changes as pods come and go; everybody but the cluster cache only reads it. */
export interface NodeInfo {
  readonly name: string;
  /** Undefined while pods are bound to a node that has not been seen (or is gone). */
  readonly node: Node | undefined;
  readonly allocatable: ResourceAmounts;
  readonly requested: ResourceAmounts;
  readonly requestedForScoring: ResourceAmounts;
  readonly podCount: number;
  readonly usedPorts: readonly HostPort[];
}

export class MutableNodeInfo implements NodeInfo {
  readonly name: string;
  node: Node | undefined;
  allocatable: ResourceAmounts = new Map();
  readonly requested = new Map<string, number>();
  readonly requestedForScoring = new Map<string, number>();
  readonly #pods = new Map<string, PodFootprint>();
  #ports: readonly HostPort[] | undefined = [];

  constructor(name: string) {
    this.name = name;
  }

  get podCount(): number {
    return this.#pods.size;
  }

  get usedPorts(): readonly HostPort[] {
    this.#ports ??= [...this.#pods.values()].flatMap((footprint) => footprint.ports);
    return this.#ports;
  }

  setNode(node: Node | undefined): void {
    this.node = node;
    this.allocatable = amountsOf(node?.status?.allocatable ?? node?.status?.capacity);
  }

  addPod(key: string, footprint: PodFootprint): void {
    this.removePod(key);
    this.#pods.set(key, footprint);
    this.#change(footprint, 1);
  }

  removePod(key: string): void {
    const footprint = this.#pods.get(key);
    if (footprint === undefined) return;
    this.#pods.delete(key);
    this.#change(footprint, -1);
  }

  #change(footprint: PodFootprint, sign: 1 | -1): void {
    addTo(this.requested, footprint.requests, sign);
    addTo(this.requestedForScoring, footprint.scoring, sign);
    if (footprint.ports.length > 0) this.#ports = undefined;
  }
}
