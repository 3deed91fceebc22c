/** Who kube-controller-manager and its controllers are to the API, and what they may do there. */
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { type Actor, type ComponentRole, type Identity, systemServiceAccount } from '@kubets/component';
import type { AnyController } from '@kubets/controller-runtime';

const name = 'kube-controller-manager';
const system = 'kube-system';

export const controllerManagerIdentity: Identity = { name: `system:${name}`, groups: [], fieldManager: name };

const serviceAccount = (account: string) => ({ kind: 'ServiceAccount', name: account, namespace: system });

/** The manager's own: it holds the Lease and fills the caches that all controllers share. */
const ownRoles: readonly ComponentRole[] = [
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
export function controllerIdentity(account: string): Identity {
  return systemServiceAccount(account, name);
}

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

/** The manager, and each controller under an identity of its own. */
export function controllerManagerActors(definitions: readonly AnyController[]): readonly Actor[] {
  return [
    { name, identity: controllerManagerIdentity, roles: ownRoles },
    ...definitions.map((definition) => ({
      name: definition.name,
      identity: controllerIdentity(definition.identity ?? definition.name),
      roles: rolesOf(definition),
    })),
  ];
}
