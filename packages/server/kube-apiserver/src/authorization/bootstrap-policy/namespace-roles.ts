/** Roles and bindings in kube-system and kube-public (Kubernetes 1.36). */
import type { Role, RoleBinding } from '@kubets/api';
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { binding, role, serviceAccount, user } from './declare.ts';

const system = 'kube-system';
const controllerManager = user('system:kube-controller-manager');
const scheduler = user('system:kube-scheduler');
const controllerAccount = (name: string) => [serviceAccount(system, name)];

export const namespaceRoles: readonly Role[] = [
  role(system, 'extension-apiserver-authentication-reader', [
    rule(read, 'core', 'configmaps', 'extension-apiserver-authentication'),
  ]),
  role(system, 'system:controller:bootstrap-signer', [rule(read, 'core', 'secrets')]),
  role(system, 'system:controller:cloud-provider', [rule(`${read} create`, 'core', 'configmaps')]),
  role('kube-public', 'system:controller:bootstrap-signer', [
    rule(read, 'core', 'configmaps'),
    rule('update', 'core', 'configmaps', 'cluster-info'),
    eventsRule,
  ]),
];

export const namespaceRoleBindings: readonly RoleBinding[] = [
  binding(
    system,
    'system::extension-apiserver-authentication-reader',
    [controllerManager, scheduler],
    'extension-apiserver-authentication-reader',
  ),
  binding(system, 'system:controller:bootstrap-signer', controllerAccount('bootstrap-signer')),
  binding(system, 'system:controller:cloud-provider', controllerAccount('cloud-provider')),
  binding('kube-public', 'system:controller:bootstrap-signer', controllerAccount('bootstrap-signer')),
];
