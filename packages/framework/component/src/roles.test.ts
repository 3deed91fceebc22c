/** Bootstrap roles as collected from components. */
import { read, rule } from '@kubets/api/policy-rules';
import { describe, expect, it } from 'vitest';
import { systemServiceAccount } from './identity.ts';
import { type Actor, type ComponentRole, collectRoles } from './roles.ts';

const podRules = [rule(read, 'core', 'pods')];
const account = systemServiceAccount('example', 'kube-controller-manager');
const user = { name: 'system:example', groups: [], fieldManager: 'example' };
const accountSubject = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'example' };
const userSubject = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'system:example' };

function actor(name: string, identity: Actor['identity'], ...roles: readonly ComponentRole[]): Actor {
  return { name, identity, roles };
}

describe('collectRoles', () => {
  it.each<[criterion: string, actors: readonly Actor[], roles: unknown]>([
    ['has nothing where nothing is stated', [actor('a', user)], []],
    [
      'binds a role to the user that states it',
      [actor('a', user, { name: 'r', rules: podRules })],
      [{ name: 'r', rules: podRules, subjects: [userSubject] }],
    ],
    [
      'binds a role to the service account that states it',
      [actor('a', account, { name: 'r', rules: podRules })],
      [{ name: 'r', rules: podRules, subjects: [accountSubject] }],
    ],
    [
      'keeps a role of a namespace apart from the cluster role of the same name',
      [actor('a', user, { name: 'r', rules: podRules }, { name: 'r', namespace: 'n', rules: [] })],
      [
        { name: 'r', rules: podRules, subjects: [userSubject] },
        { name: 'r', namespace: 'n', rules: [], subjects: [userSubject] },
      ],
    ],
    [
      'has a role once that two of one identity state',
      [actor('a', account, { name: 'r', rules: podRules }), actor('b', account, { name: 'r', rules: podRules })],
      [{ name: 'r', rules: podRules, subjects: [accountSubject] }],
    ],
    [
      'binds a role to all who state it, and to the others they name',
      [
        actor('a', account, { name: 'r', rules: podRules, others: [{ kind: 'Group', name: 'g' }] }),
        actor('b', user, { name: 'r', rules: podRules }),
      ],
      [{ name: 'r', rules: podRules, subjects: [accountSubject, { kind: 'Group', name: 'g' }, userSubject] }],
    ],
  ])('%s', (_, actors, roles) => expect(collectRoles(actors)).toEqual(roles));

  it('refuses different rules under one name', () => {
    const actors = [actor('a', user, { name: 'r', rules: podRules }), actor('b', account, { name: 'r', rules: [] })];
    expect(() => collectRoles(actors)).toThrow('components a and b state different rules for the role r');
  });
});
