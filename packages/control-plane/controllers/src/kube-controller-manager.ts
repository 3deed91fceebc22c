/** kube-controller-manager: the controllers in one component, over shared caches, each under an identity of its own. */
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import {
  type Component,
  type ComponentRole,
  defineComponent,
  type Identity,
  systemServiceAccount,
} from '@kubets/component';
import { type AnyController, runControllers } from '@kubets/controller-runtime';
import { certificateControllers } from './certificates/index.ts';
import { discoveryControllers } from './discovery/index.ts';
import { lifecycleControllers } from './lifecycle/index.ts';
import { networkingControllers } from './networking/index.ts';
import { nodeControllers } from './nodes/index.ts';
import type { ControllersOptions } from './options.ts';
import { policyControllers } from './policy/index.ts';
import { storageControllers } from './storage/index.ts';
import { workloadControllers } from './workloads/index.ts';

const name = 'kube-controller-manager';
const system = 'kube-system';

const identity: Identity = { name: `system:${name}`, groups: [], fieldManager: name };

const serviceAccount = (account: string) => ({ kind: 'ServiceAccount', name: account, namespace: system });

/** The manager's own: it holds the Lease and fills the caches that all controllers share. */
const roles: readonly ComponentRole[] = [
  {
    name: `system:${name}`,
    rules: [
      eventsRule,
      rule('create', 'coordination.k8s.io', 'leases'),
      rule('get update', 'coordination.k8s.io', 'leases', name),
      rule('create', 'core', 'secrets serviceaccounts'),
      rule('delete', 'core', 'secrets'),
      rule('get', 'core', 'namespaces secrets serviceaccounts configmaps'),
      rule('update', 'core', 'secrets serviceaccounts'),
      rule('create', 'authentication.k8s.io', 'tokenreviews'),
      rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
      rule('list watch', '*', '*'),
      rule('create', 'core', 'serviceaccounts/token'),
    ],
  },
  {
    name: `system::leader-locking-${name}`,
    namespace: system,
    rules: [
      rule('watch', 'core', 'configmaps'),
      rule('get update', 'core', 'configmaps', name),
      rule(`${read} create update`, 'coordination.k8s.io', 'leases'),
    ],
    others: [serviceAccount(name), serviceAccount('leader-election-controller')],
  },
];

/** A controller acts as the service account of its name in kube-system, as with --use-service-account-credentials. */
const identityOf = (account: string): Identity => systemServiceAccount(account, name);

/** The roles a controller's definition states, under the name upstream gives them. */
function rolesOf({ name: controller, identity = controller, rules, namespacedRules = {} }: AnyController) {
  const role = `system:controller:${identity}`;
  const namespaced = Object.entries(namespacedRules).map(([namespace, list]) => ({
    name: role,
    namespace,
    rules: list,
  }));
  return rules === undefined ? namespaced : [{ name: role, rules }, ...namespaced];
}

/** All of them, group by group. */
function controllers(options: ControllersOptions): readonly AnyController[] {
  return [
    ...lifecycleControllers(options),
    ...certificateControllers(options),
    ...policyControllers(),
    ...workloadControllers(),
    ...discoveryControllers(options),
    ...networkingControllers(),
    ...nodeControllers(options),
    ...storageControllers(),
  ];
}

/** The component; its parts are the controllers. */
export function kubeControllerManager(options: ControllersOptions): Component {
  const definitions = controllers(options);
  return defineComponent({
    name,
    identity,
    roles,
    requires: ['kube-apiserver'],
    lease: name,
    parts: definitions.map((definition) => ({
      name: definition.name,
      identity: identityOf(definition.identity ?? definition.name),
      roles: rolesOf(definition),
    })),
    async run({ client, clientFor, clock, random, log, signal, ready, report }) {
      ready();
      await runControllers(definitions, {
        client,
        clientFor: (account) => clientFor(identityOf(account)),
        clock,
        random,
        log,
        signal,
        observe: report,
      });
    },
  });
}
