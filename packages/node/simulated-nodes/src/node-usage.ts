/** The resources that pods hold of many nodes, kept as sums, so that admission does not iterate over all pods of a node. */
import type { Node, Pod } from '@kubets/api';
import { amountsOf } from '@kubets/api/scheduling-rules';
import { type Amounts, admitResources, heldBy, type Rejection } from '@kubets/kubelet/pod/admit-pod';

export class NodeUsage {
  readonly #used = new Map<string, Map<string, number>>();
  readonly #held = new Map<string, { readonly node: string; readonly amounts: Amounts }>();

  /** Why the node does not admit the pod; undefined: the pod holds its requested resources from now on. */
  admit(pod: Pod, node: Node): Rejection | undefined {
    const used = this.#used.get(pod.spec?.nodeName ?? '') ?? new Map();
    const rejection = admitResources(heldBy(pod), amountsOf(node.status?.allocatable), used);
    if (rejection === undefined) this.hold(pod);
    return rejection;
  }

  /** For a pod that was admitted earlier. */
  hold(pod: Pod): void {
    const [uid, node] = [pod.metadata?.uid ?? '', pod.spec?.nodeName ?? ''];
    if (this.#held.has(uid)) return;
    const amounts = heldBy(pod);
    this.#held.set(uid, { node, amounts });
    this.#add(node, amounts, 1);
  }

  /** The pod is over, or gone. */
  release(uid: string): void {
    const held = this.#held.get(uid);
    if (held === undefined) return;
    this.#held.delete(uid);
    this.#add(held.node, held.amounts, -1);
  }

  #add(node: string, amounts: Amounts, sign: 1 | -1): void {
    const used = this.#used.get(node) ?? new Map<string, number>();
    this.#used.set(node, used);
    for (const [name, amount] of amounts) used.set(name, (used.get(name) ?? 0) + sign * amount);
  }
}
