/** A node starts as not ready, before anybody could schedule to it. */
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
