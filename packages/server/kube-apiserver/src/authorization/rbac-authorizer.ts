/** The RBAC authorizer. It allows or has no opinion; it never denies. */
import { clusterRoleBindings, clusterRoles, type PolicyRule, type RoleRef, roleBindings, roles } from '@kubets/api';
import type { ObjectChange, ResourceReader } from '@kubets/apiserver/access';
import type { AuthorizationDecision, Authorizer } from '@kubets/apiserver/authorization';
import type { UserInfo } from '@kubets/apiserver/requests';
import { nextTurn } from '@kubets/base';
import { buildRbacIndex, type RbacIndex, type RbacKind } from './rbac-index.ts';
import { countEntries } from './rule-cover.ts';
import { ruleAllows } from './rule-match.ts';

/** The objects that RBAC reads: from the watch cache, or a fixed set in tests. */
export type RbacSource = Pick<ResourceReader, 'list' | 'onChange'>;

interface UserRules {
  readonly rules: readonly PolicyRule[];
  /** Missing roles that bindings of this user name, and whether rules were left out. */
  readonly errors: readonly string[];
}

export interface RbacAuthorizer extends Authorizer {
  /** `maxEntries`: strings in all rules together; further roles are left out, which is an error of the result. */
  rulesFor(user: UserInfo, namespace: string, maxEntries: number): Promise<UserRules>;
  /** Undefined if there is no such role. */
  rulesOf(role: RoleRef, namespace: string): Promise<readonly PolicyRule[] | undefined>;
}

const noOpinion: AuthorizationDecision = { decision: 'noOpinion', reason: '' };

/** The number of rules that are checked in one turn, which takes some milliseconds. */
const rulesPerTurn = 20_000;

/** The index is updated on changes; it is rebuilt if the watch cache has lost its place. */
function followedIndex(source: RbacSource, signal: AbortSignal): () => Promise<RbacIndex> {
  let known: Promise<RbacIndex> | undefined;
  let current: RbacIndex | undefined;
  /** Changes while the index is being built: the lists may be older. */
  let since: ((index: RbacIndex) => void)[] = [];

  function tell(kind: RbacKind, change: ObjectChange | undefined): void {
    if (change === undefined) {
      known = undefined;
      current = undefined;
      return;
    }
    const apply = (index: RbacIndex): void =>
      change.gone ? index.remove(kind, change.object) : index.put(kind, change.object);
    if (current !== undefined) apply(current);
    else if (known !== undefined) since.push(apply);
  }
  for (const type of [roles, roleBindings, clusterRoles, clusterRoleBindings])
    source.onChange(type, (change) => tell(type.kind as RbacKind, change), signal);

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

  return () => {
    if (known !== undefined) return known;
    since = [];
    const building = build().then(
      (index) => {
        if (known !== building) return index;
        for (const apply of since) apply(index);
        since = [];
        current = index;
        return index;
      },
      (error: unknown) => {
        if (known === building) known = undefined;
        throw error;
      },
    );
    known = building;
    return building;
  };
}

export function rbacAuthorizer(source: RbacSource, signal: AbortSignal): RbacAuthorizer {
  const current = followedIndex(source, signal);
  return {
    async authorize(user, attributes) {
      const namespace = attributes.isResourceRequest ? attributes.namespace : '';
      const missing = new Set<string>();
      let looked = 0;
      for (const grant of (await current()).grants(user, namespace)) {
        for (const rule of grant.rules) {
          if (ruleAllows(rule, attributes))
            return { decision: 'allow', reason: `RBAC: allowed by ${grant.describe()}` };
          looked++;
          if (looked % rulesPerTurn === 0) await nextTurn();
        }
        if (grant.missing !== undefined) missing.add(grant.missing);
      }
      if (missing.size === 0) return noOpinion;
      const shown = [...missing];
      return { decision: 'noOpinion', reason: `RBAC: ${shown.length === 1 ? shown[0] : `[${shown.join(', ')}]`}` };
    },
    async rulesFor(user, namespace, maxEntries) {
      const rules: PolicyRule[] = [];
      const errors: string[] = [];
      let left = maxEntries;
      let omitted = 0;
      for (const grant of (await current()).grants(user, namespace)) {
        if (grant.missing !== undefined) errors.push(grant.missing);
        const entries = countEntries(grant.rules);
        if (entries > left) omitted++;
        else for (const rule of grant.rules) rules.push(rule);
        if (entries <= left) left -= entries;
      }
      if (omitted > 0) errors.push(`${omitted} bindings of large roles are omitted`);
      return { rules, errors };
    },
    rulesOf: async (role, namespace) => (await current()).rulesOf(role, namespace),
  };
}
