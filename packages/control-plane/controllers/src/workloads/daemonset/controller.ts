/** Runs a pod of a DaemonSet on each eligible node. */
import { controllerRevisions, type DaemonSet, daemonSets, nodes, pods } from '@kubets/api';
import { eventsRule, managePodsRule, owns, read, rule } from '@kubets/api/policy-rules';
import { type ControllerDefinition, defineController, watching } from '@kubets/controller-runtime';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import type { BackOffs } from './back-off.ts';
import { adopters, allDaemonSets, changesEligibility } from './node-changes.ts';

const selectsEverything = 'This daemon set is selecting all pods. A non-empty selector is required.';

export function daemonSetController(): ControllerDefinition<DaemonSet> {
  let backOffs: BackOffs | undefined;
  return defineController<DaemonSet>({
    name: 'daemonset',
    identity: 'daemon-set-controller',
    component: 'daemonset-controller',
    rules: [
      ...owns('extensions apps', 'daemonsets', read),
      rule('list watch', 'core', 'nodes'),
      managePodsRule,
      rule('create', 'core', 'pods/binding'),
      rule('get list watch create update patch delete', 'apps', 'controllerrevisions'),
      eventsRule,
    ],
    for: daemonSets,
    owns: [pods, controllerRevisions],
    watches: [watching(pods, adopters), watching(nodes, allDaemonSets, changesEligibility)],
    async reconcile(set, context) {
      const selector = selectorFromLabelSelector(set.spec.selector);
      if (selector.empty) {
        context.events.event(set, 'Warning', 'SelectingAll', selectsEverything);
        return {};
      }
      if (set.metadata?.deletionTimestamp !== undefined) return {};
      const { BackOffs, reconcileDaemonSet } = await import('./reconcile.ts');
      backOffs ??= new BackOffs();
      return reconcileDaemonSet(set, selector, backOffs.of(set), context);
    },
    async deleted({ namespace, name }) {
      backOffs?.delete(namespace, name);
    },
  });
}
