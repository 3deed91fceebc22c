/**
 * Integers beyond 2^53 on their way through the API: decoded, stored, patched, applied, compared and encoded exactly.
 */
import { typeNameOfKind } from '@kubets/api/facts';
import { loadWireTable, wireTable } from '@kubets/api/messages';
import { decodeProtobuf, encodeProtobuf } from '@kubets/codec/protobuf';
import { encodeJson } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requestOf, type TestServer, testServer } from '../testing.ts';

let api: TestServer;
beforeEach(async () => {
  api = await testServer();
});
afterEach(() => api[Symbol.asyncDispose]());

const pods = '/api/v1/namespaces/default/pods';
const big = 3546343826724305832n;
const other = 9007199254740993n;

const podOf = (seconds: bigint, grace: bigint | number = 30): string =>
  encodeJson({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      terminationGracePeriodSeconds: grace,
      containers: [{ name: 'c', image: 'i' }],
      tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds }],
    },
  });

async function textOf(line: string, request: Parameters<TestServer['http']>[1] = {}): Promise<string> {
  const { status, text } = await api.http(line, request);
  expect(status, text).toBeLessThan(300);
  return text;
}

describe('an int64 beyond 2^53', () => {
  test('is returned exactly in JSON, for programs and for people', async () => {
    expect(await textOf(`POST ${pods}`, { text: podOf(big) })).toContain(`"tolerationSeconds":${big}`);
    expect(await textOf(`GET ${pods}/p`)).toContain(`"tolerationSeconds":${big}`);
    expect(await textOf(`GET ${pods}/p?pretty=true`)).toContain(`\n        "tolerationSeconds": ${big}`);
    expect(await textOf(`GET ${pods}?pretty=true`)).toContain(`"tolerationSeconds": ${big}`);
    expect(await textOf(`GET ${pods}`)).toContain(`"tolerationSeconds":${big}`);
  });

  test('is returned exactly in YAML', async () => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: i}]\n  tolerations: [{key: k, operator: Exists, effect: NoExecute, tolerationSeconds: ${big}}]\n`;
    const headers = { 'content-type': 'application/yaml', accept: 'application/yaml' };
    expect(await textOf(`POST ${pods}`, { text, headers })).toContain(`tolerationSeconds: ${big}`);
  });

  test('is returned exactly in protobuf', async () => {
    await loadWireTable();
    const type = typeNameOfKind('v1', 'Pod') as string;
    const table = wireTable() as NonNullable<ReturnType<typeof wireTable>>;
    const made = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        containers: [{ name: 'c', image: 'i' }],
        activeDeadlineSeconds: 5,
        securityContext: {},
        terminationGracePeriodSeconds: big,
      },
    };
    const bytes = encodeProtobuf(type, made, table);
    const request = requestOf(`POST ${pods}`, { headers: { 'content-type': 'application/vnd.kubernetes.protobuf' } });
    const answer = await api.server.handle({ ...request, body: { type: 'bytes', bytes } });
    expect(answer).toMatchObject({
      type: 'object',
      status: 201,
      object: { spec: { terminationGracePeriodSeconds: big } },
    });
    if (answer.type !== 'object') throw new TypeError('no object');
    const wanted = { ...request, headers: { ...request.headers, accept: 'application/vnd.kubernetes.protobuf' } };
    const { body } = api.server.respond(answer, wanted);
    const back = decodeProtobuf(body as Uint8Array, typeNameOfKind, table) as KubeObject;
    expect(back).toMatchObject({ spec: { terminationGracePeriodSeconds: big } });
  });

  test.each([
    [
      'json-patch+json',
      `[{"op":"test","path":"/spec/tolerations/0/tolerationSeconds","value":${big}},{"op":"replace","path":"/spec/tolerations/0/tolerationSeconds","value":${other}}]`,
    ],
    [
      'merge-patch+json',
      `{"spec":{"tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":${other}}]}}`,
    ],
    [
      'strategic-merge-patch+json',
      `{"spec":{"tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":${other}}]}}`,
    ],
    [
      'apply-patch+yaml',
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":${other}}]}}`,
    ],
  ])('is changed exactly by %s', async (type, text) => {
    await textOf(`POST ${pods}`, { text: podOf(big) });
    const query = type.startsWith('apply') ? '?fieldManager=m&force=true' : '';
    const headers = { 'content-type': `application/${type}` };
    expect(await textOf(`PATCH ${pods}/p${query}`, { text, headers })).toContain(`"tolerationSeconds":${other}`);
    expect(await textOf(`GET ${pods}/p`)).toContain(`"tolerationSeconds":${other}`);
  });

  test('differs from the next integer, which has the same float64', async () => {
    await textOf(`POST ${pods}`, { text: podOf(big) });
    const headers = { 'content-type': 'application/json-patch+json' };
    const text = `[{"op":"test","path":"/spec/tolerations/0/tolerationSeconds","value":${big + 1n}}]`;
    expect((await api.http(`PATCH ${pods}/p`, { text, headers })).status).toBe(422);
  });

  test('is rejected if it exceeds 64 bits', async () => {
    const { status, text } = await api.http(`POST ${pods}`, { text: podOf(2n ** 63n) });
    expect(status).toBe(400);
    expect(text).toContain('json: cannot unmarshal number 9223372036854775808 into Go struct field');
  });

  test('is a valid grace period for a deletion', async () => {
    const text = podOf(big, big).replace('"spec":{', '"spec":{"nodeName":"n",');
    await textOf(`POST ${pods}`, { text });
    const deleted = await textOf(`DELETE ${pods}/p?gracePeriodSeconds=${big}`);
    expect(deleted).toContain(`"deletionGracePeriodSeconds":${big}`);
    expect(deleted).toContain('"deletionTimestamp":"9999-12-31T23:59:59Z"');
  });
});

test('a resourceVersion of 64 bits is compared with the newest and is no syntax error', async () => {
  await api.call(`GET ${pods}`);
  const waiting = api.call(`GET ${pods}?resourceVersion=18446744073709551615`);
  await api.clock.advance(4_000);
  const late = await waiting;
  expect(late).toMatchObject({ code: 504 });
  expect(late.body.message).toContain('Too large resource version: 18446744073709551615, current: ');
  const over = await api.call(`GET ${pods}?resourceVersion=18446744073709551616`);
  expect(over).toMatchObject({ code: 422 });
  expect(over.body.message).toContain('strconv.ParseUint: parsing "18446744073709551616": value out of range');
});
