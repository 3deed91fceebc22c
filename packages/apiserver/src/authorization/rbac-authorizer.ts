/** Role-based access control over the server's own roles and bindings. Allows or has no opinion; it never denies. */
import { clusterRoleBindings, clusterRoles, type PolicyRule, type RoleRef, roleBindings, roles } from '@kubets/api';
import type { AuthorizationDecision, Authorizer } from '../authorizer.ts';
import type { UserInfo } from '../request.ts';
import type { ResourceReader } from '../resource-access.ts';
import { buildRbacIndex, type RbacIndex } from './rbac-index.ts';
import { ruleAllows } from './rule-match.ts';

/** What RBAC reads: the watch cache, or a fixed set in tests. */
export type RbacSource = Pick<ResourceReader, 'list' | 'onChange'>;

interface UserRules {
  readonly rules: readonly PolicyRule[];
  /** Roles that bindings of this user name but that do not exist. */
  readonly errors: readonly string[];
}

export interface RbacAuthorizer extends Authorizer {
  rulesFor(user: UserInfo, namespace: string): Promise<UserRules>;
  /** Undefined when there is no such role. */
  rulesOf(role: RoleRef, namespace: string): Promise<readonly PolicyRule[] | undefined>;
}

const noOpinion: AuthorizationDecision = { decision: 'noOpinion', reason: '' };

/** The index is rebuilt on the first question after a change of any role or binding. */
export function rbacAuthorizer(source: RbacSource, signal: AbortSignal): RbacAuthorizer {
  let index: Promise<RbacIndex> | undefined;
  const stale = (): void => {
    index = undefined;
  };
  for (const type of [roles, roleBindings, clusterRoles, clusterRoleBindings]) source.onChange(type, stale, signal);

  async function build(): Promise<RbacIndex> {
    const [roleList, roleBindingList, clusterRoleList, clusterRoleBindingList] = await Promise.all([
      source.list(roles),
      source.list(roleBindings),
      source.list(clusterRoles),
      source.list(clusterRoleBindings),
    ]);
    return buildRbacIndex({
      roles: roleList,
      roleBindings: roleBindingList,
      clusterRoles: clusterRoleList,
      clusterRoleBindings: clusterRoleBindingList,
    });
  }

  function current(): Promise<RbacIndex> {
    if (index !== undefined) return index;
    const building = build();
    index = building;
    building.catch(() => {
      if (index === building) index = undefined;
    });
    return building;
  }

  return {
    async authorize(user, attributes) {
      const namespace = attributes.isResourceRequest ? attributes.namespace : '';
      const missing = new Set<string>();
      for (const grant of (await current()).grants(user, namespace)) {
        for (const rule of grant.rules)
          if (ruleAllows(rule, attributes))
            return { decision: 'allow', reason: `RBAC: allowed by ${grant.description}` };
        if (grant.missing !== undefined) missing.add(grant.missing);
      }
      if (missing.size === 0) return noOpinion;
      const shown = [...missing];
      return { decision: 'noOpinion', reason: `RBAC: ${shown.length === 1 ? shown[0] : `[${shown.join(', ')}]`}` };
    },
    async rulesFor(user, namespace) {
      const grants = [...(await current()).grants(user, namespace)];
      return {
        rules: grants.flatMap((grant) => grant.rules),
        errors: grants.flatMap((grant) => (grant.missing === undefined ? [] : [grant.missing])),
      };
    },
    rulesOf: async (role, namespace) => (await current()).rulesOf(role, namespace),
  };
}
