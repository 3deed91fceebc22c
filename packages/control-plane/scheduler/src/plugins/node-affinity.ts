/** Rejects nodes that do not match the pod's node selector and required affinity; prefers nodes that match preferred terms. */
import type { PreferredSchedulingTerm } from '@kubets/api';
import { matchesNodeAffinity, matchesNodeSelectorTerm } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, unresolvable } from '../plugin.ts';

interface PreFilterState {
  readonly required: boolean;
  readonly preferred: readonly PreferredSchedulingTerm[];
}

/** A term without requirements matches every node. */
function matchesAll({ preference }: PreferredSchedulingTerm): boolean {
  return (preference.matchExpressions ?? []).length === 0 && (preference.matchFields ?? []).length === 0;
}

export const nodeAffinity = defineSchedulerPlugin<PreFilterState>({
  name: 'NodeAffinity',
  eventsToRegister: { node: ['add', 'update'] },
  weight: 2,
  preFilter: ({ spec }) => {
    const affinity = spec?.affinity?.nodeAffinity;
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const required =
      spec?.nodeSelector !== undefined || affinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined;
    return required || preferred.length > 0 ? { required, preferred } : 'skip';
  },
  filter: ({ required }, { node }, pod) =>
    unresolvable(
      required && (node === undefined || !matchesNodeAffinity(pod, node)),
      "node(s) didn't match Pod's node affinity/selector",
    ),
  score: ({ preferred }, { node }) =>
    preferred
      .filter((term) => node !== undefined && (matchesAll(term) || matchesNodeSelectorTerm(term.preference, node)))
      .reduce((sum, term) => sum + term.weight, 0),
  normalize: 'highest',
});
