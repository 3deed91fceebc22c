/** Roles: sets of permissions in one namespace. */
import { defineResource } from '../define-resource.ts';
import type { Role } from '../generated/rbac/v1.ts';
import { validateRole } from './rbac-validation.ts';

export const roles = defineResource<Role>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  createOnUpdate: true,
  nameRule: 'path',
  validate: validateRole,
  validateUpdate: validateRole,
});
