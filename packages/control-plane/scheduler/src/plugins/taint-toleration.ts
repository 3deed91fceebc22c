/** Rejects nodes with taints that the pod does not tolerate; prefers nodes with fewer untolerated PreferNoSchedule taints. */
import type { Toleration } from '@kubets/api';
import { tolerates, untoleratedTaint } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, unresolvable } from '../plugin.ts';

const refusing = ['NoSchedule', 'NoExecute'] as const;

export const taintToleration = defineSchedulerPlugin<readonly Toleration[]>({
  name: 'TaintToleration',
  eventsToRegister: { node: ['add', 'update'] },
  weight: 3,
  preFilter: (pod) => pod.spec?.tolerations ?? [],
  filter: (tolerations, { node }) =>
    unresolvable(
      untoleratedTaint(node?.spec?.taints, tolerations, refusing) !== undefined,
      'node(s) had untolerated taint(s)',
    ),
  score: (tolerations, { node }) =>
    (node?.spec?.taints ?? []).filter(
      (taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((each) => tolerates(each, taint)),
    ).length,
  normalize: 'lowest',
});
