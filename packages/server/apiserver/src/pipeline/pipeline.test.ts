/** The stages around an operation: authorization, admission, flow control, paths, handlers and hooks. */
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, test } from 'vitest';
import { type AdmissionPlugin, defineAdmission } from '../admission/admission.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { ApiAnswer } from '../requests/request.ts';
import type { SubresourceHandler, WriteHook } from '../subresources/subresource-handlers.ts';
import { requestOf, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const body = { metadata: { name: 'm' } };
const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };

test.each(['application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io'])(
  'every stage uses the RequestInfo of the request, not its path: %s',
  async (accept) => {
    await using api = await testServer();
    const headers = { accept };
    const request = { ...requestOf('GET /api/v1/pods', { headers }), info: requestOf('GET /api/v1/nodes').info };
    const answer = await api.server.handle(request);
    expect(answer).toMatchObject({ type: 'list', kind: 'NodeList' });
    if (answer.type === 'proxy' || !accept.includes('Table')) return;
    const { body: table } = api.server.respond(answer, request);
    expect(new TextDecoder().decode(table as Uint8Array)).toContain('"name":"Roles"');
  },
);

describe('authorization', () => {
  const denyAll: Authorizer = { authorize: async () => ({ decision: 'noOpinion', reason: '' }) };
  const user = { name: 'joe', groups: [] };

  test.each([
    [
      'GET /api/v1/namespaces/a/pods',
      'pods is forbidden: User "joe" cannot list resource "pods" in API group "" in the namespace "a"',
    ],
    [
      'GET /apis/apps/v1/namespaces/a/deployments/d/scale',
      'deployments.apps "d" is forbidden: User "joe" cannot get resource "deployments/scale" in API group "apps" in the namespace "a"',
    ],
    [
      'DELETE /api/v1/nodes/n',
      'nodes "n" is forbidden: User "joe" cannot delete resource "nodes" in API group "" at the cluster scope',
    ],
    ['GET /metrics', 'forbidden: User "joe" cannot get path "/metrics"'],
    [
      'GET /api/v1/nothing',
      'nothing is forbidden: User "joe" cannot list resource "nothing" in API group "" at the cluster scope',
    ],
  ])("%s is refused with upstream's message", async (line, message) => {
    await using api = await testServer({ authorizer: denyAll });
    expect(await api.call(line, { user })).toMatchObject({ code: 403, body: { reason: 'Forbidden', message } });
  });

  test("passes the authorizer's reason on and asks with the selectors of the request", async () => {
    const seen: unknown[] = [];
    const authorizer: Authorizer = {
      authorize: async (_user, attributes) => {
        seen.push([attributes.verb, attributes.labelSelector, attributes.fieldSelector]);
        return { decision: 'deny', reason: 'because' };
      },
    };
    await using api = await testServer({ authorizer });
    const { body: status } = await api.call('GET /api/v1/pods?labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dn');
    expect(status.message).toMatch(/at the cluster scope: because$/);
    expect(seen).toEqual([['list', 'a=b', 'spec.nodeName=n']]);
  });
});

test('an apply that would create needs permission to create', async () => {
  const patchOnly: Authorizer = {
    authorize: async (_user, { verb }) => ({ decision: verb === 'patch' ? 'allow' : 'noOpinion', reason: '' }),
  };
  await using api = await testServer({ authorizer: patchOnly });
  const answer = await api.call(`PATCH ${maps}/m?fieldManager=t`, {
    body: { apiVersion: 'v1', kind: 'ConfigMap', ...body },
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
  expect(answer).toMatchObject({ code: 403, body: { message: expect.stringContaining('cannot create resource') } });
});

describe('admission', () => {
  const log: string[] = [];
  const stamp = (name: string): AdmissionPlugin =>
    defineAdmission({
      name,
      on: { resource: configMaps, operations: ['CREATE', 'UPDATE', 'DELETE'] },
      mutate: (object, { operation }) => {
        log.push(`${name} mutates ${operation}`);
        return {
          ...object,
          metadata: { ...object.metadata, labels: { ...object.metadata?.labels, [name]: 'was-here' } },
        };
      },
      validate: ({ operation, object, oldObject }, { warn }) => {
        log.push(
          `${name} validates ${operation} ${Object.keys(object?.metadata?.labels ?? {})} ${oldObject?.metadata?.name}`,
        );
        warn(`${name} says hello`);
      },
    });

  test('mutates in order, then validates in order', async () => {
    log.length = 0;
    await using api = await testServer({ admission: [stamp('one'), stamp('two')] });
    const created = await api.call(`POST ${maps}`, { body });
    expect(created.body.metadata?.labels).toEqual({ one: 'was-here', two: 'was-here' });
    expect(created.warnings).toEqual(['299 - "one says hello"', '299 - "two says hello"']);
    await api.call(`DELETE ${maps}/m`);
    expect(log).toEqual([
      'one mutates CREATE',
      'two mutates CREATE',
      'one validates CREATE one,two undefined',
      'two validates CREATE one,two undefined',
      'one validates DELETE  m',
      'two validates DELETE  m',
    ]);
  });

  test('reads the cluster as of the last write', async () => {
    const limit: AdmissionPlugin = {
      name: 'limit',
      on: { resource: configMaps, operations: ['CREATE'] },
      async validate(_attributes, context) {
        const all = await context.list(configMaps, 'a');
        if (all.length >= 2) throw new TypeError('too many');
      },
    };
    await using api = await testServer({ admission: [limit] });
    const codes: number[] = [];
    for (const name of ['a', 'b', 'c']) {
      codes.push((await api.call(`POST ${maps}`, { body: { metadata: { name } } })).code);
    }
    expect(codes).toEqual([201, 201, 500]);
  });
});

describe('flow control', () => {
  test('refuses excess requests, but not of administrators, and ignores watches', async () => {
    let release: (() => void) | undefined;
    const slow: AdmissionPlugin = {
      name: 'slow',
      on: { operations: ['CREATE'] },
      validate: () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    };
    await using api = await testServer({ admission: [slow], maxMutatingRequestsInflight: 1 });
    const first = api.call(`POST ${maps}`, { body });
    await api.clock.advance(0);
    const user = { name: 'joe', groups: [] };
    const refused = await api.http(`POST ${maps}`, { body, user });
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(JSON.parse(refused.text).message).toBe('Too many requests, please try again later.');
    expect(await api.call(`GET ${maps}`, { user })).toMatchObject({ code: 200 });
    const second = api.call(`POST ${maps}`, { body: { metadata: { name: 'n' } } });
    release?.();
    await api.clock.advance(0);
    release?.();
    expect([(await first).code, (await second).code]).toEqual([201, 201]);
  });
});

describe('paths', () => {
  test.each([
    ['GET /api/v1/nothing', 404],
    ['GET /apis/none/v1/things', 404],
    ['GET /nothing', 404],
    ['GET /api/v1/namespaces/a/pods/p/nothing', 404],
    ['GET /api/v1/namespaces/a/nodes', 404],
    ['GET /api/v1/pods/p', 404],
    ['POST /api/v1/pods', 405],
    ['POST /api/v1/namespaces/a/pods/p', 405],
    ['DELETE /api/v1/namespaces', 405],
    ['POST /version', 405],
    ['OPTIONS /api/v1/pods', 405],
  ])('%s answers %i', async (line, code) => {
    await using api = await testServer();
    expect((await api.http(line)).status).toBe(code);
  });

  test('resources can be registered and removed while the server runs', async () => {
    await using api = await testServer();
    const { server } = api;
    const widgets = {
      ...configMaps,
      group: 'example.com',
      plural: 'widgets',
      kind: 'Widget',
      singular: 'widget',
      listKind: 'WidgetList',
      shortNames: [],
      categories: [],
      verbs: ['create', 'get', 'list', 'watch'],
      subresources: [],
      typeName: 'k8s.io/api/core/v1.ConfigMap',
      storageVersion: { group: 'example.com', version: 'v1' },
      storageVersionHash: '',
      storagePrefix: 'example.com/widgets',
      columns: () => [],
      strategy: {},
    };
    const path = '/apis/example.com/v1/namespaces/a/widgets';
    expect(await api.http(`GET ${path}`)).toMatchObject({ status: 404 });
    server.registerResource(widgets);
    expect(await api.call(`POST ${path}`, { body })).toMatchObject({
      code: 201,
      body: { kind: 'Widget', apiVersion: 'example.com/v1' },
    });
    expect(await api.call('GET /apis/example.com')).toMatchObject({ body: { kind: 'APIGroup' } });
    server.unregisterResource(widgets);
    expect(await api.http(`GET ${path}`)).toMatchObject({ status: 404 });
  });
});

describe('handlers and hooks', () => {
  test('a handler answers for its subresource, with the decoded body after admission', async () => {
    const answered: ApiAnswer = { type: 'object', status: 201, object: { kind: 'Done', apiVersion: 'v1' } };
    const seen: unknown[] = [];
    const handler: SubresourceHandler = {
      group: '',
      resource: 'serviceaccounts',
      subresource: 'token',
      async handle(call) {
        seen.push(await call.admit(await call.body()), call.info.name, call.dryRun);
        return answered;
      },
    };
    await using api = await testServer({ subresources: { handlers: [handler], hooks: [] } });
    const path = '/api/v1/namespaces/a/serviceaccounts/s/token';
    const sent = { spec: { audiences: ['x'] } };
    expect(await api.call(`POST ${path}?dryRun=All`, { body: sent })).toMatchObject({ code: 201 });
    expect(seen).toMatchObject([{ kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', ...sent }, 's', true]);
  });

  test('a hook sets allocations of an object, which the store keeps as long as the object', async () => {
    const register = 'numbers';
    const hook: WriteHook = {
      group: '',
      resource: 'configmaps',
      registers: [register],
      async fill(object, _old, view) {
        const taken = await view.taken(register);
        const number = ['1', '2'].find((each) => !taken(each));
        if (number === undefined) throw errors.internal('all are taken');
        return { data: { number }, ...object };
      },
      allocations: (object) => {
        const name = (object as { data?: { number?: string } }).data?.number ?? '';
        return [{ register, name, record: { metadata: { name: object.metadata?.name ?? '' } } }];
      },
      holder: (_, { metadata }) => ({ namespace: 'a', name: metadata?.name ?? '' }),
    };
    await using api = await testServer({ subresources: { handlers: [], hooks: [hook] } });
    const held = async (): Promise<number> => api.store.count('/allocations/numbers/');
    expect((await api.call(`POST ${maps}`, { body })).body).toMatchObject({ data: { number: '1' } });
    expect((await api.call(`POST ${maps}`, { body })).code).toBe(409);
    await api.call(`POST ${maps}?dryRun=All`, { body: { metadata: { name: 'n' } } });
    expect(await held()).toBe(1);
    await api.call(`DELETE ${maps}/${body.metadata.name}`);
    expect(await held()).toBe(0);
  });
});
