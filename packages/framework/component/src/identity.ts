/** Who a component is to the API. The names are upstream's, so that upstream's roles, audit rules and dashboards fit. */
import type { Subject } from '@kubets/api';

export interface Identity {
  /** The user name: `system:kube-scheduler`. */
  readonly name: string;
  readonly groups: readonly string[];
  /** In whose name fields are managed: upstream's program that does this work. */
  readonly fieldManager: string;
}

const rbacGroup = 'rbac.authorization.k8s.io';
const serviceAccountPrefix = 'system:serviceaccount:';

/** A service account of kube-system, as with --use-service-account-credentials. */
export function systemServiceAccount(name: string, fieldManager: string): Identity {
  const namespace = 'kube-system';
  return {
    name: `${serviceAccountPrefix}${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    fieldManager,
  };
}

/** The identity as a binding names it. */
export function subjectOf({ name }: Identity): Subject {
  if (!name.startsWith(serviceAccountPrefix)) return { kind: 'User', apiGroup: rbacGroup, name };
  const [namespace = '', account = ''] = name.slice(serviceAccountPrefix.length).split(':');
  return { kind: 'ServiceAccount', name: account, namespace };
}
