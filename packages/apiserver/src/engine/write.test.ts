/** Every write through the whole server in memory: what is stored, what is answered, what is refused and how. */
import { seededRandom } from '@kubets/base';
import { beforeEach, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const deployments = '/apis/apps/v1/namespaces/a/deployments';
const map = (name: string, rest: object = {}): object => ({ metadata: { name }, data: { k: 'v' }, ...rest });
const deployment = (name: string, spec: object = {}): object => ({
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
    ...spec,
  },
});

let api: TestServer;
beforeEach(async () => {
  api = await testServer();
  return () => api[Symbol.asyncDispose]();
});

describe('create', () => {
  test('fills in what the system knows', async () => {
    const { code, body } = await api.call(`POST ${maps}`, { body: map('m') });
    expect(code).toBe(201);
    expect(body).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'm',
        namespace: 'a',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: '2',
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [
          {
            manager: 'test',
            operation: 'Update',
            apiVersion: 'v1',
            time: '2026-01-01T00:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { '.': {}, 'f:k': {} } },
          },
        ],
      },
      data: { k: 'v' },
    });
  });

  test('counts generations and drops the status of kinds that have both', async () => {
    const { body } = await api.call(`POST ${deployments}`, { body: { ...deployment('d'), status: { replicas: 7 } } });
    expect(body).toMatchObject({ metadata: { generation: 1 }, status: {} });
    expect(body.status).toEqual({});
  });

  test('generates names, again when one is taken', async () => {
    const body = { metadata: { generateName: 'job-' } };
    const first = await api.call(`POST ${maps}`, { body });
    expect(first.body.metadata?.name).toMatch(/^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const always = { ...seededRandom(1), integer: () => 0 };
    await using stuck = await testServer({ random: always });
    await stuck.call(`POST ${maps}`, { body });
    const second = await stuck.call(`POST ${maps}`, { body });
    expect(second.code).toBe(409);
    expect(second.body.message).toBe(
      'configmaps "job-" already exists, the server was not able to generate a unique name for the object',
    );
  });

  test.each([
    [{ body: map('m') }, 409, 'AlreadyExists', 'configmaps "m" already exists'],
    [
      { body: {} },
      422,
      'Invalid',
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      { body: map('x', { metadata: { name: 'x', namespace: 'b' } }) },
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      { body: { apiVersion: 'v2', ...map('x') } },
      400,
      'BadRequest',
      'the API version in the data (v2) does not match the expected API version (v1)',
    ],
    [
      { body: { apiVersion: 'v1', kind: 'Pod', ...map('x') } },
      400,
      'BadRequest',
      /^Pod in version "v1" cannot be handled as a ConfigMap: /,
    ],
    [
      { body: map('x', { data: { k: 1 } }) },
      400,
      'BadRequest',
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    [
      { text: '{"a":' },
      400,
      'BadRequest',
      /^the object provided is unrecognized \(must be of type ConfigMap\): couldn't get version\/kind; json parse error: unexpected end of JSON input \(\{"a":\)$/,
    ],
    [{ text: '[1]' }, 400, 'BadRequest', /cannot unmarshal array/],
    [{ text: '' }, 400, 'BadRequest', /<empty>/],
    [
      { body: map('x', { metadata: { name: 'x', resourceVersion: '5' } }) },
      500,
      undefined,
      'resourceVersion should not be set on objects to be created',
    ],
    [{ text: 'x', headers: { 'content-type': 'text/plain' } }, 415, 'UnsupportedMediaType', /unknown format/],
    [
      { text: `"${'x'.repeat(3_145_728)}"` },
      413,
      'RequestEntityTooLarge',
      'Request entity too large: limit is 3145728',
    ],
    [{ body: map('Not_A_Name') }, 422, 'Invalid', /RFC 1123/],
  ])("%# refuses what it must, in upstream's words", async (request, code, reason, message) => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const answer = await api.call(`POST ${maps}`, request);
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect([answer.code, answer.body.reason]).toEqual([code, reason]);
  });

  test('reads YAML', async () => {
    const text = 'metadata:\n  name: m\ndata:\n  on: "1"\n';
    const headers = { 'content-type': 'application/yaml' };
    expect((await api.call(`POST ${maps}`, { text, headers })).body).toMatchObject({ data: { true: '1' } });
  });

  test('treats unknown and duplicate fields as asked', async () => {
    const text = '{"metadata":{"name":"s"},"data":{"a":"1","a":"2"},"foo":1}';
    const strict = await api.call(`POST ${maps}?fieldValidation=Strict`, { text });
    expect(strict.code).toBe(400);
    expect(strict.body.message).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a", unknown field "foo"',
    );
    const warned = await api.call(`POST ${maps}?dryRun=All`, { text });
    expect(warned).toMatchObject({
      code: 201,
      warnings: ['299 - "duplicate field \\"data.a\\""', '299 - "unknown field \\"foo\\""'],
    });
    expect(await api.call(`POST ${maps}?fieldValidation=Ignore`, { text })).toMatchObject({ code: 201, warnings: [] });
    expect(await api.call(`POST ${maps}?fieldValidation=Loose`, { text })).toMatchObject({ code: 422 });
  });

  test('a dry run goes all the way but writes nothing', async () => {
    expect(await api.call(`POST ${maps}?dryRun=All`, { body: map('m') })).toMatchObject({ code: 201 });
    expect(await api.call(`GET ${maps}/m`)).toMatchObject({ code: 404 });
    expect(await api.call(`POST ${maps}?dryRun=Some`, { body: map('m') })).toMatchObject({ code: 422 });
    await api.call(`POST ${maps}`, { body: map('m') });
    expect(await api.call(`POST ${maps}?dryRun=All`, { body: map('m') })).toMatchObject({ code: 409 });
  });
});

describe('update', () => {
  test('replaces, keeping what the system owns', async () => {
    const { body: old } = await api.call(`POST ${deployments}`, { body: deployment('d', { replicas: 1 }) });
    const next = { ...deployment('d', { replicas: 2 }), status: { replicas: 9 } };
    const { code, body } = await api.call(`PUT ${deployments}/d`, { body: next });
    expect(code).toBe(200);
    expect(body).toMatchObject({
      metadata: { uid: old.metadata?.uid, creationTimestamp: old.metadata?.creationTimestamp, generation: 2 },
      spec: { replicas: 2 },
      status: {},
    });
    expect(body.status).toEqual({});
  });

  test('writes nothing when nothing changes', async () => {
    const { body } = await api.call(`POST ${maps}`, { body: map('m') });
    expect((await api.call(`PUT ${maps}/m`, { body })).body).toEqual(body);
    expect(await api.store.revision()).toBe(2);
  });

  test('refuses a stale resourceVersion', async () => {
    const { body } = await api.call(`POST ${maps}`, { body: map('m') });
    await api.call(`PUT ${maps}/m`, { body: map('m', { data: { k: 'w' } }) });
    const { code, body: status } = await api.call(`PUT ${maps}/m`, { body });
    expect(code).toBe(409);
    expect(status).toMatchObject({
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "m": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'm', kind: 'configmaps' },
    });
  });

  test.each([
    ['m', map('other'), 400, 'the name of the object (other) does not match the name on the URL (m)'],
    ['m', {}, 400, 'the name of the object (m based on URL) was undeterminable: name must be provided'],
    ['none', map('none'), 404, 'configmaps "none" not found'],
    [
      'm',
      map('m', { metadata: { name: 'm', uid: 'x' } }),
      409,
      /Precondition failed: UID in precondition: x, UID in object meta: /,
    ],
  ])('%# refuses what it must', async (name, body, code, message) => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const answer = await api.call(`PUT ${maps}/${name}`, { body });
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(answer.code).toBe(code);
  });

  test('status and spec go their own ways', async () => {
    await api.call(`POST ${deployments}`, { body: deployment('d') });
    const wild = { ...deployment('d', { replicas: 8 }), status: { replicas: 3 } };
    const { body } = await api.call(`PUT ${deployments}/d/status`, { body: wild });
    expect(body).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 }, status: { replicas: 3 } });
    const { body: after } = await api.call(`PUT ${deployments}/d`, { body: deployment('d', { replicas: 8 }) });
    expect(after).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 8 }, status: { replicas: 3 } });
  });

  test('the last finalizer leaving a dying object removes it', async () => {
    await api.call(`POST ${maps}`, { body: map('m', { metadata: { name: 'm', finalizers: ['x.io/hold'] } }) });
    expect(await api.call(`DELETE ${maps}/m`)).toMatchObject({
      code: 200,
      body: { kind: 'ConfigMap', metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
    });
    expect(await api.call(`PATCH ${maps}/m`, { body: { metadata: { finalizers: null } } })).toMatchObject({
      code: 200,
    });
    expect(await api.call(`GET ${maps}/m`)).toMatchObject({ code: 404 });
  });
});

describe('patch', () => {
  const typed = (type: string): Record<string, string> => ({ 'content-type': `application/${type}` });

  test('merges, replaces, and knows lists with keys', async () => {
    await api.call(`POST ${deployments}`, { body: deployment('d') });
    const merged = await api.call(`PATCH ${deployments}/d`, { body: { spec: { replicas: 4 } } });
    expect(merged.body).toMatchObject({ spec: { replicas: 4 }, metadata: { generation: 2 } });
    const json = await api.call(`PATCH ${deployments}/d`, {
      body: [{ op: 'replace', path: '/spec/replicas', value: 5 }],
      headers: typed('json-patch+json'),
    });
    expect(json.body).toMatchObject({ spec: { replicas: 5 } });
    const strategic = await api.call(`PATCH ${deployments}/d`, {
      body: { spec: { template: { spec: { containers: [{ name: 'side', image: 'j' }] } } } },
      headers: typed('strategic-merge-patch+json'),
    });
    expect(strategic.body).toMatchObject({
      spec: { template: { spec: { containers: [{ name: 'side', imagePullPolicy: 'Always' }, { name: 'c' }] } } },
    });
  });

  test.each([
    ['merge-patch+json', '{"data":{"k":1}}', 422, /is invalid: patch: Invalid value: .*cannot unmarshal number/],
    ['merge-patch+json', '{"foo":1}', 422, /strict decoding error: unknown field/],
    ['merge-patch+json', '{', 400, /error decoding patch/],
    [
      'merge-patch+json',
      '{"metadata":{"name":"x"}}',
      400,
      'the name of the object (x) does not match the name on the URL (m)',
    ],
    ['merge-patch+json', '{"metadata":{"resourceVersion":"1"}}', 409, /the object has been modified/],
    ['strategic-merge-patch+json', '[]', 400, /cannot unmarshal array/],
    ['x-patch', '{}', 415, /application\/json-patch\+json/],
    [
      'apply-patch+yaml',
      'data: {}',
      400,
      /Incorrect version specified in apply patch. Specified patch version: , expected: v1/,
    ],
    ['apply-patch+yaml', 'data: [', 400, /error decoding YAML/],
    [
      'apply-patch+yaml',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, foo: 1}',
      500,
      'failed to create typed patch object (a/m; v1, Kind=ConfigMap): .foo: field not declared in schema',
    ],
  ])('%s %s is refused with %i', async (type, text, code, message) => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const query = '?fieldValidation=Strict&fieldManager=t';
    const answer = await api.call(`PATCH ${maps}/m${query}`, { text, headers: typed(type) });
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(answer.code).toBe(code);
  });

  test('apply creates, takes back what it leaves out, and minds what others own', async () => {
    const apply = (manager: string, data: object, query = ''): ReturnType<TestServer['call']> =>
      api.call(`PATCH ${maps}/applied?fieldManager=${manager}${query}`, {
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data },
        headers: typed('apply-patch+yaml'),
      });
    expect(await apply('one', { a: '1', b: '1' })).toMatchObject({ code: 201, body: { data: { a: '1', b: '1' } } });
    expect(await apply('one', { a: '1' })).toMatchObject({ code: 200, body: { data: { a: '1' } } });
    const revision = await api.store.revision();
    expect(await apply('one', { a: '1' })).toMatchObject({ code: 200 });
    expect(await api.store.revision()).toBe(revision);
    const conflict = await apply('two', { a: '2' });
    expect(conflict.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
      details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }] },
    });
    expect(await apply('two', { a: '2' }, '&force=true')).toMatchObject({ code: 200, body: { data: { a: '2' } } });
    expect(await api.call(`PATCH ${maps}/applied`, { text: '{}', headers: typed('apply-patch+yaml') })).toMatchObject({
      code: 422,
      body: {
        message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      },
    });
  });

  test('many at once all get through', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const patches = Array.from({ length: 20 }, (_, i) =>
      api.call(`PATCH ${maps}/m`, { body: { data: { [`k${i}`]: 'x' } } }),
    );
    expect((await Promise.all(patches)).map((each) => each.code)).toEqual(Array(20).fill(200));
    const { body } = await api.call(`GET ${maps}/m`);
    expect(Object.keys(body.data as object)).toHaveLength(21);
  });

  test('an odd label name is a plain key', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const { body } = await api.call(`PATCH ${maps}/m`, { text: '{"data":{"__proto__":"x"}}' });
    expect(JSON.stringify(body)).toContain('"__proto__":"x"');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('scale', () => {
  test('shows and sets replicas', async () => {
    await api.call(`POST ${deployments}`, { body: deployment('d') });
    const { body } = await api.call(`GET ${deployments}/d/scale`);
    expect(body).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { replicas: 0, selector: 'app=d' } });
    const scale = { ...body, spec: { replicas: 3 } };
    expect((await api.call(`PUT ${deployments}/d/scale`, { body: scale })).body).toMatchObject({
      spec: { replicas: 3 },
    });
    expect(await api.call(`PUT ${deployments}/d/scale`, { body: scale })).toMatchObject({ code: 409 });
    const negative = await api.call(`PATCH ${deployments}/d/scale`, { body: { spec: { replicas: -1 } } });
    expect(negative.body.message).toBe(
      'Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    expect((await api.call(`GET ${deployments}/d`)).body).toMatchObject({ spec: { replicas: 3 } });
  });
});

describe('delete', () => {
  test('answers with a Status, or the object where upstream does', async () => {
    const { body } = await api.call(`POST ${maps}`, { body: map('m') });
    expect((await api.call(`DELETE ${maps}/m`)).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'm', kind: 'configmaps', uid: body.metadata?.uid },
    });
    const accounts = '/api/v1/namespaces/a/serviceaccounts';
    await api.call(`POST ${accounts}`, { body: { metadata: { name: 's' } } });
    expect((await api.call(`DELETE ${accounts}/s`)).body).toMatchObject({ kind: 'ServiceAccount' });
    expect(await api.call(`DELETE ${maps}/m`)).toMatchObject({ code: 404 });
  });

  test('reads its options from the body or the query', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const wrong = { preconditions: { uid: 'x' } };
    expect(await api.call(`DELETE ${maps}/m`, { body: wrong })).toMatchObject({ code: 409 });
    expect(await api.call(`DELETE ${maps}/m?propagationPolicy=Sometimes`)).toMatchObject({ code: 422 });
    expect(await api.call(`DELETE ${maps}/m?propagationPolicy=Orphan&orphanDependents=true`)).toMatchObject({
      code: 422,
    });
    expect(await api.call(`DELETE ${maps}/m?dryRun=All`)).toMatchObject({ code: 200 });
    expect(await api.call(`DELETE ${maps}/m?propagationPolicy=Foreground`)).toMatchObject({
      code: 202,
      body: { metadata: { finalizers: ['foregroundDeletion'] } },
    });
  });

  test('takes a collection by selector, and no more', async () => {
    for (const name of ['a', 'b', 'c']) {
      const labels = { keep: name === 'c' ? 'yes' : 'no' };
      await api.call(`POST ${maps}`, { body: map(name, { metadata: { name, labels } }) });
    }
    const { code, body } = await api.call(`DELETE ${maps}?labelSelector=keep%3Dno`);
    expect(code).toBe(200);
    expect((body.items as object[]).length).toBe(2);
    const { body: left } = await api.call(`GET ${maps}`);
    expect(left.items).toMatchObject([{ metadata: { name: 'c' } }]);
  });
});

describe('namespaces', () => {
  test('end when finalize empties spec.finalizers', async () => {
    const body = { metadata: { name: 'n' }, spec: { finalizers: ['kubernetes'] } };
    await api.call('POST /api/v1/namespaces', { body });
    const { body: dying } = await api.call('DELETE /api/v1/namespaces/n');
    expect(dying).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
    expect(await api.call('PUT /api/v1/namespaces/n', { body: { ...dying, spec: {} } })).toMatchObject({
      body: { spec: { finalizers: ['kubernetes'] } },
    });
    const done = await api.call('PUT /api/v1/namespaces/n/finalize', { body: { ...dying, spec: {} } });
    expect(done.code).toBe(200);
    expect(await api.call('GET /api/v1/namespaces/n')).toMatchObject({ code: 404 });
  });
});
