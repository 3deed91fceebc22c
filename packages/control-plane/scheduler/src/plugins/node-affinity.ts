/** Keeps pods to the nodes their selector and required affinity accept; prefers those their preferences weigh most. */
import type { PreferredSchedulingTerm } from '@kubets/api';
import { matchesNodeAffinity, matchesNodeSelectorTerm } from '@kubets/api/scheduling-rules';
import { defineSchedulerPlugin, lasting } from '../plugin.ts';

interface Wishes {
  readonly required: boolean;
  readonly preferred: readonly PreferredSchedulingTerm[];
}

/** A preference without any requirement is met by every node. */
function met({ preference }: PreferredSchedulingTerm): boolean {
  return (preference.matchExpressions ?? []).length === 0 && (preference.matchFields ?? []).length === 0;
}

export const nodeAffinity = defineSchedulerPlugin<Wishes>({
  name: 'NodeAffinity',
  wakeOn: { node: ['add', 'update'] },
  weight: 2,
  preFilter: ({ spec }) => {
    const affinity = spec?.affinity?.nodeAffinity;
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const required =
      spec?.nodeSelector !== undefined || affinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined;
    return required || preferred.length > 0 ? { required, preferred } : 'skip';
  },
  filter: ({ required }, { node }, pod) =>
    lasting(
      required && (node === undefined || !matchesNodeAffinity(pod, node)),
      "node(s) didn't match Pod's node affinity/selector",
    ),
  score: ({ preferred }, { node }) =>
    preferred
      .filter((term) => node !== undefined && (met(term) || matchesNodeSelectorTerm(term.preference, node)))
      .reduce((sum, term) => sum + term.weight, 0),
  normalize: 'highest',
});
