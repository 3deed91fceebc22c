/** RoleBindings: grant a role in one namespace. */
import { defineResource } from '../define-resource.ts';
import type { RoleBinding } from '../generated/rbac/v1.ts';
import { bindingRow } from './binding-row.ts';
import { roleRefErrors, validateRoleBinding } from './rbac-validation.ts';

export const roleBindings = defineResource<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  createOnUpdate: true,
  nameRule: 'path',
  validate: validateRoleBinding,
  validateUpdate: (next, old) => [...validateRoleBinding(next), ...roleRefErrors(next, old)],
  row: bindingRow,
});
