/** Every role and binding that a new cluster has, in words: whoever changes a permission shows it in this file's snapshot. */
import {
  type ClusterRole,
  clusterRoleBindings,
  clusterRoles,
  type RoleBinding,
  roleBindings,
  roles,
} from '@kubets/api';
import { expect, it } from 'vitest';
import { testCluster } from './test-cluster.ts';

const shown = (list: readonly string[] = []): string => list.map((each) => each || 'core').join(' ');

function ruleLines({ rules = [] }: ClusterRole): readonly string[] {
  return rules.map(({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }) => {
    const what = nonResourceURLs ? shown(nonResourceURLs) : `${shown(apiGroups)}: ${shown(resources)}`;
    return `  ${shown(verbs)} | ${what}${resourceNames ? ` (${shown(resourceNames)})` : ''}`;
  });
}

function subjectLines({ roleRef, subjects = [] }: RoleBinding): readonly string[] {
  const holders = subjects.map(
    ({ kind, namespace, name }) => `  to ${kind} ${namespace ? `${namespace}/` : ''}${name}`,
  );
  return [`  binds ${roleRef.kind} ${roleRef.name}`, ...holders];
}

it('a new cluster has these roles and bindings', async () => {
  await using cluster = await testCluster({ nodes: 0 });
  const lines: string[] = [];
  for (const type of [clusterRoles, roles]) {
    const { items } = await cluster.client.list<ClusterRole>(type);
    for (const each of items)
      lines.push(`${type.kind} ${each.metadata?.namespace ?? ''}/${each.metadata?.name}`, ...ruleLines(each));
  }
  for (const type of [clusterRoleBindings, roleBindings]) {
    const { items } = await cluster.client.list<RoleBinding>(type);
    for (const each of items)
      lines.push(`${type.kind} ${each.metadata?.namespace ?? ''}/${each.metadata?.name}`, ...subjectLines(each));
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('bootstrap-roles.txt');
});
