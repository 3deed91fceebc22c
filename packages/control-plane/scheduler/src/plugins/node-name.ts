/** Rejects all nodes but the one in `spec.nodeName`. */
import { defineSchedulerPlugin, unresolvable } from '../plugin.ts';

export const nodeName = defineSchedulerPlugin<string>({
  name: 'NodeName',
  eventsToRegister: { node: ['add'] },
  preFilter: (pod) => pod.spec?.nodeName || 'skip',
  filter: (wanted, node) => unresolvable(node.name !== wanted, "node(s) didn't match the requested node name"),
});
