/** How the index of roles and bindings follows changes, and what a request costs if there are many rules. */
import type { ClusterRole, ClusterRoleBinding, RoleBinding } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { rbacAuthorizer } from './rbac-authorizer.ts';
import { RbacIndex } from './rbac-index.ts';

const apiGroup = 'rbac.authorization.k8s.io';
const jane = { name: 'jane', groups: ['dev'] };
const role = (name: string, verb: string, revision: number): ClusterRole => ({
  metadata: { name, resourceVersion: String(revision) },
  rules: [{ verbs: [verb], apiGroups: [''], resources: ['pods'] }],
});
const binding = (name: string, to: string, revision: number, namespace?: string): RoleBinding & ClusterRoleBinding => ({
  metadata: { name, resourceVersion: String(revision), ...(namespace === undefined ? {} : { namespace }) },
  subjects: [{ kind: 'Group', name: 'dev', apiGroup }],
  roleRef: { apiGroup, kind: 'ClusterRole', name: to },
});
const verbs = (index: RbacIndex, namespace = ''): readonly string[] =>
  [...index.grants(jane, namespace)].flatMap((grant) => grant.missing ?? grant.rules.flatMap((rule) => rule.verbs));

describe('the index', () => {
  it('follows a role and its binding in either order', () => {
    const index = new RbacIndex();
    index.put('ClusterRoleBinding', binding('b', 'r', 1));
    expect(verbs(index)).toEqual(['clusterrole.rbac.authorization.k8s.io "r" not found']);
    index.put('ClusterRole', role('r', 'get', 2));
    expect(verbs(index)).toEqual(['get']);
    index.put('ClusterRole', role('r', 'list', 3));
    expect(verbs(index)).toEqual(['list']);
    index.remove('ClusterRole', role('r', 'list', 4));
    expect(verbs(index)).toEqual(['clusterrole.rbac.authorization.k8s.io "r" not found']);
  });

  it('respects the namespace of a binding, and forgets a deleted one', () => {
    const index = new RbacIndex();
    index.put('ClusterRole', role('r', 'get', 1));
    index.put('RoleBinding', binding('b', 'r', 2, 'a'));
    expect([verbs(index), verbs(index, 'a'), verbs(index, 'b')]).toEqual([[], ['get'], []]);
    const ofJoe: RoleBinding = { ...binding('b', 'r', 3, 'a'), subjects: [{ kind: 'User', name: 'joe', apiGroup }] };
    index.put('RoleBinding', ofJoe);
    expect(verbs(index, 'a')).toEqual([]);
    index.put('RoleBinding', binding('b', 'r', 4, 'a'));
    index.remove('RoleBinding', binding('b', 'r', 5, 'a'));
    expect(verbs(index, 'a')).toEqual([]);
  });

  it('RbacIndex takes no Role for a ClusterRole, whatever name a binding has for it', () => {
    const index = new RbacIndex();
    const clusterRole = role('r', '*', 1);
    index.put('Role', { ...clusterRole, metadata: { ...clusterRole.metadata, namespace: 'a' } });
    index.put('ClusterRoleBinding', binding('b', 'a/r', 2));
    expect(verbs(index)).toEqual(['clusterrole.rbac.authorization.k8s.io "a/r" not found']);
    expect(index.rulesOf({ apiGroup, kind: 'ClusterRole', name: 'a/r' }, '')).toBeUndefined();
  });

  it('ignores older events', () => {
    const index = new RbacIndex();
    index.put('ClusterRole', role('r', 'get', 5));
    index.put('ClusterRoleBinding', binding('b', 'r', 6));
    index.put('ClusterRole', role('r', '*', 4));
    index.put('ClusterRoleBinding', binding('b', 'other', 4));
    index.remove('ClusterRoleBinding', binding('b', 'r', 5));
    expect(verbs(index)).toEqual(['get']);
  });
});

describe('rules of a user', () => {
  const many = Array.from({ length: 60 }, (_, at) => ({
    metadata: { name: `r${at}`, resourceVersion: '1' },
    rules: Array.from({ length: 1000 }, (_unused, on) => ({ verbs: ['get'], apiGroups: [''], resources: [`r${on}`] })),
  }));
  const lists = new Map<string, readonly object[]>([
    ['clusterroles', many],
    ['clusterrolebindings', many.map(({ metadata: { name } }) => binding(name, name, 1))],
  ]);
  const source = {
    list: async (type: { readonly plural: string }) => (lists.get(type.plural) ?? []) as never,
    onChange: () => undefined,
  };
  const rbac = rbacAuthorizer(source, new AbortController().signal);

  it('are listed up to a limit, and the answer says that it is incomplete', async () => {
    const { rules, errors } = await rbac.rulesFor(jane, '', 10_000);
    expect(rules).toHaveLength(3000);
    expect(errors).toEqual(['57 bindings of large roles are omitted']);
    expect((await rbac.rulesFor(jane, '', 1_000_000)).errors).toEqual([]);
  });

  it('yield to other work while a request is compared with all of them', async () => {
    const asked = { isResourceRequest: true, path: '', version: 'v1', namespace: '', subresource: '', name: '' };
    let turns = 0;
    let done = false;
    const asking = rbac.authorize(jane, { ...asked, verb: 'get', group: '', resource: 'none' }).finally(() => {
      done = true;
    });
    const channel = new MessageChannel();
    await new Promise<void>((resolve) => {
      channel.port1.onmessage = (): void => {
        if (done) resolve();
        else {
          turns++;
          channel.port2.postMessage(undefined);
        }
      };
      channel.port2.postMessage(undefined);
    });
    channel.port1.close();
    expect((await asking).decision).toBe('noOpinion');
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
