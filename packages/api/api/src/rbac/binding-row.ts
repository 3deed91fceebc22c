/** The printed row of RoleBindings and ClusterRoleBindings. */
import { ageOf, nameOf } from '../cells.ts';
import type { ClusterRoleBinding, RoleBinding, Subject } from '../generated/rbac/v1.ts';
import type { Cell } from '../resource-definition.ts';

function subjectsCell(subjects: readonly Subject[] | undefined, kind: string): string {
  return (subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name))
    .join(', ');
}

export function bindingRow(binding: RoleBinding | ClusterRoleBinding, now: number): readonly Cell[] {
  return [
    nameOf(binding),
    `${binding.roleRef.kind}/${binding.roleRef.name}`,
    ageOf(binding, now),
    subjectsCell(binding.subjects, 'User'),
    subjectsCell(binding.subjects, 'Group'),
    subjectsCell(binding.subjects, 'ServiceAccount'),
  ];
}
