/** Whether the node admits a pod that was bound to it: it may have changed since the scheduler decided. Pure. */
import type { Node, Pod } from '@kubets/api';
import { amountsOf, matchesNodeAffinity, podRequests } from '@kubets/api/scheduling-rules';
import { admitFeatures } from './admit-features.ts';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['cpu', 'OutOfcpu'],
  ['memory', 'OutOfmemory'],
  ['ephemeral-storage', 'OutOfephemeral-storage'],
  ['pods', 'OutOfpods'],
]);

const rejected = (reason: string, message: string): Rejection => ({ reason, message: `Pod was rejected: ${message}` });

/** By resource name, in the units of `amountsOf`. */
export type Amounts = ReadonlyMap<string, number>;

/** What a pod takes of its node: its requests, and one of the allowed pods. */
export const heldBy = (pod: Pod): Amounts => new Map([...podRequests(pod), ['pods', 1]]);

/** Whether there is enough of every resource left. */
export function admitResources(wanted: Amounts, allocatable: Amounts, used: Amounts): Rejection | undefined {
  for (const [name, requested] of wanted) {
    const reason = reasons.get(name) ?? `OutOf${name}`;
    const capacity = allocatable.get(name) ?? 0;
    const taken = used.get(name) ?? 0;
    if (requested > 0 && taken + requested > capacity) {
      const numbers = `requested: ${requested}, used: ${taken}, capacity: ${capacity}`;
      return rejected(reason, `Node didn't have enough resource: ${name}, ${numbers}`);
    }
  }
  return undefined;
}

/** `others`: pods that are active on the node. Undefined: it may run. */
export function admitPod(pod: Pod, node: Node, others: readonly Pod[]): Rejection | undefined {
  if (pod.spec?.os?.name && pod.spec.os.name !== 'linux')
    return rejected('PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS");
  const unsupported = admitFeatures(pod, node);
  if (unsupported) return rejected(unsupported.reason, unsupported.message);
  if (!matchesNodeAffinity(pod, node))
    return rejected('NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
  const used = new Map<string, number>();
  for (const other of others)
    for (const [name, amount] of heldBy(other)) used.set(name, (used.get(name) ?? 0) + amount);
  return admitResources(heldBy(pod), amountsOf(node.status?.allocatable), used);
}
