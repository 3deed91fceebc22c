/** Who may write roles but holds little tries to become an administrator, on a running cluster with its own aggregation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '1'] });
const label = 'rbac.authorization.k8s.io/aggregate-to-view';

beforeAll(async () => {
  await cluster.up();
  await cluster.kubectl(
    'create',
    'clusterrole',
    'writer',
    '--verb=get,list,create,update,patch',
    '--resource=clusterroles,clusterrolebindings,roles,rolebindings',
  );
  for (const role of ['writer', 'view'])
    await cluster.kubectl('create', 'clusterrolebinding', `eve-${role}`, `--clusterrole=${role}`, '--user=eve');
  await eventually(async () => (await asEve('get', 'clusterroles')).code === 0 || undefined, 'the bindings count');
});
afterAll(() => cluster[Symbol.asyncDispose]());

const asEve = (...args: readonly string[]) => cluster.tryKubectl([...args, '--as=eve']);
const asEveWith = (object: object, ...args: readonly string[]) =>
  cluster.tryKubectl([...args, '--as=eve'], JSON.stringify(object));
const refused = /attempting to grant RBAC permissions not currently held|must have cluster-admin privileges/;

const admin = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'cluster-admin', labels: { [label]: 'true' } },
};
const own = { ...admin, metadata: { name: 'own', labels: { [label]: 'true' } } };
const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } }] };

describe('a writer of roles does not become an administrator', () => {
  it.each<[string, () => ReturnType<typeof asEve>]>([
    ['a label on cluster-admin', () => asEve('label', 'clusterrole', 'cluster-admin', `${label}=true`)],
    ['the label by apply', () => asEveWith(admin, 'apply', '--server-side', '--force-conflicts', '-f', '-')],
    [
      'the label by a JSON patch',
      () =>
        asEve(
          'patch',
          'clusterrole',
          'cluster-admin',
          '--type=json',
          '-p',
          JSON.stringify([{ op: 'add', path: '/metadata/labels/x', value: 'y' }]),
        ),
    ],
    [
      'an annotation',
      () =>
        asEve(
          'annotate',
          'clusterrole',
          'cluster-admin',
          'rbac.authorization.kubernetes.io/autoupdate=false',
          '--overwrite',
        ),
    ],
    ['a role with every right', () => asEveWith({ ...own, rules: everything }, 'create', '-f', '-')],
    ['a role that gathers', () => asEveWith({ ...own, aggregationRule }, 'create', '-f', '-')],
    [
      'another selector of view',
      () => asEve('patch', 'clusterrole', 'view', '--type=merge', '-p', JSON.stringify({ aggregationRule })),
    ],
    ['a binding to admin', () => asEve('create', 'clusterrolebinding', 'b', '--clusterrole=admin', '--user=eve')],
    [
      'a binding in a namespace',
      () => asEve('-n', 'kube-system', 'create', 'rolebinding', 'b', '--clusterrole=admin', '--user=eve'),
    ],
    [
      'another subject of a binding',
      () => asEve('set', 'subject', 'clusterrolebinding', 'cluster-admin', '--user=eve'),
    ],
  ])('by %s', async (_, write) => {
    const { code, stderr } = await write();
    expect([code, stderr]).toEqual([1, expect.stringMatching(refused)]);
  });

  it('and what it holds it may put into other roles', async () => {
    const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }];
    expect((await asEveWith({ ...own, rules }, 'create', '-f', '-')).stderr).toBe('');
    for (const right of [
      ['get', 'secrets'],
      ['delete', 'pods'],
      ['*', '*'],
    ])
      expect((await asEve('auth', 'can-i', ...right, '-A')).stdout.trim()).toBe('no');
  });
});
