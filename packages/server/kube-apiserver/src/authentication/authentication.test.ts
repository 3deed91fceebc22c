/** How tokens are issued, verified and refused, and the user of a request. */
import { seededRandom } from '@kubets/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { bearerToken, clusterAuthenticator } from './cluster-authenticator.ts';
import { peekClaims } from './json-web-token.ts';
import { serviceAccountTokens } from './service-account-tokens.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await testCluster();
  await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function request(
  spec: unknown = {},
): Promise<{ code: number; message?: string | undefined; token: string; expires: string }> {
  const { code, body } = await cluster.call('POST /api/v1/namespaces/default/serviceaccounts/robot/token', {
    spec: { audiences: [], ...(spec as object) },
  });
  const status = body.status as { token?: string; expirationTimestamp?: string } | undefined;
  return { code, message: body.message, token: status?.token ?? '', expires: status?.expirationTimestamp ?? '' };
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const login = (token: string) => cluster.authenticator.authenticate(bearer(token));

async function pod(): Promise<{ name: string; uid: string }> {
  const { body } = await cluster.call('POST /api/v1/namespaces/default/pods', {
    metadata: { name: 'p' },
    spec: { serviceAccountName: 'robot', containers: [{ name: 'c', image: 'i' }] },
  });
  return { name: 'p', uid: body.metadata?.uid ?? '' };
}

describe('a token of a service account', () => {
  it("has the claims of upstream's", async () => {
    const { code, token, expires } = await request({ expirationSeconds: 1200 });
    expect(code).toBe(201);
    const now = Math.floor(cluster.clock.now() / 1000);
    expect(peekClaims(token)).toMatchObject({
      aud: ['https://kubernetes.default.svc.cluster.local'],
      exp: now + 1200,
      iat: now,
      nbf: now,
      iss: 'https://kubernetes.default.svc.cluster.local',
      sub: 'system:serviceaccount:default:robot',
      'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot' } },
    });
    expect(Date.parse(expires)).toBe((now + 1200) * 1000);
  });

  it('authenticates its account', async () => {
    const { token } = await request();
    const user = await login(token);
    expect(user).toMatchObject({
      name: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=/)] },
    });
  });

  it('is refused if it has expired, was changed, or has another issuer', async () => {
    const { token } = await request();
    const [head = '', , signature = ''] = token.split('.');
    const forged = Buffer.from(
      JSON.stringify({ ...peekClaims(token), sub: 'system:serviceaccount:kube-system:x' }),
    ).toString('base64url');
    await expect(login(`${head}.${forged}.${signature}`)).rejects.toMatchObject({ code: 401 });
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    await expect(login(`${none}.${forged}.`)).rejects.toMatchObject({ code: 401 });
    for (const text of ['x', 'a.b.c', `${token}x`, '....'])
      await expect(login(text)).rejects.toMatchObject({ code: 401 });
    await cluster.clock.advance(3600_000 + 61_000);
    await expect(login(token)).rejects.toMatchObject({ code: 401, message: 'Unauthorized' });
  });

  it('is invalid once its account is deleted', async () => {
    const { token } = await request();
    await login(token);
    await cluster.call('DELETE /api/v1/namespaces/default/serviceaccounts/robot');
    await expect(login(token)).rejects.toMatchObject({ code: 401 });
    await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
    await expect(login(token)).rejects.toMatchObject({ code: 401 });
  });

  it('is invalid once the pod that it is bound to is deleted', async () => {
    const { uid } = await pod();
    const { token } = await request({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p', uid } });
    expect((await login(token)).extra).toMatchObject({
      'authentication.kubernetes.io/pod-name': ['p'],
      'authentication.kubernetes.io/pod-uid': [uid],
    });
    await cluster.server.resources.delete((await import('@kubets/api')).pods, 'default', 'p', {
      gracePeriodSeconds: 0,
    });
    await expect(login(token)).rejects.toMatchObject({ code: 401 });
  });

  it('of a mounted volume is valid for a year for clients that never reload it', async () => {
    const { uid } = await pod();
    const { token, expires } = await request({
      expirationSeconds: 3607,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p', uid },
    });
    const now = Math.floor(cluster.clock.now() / 1000);
    expect(peekClaims(token)).toMatchObject({ exp: now + 365 * 86400, 'kubernetes.io': { warnafter: now + 3607 } });
    expect(Date.parse(expires)).toBe((now + 3607) * 1000);
  });

  it('for another audience is not accepted', async () => {
    const { token } = await request({ audiences: ['vault'] });
    await expect(login(token)).rejects.toMatchObject({ code: 401 });
    const review = (audiences: string[]) =>
      cluster.call('POST /apis/authentication.k8s.io/v1/tokenreviews', { spec: { token, audiences } });
    expect((await review(['vault'])).body.status).toMatchObject({ authenticated: true, audiences: ['vault'] });
    expect((await review([])).body.status).toMatchObject({
      error: expect.stringContaining('is invalid for the target audiences'),
    });
  });

  it.each([
    ['too short a lifetime', { expirationSeconds: 599 }, 422, 'may not specify a duration less than 10 minutes'],
    [
      'a pod that is not there',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'x' } },
      404,
      'pods "x" not found',
    ],
    [
      'a kind it cannot be bound to',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Service', name: 'x' } },
      400,
      'cannot bind token for serviceaccount "robot" to object of type /v1, Kind=Service',
    ],
  ])('is not issued for %s', async (_, spec, code, message) => {
    const refused = await request(spec);
    expect(refused.code).toBe(code);
    expect(refused.message).toContain(message);
  });

  it('is also read from WebSocket subprotocols', () => {
    const encoded = Buffer.from('secret').toString('base64url');
    expect(
      bearerToken({ 'sec-websocket-protocol': `v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.${encoded}` }),
    ).toBe('secret');
    expect(bearerToken({ authorization: 'Basic abc' })).toBeUndefined();
    expect(bearerToken({ authorization: 'bearer  ' })).toBeUndefined();
  });
});

describe('authentication', () => {
  const subject = { commonName: 'system:node:n1', organizations: ['system:nodes'], fingerprint: 'ab12' };
  it('prefers the certificate to the token, and is anonymous without either', async () => {
    expect(
      await cluster.authenticator.authenticate({ certificate: subject, headers: { authorization: 'Bearer x' } }),
    ).toEqual({
      name: 'system:node:n1',
      groups: ['system:nodes', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab12'] },
    });
    expect(await cluster.authenticator.authenticate({ headers: {} })).toEqual({
      name: 'system:anonymous',
      groups: ['system:unauthenticated'],
    });
    await expect(cluster.authenticator.authenticate({ certificate: 'invalid', headers: {} })).rejects.toMatchObject({
      code: 401,
    });
    const strict = clusterAuthenticator({
      reader: cluster.server.resources,
      tokens: cluster.tokens,
      clock: cluster.clock,
      anonymous: false,
    });
    await expect(strict.authenticate({ headers: {} })).rejects.toMatchObject({ code: 401 });
  });

  const proxy = { frontProxy: { ...subject, commonName: 'front-proxy-client' } };
  const values = new Map([['x-remote-user', ['jane']]]);

  it('believes a front proxy, and nobody else, who the user is', async () => {
    const { authenticator } = cluster;
    const jane = { name: 'jane', groups: ['system:authenticated'] };
    expect(await authenticator.authenticate({ certificate: proxy, headers: {}, values })).toEqual(jane);
    const headers = { 'x-remote-user': 'jane' };
    expect(await authenticator.authenticate({ headers, values })).toMatchObject({ name: 'system:anonymous' });
    expect(await authenticator.authenticate({ certificate: subject, headers, values })).toMatchObject({
      name: 'system:node:n1',
    });
  });

  it('refuses a front proxy that names nobody, is not allowed, or presents its own certificate as a user', async () => {
    const { authenticator } = cluster;
    const other = { frontProxy: { ...subject, commonName: 'system:admin', organizations: ['system:masters'] } };
    for (const credentials of [{ certificate: proxy }, { certificate: other }, { certificate: other, values }])
      await expect(authenticator.authenticate({ headers: {}, ...credentials })).rejects.toMatchObject({ code: 401 });
  });

  it('tells users who they are', async () => {
    const user = { name: 'jane', uid: 'u', groups: ['system:authenticated'], extra: { a: ['b'] } };
    const { code, body } = await cluster.call('POST /apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { user });
    expect(code).toBe(201);
    expect(body.status).toEqual({
      userInfo: { username: 'jane', uid: 'u', groups: ['system:authenticated'], extra: { a: ['b'] } },
    });
  });

  it('accepts all keys it is given, and signs with the first', async () => {
    const [key] = cluster.tokens.keys;
    const clock = cluster.clock;
    const rotated = serviceAccountTokens({ keys: [key!, key!], clock, random: seededRandom(2) });
    const { token } = await request();
    expect(await rotated.verify(cluster.server.resources, token)).toMatchObject({ valid: true });
  });
});

describe('a bootstrap token', () => {
  const make = (more: Readonly<Record<string, string>> = {}, type = 'bootstrap.kubernetes.io/token') =>
    cluster.call('POST /api/v1/namespaces/kube-system/secrets', {
      metadata: { name: 'bootstrap-token-abcdef' },
      type,
      stringData: {
        'token-id': 'abcdef',
        'token-secret': '0123456789abcdef',
        'usage-bootstrap-authentication': 'true',
        'auth-extra-groups': 'system:bootstrappers:planes',
        ...more,
      },
    });
  const token = 'abcdef.0123456789abcdef';

  it('authenticates a joining node until it expires', async () => {
    const expiration = new Date(cluster.clock.now() + 60_000).toISOString();
    await make({ expiration });
    expect(await login(token)).toEqual({
      name: 'system:bootstrap:abcdef',
      groups: ['system:bootstrappers', 'system:bootstrappers:planes', 'system:authenticated'],
    });
    await cluster.clock.advance(61_000);
    await expect(login(token)).rejects.toMatchObject({ reason: 'Unauthorized' });
  });

  it.each([
    ['has another secret', { 'token-secret': '0123456789abcdee' }],
    ['has a shorter secret', { 'token-secret': '0123' }],
    ['is not for authentication', { 'usage-bootstrap-authentication': 'false' }],
    ['requests a group that joining nodes may not have', { 'auth-extra-groups': 'system:masters' }],
    ['has no valid expiration', { expiration: 'tomorrow' }],
  ])('is refused if it %s', async (_, more) => {
    await make(more);
    await expect(login(token)).rejects.toMatchObject({ reason: 'Unauthorized' });
  });

  it('is refused if the Secret has another type, or does not exist', async () => {
    await expect(login(token)).rejects.toMatchObject({ reason: 'Unauthorized' });
    await make({}, 'Opaque');
    await expect(login(token)).rejects.toMatchObject({ reason: 'Unauthorized' });
  });
});
