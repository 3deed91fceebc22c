/** A user who may write roles but has few permissions tries to become an administrator, on a running cluster with role aggregation. */
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
  await eventually(
    async () => (await asEve('get', 'clusterroles')).code === 0 || undefined,
    'the effect of the bindings',
  );
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

describe('RBAC escalation prevention: a user who may write roles', () => {
  it.each<[string, () => ReturnType<typeof asEve>]>([
    ['labelling cluster-admin', () => asEve('label', 'clusterrole', 'cluster-admin', `${label}=true`)],
    [
      'labelling cluster-admin with server-side apply',
      () => asEveWith(admin, 'apply', '--server-side', '--force-conflicts', '-f', '-'),
    ],
    [
      'labelling cluster-admin with a JSON patch',
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
      'annotating cluster-admin',
      () =>
        asEve(
          'annotate',
          'clusterrole',
          'cluster-admin',
          'rbac.authorization.kubernetes.io/autoupdate=false',
          '--overwrite',
        ),
    ],
    ['creating a role with all permissions', () => asEveWith({ ...own, rules: everything }, 'create', '-f', '-')],
    ['creating a role with an aggregation rule', () => asEveWith({ ...own, aggregationRule }, 'create', '-f', '-')],
    [
      'changing the aggregation rule of view',
      () => asEve('patch', 'clusterrole', 'view', '--type=merge', '-p', JSON.stringify({ aggregationRule })),
    ],
    ['binding admin', () => asEve('create', 'clusterrolebinding', 'b', '--clusterrole=admin', '--user=eve')],
    [
      'binding admin in a namespace',
      () => asEve('-n', 'kube-system', 'create', 'rolebinding', 'b', '--clusterrole=admin', '--user=eve'),
    ],
    [
      'changing the subjects of a binding',
      () => asEve('set', 'subject', 'clusterrolebinding', 'cluster-admin', '--user=eve'),
    ],
  ])('cannot become an administrator by %s', async (_, write) => {
    const { code, stderr } = await write();
    expect([code, stderr]).toEqual([1, expect.stringMatching(refused)]);
  });

  it('can grant its own permissions in other roles', async () => {
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
