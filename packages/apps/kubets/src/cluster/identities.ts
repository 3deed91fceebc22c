/** Under which name each component of ours comes to the API: upstream's, so that upstream's roles fit. */
import { asAuthenticated, serviceAccountGroups } from '@kubets/apiserver/authentication';
import type { UserInfo } from '@kubets/apiserver/requests';

/** A controller acts as the service account of its name in kube-system, as with --use-service-account-credentials. */
export function controllerUser(name: string): UserInfo {
  return asAuthenticated({
    name: `system:serviceaccount:kube-system:${name}`,
    groups: serviceAccountGroups('kube-system'),
  });
}

export const componentUsers = {
  controllerManager: asAuthenticated({ name: 'system:kube-controller-manager', groups: [] }),
  scheduler: asAuthenticated({ name: 'system:kube-scheduler', groups: [] }),
  proxy: asAuthenticated({ name: 'system:kube-proxy', groups: ['system:node-proxier'] }),
} as const;

export function nodeUser(node: string): UserInfo {
  return asAuthenticated({ name: `system:node:${node}`, groups: ['system:nodes'] });
}

const programs: readonly (readonly [user: string, program: string])[] = [
  ['system:serviceaccount:kube-system:', 'kube-controller-manager'],
  ['system:kube-controller-manager', 'kube-controller-manager'],
  ['system:kube-scheduler', 'kube-scheduler'],
  ['system:kube-proxy', 'kube-proxy'],
  ['system:node:', 'kubelet'],
];

/** The program that acts as this user in a cluster of separate processes: fields are managed in its name. */
export function programOf({ name }: UserInfo): string {
  return programs.find(([user]) => name.startsWith(user))?.[1] ?? name;
}
