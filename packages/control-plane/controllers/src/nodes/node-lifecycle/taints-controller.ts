/** Keeps the taints of each node in sync with its conditions. */

import { type Node, nodes } from '@kubets/api';
import { defineController } from '@kubets/controller-runtime';
import { nodeControllerRules } from './node-controller-rules.ts';
import { planTaints } from './plan-taints.ts';

export const nodeTaintsController = defineController<Node>({
  name: 'node-taints',
  identity: 'node-controller',
  rules: nodeControllerRules,
  for: nodes,
  async reconcile(node, { client, clock, signal }) {
    const taints = planTaints(node, clock.now());
    if (taints === undefined) return;
    const { uid, resourceVersion } = node.metadata ?? {};
    // With the resource version, because other programs write the list of taints too.
    const patch = { metadata: { uid, resourceVersion }, spec: { taints } };
    await client.patch(nodes, { name: node.metadata?.name ?? '' }, 'merge', patch, { signal });
  },
});
