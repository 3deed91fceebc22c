/** Custom resources as clients see them: the objects of a CustomResourceDefinition. */
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const group = 'stable.example.com';
const collection = `/apis/${group}/v1/namespaces/default/crontabs`;

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['cronSpec'],
      properties: {
        cronSpec: { type: 'string', pattern: '^[0-9*/ ]+$' },
        replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      },
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' }, replicas: { type: 'integer' } } },
  },
};

type Json = Record<string, unknown>;

const version = (changes: Json = {}): Json => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: schema },
  ...changes,
});

const definition = (versions: readonly Json[] = [version()], spec: Json = {}): Json => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `crontabs.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'], categories: ['all'] },
    versions,
    ...spec,
  },
});

const crontab = (name: string, spec: Json = {}, more: Json = {}): Json => ({
  apiVersion: `${group}/v1`,
  kind: 'CronTab',
  metadata: { name },
  spec: { cronSpec: '* *', ...spec },
  ...more,
});

/** Creates the definition and waits until its resource is served. */
async function define(cluster: TestCluster, crd: Json): Promise<void> {
  const created = await cluster.call(`POST ${crds}`, crd);
  expect(created.code, JSON.stringify(created.body)).toBe(201);
  const { names } = crd.spec as Json;
  const conditions = ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True' }));
  await cluster.call(`PATCH ${crds}/crontabs.${group}/status`, { status: { acceptedNames: names, conditions } });
  await served(cluster, 200);
}

async function served(cluster: TestCluster, code: number): Promise<void> {
  for (;;) {
    const { code: found } = await cluster.call(`GET /apis/${group}/v1`);
    if (found === code) return;
    await cluster.clock.advance(10);
  }
}

async function textOf(cluster: TestCluster, line: string): Promise<string> {
  const answer = await cluster.answer(line);
  if (answer.type !== 'raw') throw new TypeError(`not text: ${JSON.stringify(answer)}`);
  return typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body as Uint8Array);
}

async function eventsOf(answer: ApiAnswer): Promise<AsyncIterator<unknown>> {
  if (answer.type !== 'watch') throw new TypeError(`not a watch: ${JSON.stringify(answer)}`);
  async function* events(batches: AsyncIterable<readonly { type: string; served: { object: Json } }[]>) {
    for await (const batch of batches)
      for (const {
        type,
        served: { object },
      } of batch)
        yield [type, object.spec];
  }
  return events(answer.events as never);
}

describe('a custom resource', () => {
  it('is created, read, updated, patched, listed and deleted', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const created = await cluster.call(`POST ${collection}`, crontab('a', { unknown: 1 }));
    expect(created).toMatchObject({
      code: 201,
      body: { kind: 'CronTab', metadata: { name: 'a', namespace: 'default', generation: 1 } },
    });
    expect(created.body.spec).toEqual({ cronSpec: '* *', replicas: 1 });
    const { body } = await cluster.call(`GET ${collection}/a`);
    expect(body).toEqual(created.body);
    const updated = await cluster.call(`PUT ${collection}/a`, { ...body, spec: { cronSpec: '1', replicas: 2 } });
    expect(updated.body).toMatchObject({ metadata: { generation: 2 }, spec: { cronSpec: '1', replicas: 2 } });
    const patched = await cluster.call(`PATCH ${collection}/a`, { spec: { replicas: null } });
    expect(patched.body.spec).toEqual({ cronSpec: '1', replicas: 1 });
    const list = await cluster.call(`GET ${collection}`);
    expect(list.body).toMatchObject({ kind: 'CronTabList', apiVersion: `${group}/v1`, items: [patched.body] });
    expect((await cluster.call(`DELETE ${collection}/a`)).code).toBe(200);
    expect((await cluster.call(`GET ${collection}/a`)).code).toBe(404);
  });

  it('is validated by its schema', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const { code, body } = await cluster.call(`POST ${collection}`, crontab('a', { cronSpec: 'x', replicas: 11 }));
    expect(code).toBe(422);
    expect(body.message).toBe(
      `CronTab.${group} "a" is invalid: [spec.cronSpec: Invalid value: "x": spec.cronSpec in body should match '^[0-9*/ ]+$', spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10]`,
    );
  });

  it('is watched, until its definition changes', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    await cluster.call(`POST ${collection}`, crontab('a'));
    const events = await eventsOf(await cluster.answer(`GET ${collection}?watch=1`));
    expect((await events.next()).value).toEqual(['ADDED', { cronSpec: '* *', replicas: 1 }]);
    await cluster.call(`PATCH ${collection}/a`, { spec: { replicas: 3 } });
    expect((await events.next()).value).toEqual(['MODIFIED', { cronSpec: '* *', replicas: 3 }]);
    const [changed] = [
      version({ additionalPrinterColumns: [{ name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' }] }),
    ];
    await cluster.call(`PATCH ${crds}/crontabs.${group}`, { spec: { versions: [changed] } });
    const end = events.next();
    let done = false;
    void end.then(() => {
      done = true;
    });
    while (!done) await cluster.clock.advance(100);
    expect(await end).toEqual({ done: true, value: undefined });
  });

  it('is discovered, and disappears with its definition', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    expect((await cluster.call(`GET /apis/${group}`)).body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: `${group}/v1`, version: 'v1' },
    });
    const { body } = await cluster.call(`GET /apis/${group}/v1`);
    expect(body.resources).toEqual([
      {
        name: 'crontabs',
        singularName: 'crontab',
        namespaced: true,
        kind: 'CronTab',
        verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
        shortNames: ['ct'],
        categories: ['all'],
        storageVersionHash: 'EdX2FP+L0js=',
      },
    ]);
    const document = await textOf(cluster, `GET /openapi/v3/apis/${group}/v1`);
    expect(JSON.parse(document)).toMatchObject({
      paths: { [`/apis/${group}/v1/namespaces/{namespace}/crontabs/{name}`]: { get: {} } },
      components: { schemas: { 'com.example.stable.v1.CronTab': { properties: schema.properties } } },
    });
    await cluster.call(`DELETE ${crds}/crontabs.${group}`);
    await served(cluster, 404);
    expect((await cluster.call(`GET ${collection}`)).code).toBe(404);
  });
});
