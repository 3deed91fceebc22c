/** Keeps a pod that names its node to that node. */
import { defineSchedulerPlugin, lasting } from '../plugin.ts';

export const nodeName = defineSchedulerPlugin<string>({
  name: 'NodeName',
  wakeOn: { node: ['add'] },
  preFilter: (pod) => pod.spec?.nodeName || 'skip',
  filter: (wanted, node) => lasting(node.name !== wanted, "node(s) didn't match the requested node name"),
});
