/**
 * The scheduler's view of the cluster: nodes with their pods. It includes assumed pods, whose binding the API does not show yet, so
 * that their resources are not allocated twice.
 */
import type { Node, Pod } from '@kubets/api';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { MutableNodeInfo, type NodeInfo, podInfoOf } from './node-info.ts';

function podKey(pod: Pod): string {
  return pod.metadata?.uid ?? objectKeyOf(pod);
}

/** Whether the pod uses resources of a node: it is bound and not finished. */
export function isAssigned(pod: Pod): boolean {
  return !!pod.spec?.nodeName && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
}

export class SchedulerCache {
  readonly #nodes = new Map<string, MutableNodeInfo>();
  /** The node of each pod, and the generation of the pod whose requests are counted there. */
  readonly #podStates = new Map<string, { readonly node: string; readonly generation: number | undefined }>();
  /** Pods whose binding the API does not show yet. */
  readonly #assumedPods = new Set<string>();
  /** The nodes that have an object, oldest first; rebuilt when a node is added or removed. */
  #snapshot: readonly NodeInfo[] | undefined;

  get nodes(): readonly NodeInfo[] {
    this.#snapshot ??= [...this.#nodes.values()].filter((info) => info.node !== undefined);
    return this.#snapshot;
  }

  setNode(node: Node): void {
    const info = this.#nodeInfo(node.metadata?.name ?? '');
    if (info.node === undefined) this.#snapshot = undefined;
    info.setNode(node);
  }

  removeNode(name: string): void {
    this.#nodes.get(name)?.setNode(undefined);
    this.#snapshot = undefined;
    this.#removeIfEmpty(name);
  }

  /** Adds, updates or removes a pod that the API shows. */
  setPod(pod: Pod): void {
    const key = podKey(pod);
    if (!isAssigned(pod)) {
      // An assumed pod is not bound in the API yet. It stays until its binding is seen or has failed.
      if (pod.spec?.nodeName) this.#removePod(key);
      return;
    }
    const node = pod.spec?.nodeName ?? '';
    this.#assumedPods.delete(key);
    const state = this.#podStates.get(key);
    // A resize changes the requests of a bound pod, and its generation.
    if (state?.node !== node || state.generation !== pod.metadata?.generation) this.#addPod(key, node, pod);
  }

  removePod(pod: Pod): void {
    this.#removePod(podKey(pod));
  }

  /** Adds a pod to a node before the API shows the binding. */
  assumePod(pod: Pod, node: string): void {
    this.#addPod(podKey(pod), node, pod);
    this.#assumedPods.add(podKey(pod));
  }

  /** Removes a pod whose binding failed, unless the API shows the pod on its node: then only the response was lost. */
  forgetPod(pod: Pod): void {
    const key = podKey(pod);
    if (this.#assumedPods.has(key)) this.#removePod(key);
  }

  #addPod(key: string, node: string, pod: Pod): void {
    this.#removePod(key);
    this.#podStates.set(key, { node, generation: pod.metadata?.generation });
    this.#nodeInfo(node).addPod(key, podInfoOf(pod));
  }

  #removePod(key: string): void {
    const state = this.#podStates.get(key);
    if (state === undefined) return;
    this.#podStates.delete(key);
    this.#assumedPods.delete(key);
    this.#nodes.get(state.node)?.removePod(key);
    this.#removeIfEmpty(state.node);
  }

  #nodeInfo(name: string): MutableNodeInfo {
    let info = this.#nodes.get(name);
    if (info === undefined) {
      info = new MutableNodeInfo(name);
      this.#nodes.set(name, info);
    }
    return info;
  }

  #removeIfEmpty(name: string): void {
    const info = this.#nodes.get(name);
    if (info !== undefined && info.node === undefined && info.podCount === 0) this.#nodes.delete(name);
  }
}
