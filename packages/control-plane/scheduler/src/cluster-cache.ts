/**
 * The scheduler's picture of the cluster: nodes with the pods on them, among them pods it has placed itself and whose
 * binding the API has not shown yet (assumed), so that no room is given away twice.
 */
import type { Node, Pod } from '@kubets/api';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { footprintOf, MutableNodeInfo, type NodeInfo } from './node-info.ts';

function podKey(pod: Pod): string {
  return pod.metadata?.uid ?? objectKeyOf(pod);
}

/** Whether the pod holds a place: bound, and not finished. */
export function holdsPlace(pod: Pod): boolean {
  return !!pod.spec?.nodeName && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
}

export class ClusterCache {
  readonly #nodes = new Map<string, MutableNodeInfo>();
  /** Where each pod's place is, and the generation of the pod whose requests are counted there. */
  readonly #places = new Map<string, { readonly node: string; readonly generation: number | undefined }>();
  /** Pods whose place the API has not shown yet. */
  readonly #assumed = new Set<string>();
  /** Nodes with an object, in an order that only grows; rebuilt when the set of nodes changes. */
  #list: readonly NodeInfo[] | undefined;

  get nodes(): readonly NodeInfo[] {
    this.#list ??= [...this.#nodes.values()].filter((info) => info.node !== undefined);
    return this.#list;
  }

  setNode(node: Node): void {
    const info = this.#info(node.metadata?.name ?? '');
    if (info.node === undefined) this.#list = undefined;
    info.setNode(node);
  }

  removeNode(name: string): void {
    this.#nodes.get(name)?.setNode(undefined);
    this.#list = undefined;
    this.#forgetIfEmpty(name);
  }

  /** A pod as the API shows it: takes, keeps or gives up its place. */
  observePod(pod: Pod): void {
    const key = podKey(pod);
    if (!holdsPlace(pod)) {
      // Not bound in the API's eyes yet, but placed by us: the place is kept until the binding is seen or has failed.
      if (pod.spec?.nodeName) this.#leave(key);
      return;
    }
    const node = pod.spec?.nodeName ?? '';
    this.#assumed.delete(key);
    const place = this.#places.get(key);
    // A resize changes what a bound pod requests; its generation tells.
    if (place?.node !== node || place.generation !== pod.metadata?.generation) this.#place(key, node, pod);
  }

  removePod(pod: Pod): void {
    this.#leave(podKey(pod));
  }

  /** Counts the pod on the node before the API says so. */
  assume(pod: Pod, node: string): void {
    this.#place(podKey(pod), node, pod);
    this.#assumed.add(podKey(pod));
  }

  /** The binding failed: the place is free again, unless the API shows the pod there, so that only the answer was lost. */
  forget(pod: Pod): void {
    const key = podKey(pod);
    if (this.#assumed.has(key)) this.#leave(key);
  }

  #place(key: string, node: string, pod: Pod): void {
    this.#leave(key);
    this.#places.set(key, { node, generation: pod.metadata?.generation });
    this.#info(node).addPod(key, footprintOf(pod));
  }

  #leave(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#assumed.delete(key);
    this.#nodes.get(place.node)?.removePod(key);
    this.#forgetIfEmpty(place.node);
  }

  #info(name: string): MutableNodeInfo {
    let info = this.#nodes.get(name);
    if (info === undefined) {
      info = new MutableNodeInfo(name);
      this.#nodes.set(name, info);
    }
    return info;
  }

  #forgetIfEmpty(name: string): void {
    const info = this.#nodes.get(name);
    if (info !== undefined && info.node === undefined && info.podCount === 0) this.#nodes.delete(name);
  }
}
