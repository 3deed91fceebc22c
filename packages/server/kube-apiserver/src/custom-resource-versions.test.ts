/** Custom resources: subresources, columns, selectors, several versions, changes of their schema. */
import { requestOf } from '@kubets/apiserver/testing';
import type { WebhookClient } from '@kubets/webhook';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';
import {
  collection,
  crds,
  crontab,
  define,
  definition,
  eventsOf,
  group,
  type Json,
  schema,
  version,
} from './custom-resources-testing.ts';

/** Replaces the versions of the definition, and waits until they are served. */
async function redefine(cluster: TestCluster, versions: readonly Json[], until: () => Promise<boolean>): Promise<void> {
  const { code, body } = await cluster.call(`PATCH ${crds}/crontabs.${group}`, { spec: { versions } });
  expect(code, JSON.stringify(body)).toBe(200);
  while (!(await until())) await cluster.clock.advance(10);
}

const withField = (name: string, field: Json): Json => {
  const { spec } = schema.properties;
  const properties = { ...spec.properties, [name]: field };
  return { type: 'object', properties: { ...schema.properties, spec: { ...spec, properties } } };
};

describe('the status subresource', () => {
  const subresources = {
    status: {},
    scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
  };

  it('separates the status from the rest', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition([version({ subresources })]));
    const created = await cluster.call(`POST ${collection}`, crontab('a', {}, { status: { ready: true } }));
    expect(created.body.status).toBeUndefined();
    const patch = { metadata: { labels: { a: 'b' } }, spec: { replicas: 7 }, status: { ready: true } };
    const { body } = await cluster.call(`PATCH ${collection}/a/status`, patch);
    expect(body).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 }, status: { ready: true } });
    expect(body.metadata?.labels).toBeUndefined();
    const updated = await cluster.call(`PUT ${collection}/a`, {
      ...body,
      status: {},
      spec: { cronSpec: '1', replicas: 2 },
    });
    expect(updated.body).toMatchObject({ metadata: { generation: 2 }, status: { ready: true } });
  });

  it('does not exist unless it is declared', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const created = await cluster.call(`POST ${collection}`, crontab('a', {}, { status: { ready: true } }));
    expect(created.body.status).toEqual({ ready: true });
    expect((await cluster.call(`GET ${collection}/a/status`)).code).toBe(404);
    const patched = await cluster.call(`PATCH ${collection}/a`, { status: { ready: false } });
    expect(patched.body).toMatchObject({ metadata: { generation: 2 }, status: { ready: false } });
  });

  it('scales by the paths of the definition', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition([version({ subresources })]));
    await cluster.call(`POST ${collection}`, crontab('a'));
    const { body } = await cluster.call(`GET ${collection}/a/scale`);
    expect(body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 1 },
      status: { replicas: 0 },
    });
    const scaled = await cluster.call(`PATCH ${collection}/a/scale`, { spec: { replicas: 5 } });
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
    expect((await cluster.call(`GET ${collection}/a`)).body).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 5 },
    });
    expect((await cluster.call(`PATCH ${collection}/a/scale`, { spec: { replicas: 50 } })).code).toBe(422);
    // A Scale may omit the resourceVersion, although an update of the object may not. fabric8 omits it.
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 6 } };
    const replaced = await cluster.call(`PUT ${collection}/a/scale`, scale);
    expect(replaced).toMatchObject({ code: 200, body: { spec: { replicas: 6 } } });
    const stale = await cluster.call(`PUT ${collection}/a/scale`, { ...scale, metadata: { ...body.metadata } });
    expect(stale.code).toBe(409);
  });

  it('has no scale without replicas', async () => {
    await using cluster = await testCluster();
    const scale = { ...subresources.scale, specReplicasPath: '.spec.other' };
    const openAPIV3Schema = withField('other', { type: 'integer' });
    await define(cluster, definition([version({ subresources: { scale }, schema: { openAPIV3Schema } })]));
    await cluster.call(`POST ${collection}`, crontab('a'));
    const { code, body } = await cluster.call(`GET ${collection}/a/scale`);
    expect([code, body.message]).toEqual([
      500,
      'Internal error occurred: the spec replicas field ".spec.other" does not exist',
    ]);
  });
});

describe('printed columns and selectors', () => {
  it('prints the declared columns', async () => {
    await using cluster = await testCluster();
    const additionalPrinterColumns = [
      { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
      { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas', priority: 1 },
      { name: 'Ready', type: 'boolean', jsonPath: '.status.ready' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ];
    await define(cluster, definition([version({ additionalPrinterColumns })]));
    await cluster.call(`POST ${collection}`, crontab('a'));
    const request = requestOf(`GET ${collection}`, {
      headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    });
    const answer = await cluster.server.handle(request);
    if (answer.type !== 'list') throw new TypeError('not a list');
    const { body } = cluster.server.respond(answer, request);
    const table = JSON.parse(new TextDecoder().decode(body as Uint8Array));
    expect(table.columnDefinitions.map((each: Json) => [each.name, each.type, each.priority])).toEqual([
      ['Name', 'string', 0],
      ['Spec', 'string', 0],
      ['Replicas', 'integer', 1],
      ['Ready', 'boolean', 0],
      ['Age', 'date', 0],
    ]);
    expect(table.rows[0].cells).toEqual(['a', '* *', 1, null, expect.stringMatching(/s$/)]);
  });

  it('selects by declared fields', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition([version({ selectableFields: [{ jsonPath: '.spec.replicas' }] })]));
    await cluster.call(`POST ${collection}`, crontab('a', { replicas: 3 }));
    await cluster.call(`POST ${collection}`, crontab('b'));
    const { body } = await cluster.call(`GET ${collection}?fieldSelector=spec.replicas=3`);
    expect((body.items as Json[]).map((each) => (each.metadata as Json).name)).toEqual(['a']);
    const { code, body: refused } = await cluster.call(`GET ${collection}?fieldSelector=spec.cronSpec=3`);
    expect([code, refused.message]).toEqual([400, 'field label not supported: spec.cronSpec']);
  });
});

describe('formats', () => {
  const protobuf = 'application/vnd.kubernetes.protobuf';
  const partial = 'g=meta.k8s.io;v=v1;as=PartialObjectMetadata';

  it.each([
    ['JSON for clients that accept it', `${protobuf},application/json`, 200, 'application/json'],
    ['metadata in protobuf', `${protobuf};${partial}`, 200, protobuf],
    ['lists of metadata in protobuf', `${protobuf};${partial}List`, 200, protobuf],
    ['no objects in protobuf', protobuf, 406, protobuf],
    ['no CBOR', 'application/cbor', 406, 'application/json'],
  ])('%s', async (_, accept, status, contentType) => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    await cluster.call(`POST ${collection}`, crontab('a'));
    const request = requestOf(`GET ${collection}`, { headers: { accept } });
    const answer = await cluster.server.handle(request);
    if (answer.type === 'proxy') throw new TypeError('a proxied answer');
    const { status: code, headers } = cluster.server.respond(answer, request);
    expect([code, headers['content-type']]).toEqual([status, contentType]);
  });

  it.each([protobuf, 'application/cbor'])('bodies of type %s are refused', async (contentType) => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const { code } = await cluster.call(`POST ${collection}`, crontab('a'), {
      headers: { 'content-type': contentType },
    });
    expect([400, 415]).toContain(code);
  });
});

describe('patches', () => {
  it('refuses a strategic merge patch', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    await cluster.call(`POST ${collection}`, crontab('a'));
    const headers = { 'content-type': 'application/strategic-merge-patch+json' };
    const { code, body } = await cluster.call(`PATCH ${collection}/a`, { spec: {} }, { headers });
    expect([code, body.message]).toEqual([
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    ]);
  });

  it('applies by the list types of the schema', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const apply = (manager: string, spec: Json, query = '') =>
      cluster.call(`PATCH ${collection}/a?fieldManager=${manager}${query}`, crontab('a', spec), {
        headers: { 'content-type': 'application/apply-patch+yaml' },
      });
    expect((await apply('one', { tags: ['a'] })).code).toBe(201);
    const { code, body } = await apply('two', { tags: ['b'] });
    expect([code, (body.spec as Json).tags]).toEqual([200, ['a', 'b']]);
    const conflict = await apply('two', { cronSpec: '7', tags: ['b'] });
    expect([conflict.code, conflict.body.reason]).toEqual([409, 'Conflict']);
    expect((await apply('one', { unknown: 1 })).body.message).toContain('.spec.unknown: field not declared in schema');
  });

  it('refuses unknown fields with strict validation, and warns of them otherwise', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const { code, body } = await cluster.call(`POST ${collection}?fieldValidation=Strict`, crontab('a', { foo: 1 }));
    expect([code, body.message]).toEqual([
      400,
      'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.foo"',
    ]);
    const answer = await cluster.answer(`POST ${collection}?fieldValidation=Warn`, { body: crontab('a', { foo: 1 }) });
    expect(answer).toMatchObject({ status: 201, warnings: ['unknown field "spec.foo"'] });
  });

  it('requires a resourceVersion for an update', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    await cluster.call(`POST ${collection}`, crontab('a'));
    const { code, body } = await cluster.call(`PUT ${collection}/a`, crontab('a'));
    expect([code, body.message]).toEqual([
      422,
      `crontabs.${group} "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
    ]);
  });
});

describe('changes of the definition', () => {
  it('gives stored objects the defaults of the new schema, and hides fields that it does not have', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition([version({ schema: { openAPIV3Schema: withField('old', { type: 'string' }) } })]));
    await cluster.call(`POST ${collection}`, crontab('a', { old: 'x' }));
    const openAPIV3Schema = withField('added', { type: 'string', default: 'new' });
    const spec = async (): Promise<unknown> => (await cluster.call(`GET ${collection}/a`)).body.spec;
    await redefine(cluster, [version({ schema: { openAPIV3Schema } })], async () =>
      Object.hasOwn((await spec()) as Json, 'added'),
    );
    expect(await spec()).toEqual({ cronSpec: '* *', replicas: 1, added: 'new' });
    const { body } = await cluster.call(`GET ${collection}`);
    expect((body.items as Json[]).map((each) => each.spec)).toEqual([await spec()]);
  });

  it('serves several versions, and stores one', async () => {
    await using cluster = await testCluster();
    const v2 = version({ name: 'v2', storage: false, deprecated: false });
    await define(cluster, definition([version({ deprecated: true }), v2]));
    await cluster.call(`POST ${collection}`, crontab('a'));
    const inV2 = await cluster.call(`GET ${collection.replace('/v1/', '/v2/')}/a`);
    expect(inV2.body).toMatchObject({ apiVersion: `${group}/v2`, kind: 'CronTab', metadata: { name: 'a' } });
    const patched = await cluster.call(`PATCH ${collection.replace('/v1/', '/v2/')}/a`, { spec: { replicas: 4 } });
    expect(patched.body).toMatchObject({ apiVersion: `${group}/v2`, spec: { replicas: 4 } });
    const answer = await cluster.answer(`GET ${collection}/a`);
    expect(answer).toMatchObject({
      object: { apiVersion: `${group}/v1`, spec: { replicas: 4 } },
      warnings: [`${group}/v1 CronTab is deprecated; use ${group}/v2 CronTab`],
    });
    const { body } = await cluster.call(`GET /apis/${group}`);
    expect((body.versions as Json[]).map((each) => each.version)).toEqual(['v2', 'v1']);
  });
});

describe('conversion by a webhook', () => {
  /** Renames `cronSpec` to `schedule` in v2, and counts its calls. */
  function fakeWebhook() {
    const calls: number[] = [];
    let failure: string | undefined;
    const converted = (object: Json, apiVersion: string): Json => {
      const { cronSpec, schedule, ...spec } = object.spec as Json;
      const name = apiVersion.endsWith('/v2') ? 'schedule' : 'cronSpec';
      return { ...object, apiVersion, spec: { ...spec, [name]: cronSpec ?? schedule } };
    };
    const client: WebhookClient = {
      async post({ body }) {
        const { apiVersion, kind, request } = JSON.parse(String(body));
        const { uid, desiredAPIVersion, objects } = request as {
          uid: string;
          desiredAPIVersion: string;
          objects: Json[];
        };
        calls.push(objects.length);
        const result = failure === undefined ? { status: 'Success' } : { status: 'Failure', message: failure };
        const convertedObjects = objects.map((object) => converted(object, desiredAPIVersion));
        return new TextEncoder().encode(
          JSON.stringify({ apiVersion, kind, response: { uid, result, convertedObjects } }),
        );
      },
    };
    return { calls, fail: (why?: string) => (failure = why), client };
  }

  const v2Schema = (): Json => {
    const { spec } = schema.properties;
    const { cronSpec, ...properties } = spec.properties;
    const v2 = { ...spec, required: ['schedule'], properties: { ...properties, schedule: cronSpec } };
    return { type: 'object', properties: { spec: v2, status: schema.properties.status } };
  };

  async function converting(): Promise<{ cluster: TestCluster; webhook: ReturnType<typeof fakeWebhook> }> {
    const webhook = fakeWebhook();
    const cluster = await testCluster({ webhooks: () => webhook.client });
    const v2 = version({ name: 'v2', storage: false, schema: { openAPIV3Schema: v2Schema() } });
    const clientConfig = { url: 'https://example.com/convert' };
    const conversion = { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } };
    await define(cluster, definition([version(), v2], { conversion }));
    return { cluster, webhook };
  }

  const inV2 = collection.replace('/v1/', '/v2/');

  it('reads, lists, watches and writes every version', async () => {
    const { cluster, webhook } = await converting();
    await using _ = cluster;
    await cluster.call(`POST ${collection}`, crontab('a'));
    expect(webhook.calls).toEqual([]);
    const b = { apiVersion: `${group}/v2`, kind: 'CronTab', metadata: { name: 'b' }, spec: { schedule: '1' } };
    const created = await cluster.call(`POST ${inV2}`, b);
    expect([created.code, created.body.spec]).toEqual([201, { schedule: '1', replicas: 1 }]);
    expect((await cluster.call(`GET ${collection}/b`)).body.spec).toEqual({ cronSpec: '1', replicas: 1 });
    expect((await cluster.call(`GET ${inV2}/a`)).body.spec).toEqual({ schedule: '* *', replicas: 1 });
    webhook.calls.length = 0;
    const { body } = await cluster.call(`GET ${inV2}`);
    expect((body.items as Json[]).map((each) => each.spec)).toEqual([
      { schedule: '* *', replicas: 1 },
      { schedule: '1', replicas: 1 },
    ]);
    // Both in one batch, unless an object is still in memory with its conversion.
    expect(webhook.calls.length).toBeLessThanOrEqual(1);
    const events = await eventsOf(await cluster.answer(`GET ${inV2}?watch=1`));
    expect((await events.next()).value).toEqual(['ADDED', { schedule: '* *', replicas: 1 }]);
    expect((await events.next()).value).toEqual(['ADDED', { schedule: '1', replicas: 1 }]);
    const patched = await cluster.call(`PATCH ${inV2}/a`, { spec: { schedule: '2' } });
    expect(patched.body.spec).toEqual({ schedule: '2', replicas: 1 });
    expect((await events.next()).value).toEqual(['MODIFIED', { schedule: '2', replicas: 1 }]);
    expect((await cluster.call(`DELETE ${inV2}/a`)).code).toBe(200);
    expect((await events.next()).value).toEqual(['DELETED', { schedule: '2', replicas: 1 }]);
  });

  it('answers with the failure of the webhook, and goes on after it', async () => {
    const { cluster, webhook } = await converting();
    await using _ = cluster;
    await cluster.call(`POST ${collection}`, crontab('a'));
    webhook.fail('no such size');
    const { code, body } = await cluster.call(`GET ${inV2}`);
    expect([code, body.message]).toEqual([
      500,
      expect.stringMatching(/^conversion webhook for .* failed: no such size$/),
    ]);
    expect((await cluster.call(`GET ${collection}/a`)).code).toBe(200);
    webhook.fail(undefined);
    expect((await cluster.call(`GET ${inV2}`)).code).toBe(200);
  });
});

describe('the end of a definition', () => {
  it('waits for its objects, takes no new ones, and lets go of finalizers', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    await cluster.call(`POST ${collection}`, {
      ...crontab('a'),
      metadata: { name: 'a', finalizers: ['example.com/x'] },
    });
    const events = await eventsOf(await cluster.answer(`GET ${collection}?watch=1`));
    await events.next();
    await cluster.call(`DELETE ${crds}/crontabs.${group}`);
    const verbs = async (): Promise<unknown> => {
      const { body } = await cluster.call(`GET /apis/${group}/v1`);
      return (body.resources as Json[] | undefined)?.[0]?.verbs;
    };
    while (JSON.stringify(await verbs())?.includes('create')) await cluster.clock.advance(10);
    expect(await verbs()).toEqual(['delete', 'deletecollection', 'get', 'list', 'watch']);
    const refused = await cluster.call(`POST ${collection}`, crontab('b'));
    expect([refused.code, refused.body.message]).toEqual([
      405,
      'create not allowed while custom resource definition is terminating',
    ]);
    expect((await cluster.call(`GET ${collection}/a`)).code).toBe(200);
    expect((await cluster.call(`PATCH ${collection}/a`, { metadata: { finalizers: null } })).code).toBe(200);
    while ((await cluster.call(`GET ${collection}`)).code !== 404) await cluster.clock.advance(100);
    const seen: unknown[] = [];
    const reading = (async () => {
      for (let next = await events.next(); !next.done; next = await events.next())
        seen.push((next.value as unknown[])[0]);
    })();
    let ended = false;
    void reading.then(() => (ended = true));
    while (!ended) await cluster.clock.advance(100);
    expect(seen.at(-1)).toBe('DELETED');
  });
});

describe('cluster-scoped custom resources', () => {
  it('have no namespace', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition([version()], { scope: 'Cluster' }));
    const wide = `/apis/${group}/v1/crontabs`;
    expect((await cluster.call(`POST ${wide}`, crontab('a'))).code).toBe(201);
    expect((await cluster.call(`GET ${wide}/a`)).body.metadata?.namespace).toBeUndefined();
    expect((await cluster.call(`GET ${collection}/a`)).code).toBe(404);
    const { code, body } = await cluster.call(`GET ${wide}?fieldSelector=metadata.namespace=x`);
    expect([code, body.message]).toEqual([400, 'field label not supported: metadata.namespace']);
  });
});

describe('embedded resources and free fields', () => {
  const properties = {
    template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
    size: { 'x-kubernetes-int-or-string': true },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  };
  const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', properties } } };

  it('are kept and validated', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition([version({ schema: { openAPIV3Schema } })]));
    const template = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', extra: 1 }, data: { a: 'b' } };
    const spec = { template, size: '10%', free: { any: { thing: [1] } } };
    const object = { ...crontab('a'), spec };
    const created = await cluster.call(`POST ${collection}`, object);
    expect(created.body.spec).toEqual({ ...spec, template: { ...template, metadata: { name: 'm' } } });
    const { code, body } = await cluster.call(`POST ${collection}`, {
      ...crontab('b'),
      spec: { template: { kind: 'ConfigMap' }, size: true },
    });
    expect(code).toBe(422);
    expect(body.message).toContain('spec.size in body must be of type integer,string: "boolean"');
    expect(body.message).toContain('spec.template.apiVersion: Required value');
  });
});
