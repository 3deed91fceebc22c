/** RoleBindings: who has a role in one namespace. */
import { defineResource } from '../define-resource.ts';
import type { RoleBinding } from '../generated/rbac/v1.ts';
import { bindingRow } from './binding-row.ts';

export const roleBindings = defineResource<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  createOnUpdate: true,
  nameRule: 'path',
  row: bindingRow,
});
