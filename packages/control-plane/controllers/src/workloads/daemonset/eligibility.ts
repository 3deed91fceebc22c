/** Which nodes run a pod of a DaemonSet, by the rules of the scheduler. Pure. */
import type { DaemonSet, Node } from '@kubets/api';
import { matchesNodeAffinity, untoleratedTaint } from '@kubets/api/scheduling-rules';
import { daemonPodSpec } from './daemon-pod.ts';

/** `run`: a pod is created. `remain`: a pod that exists remains, although none would be created. */
export type Eligibility = 'run' | 'remain' | 'no';

/** Decides for one node after another; the pod is made once. */
export function eligibilityOf(set: DaemonSet): (node: Node) => Eligibility {
  const spec = daemonPodSpec(set);
  const { tolerations, nodeName } = spec;
  return (node) => {
    if (nodeName && nodeName !== node.metadata?.name) return 'no';
    if (!matchesNodeAffinity({ spec }, node)) return 'no';
    const taints = node.spec?.taints;
    if (untoleratedTaint(taints, tolerations, ['NoSchedule', 'NoExecute']) === undefined) return 'run';
    return untoleratedTaint(taints, tolerations, ['NoExecute']) === undefined ? 'remain' : 'no';
  };
}
