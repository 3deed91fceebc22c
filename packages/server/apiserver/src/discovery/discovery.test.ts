/** What clients can discover about the server, over the wire. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../testing.ts';

let api: TestServer;
beforeAll(async () => {
  api = await testServer();
});
afterAll(() => api[Symbol.asyncDispose]());

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

describe('classic discovery', () => {
  test('lists versions, groups and resources', async () => {
    expect((await api.call('GET /api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    const { body: groups } = await api.call('GET /apis');
    expect(groups).toMatchObject({ kind: 'APIGroupList', apiVersion: 'v1' });
    const named = (groups.groups as { name: string }[]).map((group) => group.name);
    expect(named.slice(0, 3)).toEqual(['apiregistration.k8s.io', 'apps', 'events.k8s.io']);
    expect((await api.call('GET /apis/autoscaling')).body).toMatchObject({
      kind: 'APIGroup',
      versions: [{ version: 'v2' }, { version: 'v1' }],
      preferredVersion: { groupVersion: 'autoscaling/v2', version: 'v2' },
    });
    const { body: core } = await api.call('GET /api/v1');
    expect(core).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
    expect(core.resources).toContainEqual({
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    });
    expect(core.resources).toContainEqual(
      expect.objectContaining({ name: 'pods', singularName: 'pod', shortNames: ['po'], categories: ['all'] }),
    );
    expect((await api.http('GET /apis/nope')).status).toBe(404);
  });
});

describe('aggregated discovery', () => {
  test('lists everything in one document', async () => {
    const answer = await api.http('GET /apis', { headers: { accept: aggregated } });
    expect(answer.headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    const document = JSON.parse(answer.text);
    const apps = document.items.find((group: { metadata: { name: string } }) => group.metadata.name === 'apps');
    expect(apps.versions[0].resources.find((each: { resource: string }) => each.resource === 'deployments')).toEqual({
      resource: 'deployments',
      responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      scope: 'Namespaced',
      singularResource: 'deployment',
      verbs: expect.arrayContaining(['create', 'watch']),
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [
        {
          subresource: 'scale',
          responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
          verbs: ['get', 'patch', 'update'],
        },
        {
          subresource: 'status',
          responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
          verbs: ['get', 'patch', 'update'],
        },
      ],
    });
    const etag = answer.headers.etag as string;
    const again = await api.http('GET /apis', { headers: { accept: aggregated, 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe('OpenAPI', () => {
  test('version 3 is found through its index, and cached under its hash', async () => {
    const { body } = await api.call('GET /openapi/v3');
    const { serverRelativeURL } = (body.paths as Record<string, { serverRelativeURL: string }>)['apis/apps/v1'] ?? {};
    expect(serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=/);
    const document = await api.http(`GET ${serverRelativeURL}`);
    expect(document.headers['cache-control']).toBe('public, immutable');
    expect(JSON.parse(document.text)).toMatchObject({
      openapi: '3.0.0',
      components: { schemas: { 'io.k8s.api.apps.v1.Deployment': { type: 'object' } } },
    });
    const stale = await api.http('GET /openapi/v3/apis/apps/v1?hash=old');
    expect([stale.status, stale.headers.location]).toEqual([301, serverRelativeURL]);
    expect((await api.http('GET /openapi/v3/apis/nope/v1')).status).toBe(404);
  });

  test('version 2 is served as JSON and as protobuf', async () => {
    expect((await api.call('GET /openapi/v2')).body).toMatchObject({ swagger: '2.0' });
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const { headers } = await api.http('GET /openapi/v2', { headers: { accept } });
    expect(headers['content-type']).toMatch(/protobuf$/);
    expect((await api.http('GET /openapi/v2', { headers: { accept: 'text/html' } })).status).toBe(406);
  });
});

describe('other non-resource paths', () => {
  test('version, health, metrics and paths', async () => {
    expect((await api.call('GET /version')).body).toMatchObject({ gitVersion: 'v1.37.2', major: '1' });
    expect((await api.http('GET /healthz')).text).toBe('ok');
    expect((await api.http('GET /livez/ping')).text).toBe('ok');
    expect((await api.http('GET /livez/nope')).status).toBe(404);
    expect((await api.http('GET /readyz?verbose&exclude=etcd')).text).toMatch(
      /^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd excluded: ok\n(.*\n)*readyz check passed\n$/,
    );
    await api.call('GET /api/v1/pods');
    await api.http('GET /api/v1/nothing');
    const { text } = await api.http('GET /metrics');
    expect(text).toContain(
      'apiserver_request_total{code="200",component="apiserver",dry_run="",group="",resource="pods",scope="cluster",subresource="",verb="LIST",version="v1"} 1',
    );
    expect(text).not.toContain('nothing');
    expect(text).toContain('apiserver_storage_objects{resource="pods"} 0');
    expect(text).toMatch(/apiserver_request_duration_seconds_bucket\{.*le="\+Inf"\} 1/);
    const { body } = await api.call('GET /');
    expect(body.paths).toEqual(expect.arrayContaining(['/api/v1', '/apis/apps', '/healthz/etcd', '/metrics']));
  });

  test('a failing check makes the endpoint fail, and hides its reason from the client', async () => {
    const check = (): void => {
      throw new TypeError('secret');
    };
    await using sick = await testServer({ healthChecks: [{ name: 'sick', endpoints: ['readyz'], check }] });
    const { status, text } = await sick.http('GET /readyz');
    expect(status).toBe(500);
    expect(text).toContain('[-]sick failed: reason withheld\n');
    expect(text).not.toContain('secret');
    expect((await sick.http('GET /livez')).status).toBe(200);
  });
});
