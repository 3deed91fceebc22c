/** Rules, RBAC, escalation, the node authorizer and access reviews. */
import { type PolicyRule, pods } from '@kubets/api';
import type { UserInfo } from '@kubets/apiserver/requests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { ruleAllows } from './rule-match.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const jane: UserInfo = { name: 'jane', groups: ['dev', 'system:authenticated'] };

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await testCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

/** Grants take effect once the watch cache has received them. */
async function settled(): Promise<void> {
  await cluster.clock.advance(1);
}

async function grant(namespace: string, name: string, rules: readonly PolicyRule[], user = 'jane'): Promise<void> {
  const scope = namespace === '' ? '' : `/namespaces/${namespace}`;
  const kind = namespace === '' ? 'ClusterRole' : 'Role';
  const role = await cluster.call(`POST ${rbac}${scope}/${kind.toLowerCase()}s`, { metadata: { name }, rules });
  expect(role.code).toBe(201);
  const bound = await cluster.call(`POST ${rbac}${scope}/${kind.toLowerCase()}bindings`, {
    metadata: { name },
    subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
  });
  expect(bound.code).toBe(201);
  await settled();
}

const asked = { isResourceRequest: true, path: '', version: 'v1', namespace: 'a', subresource: '', name: '' };

describe('a rule', () => {
  it.each<[string, PolicyRule, Partial<Parameters<typeof ruleAllows>[1]>, boolean]>([
    ['its verb', { verbs: ['get'], apiGroups: [''], resources: ['pods'] }, { verb: 'get' }, true],
    ['no other verb', { verbs: ['get'], apiGroups: [''], resources: ['pods'] }, { verb: 'list' }, false],
    ['no other group', { verbs: ['get'], apiGroups: ['apps'], resources: ['pods'] }, { verb: 'get' }, false],
    [
      'no subresource of the resource',
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
      { verb: 'get', subresource: 'log' },
      false,
    ],
    [
      'a named subresource',
      { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
      { verb: 'get', subresource: 'log' },
      true,
    ],
    [
      'a subresource of any resource',
      { verbs: ['get'], apiGroups: [''], resources: ['*/log'] },
      { verb: 'get', subresource: 'log' },
      true,
    ],
    [
      'everything with wildcards',
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verb: 'x', subresource: 'y' },
      true,
    ],
    [
      'only the named object',
      { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['p'] },
      { verb: 'get', name: 'q' },
      false,
    ],
    [
      'paths below a wildcard',
      { verbs: ['get'], nonResourceURLs: ['/api/*'] },
      { isResourceRequest: false, path: '/api/v1', verb: 'get' },
      true,
    ],
    [
      'not the path above it',
      { verbs: ['get'], nonResourceURLs: ['/api/*'] },
      { isResourceRequest: false, path: '/api', verb: 'get' },
      false,
    ],
  ])('allows %s', (_, rule, question, allowed) => {
    expect(ruleAllows(rule, { ...asked, group: '', resource: 'pods', verb: 'get', ...question })).toBe(allowed);
  });
});

describe('RBAC', () => {
  it("refuses with upstream's message", async () => {
    expect(await cluster.call('GET /api/v1/namespaces/default/pods', undefined, { user: jane })).toMatchObject({
      code: 403,
      body: {
        message:
          'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
        reason: 'Forbidden',
        details: { kind: 'pods' },
      },
    });
  });

  it('allows a user in one namespace what a role there grants', async () => {
    await grant('default', 'reader', [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }]);
    expect((await cluster.call('GET /api/v1/namespaces/default/pods', undefined, { user: jane })).code).toBe(200);
    expect((await cluster.call('GET /api/v1/namespaces/kube-system/pods', undefined, { user: jane })).code).toBe(403);
    expect((await cluster.call('GET /api/v1/pods', undefined, { user: jane })).code).toBe(403);
  });

  it('names the missing role of a binding', async () => {
    await cluster.call(`POST ${rbac}/clusterrolebindings`, {
      metadata: { name: 'dangling' },
      subjects: [{ kind: 'Group', name: 'dev', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'nothing' },
    });
    // Only the bind verb, which system:masters has, allows the administrator to bind a missing role.
    await settled();
    const { body } = await cluster.call('GET /api/v1/pods', undefined, { user: jane });
    expect(body.message).toMatch(
      /at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "nothing" not found$/,
    );
  });

  it('grants components, discovery and anonymous what upstream grants them', async () => {
    const may = async (user: UserInfo, line: string): Promise<boolean> =>
      (await cluster.call(line, undefined, { user })).code !== 403;
    const anonymous = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    const dns = { name: 'system:serviceaccount:kube-system:kube-dns', groups: ['system:authenticated'] };
    const volumeBinder = {
      name: 'system:serviceaccount:kube-system:persistent-volume-binder',
      groups: ['system:authenticated'],
    };
    const admin = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };
    expect(await may(anonymous, 'GET /version')).toBe(true);
    expect(await may(anonymous, 'GET /api')).toBe(false);
    expect(await may(jane, 'GET /api')).toBe(true);
    expect(await may(dns, 'GET /api/v1/services')).toBe(true);
    expect(await may(dns, 'GET /api/v1/secrets')).toBe(false);
    expect(await may(volumeBinder, 'DELETE /api/v1/namespaces/default/pods/a')).toBe(true);
    expect(await may(volumeBinder, 'GET /api/v1/namespaces/default/secrets/a')).toBe(false);
    expect(await may(admin, 'GET /api/v1/secrets')).toBe(true);
  });
});

describe('a grant', () => {
  const roles = `${rbac}/namespaces/default/roles`;
  const writeRoles = [
    { verbs: ['create', 'update'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] },
    { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
  ];

  it("of more than the user's own rights is refused with upstream's message", async () => {
    await grant('default', 'writer', writeRoles);
    const fine = { metadata: { name: 'fine' }, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] };
    expect((await cluster.call(`POST ${roles}`, fine, { user: jane })).code).toBe(201);
    const greedy = {
      metadata: { name: 'greedy' },
      rules: [{ verbs: ['get', 'delete'], apiGroups: [''], resources: ['pods'] }],
    };
    const { code, body } = await cluster.call(`POST ${roles}`, greedy, { user: jane });
    expect(code).toBe(403);
    expect(body.message).toBe(
      'roles.rbac.authorization.k8s.io "greedy" is forbidden: user "jane" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}',
    );
  });

  it("of a role with more rights than the user's requires the bind verb", async () => {
    await grant('default', 'writer', writeRoles);
    const binding = {
      metadata: { name: 'b' },
      subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    };
    const path = `POST ${rbac}/namespaces/default/rolebindings`;
    expect((await cluster.call(path, binding, { user: jane })).code).toBe(403);
    await grant('default', 'binder', [
      {
        verbs: ['bind'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['view'],
      },
    ]);
    expect((await cluster.call(path, binding, { user: jane })).code).toBe(201);
  });
});

describe('a kubelet', () => {
  const node: UserInfo = { name: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] };
  const get = async (path: string): Promise<{ code: number; message?: string | undefined }> => {
    const { code, body } = await cluster.call(`GET ${path}`, undefined, { user: node });
    return { code, message: body.message };
  };

  beforeEach(async () => {
    await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    for (const name of ['used', 'other'])
      await cluster.call('POST /api/v1/namespaces/default/secrets', { metadata: { name }, stringData: { a: 'b' } });
    await cluster.call('POST /api/v1/namespaces/default/pods', {
      metadata: { name: 'p' },
      spec: {
        nodeName: 'n1',
        containers: [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: 'used' } }] }],
      },
    });
    await settled();
  });

  it('reads only what its pods refer to', async () => {
    expect((await get('/api/v1/namespaces/default/secrets/used')).code).toBe(200);
    expect((await get('/api/v1/namespaces/default/configmaps/kube-root-ca.crt')).code).toBe(404);
    const refused = await get('/api/v1/namespaces/default/secrets/other');
    expect(refused).toEqual({
      code: 403,
      message:
        'secrets "other" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node \'n1\' and this object',
    });
    expect((await get('/api/v1/secrets')).message).toContain('can only read namespaced object of this type');
  });

  it('loses access once the pod is deleted, and gains it as soon as a pod is bound', async () => {
    expect((await get('/api/v1/namespaces/default/secrets/used')).code).toBe(200);
    await cluster.server.resources.delete(pods, 'default', 'p', { gracePeriodSeconds: 0 });
    await settled();
    expect((await get('/api/v1/namespaces/default/secrets/used')).code).toBe(403);
    await cluster.call('POST /api/v1/namespaces/default/pods', {
      metadata: { name: 'q' },
      spec: {
        nodeName: 'n1',
        volumes: [{ name: 'v', secret: { secretName: 'other' } }],
        containers: [{ name: 'c', image: 'i' }],
      },
    });
    expect((await get('/api/v1/namespaces/default/secrets/other')).code).toBe(200);
  });

  it('sees only its own node and pods', async () => {
    expect((await get('/api/v1/nodes/n1')).code).toBe(404);
    expect((await get('/api/v1/nodes/n2')).message).toContain("node 'n1' cannot read 'n2', only its own Node object");
    expect((await get('/api/v1/nodes?fieldSelector=metadata.name%3Dn1')).code).toBe(200);
    expect((await get('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1')).code).toBe(200);
    expect((await get('/api/v1/pods')).message).toContain('can only list/watch pods with spec.nodeName field selector');
    expect((await get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2')).message).toContain(
      'same name as the requesting node',
    );
  });

  it('changes only its own node and pods', async () => {
    const post = (path: string, body: unknown) => cluster.call(`POST ${path}`, body, { user: node });
    expect((await post('/api/v1/nodes', { metadata: { name: 'n2' } })).body.message).toContain(
      'node "n1" is not allowed to modify node "n2"',
    );
    const trusted = { metadata: { name: 'n1', labels: { 'node-restriction.kubernetes.io/x': 'y' } } };
    expect((await post('/api/v1/nodes', trusted)).body.message).toContain(
      'is not allowed to set the following labels: node-restriction.kubernetes.io/x',
    );
    const plain = { metadata: { name: 'n1', labels: { 'kubernetes.io/hostname': 'n1', mine: 'x' } } };
    const made = await post('/api/v1/nodes', plain);
    expect(made.code).toBe(201);
    expect(made.body).toMatchObject({
      spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
    });
    const pod = { metadata: { name: 'free' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    expect((await post('/api/v1/namespaces/default/pods', pod)).body.message).toContain(
      'node "n1" can only create mirror pods',
    );
  });

  it('gets tokens for the accounts of its pods, bound to them', async () => {
    const { body: pod } = await cluster.call('GET /api/v1/namespaces/default/pods/p');
    const request = (boundObjectRef: unknown, audiences: readonly string[] = []) =>
      cluster.call(
        'POST /api/v1/namespaces/default/serviceaccounts/default/token',
        { spec: { audiences, boundObjectRef } },
        { user: node },
      );
    const bound = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: pod.metadata?.uid };
    expect((await request(bound)).code).toBe(201);
    expect((await request(bound, ['vault'])).body.message).toContain('audience "vault" not found in pod spec volume');
    expect((await request(undefined)).body.message).toContain('node requested token not bound to a pod');
    expect((await request({ ...bound, uid: 'x' })).code).toBe(403);
  });
});

describe('access reviews', () => {
  const group = '/apis/authorization.k8s.io/v1';
  it('tell what a user may do', async () => {
    await grant('default', 'reader', [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }]);
    const ask = async (line: string, spec: unknown, user?: UserInfo) =>
      (await cluster.call(`POST ${group}${line}`, { spec }, user ? { user } : {})).body.status;
    const resourceAttributes = { verb: 'list', resource: 'pods', namespace: 'default' };
    expect(await ask('/selfsubjectaccessreviews', { resourceAttributes }, jane)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "reader/default" of Role "reader" to User "jane"',
    });
    expect(
      await ask('/subjectaccessreviews', {
        user: 'jane',
        resourceAttributes: { ...resourceAttributes, namespace: 'x' },
      }),
    ).toEqual({ allowed: false });
    expect(
      await ask('/namespaces/default/localsubjectaccessreviews', { user: 'jane', resourceAttributes }),
    ).toMatchObject({ allowed: true });
    expect(await ask('/selfsubjectrulesreviews', { namespace: 'default' }, jane)).toMatchObject({
      incomplete: false,
      resourceRules: expect.arrayContaining([{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }]),
    });
  });

  it('report an invalid question', async () => {
    const { code, body } = await cluster.call(`POST ${group}/subjectaccessreviews`, { spec: {} });
    expect([code, body.reason]).toEqual([422, 'Invalid']);
    expect((await cluster.call(`GET ${group}/subjectaccessreviews`)).code).toBe(405);
  });
});
