/** Custom resources as clients see them: the objects of a CustomResourceDefinition. */
import { describe, expect, it } from 'vitest';
import { testCluster } from './cluster-testing.ts';
import {
  collection,
  crds,
  crontab,
  define,
  definition,
  eventsOf,
  group,
  schema,
  served,
  textOf,
  version,
} from './custom-resources-testing.ts';

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
    // kubectl apply sends a strategic merge patch where the document allows it.
    const { patch } = JSON.parse(document).paths[`/apis/${group}/v1/namespaces/{namespace}/crontabs/{name}`];
    expect(Object.keys(patch.requestBody.content)).toEqual([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ]);
    await cluster.call(`DELETE ${crds}/crontabs.${group}`);
    await served(cluster, 404);
    expect((await cluster.call(`GET ${collection}`)).code).toBe(404);
  });
});

describe('several API servers', () => {
  it('agree on custom resources, also after a restart', async () => {
    await using first = await testCluster();
    await using second = await testCluster({ store: first.store, clock: first.clock });
    await define(first, definition());
    await first.call(`POST ${collection}`, crontab('a'));
    await served(second, 200);
    expect((await second.call(`GET ${collection}/a`)).body.spec).toEqual({ cronSpec: '* *', replicas: 1 });
    // A new server serves existing definitions from its first request on.
    await using restarted = await testCluster({ store: first.store, clock: first.clock });
    expect((await restarted.call(`GET ${collection}/a`)).code).toBe(200);
  });
});

describe('a definition in the group of built-in resources', () => {
  const approved = { 'api-approved.kubernetes.io': 'unapproved, test' };
  const own = (name: string, kind: string, served: string, ofGroup: string) => ({
    ...definition([version({ name: served })], {
      group: ofGroup,
      names: { plural: name, singular: kind.toLowerCase(), kind },
    }),
    metadata: { name: `${name}.${ofGroup}`, annotations: approved },
  });
  const rbac = 'rbac.authorization.k8s.io';
  const roles = `/apis/${rbac}/v1/namespaces/default/roles`;
  const role = { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'a' }, rules: [] };

  it('replaces none of them, and does not take them with it', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    for (const each of [own('roles', 'Role', 'v1', rbac), own('others', 'Other', 'v1', rbac)])
      expect((await cluster.call(`POST ${crds}`, each)).code).toBe(201);
    await cluster.clock.advance(10_000);
    expect((await cluster.call(`POST ${roles}`, role)).body).toEqual(expect.objectContaining({ rules: [] }));
    expect((await cluster.call(`GET /apis/${rbac}/v1/namespaces/default/others`)).code).toBe(404);
    for (const name of ['roles', 'others'])
      expect((await cluster.call(`DELETE ${crds}/${name}.${rbac}`)).code).toBe(200);
    await cluster.clock.advance(10_000);
    expect((await cluster.call(`GET ${roles}/a`)).code).toBe(200);
  });

  it('stores nothing among their objects', async () => {
    await using cluster = await testCluster();
    await define(cluster, definition());
    const shadow = own('customresourcedefinitions', 'CustomResourceDefinition', 'v9', 'apiextensions.k8s.io');
    await cluster.call(`POST ${crds}`, shadow);
    await cluster.clock.advance(10_000);
    const path = '/apis/apiextensions.k8s.io/v9/namespaces/default/customresourcedefinitions';
    expect((await cluster.call(`GET ${path}`)).code).toBe(404);
    expect((await cluster.call(`GET ${crds}/crontabs.${group}`)).code).toBe(200);
  });
});
