/** POST through the whole server in memory: what is stored, answered and refused. */
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
  test('sets the system fields', async () => {
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

  test('applies feature gates with their defaults', async () => {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1' }] } };
    const body = { metadata: { name: 'j' }, spec: { template } };
    expect((await api.call('POST /apis/batch/v1/namespaces/a/jobs', { body })).body).toMatchObject({
      spec: { podReplacementPolicy: 'TerminatingOrFailed' },
    });
  });

  test('counts generations and drops the status of kinds that have both', async () => {
    const { body } = await api.call(`POST ${deployments}`, { body: { ...deployment('d'), status: { replicas: 7 } } });
    expect(body).toMatchObject({ metadata: { generation: 1 }, status: {} });
    expect(body.status).toEqual({});
  });

  test('generates names, and retries if one exists', async () => {
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
  ])("%# refuses with upstream's message", async (request, code, reason, message) => {
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

  test('handles unknown and duplicate fields as requested', async () => {
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

  test('reports duplicate keys in YAML with the message of the YAML parser', async () => {
    const text = 'metadata:\n  name: m\ndata:\n  a: "1"\n  a: "2"\n  a: "3"\nfoo: 1\n';
    const request = { text, headers: { 'content-type': 'application/yaml' } };
    const found = ['line 5: key "a" already set in map', 'line 6: key "a" already set in map'];
    const strict = await api.call(`POST ${maps}?fieldValidation=Strict`, request);
    expect(strict).toMatchObject({ code: 400 });
    expect(strict.body.message).toBe(
      `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n  ${found.join('\n  ')}, unknown field "foo"`,
    );
    const warned = await api.call(`POST ${maps}?dryRun=All`, request);
    const warnings = [...found, 'unknown field "foo"'].map((each) => `299 - "${each.replaceAll('"', '\\"')}"`);
    expect(warned).toMatchObject({ code: 201, warnings });
  });

  test('reports duplicate keys in an apply patch, too', async () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  a: "1"\n  a: "2"\n';
    const request = { text, headers: { 'content-type': 'application/apply-patch+yaml' } };
    const strict = await api.call(`PATCH ${maps}/m?fieldManager=t&fieldValidation=Strict`, request);
    expect(strict.body.message).toBe(
      'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 7: key "a" already set in map',
    );
    const inJson = {
      ...request,
      text: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"a":"1","a":"2"}}',
    };
    expect(await api.call(`PATCH ${maps}/m?fieldManager=t`, inJson)).toMatchObject({
      code: 201,
      body: { data: { a: '2' } },
      warnings: ['299 - "line 1: key \\"a\\" already set in map"'],
    });
  });

  test('reports a YAML body that cannot be parsed with the message of its parser', async () => {
    const answer = await api.call(`POST ${maps}`, {
      text: 'a: 1\nb: c: d\n',
      headers: { 'content-type': 'application/yaml' },
    });
    expect(answer.body.message).toBe(
      'the object provided is unrecognized (must be of type ConfigMap): yaml: line 2: mapping values are not allowed in this context (613a20310a623a20633a20640a)',
    );
  });

  test('passes all stages of a dry run without writing', async () => {
    expect(await api.call(`POST ${maps}?dryRun=All`, { body: map('m') })).toMatchObject({ code: 201 });
    expect(await api.call(`GET ${maps}/m`)).toMatchObject({ code: 404 });
    expect(await api.call(`POST ${maps}?dryRun=Some`, { body: map('m') })).toMatchObject({ code: 422 });
    await api.call(`POST ${maps}`, { body: map('m') });
    expect(await api.call(`POST ${maps}?dryRun=All`, { body: map('m') })).toMatchObject({ code: 409 });
  });
});

describe('invalid input', () => {
  const nested = (open: string, depth: number, close: string): string => open.repeat(depth) + close.repeat(depth);
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((name, i) => {
      const alias = `*${'abcdefg'[i]}`;
      return `${name}: &${name} [${Array(10).fill(alias).join(',')}]`;
    }),
  ].join('\n');

  test.each([
    ['10,000 objects in each other', 'application/json', nested('{"a":', 10_000, '}').replace(':}', ':1}')],
    [
      '100,000 lists in each other',
      'application/json',
      `{"metadata":{"name":"x"},"data":${nested('[', 100_000, ']')}}`,
    ],
    ['a YAML alias bomb', 'application/yaml', bomb],
    ['deep YAML', 'application/yaml', nested('[', 10_000, ']')],
    ['a label that is not a string', 'application/json', '{"metadata":{"name":"x","labels":{"a":{"__proto__":1}}}}'],
    ['bytes that are not UTF-8', 'application/json', '\u0000\ud800'],
  ])('%s is refused as a bad request, and the server continues', async (_what, type, text) => {
    const answer = await api.call(`POST ${maps}`, { text, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ code: 400, body: { reason: 'BadRequest' } });
    expect(await api.call(`GET ${maps}`)).toMatchObject({ code: 200 });
  });

  test('__proto__ is an invalid label like any other', async () => {
    const text = '{"metadata":{"name":"x","labels":{"__proto__":"y"}}}';
    const answer = await api.call(`POST ${maps}`, { text });
    expect(answer).toMatchObject({ code: 422, body: { message: expect.stringContaining('"__proto__"') } });
    expect(Object.prototype).not.toHaveProperty('y');
  });
});
