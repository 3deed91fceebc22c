/** Encoded answers: negotiation, tables, compression. */
import { gunzipSync } from 'node:zlib';
import type { ResourceDefinition } from '@kubets/api';
import { typeNameOfKind } from '@kubets/api/facts';
import { loadWireTable } from '@kubets/api/messages';
import { decodeProtobuf } from '@kubets/codec/protobuf';
import { decodeYaml } from '@kubets/codec/yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestOf, type TestServer, testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

let api: TestServer;
beforeAll(async () => {
  api = await testServer();
  await api.call(`POST ${maps}`, { body: { metadata: { name: 'm', labels: { a: 'b' } }, data: { k: 'v' } } });
});
afterAll(() => api[Symbol.asyncDispose]());

async function accept(line: string, header: string): Promise<{ type: unknown; text: string; status: number }> {
  const { headers, text, status } = await api.http(line, { headers: { accept: header } });
  return { type: headers['content-type'], text, status };
}

describe('content negotiation', () => {
  test.each([
    ['application/json', 'application/json'],
    ['application/vnd.kubernetes.protobuf,application/json', 'application/json'],
    ['application/json;q=0.1,application/yaml', 'application/yaml'],
    ['text/html,*/*', 'application/json'],
    ['', 'application/json'],
  ])('%s is answered as %s', async (header, type) => {
    expect(await accept(`GET ${maps}/m`, header)).toMatchObject({ status: 200, type });
  });

  test('an unsupported format is refused before anything is done', async () => {
    const body = { metadata: { name: 'unseen' } };
    const answer = await api.call(`POST ${maps}`, { body, headers: { accept: 'text/html' } });
    const message =
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf';
    expect(answer).toMatchObject({ code: 406, body: { reason: 'NotAcceptable', message } });
    expect(await api.call(`GET ${maps}/unseen`)).toMatchObject({ code: 404 });
  });

  test('tables contain cells and plain metadata', async () => {
    const { text } = await accept(`GET ${maps}`, table);
    expect(JSON.parse(text)).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: '2' },
      columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }],
      rows: [{ cells: ['m', 1, '0s'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'm' } } }],
    });
    const whole = await accept(`GET ${maps}/m?includeObject=Object`, table);
    expect(JSON.parse(whole.text).rows[0].object).toMatchObject({ kind: 'ConfigMap', data: { k: 'v' } });
    const none = await accept(`GET ${maps}/m?includeObject=None`, table);
    expect(JSON.parse(none.text).rows[0].object).toBeNull();
    expect(JSON.parse((await accept(`GET ${maps}/none`, table)).text)).toMatchObject({ kind: 'Status', code: 404 });
  });

  test('metadata alone', async () => {
    const one = await accept(`GET ${maps}/m`, 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io');
    expect(JSON.parse(one.text)).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { labels: { a: 'b' } } });
    expect(JSON.parse(one.text)).not.toHaveProperty('data');
    const list = await accept(`GET ${maps}`, 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io');
    expect(JSON.parse(list.text)).toMatchObject({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      items: [{ kind: 'PartialObjectMetadata' }],
    });
  });

  test('indented JSON for people', async () => {
    expect((await api.http(`GET ${maps}/m?pretty=true`)).text).toContain('\n  "kind": "ConfigMap",\n');
    const curl = { headers: { 'user-agent': 'curl/8' } };
    expect((await api.http(`GET ${maps}/m`, curl)).text).toContain('\n  "kind"');
    expect((await api.http(`GET ${maps}/m?pretty=false`, curl)).text).not.toContain('\n  ');
  });

  test('integers beyond 2^53 are exact', async () => {
    const path = '/api/v1/namespaces/a/podtemplates';
    const spec =
      '{"containers":[{"name":"c","image":"i"}],"tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":9007199254740993}]}';
    const made = await api.http(`POST ${path}`, { text: `{"metadata":{"name":"big"},"template":{"spec":${spec}}}` });
    expect(made.text).toContain('9007199254740993');
    for (const query of ['', '?pretty=true']) {
      expect((await api.http(`GET ${path}/big${query}`)).text).toContain('9007199254740993');
    }
  });
});

const wire = await loadWireTable();

describe('protobuf, for clients that accept nothing else', () => {
  const protobuf = 'application/vnd.kubernetes.protobuf';
  const decode = (bytes: Uint8Array): unknown => decodeProtobuf(bytes, typeNameOfKind, wire);

  async function bytes(line: string, header = protobuf): Promise<{ type: unknown; body: AsyncIterable<Uint8Array> }> {
    const request = requestOf(line, { headers: { accept: header } });
    const { headers, body } = api.server.respond((await api.server.handle(request)) as never, request);
    const parts =
      body instanceof Uint8Array
        ? (async function* () {
            yield body;
          })()
        : body;
    return { type: headers['content-type'], body: parts };
  }

  async function whole(line: string, header?: string): Promise<{ type: unknown; body: Uint8Array }> {
    const { type, body } = await bytes(line, header);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk.slice());
    return { type, body: Buffer.concat(chunks) };
  }

  test.each([`${maps}/m`, maps, '/api/v1/pods', `${maps}/none`, '/apis/apps/v1/deployments?limit=1'])(
    'GET %s has the same content as JSON',
    async (path) => {
      const { type, body } = await whole(`GET ${path}`);
      expect(type).toBe(protobuf);
      const { items, ...json } = (await api.call(`GET ${path}`)).body as Record<string, unknown>;
      // Protobuf cannot distinguish an empty list from an absent one.
      expect(decode(body)).toEqual((items as unknown[] | undefined)?.length ? { ...json, items } : json);
    },
  );

  test('the body is what kubectl sends to create a namespace, the error a Status', async () => {
    const sent =
      '6b3873000a0f0a02763112094e616d657370616365121e0a160a06676f6c64656e12001a0022002a0032003800420012001a020a001a002200';
    const headers = { 'content-type': protobuf, accept: protobuf };
    // Seven bits each, so that they can be sent as text.
    const request = requestOf('POST /api/v1/namespaces', { text: Buffer.from(sent, 'hex').toString(), headers });
    const answers = [await api.server.handle(request), await api.server.handle(request)];
    const bodies = answers.map((answer) => api.server.respond(answer as never, request).body as Uint8Array);
    expect(bodies.map(decode)).toMatchObject([
      { kind: 'Namespace', metadata: { name: 'golden' }, status: { phase: 'Active' } },
      { kind: 'Status', reason: 'AlreadyExists', code: 409 },
    ]);
  });

  test('metadata alone', async () => {
    const { type, body } = await whole(`GET ${maps}/m`, `${protobuf};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`);
    expect(type).toBe(protobuf);
    const find = (): string => 'k8s.io/apimachinery/pkg/apis/meta/v1.PartialObjectMetadata';
    expect(decodeProtobuf(body, find, wire)).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name: 'm', labels: { a: 'b' } },
    });
  });

  test('a watch: frames with their length, with objects in their envelope', async () => {
    const { type, body } = await bytes(`GET ${maps}?watch=1`);
    expect(type).toBe(`${protobuf};stream=watch`);
    for await (const frame of body) {
      const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
      expect(length).toBe(frame.length - 4);
      const magic = Buffer.from(frame).indexOf('k8s\0');
      expect(Buffer.from(frame).subarray(4, 11).toString()).toBe('\n\u0005ADDED');
      expect(decode(frame.subarray(magic))).toMatchObject({
        kind: 'ConfigMap',
        metadata: { name: 'm' },
        data: { k: 'v' },
      });
      return;
    }
  });
});

describe('lists', () => {
  const forms: readonly (readonly [string, string, Record<string, string>])[] = [
    ['JSON', '', {}],
    ['JSON for people', '?pretty=true', {}],
    ['YAML', '', { accept: 'application/yaml' }],
  ];
  test.each(forms)('in %s: items of typed lists have neither kind nor apiVersion', async (_form, query, headers) => {
    const { text } = await api.http(`GET ${maps}${query}`, { headers });
    const [list] = decodeYaml(text) as [{ items: Record<string, unknown>[] }];
    expect(list).toMatchObject({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(await api.store.revision()) },
    });
    expect(list.items).toHaveLength(1);
    const { kind: _, apiVersion: __, ...bare } = (await api.call(`GET ${maps}/m`)).body;
    expect(list.items[0]).toEqual(bare);
  });

  test.each(forms)('in %s: empty lists are complete', async (_form, query, headers) => {
    const { text } = await api.http(`GET /api/v1/secrets${query}`, { headers });
    const list = {
      kind: 'SecretList',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(await api.store.revision()) },
      items: [],
    };
    expect(decodeYaml(text)).toEqual([list]);
  });

  test('of custom resources have both in every item, as do all watches', async () => {
    const widgets: ResourceDefinition = {
      group: 'example.com',
      version: 'v1',
      namespaced: true,
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
    await using server = await testServer();
    server.server.registerResource(widgets);
    const path = '/apis/example.com/v1/namespaces/a/widgets';
    await server.call(`POST ${path}`, { body: { metadata: { name: 'w' }, data: { a: 'ü€😀' } } });
    const { text } = await server.http(`GET ${path}`);
    const item = { kind: 'Widget', apiVersion: 'example.com/v1', metadata: { name: 'w' }, data: { a: 'ü€😀' } };
    expect(JSON.parse(text)).toMatchObject({ kind: 'WidgetList', items: [item] });
    const watch = await server.watch(`GET ${path}?watch=1`);
    expect((await watch.next()).value).toMatchObject({ type: 'ADDED', object: item });
    await watch.return?.();
  });

  test('are the same in one chunk and in many', async () => {
    await using large = await testServer();
    for (let i = 0; i < 40; i++) {
      const data = { k: 'é'.repeat(i * 1500) };
      await large.call(`POST ${maps}`, { body: { metadata: { name: `m${i}` }, data } });
    }
    const { items } = (await large.call(`GET ${maps}`)).body as { items?: { data: { k: string } }[] };
    const lengths = items?.map((item) => item.data.k.length).sort((a, b) => a - b);
    expect(lengths).toEqual(Array.from({ length: 40 }, (_, i) => i * 1500));
    const { text } = await large.http(`GET ${maps}?pretty=1`);
    expect(JSON.parse(text).items).toEqual(items);
  });
});

describe('large answers', () => {
  test('are compressed if the client accepts it, with the same content', async () => {
    await using large = await testServer();
    const data = { k: 'x'.repeat(60_000) };
    for (const name of ['a', 'b', 'c']) await large.call(`POST ${maps}`, { body: { metadata: { name }, data } });
    const plain = await large.http(`GET ${maps}`);
    expect(plain.headers).not.toHaveProperty('content-length');
    const request = requestOf(`GET ${maps}`, { headers: { 'accept-encoding': 'gzip, deflate' } });
    const answer = await large.server.handle(request);
    const { headers, body } = large.server.respond(answer as never, request);
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk.slice());
    expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(plain.text);
    expect(JSON.parse(plain.text).items).toHaveLength(3);
  });
});
