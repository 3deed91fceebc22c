/** ClusterRoleBindings: grant a ClusterRole in the whole cluster. */
import { defineResource } from '../define-resource.ts';
import type { ClusterRoleBinding } from '../generated/rbac/v1.ts';
import { bindingRow } from './binding-row.ts';
import { roleRefErrors, validateClusterRoleBinding } from './rbac-validation.ts';

export const clusterRoleBindings = defineResource<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  createOnUpdate: true,
  nameRule: 'path',
  validate: validateClusterRoleBinding,
  validateUpdate: (next, old) => [...validateClusterRoleBinding(next), ...roleRefErrors(next, old)],
  row: bindingRow,
});
