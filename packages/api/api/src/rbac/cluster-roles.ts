/** ClusterRoles: cluster-wide sets of permissions. */
import { defineResource } from '../define-resource.ts';
import type { ClusterRole } from '../generated/rbac/v1.ts';
import { validateClusterRole } from './rbac-validation.ts';

export const clusterRoles = defineResource<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  createOnUpdate: true,
  nameRule: 'path',
  validate: validateClusterRole,
  validateUpdate: validateClusterRole,
});
