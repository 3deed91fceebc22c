/** The policy as data, and how an existing cluster is reconciled with it. */
import type { ClusterRole, ClusterRoleBinding } from '@kubets/api';
import { rule } from '@kubets/api/policy-rules';
import { describe, expect, it } from 'vitest';
import { planAggregation } from '../role-aggregation.ts';
import { bootstrapPolicy } from './bootstrap-policy.ts';
import { clusterBinding, clusterRole, group, serviceAccount, user } from './declare.ts';
import { planReconcile } from './reconcile.ts';

const nameOf = (object: { metadata?: { name?: string } }): string => object.metadata?.name ?? '';

describe('the bootstrap policy', () => {
  const rules = [rule('get', 'core', 'pods')];
  const policy = bootstrapPolicy([
    { name: 'system:controller:example', rules, subjects: [serviceAccount('kube-system', 'example')] },
    { name: 'system:controller:example', namespace: 'kube-system', rules, subjects: [user('system:example')] },
  ]);
  const names = policy.map((object) => `${object.kind}/${object.metadata?.namespace ?? ''}/${nameOf(object)}`);

  it('has no duplicate names', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it('binds only roles that it contains', () => {
    const roles = new Set(names);
    for (const object of policy) {
      if (!('roleRef' in object)) continue;
      const { roleRef, metadata } = object as ClusterRoleBinding;
      const namespace = roleRef.kind === 'Role' ? (metadata?.namespace ?? '') : '';
      expect(roles).toContain(`${roleRef.kind}/${namespace}/${roleRef.name}`);
    }
  });

  it('enables automatic update for everything', () => {
    for (const object of policy) {
      expect(object.metadata?.annotations).toEqual({ 'rbac.authorization.kubernetes.io/autoupdate': 'true' });
      expect(object.metadata?.labels).toMatchObject({ 'kubernetes.io/bootstrapping': 'rbac-defaults' });
    }
  });

  it('has the roles of components, bound to their identities', () => {
    const named = policy.filter((object) => nameOf(object) === 'system:controller:example');
    expect(named).toMatchObject([
      { kind: 'ClusterRole', rules },
      { kind: 'ClusterRoleBinding', subjects: [serviceAccount('kube-system', 'example')] },
      { kind: 'Role', metadata: { namespace: 'kube-system' }, rules },
      { kind: 'RoleBinding', metadata: { namespace: 'kube-system' }, subjects: [user('system:example')] },
    ]);
  });
});

describe('planReconcile', () => {
  const expected = clusterRole('r', [rule('get', 'core', 'pods'), rule('list', 'core', 'pods')]);
  const withRules = (rules: ClusterRole['rules']): ClusterRole => ({ ...expected, ...(rules ? { rules } : {}) });

  it('creates missing objects', () => {
    expect(planReconcile(expected, undefined)).toEqual({ action: 'create', object: expected });
  });

  it('does not change an object that covers the rules, even in another form', () => {
    expect(planReconcile(expected, withRules([rule('*', '*', '*')])).action).toBe('none');
    expect(planReconcile(expected, withRules([rule('get list watch', 'core', 'pods')])).action).toBe('none');
  });

  it('adds missing rules and keeps those that others added', () => {
    const plan = planReconcile(expected, withRules([rule('get', 'core', 'pods secrets')]));
    expect(plan).toMatchObject({
      action: 'update',
      object: { rules: [rule('get', 'core', 'pods secrets'), rule('list', 'core', 'pods')] },
    });
  });

  it('changes nothing if autoupdate is disabled', () => {
    const standing = {
      ...expected,
      rules: [],
      metadata: { name: 'r', annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'false' } },
    };
    expect(planReconcile(expected, standing).action).toBe('none');
  });

  it('adds missing subjects, and recreates a binding to another role', () => {
    const binding = clusterBinding('b', [user('a'), group('g')], 'r');
    expect(planReconcile(binding, clusterBinding('b', [user('x')], 'r'))).toMatchObject({
      action: 'update',
      object: { subjects: [user('x'), user('a'), group('g')] },
    });
    expect(planReconcile(binding, clusterBinding('b', [user('a'), group('g')], 'other'))).toEqual({
      action: 'recreate',
      object: binding,
    });
  });
});

describe('planAggregation', () => {
  const all = [
    clusterRole('b', [rule('get', 'core', 'pods')], { x: 'y' }),
    clusterRole('a', [rule('list', 'core', 'pods'), rule('get', 'core', 'pods')], { x: 'y' }),
    clusterRole('c', [rule('delete', 'core', 'pods')]),
  ];
  it('combines the selected roles by name, each rule once', () => {
    const role: ClusterRole = {
      metadata: { name: 'sum' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { x: 'y' } }] },
    };
    expect(planAggregation(role, all)).toEqual([rule('list', 'core', 'pods'), rule('get', 'core', 'pods')]);
    expect(planAggregation({ metadata: { name: 'plain' } }, all)).toBeUndefined();
  });
});
