/** PUT and PATCH through the whole server in memory: what changes, what does not, and what is refused. */
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

describe('update', () => {
  test('replaces the object and keeps its system fields', async () => {
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
  ])('%# is refused', async (name, body, code, message) => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const answer = await api.call(`PUT ${maps}/${name}`, { body });
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(answer.code).toBe(code);
  });

  test('status and spec are updated separately', async () => {
    await api.call(`POST ${deployments}`, { body: deployment('d') });
    const wild = { ...deployment('d', { replicas: 8 }), status: { replicas: 3 } };
    const { body } = await api.call(`PUT ${deployments}/d/status`, { body: wild });
    expect(body).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 }, status: { replicas: 3 } });
    const { body: after } = await api.call(`PUT ${deployments}/d`, { body: deployment('d', { replicas: 8 }) });
    expect(after).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 8 }, status: { replicas: 3 } });
  });

  test('removing the last finalizer of a terminating object deletes it', async () => {
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

  test('merges, replaces, and merges lists by their keys', async () => {
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
    ['merge-patch+json', '{"metadata":{"uid":"x"}}', 422, /metadata.uid: Invalid value: "x": field is immutable$/],
    [
      'merge-patch+json',
      '[]',
      400,
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    ['merge-patch+json', 'true', 400, /^error decoding patch: json: cannot unmarshal bool/],
    ['merge-patch+json', 'null', 400, 'Invalid JSON Patch'],
    [
      'merge-patch+json',
      '{"kind":"Secret"}',
      422,
      /: converting \(v1.Secret\) to \(core.ConfigMap\): unknown conversion$/,
    ],
    ['merge-patch+json', '{"kind":"Foo"}', 422, /: no kind "Foo" is registered for version "v1" in scheme /],
    ['merge-patch+json', '{"apiVersion":"v2"}', 422, /: no kind "ConfigMap" is registered for version "v2" in scheme /],
    ['json-patch+json', '[{"op":"replace","path":"/kind","value":"Secret"}]', 422, /unknown conversion$/],
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
      'failed to create typed patch object (/m; /v1, Kind=ConfigMap): .foo: field not declared in schema',
    ],
  ])('%s %s is refused with %i', async (type, text, code, message) => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const query = '?fieldValidation=Strict&fieldManager=t';
    const answer = await api.call(`PATCH ${maps}/m${query}`, { text, headers: typed(type) });
    expect(answer.body.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(answer.code).toBe(code);
  });

  test('a strategic merge patch works on the typed object and ignores a kind', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const headers = typed('strategic-merge-patch+json');
    const answer = await api.call(`PATCH ${maps}/m`, { body: { kind: 'Secret' }, headers });
    expect([answer.code, answer.body.kind]).toEqual([200, 'ConfigMap']);
  });

  test.each([
    ['replicas: "3"', '.spec.replicas: expected numeric (int or float), got string'],
    ['replicas: [1]', '.spec.replicas: expected numeric (int or float), got []interface {}'],
    ['paused: "yes"', '.spec.paused: expected boolean, got &{yes}'],
    ['template: []', '.spec.template: expected map, got &{[]}'],
    [
      'template: {spec: {containers: [{name: c, env: [{name: A, value: 1}]}]}}',
      '.spec.template.spec.containers[name="c"].env[name="A"].value: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'template: {spec: {containers: [{name: c, env: {A: b}}]}}',
      '.spec.template.spec.containers[name="c"].env: expected list, got &{map[A:b]}',
    ],
    [
      'template: {metadata: {labels: {a: true}}, foo: 1}',
      'errors:\n  .spec.template.metadata.labels.a: expected string, got &value.valueUnstructured{Value:true}\n  .spec.template.foo: field not declared in schema',
    ],
    [
      'template: {spec: {containers: [{name: c, resources: {limits: {cpu: {}}}}]}}',
      '.spec.template.spec.containers[name="c"].resources.limits.cpu: expected any scalar, got &{map[]}',
    ],
  ])('an apply of %s has the wrong type', async (spec, why) => {
    const text = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: a}, spec: {${spec}}}`;
    const headers = typed('apply-patch+yaml');
    const { code, body } = await api.call(`PATCH ${deployments}/d?fieldManager=t`, { text, headers });
    expect([code, body.message]).toEqual([
      500,
      `failed to create typed patch object (a/d; apps/v1, Kind=Deployment): ${why}`,
    ]);
  });

  test('apply creates, removes fields it omits, and respects fields of other managers', async () => {
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

  test('an apply with the uid of an object does not create another one in its place', async () => {
    const apply = (uid: string): ReturnType<TestServer['call']> =>
      api.call(`PATCH ${maps}/gone?fieldManager=one`, {
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'gone', uid } },
        headers: typed('apply-patch+yaml'),
      });
    expect((await apply('u')).body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "gone": uid mismatch: the provided object specified uid u, and no existing object was found',
    });
    expect((await api.call(`GET ${maps}/gone`)).code).toBe(404);
    expect((await apply('')).code).toBe(201);
  });

  test('an apply that says the same in another form writes nothing', async () => {
    const limits = (cpu: string | number): object => ({ limits: { cpu } });
    const apply = (cpu: string | number): ReturnType<TestServer['call']> => {
      const containers = [{ name: 'c', image: 'i:1', resources: limits(cpu) }];
      const template = { metadata: { labels: { app: 'w' } }, spec: { containers } };
      return api.call(`PATCH ${deployments}/w?fieldManager=one`, {
        body: { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment('w', { template }) },
        headers: typed('apply-patch+yaml'),
      });
    };
    expect((await apply('1000m')).code).toBe(201);
    const revision = await api.store.revision();
    await api.clock.advance(5_000);
    for (const cpu of ['1000m', 1, '1']) expect((await apply(cpu)).code).toBe(200);
    expect(await api.store.revision()).toBe(revision);
  });

  test('managers of removed versions are removed by the next write', async () => {
    const entry = { operation: 'Update', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:k': {} } } };
    const managedFields = [
      { manager: 'old', apiVersion: 'v1beta7', ...entry },
      { manager: 'now', apiVersion: 'v1', ...entry },
    ];
    await api.call(`POST ${maps}`, { body: map('gone', { metadata: { name: 'gone', managedFields } }) });
    const { body } = await api.call(`PATCH ${maps}/gone?fieldManager=x`, { body: { data: { l: 'w' } } });
    expect(body.metadata?.managedFields?.map(({ manager }) => manager)).not.toContain('old');
  });

  test('many concurrent patches all succeed', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const patches = Array.from({ length: 20 }, (_, i) =>
      api.call(`PATCH ${maps}/m`, { body: { data: { [`k${i}`]: 'x' } } }),
    );
    expect((await Promise.all(patches)).map((each) => each.code)).toEqual(Array(20).fill(200));
    const { body } = await api.call(`GET ${maps}/m`);
    expect(Object.keys(body.data as object)).toHaveLength(21);
  });

  test('the error of a strategic patch that does not apply shows it as Go prints it', async () => {
    await api.call(`POST ${deployments}`, { body: deployment('d') });
    const body = { spec: { template: { spec: { containers: [{ name: 'c', image: 5 }] } } } };
    const answer = await api.call(`PATCH ${deployments}/d`, { body, headers: typed('strategic-merge-patch+json') });
    expect(answer.code).toBe(422);
    expect(answer.body.message).toContain(
      'patch: Invalid value: "map[spec:map[template:map[spec:map[containers:[map[image:5 name:c]]]]]]": ',
    );
  });

  test('an odd label name is a plain key', async () => {
    await api.call(`POST ${maps}`, { body: map('m') });
    const { body } = await api.call(`PATCH ${maps}/m`, { text: '{"data":{"__proto__":"x"}}' });
    expect(JSON.stringify(body)).toContain('"__proto__":"x"');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('scale', () => {
  test('gets and sets replicas', async () => {
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
    const { body: after } = await api.call(`GET ${deployments}/d`);
    expect(after).toMatchObject({ spec: { replicas: 3 } });
    expect(after.metadata?.managedFields).toContainEqual(
      expect.objectContaining({ manager: 'test', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }),
    );
  });

  test('is printed as a Scale', async () => {
    await api.call(`POST ${deployments}`, { body: deployment('printed') });
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    expect((await api.call(`GET ${deployments}/printed/scale`, { headers })).body).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Desired' }, { name: 'Available' }, { name: 'Age' }],
      rows: [{ cells: ['printed', 1, 0, '0s'] }],
    });
  });

  test('is applied, and conflicts with a manager that applied other replicas', async () => {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment('e', { replicas: 1 }) };
    await api.call(`PATCH ${deployments}/e?fieldManager=one`, { body, headers });
    const apply = (manager: string, replicas: number, force = ''): ReturnType<typeof api.call> =>
      api.call(`PATCH ${deployments}/e/scale?fieldManager=${manager}${force}`, {
        body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'e' }, spec: { replicas } },
        headers,
      });
    const message = 'Apply failed with 1 conflict: conflict with "one": .spec.replicas';
    expect(await apply('two', 2)).toMatchObject({ code: 409, body: { message } });
    expect(await apply('two', 2, '&force=true')).toMatchObject({ code: 200, body: { spec: { replicas: 2 } } });
    expect(await apply('two', 4)).toMatchObject({ code: 200, body: { kind: 'Scale', spec: { replicas: 4 } } });
    const { body: after } = await api.call(`GET ${deployments}/e`);
    expect(after.metadata?.managedFields).toContainEqual(
      expect.objectContaining({ manager: 'two', operation: 'Apply', subresource: 'scale', apiVersion: 'apps/v1' }),
    );
    const of = (manager: string, subresource?: string) =>
      after.metadata?.managedFields?.find((each) => each.manager === manager && each.subresource === subresource);
    expect(of('two', 'scale')?.fieldsV1).toEqual({ 'f:spec': { 'f:replicas': {} } });
    expect(of('one')?.fieldsV1).not.toHaveProperty(['f:spec', 'f:replicas']);
    const { body: put } = await api.call(`PUT ${deployments}/e/scale?fieldManager=three`, {
      body: { metadata: { name: 'e' }, spec: { replicas: 5 } },
    });
    expect(put).toMatchObject({ spec: { replicas: 5 } });
    const { body: last } = await api.call(`GET ${deployments}/e`);
    expect(last.metadata?.managedFields?.filter((each) => each.subresource === 'scale')).toMatchObject([
      { manager: 'three', operation: 'Update', apiVersion: 'apps/v1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ]);
    expect((await api.call(`PATCH ${deployments}/e/scale?force=true`, { body: {} })).code).toBe(422);
  });
});
