/** Rejects cordoned nodes, unless the pod tolerates the corresponding taint. */
import { tolerates } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, unresolvable } from '../plugin.ts';

const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

export const nodeUnschedulable = defineSchedulerPlugin<boolean>({
  name: 'NodeUnschedulable',
  eventsToRegister: { node: ['add', 'update'] },
  preFilter: (pod) => (pod.spec?.tolerations?.some((each) => tolerates(each, unschedulable)) ? 'skip' : true),
  filter: (_, { node }) => unresolvable(node?.spec?.unschedulable === true, 'node(s) were unschedulable'),
});
