/** Access to the API: without credentials, with tokens, and with RBAC. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../harness.ts';
import { type Curl, curlAs } from './raw-request.ts';

describe('access', () => {
  let cluster: Cluster;
  let anonymous: Curl;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    anonymous = await curlAs(cluster, {});
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it.each([
    ['/healthz', /^ok$/],
    ['/livez', /^ok$/],
    ['/readyz', /^ok$/],
    ['/version', /"gitVersion": ?"v1\.37\./],
  ])('without credentials is allowed to %s', async (path, answer) => {
    const { status, text } = await anonymous(path);
    expect(status).toBe(200);
    expect(text).toMatch(answer);
  });

  it.each([
    [
      'GET',
      '/api/v1/pods',
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      'GET',
      '/api/v1/namespaces/kube-system/secrets/x',
      'secrets "x" is forbidden: User "system:anonymous" cannot get resource "secrets" in API group "" in the namespace "kube-system"',
    ],
    [
      'GET',
      '/apis/apps/v1/deployments?watch=true',
      'deployments.apps is forbidden: User "system:anonymous" cannot watch resource "deployments" in API group "apps" at the cluster scope',
    ],
    [
      'POST',
      '/api/v1/namespaces',
      'namespaces is forbidden: User "system:anonymous" cannot create resource "namespaces" in API group "" at the cluster scope',
    ],
    [
      'GET',
      '/api/v1/namespaces/default/pods/x/exec?command=sh',
      'pods "x" is forbidden: User "system:anonymous" cannot get resource "pods/exec" in API group "" in the namespace "default"',
    ],
    ['GET', '/api', 'forbidden: User "system:anonymous" cannot get path "/api"'],
    ['GET', '/apis', 'forbidden: User "system:anonymous" cannot get path "/apis"'],
    ['GET', '/openapi/v3', 'forbidden: User "system:anonymous" cannot get path "/openapi/v3"'],
    ['GET', '/metrics', 'forbidden: User "system:anonymous" cannot get path "/metrics"'],
    ['GET', '/debug/pprof/', 'forbidden: User "system:anonymous" cannot get path "/debug/pprof/"'],
    ['GET', '/no/such/path', 'forbidden: User "system:anonymous" cannot get path "/no/such/path"'],
  ])('without credentials is refused: %s %s', async (method, path, message) => {
    const { status, text } = await anonymous(
      path,
      '-X',
      method,
      '-H',
      'content-type: application/json',
      ...(method === 'POST' ? ['-d', '{}'] : []),
    );
    expect(status).toBe(403);
    const told = JSON.parse(text);
    expect([told.kind, told.reason, told.message]).toEqual(['Status', 'Forbidden', message]);
  });

  it("with an invalid token, or another cluster's token, is refused, even to anonymous paths", async () => {
    const foreign = `${Buffer.from('{"alg":"ES256","kid":"x"}').toString('base64url')}.${Buffer.from('{"iss":"https://kubernetes.default.svc.cluster.local","sub":"system:serviceaccount:kube-system:default"}').toString('base64url')}.AAAA`;
    for (const token of ['nope', foreign, 'a.b.c']) {
      const { status, text } = await (await curlAs(cluster, { token }))('/version');
      expect(status).toBe(401);
      expect(JSON.parse(text).message).toBe('Unauthorized');
    }
  });

  it("with a ServiceAccount's token follows RBAC until the ServiceAccount is deleted", async () => {
    await cluster.kubectl('create', 'serviceaccount', 'robot');
    const token = (await cluster.kubectl('create', 'token', 'robot', '--duration=10m')).trim();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.sub).toBe('system:serviceaccount:default:robot');
    expect(claims.exp - claims.iat).toBe(600);
    const robot = await curlAs(cluster, { token });
    expect((await robot('/api')).status).toBe(200);
    const refused = await robot('/api/v1/namespaces/default/configmaps');
    expect([refused.status, JSON.parse(refused.text).message]).toEqual([
      403,
      'configmaps is forbidden: User "system:serviceaccount:default:robot" cannot list resource "configmaps" in API group "" in the namespace "default"',
    ]);
    await cluster.kubectl('create', 'role', 'reader', '--verb=get,list', '--resource=configmaps');
    await cluster.kubectl('create', 'rolebinding', 'robot-reads', '--role=reader', '--serviceaccount=default:robot');
    expect((await robot('/api/v1/namespaces/default/configmaps')).status).toBe(200);
    expect((await robot('/api/v1/namespaces/kube-system/configmaps')).status).toBe(403);
    expect((await robot('/api/v1/namespaces/default/configmaps/kube-root-ca.crt', '-X', 'DELETE')).status).toBe(403);
    await cluster.kubectl('delete', 'serviceaccount', 'robot');
    expect((await robot('/api')).status).toBe(401);
  });

  it('is reported by kubectl auth can-i', async () => {
    const canI = async (...args: readonly string[]): Promise<string> =>
      (await cluster.tryKubectl(['auth', 'can-i', ...args])).stdout.trim();
    expect(await canI('*', '*')).toBe('yes');
    expect(await canI('get', 'pods', '--as', 'somebody')).toBe('no');
    await cluster.kubectl('create', 'rolebinding', 'viewer', '--clusterrole=view', '--user=somebody');
    expect(await canI('get', 'pods', '--as', 'somebody')).toBe('yes');
    expect(await canI('get', 'secrets', '--as', 'somebody')).toBe('no');
    expect(await canI('get', 'pods', '-n', 'kube-system', '--as', 'somebody')).toBe('no');
    expect(await canI('list', 'nodes', '--as', 'x', '--as-group', 'system:masters')).toBe('yes');
    const denied = await cluster.tryKubectl(['delete', 'pod', 'x', '--as', 'somebody']);
    expect(denied.code).toBe(1);
    expect(denied.stderr).toBe(
      'Error from server (Forbidden): pods "x" is forbidden: User "somebody" cannot delete resource "pods" in API group "" in the namespace "default"\n',
    );
    const list = await cluster.kubectl('auth', 'can-i', '--list', '--as', 'somebody');
    expect(list).toMatch(/^pods +\[\] +\[\] +\[get list watch\]$/m);
  });

  it('cannot be granted by a user who does not have it', async () => {
    await cluster.kubectl('create', 'role', 'binder', '--verb=create', '--resource=roles,rolebindings');
    await cluster.kubectl('create', 'rolebinding', 'binder', '--role=binder', '--user=climber');
    const role = await cluster.tryKubectl([
      'create',
      'role',
      'all',
      '--verb=*',
      '--resource=secrets',
      '--as',
      'climber',
    ]);
    expect(role.stderr).toContain(
      'roles.rbac.authorization.k8s.io "all" is forbidden: user "climber" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
    );
    const bind = await cluster.tryKubectl([
      'create',
      'rolebinding',
      'b',
      '--clusterrole=admin',
      '--user=climber',
      '--as',
      'climber',
    ]);
    expect(bind.code).toBe(1);
    expect(bind.stderr).toContain('is attempting to grant RBAC permissions not currently held');
    const impersonation = await cluster.tryKubectl(['get', 'pods', '--as', 'climber', '--as-group', 'system:masters']);
    expect(impersonation.code).toBe(0);
  });
});
