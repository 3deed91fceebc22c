/** API conventions across kinds: errors for unknown paths, tables, and what a write of the status does not change. */

import { requestOf, type TestRequest } from '@kubets/apiserver/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await testCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function http(line: string, request: TestRequest = {}) {
  const asked = requestOf(line, request);
  const answer = await cluster.server.handle(asked);
  if (answer.type === 'proxy') throw new TypeError('no stream is expected here');
  const { status, headers, body } = cluster.server.respond(answer, asked);
  if (!(body instanceof Uint8Array)) throw new TypeError('no stream is expected here');
  return { status, type: headers['content-type'], text: new TextDecoder().decode(body) };
}

describe('a path where nothing is served', () => {
  it.each(['/apis/unknown.example.com', '/apis/unknown.example.com/v1', '/apis/unknown.example.com/v1/things', '/x'])(
    'in no served group is plain text: %s',
    async (path) => {
      const plain = { status: 404, type: 'text/plain; charset=utf-8', text: '404 page not found\n' };
      expect(await http(`GET ${path}`)).toEqual(plain);
      expect(await http(`POST ${path}`, { body: {} })).toEqual(plain);
    },
  );

  it.each([
    '/api/v9',
    '/api/v1/things',
    '/apis/apps/v9/deployments',
    '/apis/apps/v1/namespaces/default/things/x',
    '/api/v1/namespaces/default/configmaps/a/things',
    '/api/v1/namespaces/default/nodes',
  ])('in a served group is a Status: %s', async (path) => {
    const { status, type, text } = await http(`GET ${path}`);
    expect([status, type]).toEqual([404, 'application/json']);
    expect(JSON.parse(text)).toMatchObject({
      kind: 'Status',
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
      details: {},
    });
  });
});

describe('a table', () => {
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const spec = { resourceAttributes: { verb: 'get', resource: 'pods' } };
  it.each([
    ['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec }],
    ['/apis/authentication.k8s.io/v1/selfsubjectreviews', {}],
    ['/api/v1/namespaces/default/serviceaccounts/default/token', { spec: {} }],
  ])('is not available for %s', async (path, body) => {
    await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const alone = await http(`POST ${path}`, { body, headers: { accept: table } });
    expect([alone.status, JSON.parse(alone.text).reason]).toEqual([406, 'NotAcceptable']);
    const either = await http(`POST ${path}`, { body, headers: { accept: `${table},application/json` } });
    expect([either.status, JSON.parse(either.text).kind]).not.toContain('Table');
    expect(either.status).toBe(201);
  });

  it('is available for stored kinds', async () => {
    const { status, text } = await http('GET /api/v1/namespaces/default', { headers: { accept: table } });
    expect([status, JSON.parse(text).kind]).toEqual([200, 'Table']);
    const made = await http('GET /api/v1/componentstatuses/etcd-0', { headers: { accept: table } });
    expect([made.status, JSON.parse(made.text).kind]).toEqual([200, 'Table']);
  });
});

describe('the metadata of a status write', () => {
  const labels = { a: 'b' };
  const annotations = { c: 'd' };
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'o' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Always' } };
  const workload = { selector: { matchLabels: labels }, template };
  const apps = '/apis/apps/v1/namespaces/default';
  it.each<[string, unknown, readonly string[]]>([
    [`${apps}/deployments`, workload, ['annotations', 'ownerReferences']],
    [`${apps}/replicasets`, workload, ['labels', 'annotations', 'ownerReferences']],
    ['/api/v1/namespaces/default/pods', { ...template.spec, nodeName: 'n' }, ['labels', 'annotations']],
    [
      '/apis/storage.k8s.io/v1/volumeattachments',
      { attacher: 'a.example.com', nodeName: 'n', source: { persistentVolumeName: 'v' } },
      [],
    ],
    [
      '/apis/apiregistration.k8s.io/v1/apiservices',
      {
        group: 'g.example.com',
        version: 'v1',
        groupPriorityMinimum: 1,
        versionPriority: 1,
        service: { name: 's', namespace: 'default' },
        insecureSkipTLSVerify: true,
      },
      [],
    ],
  ])('of %s', async (path, spec, changed) => {
    await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const name = path.endsWith('apiservices') ? 'v1.g.example.com' : 'x';
    const made = await cluster.call(`POST ${path}`, { metadata: { name }, spec });
    expect([made.code, made.body.message]).toEqual([201, undefined]);
    const metadata = { labels, annotations, ownerReferences: [owner] };
    const { code, body } = await cluster.call(`PATCH ${path}/${name}/status`, { metadata });
    expect(code).toBe(200);
    expect(Object.keys(metadata).filter((field) => Object.hasOwn(body.metadata ?? {}, field))).toEqual(changed);
  });
});

describe('the generation of a pod', () => {
  const core = '/api/v1/namespaces/default';
  it('counts changes of its spec by clients, not its binding or status', async () => {
    await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
    await cluster.call(`POST ${core}/pods`, {
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    const generation = async () => (await cluster.call(`GET ${core}/pods/p`)).body.metadata?.generation;
    expect(await generation()).toBe(1);
    await cluster.call(`POST ${core}/pods/p/binding`, { target: { kind: 'Node', name: 'n' } });
    expect((await cluster.call(`GET ${core}/pods/p`)).body).toMatchObject({ spec: { nodeName: 'n' } });
    expect(await generation()).toBe(1);
    await cluster.call(`PATCH ${core}/pods/p/status`, { status: { phase: 'Running' } });
    expect(await generation()).toBe(1);
    const ephemeralContainers = [{ name: 'e', image: 'i', terminationMessagePolicy: 'File' }];
    await cluster.call(`PATCH ${core}/pods/p/ephemeralcontainers`, { spec: { ephemeralContainers } });
    expect(await generation()).toBe(2);
    await cluster.call(`PATCH ${core}/pods/p`, { spec: { activeDeadlineSeconds: 100 } });
    expect(await generation()).toBe(3);
  });
});
