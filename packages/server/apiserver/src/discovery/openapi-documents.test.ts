/** OpenAPI documents of custom resources and aggregated API servers, and how they are made. */
import { configMaps, type ResourceDefinition } from '@kubets/api';
import { builtinResources } from '@kubets/api/catalog';
import { encodeOpenApiV2, type JsonMap, type OpenApiType } from '@kubets/api/openapi';
import { nextTurn } from '@kubets/base';
import { beforeEach, describe, expect, it } from 'vitest';
import { ResourceRegistry } from '../engine/resource-registry.ts';
import { OpenApiDocuments, type RemoteOpenApiParts } from './openapi-documents.ts';

const crontabs = (group: string, plural = 'crontabs', kind = 'CronTab'): ResourceDefinition => ({
  ...(configMaps as unknown as ResourceDefinition),
  group,
  version: 'v1',
  plural,
  kind,
  singular: kind.toLowerCase(),
  listKind: `${kind}List`,
  typeName: `${group}/v1.${kind}`,
  subresources: [],
  storageVersion: { group, version: 'v1' },
  storagePrefix: `${group}/${plural}`,
  strategy: {},
});

const metadata = 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta';

/** How often the schema of each type has been made. */
let made: Map<string, number>;
let description: string;
let remote: RemoteOpenApiParts[];
let registry: ResourceRegistry;
let documents: OpenApiDocuments;

function typeOf(typeName: string): OpenApiType {
  return {
    hash: description,
    references: typeName.endsWith('List') ? [typeName.slice(0, -'List'.length)] : [metadata],
    schema: (dialect) => {
      made.set(typeName, (made.get(typeName) ?? 0) + 1);
      return { type: 'object', description: `${description} ${dialect}` };
    },
  };
}

beforeEach(() => {
  made = new Map();
  description = 'first';
  remote = [];
  registry = new ResourceRegistry();
  for (const definition of builtinResources()) registry.register(definition);
  documents = new OpenApiDocuments(registry, {
    types: (name) => (name.includes('example.com/') ? typeOf(name) : undefined),
    remote: { v2: () => remote, v3: () => new Map(remote.map(({ hash }) => ['apis/remote.example.com/v1', hash])) },
  });
});

const text = (bytes: Uint8Array): JsonMap => JSON.parse(new TextDecoder().decode(bytes));
const v2 = async (): Promise<JsonMap> => text(await documents.v2('v2', await documents.v2Hash()));
const v3 = async (key: string): Promise<JsonMap> => text(await documents.v3(key, (await documents.v3Hash(key)) ?? ''));
const index = async (): Promise<JsonMap> => text(await documents.index()).paths as JsonMap;

describe('OpenAPI documents', () => {
  it('contain the paths and types of custom resources', async () => {
    registry.register(crontabs('stable.example.com'));
    const path = '/apis/stable.example.com/v1/namespaces/{namespace}/crontabs';
    const kind = 'com.example.stable.v1.CronTab';
    const whole = await v2();
    expect(whole.paths).toHaveProperty(
      [path, 'get', 'responses', '200', 'schema', '$ref'],
      `#/definitions/${kind}List`,
    );
    expect(whole.definitions).toHaveProperty([kind, 'description'], 'first v2');
    const own = await v3('apis/stable.example.com/v1');
    expect(own.paths).toHaveProperty([path]);
    expect(own).toHaveProperty(['components', 'schemas', kind, 'description'], 'first v3');
    expect(own).toHaveProperty(['components', 'schemas', 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta']);
    expect(await index()).toHaveProperty(['apis/stable.example.com/v1']);
  });

  it('have a hash that changes with the schema of a type', async () => {
    const definition = crontabs('stable.example.com');
    registry.register(definition);
    const key = 'apis/stable.example.com/v1';
    const before = [await documents.v3Hash(key), await documents.v2Hash(), await documents.v3Hash('apis/apps/v1')];
    description = 'second';
    registry.register({ ...definition });
    const after = [await documents.v3Hash(key), await documents.v2Hash(), await documents.v3Hash('apis/apps/v1')];
    expect(after.map((hash, at) => hash === before[at])).toEqual([false, false, true]);
    expect((await v3(key)).components).toHaveProperty(
      ['schemas', 'com.example.stable.v1.CronTab', 'description'],
      'second v3',
    );
    registry.unregister(definition);
    expect(await documents.v3Hash(key)).toBeUndefined();
    expect(await index()).not.toHaveProperty([key]);
  });

  it('are not made again for group versions that have not changed', async () => {
    const changing = crontabs('b.example.com');
    registry.register(crontabs('a.example.com'));
    registry.register(changing);
    await v2();
    description = 'second';
    registry.register({ ...changing });
    await v2();
    await v2();
    expect(made.get('a.example.com/v1.CronTab')).toBe(1);
    expect(made.get('b.example.com/v1.CronTab')).toBe(2);
  });

  it('contain what aggregated API servers add', async () => {
    const before = await documents.v2Hash();
    const parts = [
      { section: 'paths', name: '/apis/remote.example.com/v1/', value: { get: { responses: {} } } },
      { section: 'schemas', name: 'com.example.remote.Thing', value: { type: 'object' } },
    ] as const;
    remote = [{ hash: 'R1', parts: () => parts }];
    expect(await documents.v2Hash()).not.toBe(before);
    expect((await v2()).definitions).toHaveProperty(['com.example.remote.Thing']);
    expect(await index()).toHaveProperty(
      ['apis/remote.example.com/v1', 'serverRelativeURL'],
      '/openapi/v3/apis/remote.example.com/v1?hash=R1',
    );
    remote = [];
    expect((await v2()).definitions).not.toHaveProperty(['com.example.remote.Thing']);
  });

  it('have the same content in protobuf as in JSON', async () => {
    registry.register(crontabs('stable.example.com'));
    const bytes = await documents.v2('v2.protobuf', await documents.v2Hash());
    // Fields of a message can be in any order: head, paths, definitions here.
    expect(bytes.length).toBe(encodeOpenApiV2(await v2()).length);
  });

  it.each(['v2', 'v2.protobuf'] as const)('are made in many turns of the event loop: %s', async (form) => {
    let turns = 0;
    let done = false;
    const count = async (): Promise<void> => {
      for (; !done; turns++) await nextTurn();
    };
    const counting = count();
    await documents.v2(form, await documents.v2Hash());
    done = true;
    await counting;
    expect(turns).toBeGreaterThan(30);
  });

  it('are made once for concurrent requests', async () => {
    registry.register(crontabs('stable.example.com'));
    await Promise.all([v2(), v2(), v2()]);
    expect(made.get('stable.example.com/v1.CronTab')).toBe(1);
  });
});
