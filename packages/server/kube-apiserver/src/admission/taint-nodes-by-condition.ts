/** TaintNodesByCondition: a new node is tainted as not ready. */
import { type Node, nodes } from '@kubets/api';
import { defineAdmission } from '@kubets/apiserver/admission';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;

export const taintNodesByCondition = defineAdmission<Node>({
  name: 'TaintNodesByCondition',
  on: { resource: nodes, operations: ['CREATE'] },
  mutate(node) {
    const taints = node.spec?.taints ?? [];
    if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return node;
    return { ...node, spec: { ...node.spec, taints: [...taints, notReady] } };
  },
});
