/** Keeps pods off cordoned nodes, unless they tolerate the taint that stands for it. */
import { tolerates } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, lasting } from '../plugin.ts';

const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

export const nodeUnschedulable = defineSchedulerPlugin<boolean>({
  name: 'NodeUnschedulable',
  wakeOn: { node: ['add', 'update'] },
  preFilter: (pod) => (pod.spec?.tolerations?.some((each) => tolerates(each, unschedulable)) ? 'skip' : true),
  filter: (_, { node }) => lasting(node?.spec?.unschedulable === true, 'node(s) were unschedulable'),
});
