/** Whether the node takes a pod that was bound to it: what the scheduler saw may have passed. Pure. */
import { amountsOf, matchesNodeAffinity, type Node, type Pod, podRequests } from '@kubets/api';
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

/** `others`: pods that are active on the node. Undefined: it may run. */
export function admitPod(pod: Pod, node: Node, others: readonly Pod[]): Rejection | undefined {
  if (pod.spec?.os?.name && pod.spec.os.name !== 'linux')
    return rejected('PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS");
  const unsupported = admitFeatures(pod, node);
  if (unsupported) return rejected(unsupported.reason, unsupported.message);
  if (!matchesNodeAffinity(pod, node))
    return rejected('NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
  const allocatable = amountsOf(node.status?.allocatable);
  const used = new Map<string, number>([['pods', others.length]]);
  for (const other of others)
    for (const [name, amount] of podRequests(other)) used.set(name, (used.get(name) ?? 0) + amount);
  for (const [name, requested] of new Map([...podRequests(pod), ['pods', 1]])) {
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
