/** Managed fields are determined before mutating admission, whose additions belong to nobody. */
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { describe, expect, test } from 'vitest';
import type { AdmissionPlugin } from '../admission/admission.ts';
import { testServer } from '../testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const apply = { 'content-type': 'application/apply-patch+yaml' };
const merge = { 'content-type': 'application/merge-patch+json' };
const map = (data: object, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm', ...metadata },
  data,
});

const onWrites = { subresources: ['*'], operations: ['CREATE', 'UPDATE'] } as const;

/** Changes each object as a webhook would: with copies of all parts. */
function mutating(change: (object: KubeObject) => KubeObject): { plugin: AdmissionPlugin; seen: KubeObject[] } {
  const seen: KubeObject[] = [];
  const plugin: AdmissionPlugin = {
    name: 'mutating',
    on: onWrites,
    mutate(object) {
      seen.push(object);
      return change(structuredClone(object));
    },
  };
  return { plugin, seen };
}

const injects = (object: KubeObject): KubeObject =>
  ({ ...object, data: { ...(object as { data?: object }).data, injected: 'x' } }) as KubeObject;

const withManagers = (managedFields: readonly object[]) => (object: KubeObject) => ({
  ...object,
  metadata: { ...object.metadata, managedFields: managedFields as readonly ManagedFieldsEntry[] },
});

const managersOf = (object: KubeObject | undefined): object[] =>
  (object?.metadata?.managedFields ?? []).map(({ manager, fieldsV1 }) => ({ [manager ?? '']: fieldsV1 }));

const owned = (...names: string[]): object => ({
  'f:data': Object.fromEntries(['.', ...names].map((name) => [name === '.' ? name : `f:${name}`, {}])),
});

describe('what mutating admission adds belongs to nobody', () => {
  test('on create', async () => {
    const { plugin, seen } = mutating(injects);
    await using api = await testServer({ admission: [plugin] });
    const { body } = await api.call(`POST ${maps}?fieldManager=one`, { body: map({ k: 'v' }) });
    expect(body.data).toEqual({ k: 'v', injected: 'x' });
    expect(managersOf(body)).toEqual([{ one: owned('k') }]);
    expect(managersOf(seen[0])).toEqual([{ one: owned('k') }]);
  });

  test.each([
    ['update', 'PUT', {}, map({ k: 'v', l: 'w' })],
    ['patch', 'PATCH', merge, { data: { l: 'w' } }],
  ])('on %s', async (_name, method, headers, body) => {
    let isActive = false;
    const { plugin, seen } = mutating((object) => (isActive ? injects(object) : object));
    await using api = await testServer({ admission: [plugin] });
    await api.call(`POST ${maps}?fieldManager=one`, { body: map({ k: 'v' }) });
    isActive = true;
    const { body: changed } = await api.call(`${method} ${maps}/m?fieldManager=two`, { headers, body });
    expect(changed.data).toEqual({ k: 'v', l: 'w', injected: 'x' });
    const expected = [{ one: owned('k') }, { two: { 'f:data': { 'f:l': {} } } }];
    expect(managersOf(changed)).toEqual(expected);
    expect(managersOf(seen.at(-1))).toEqual(expected);
  });

  test('so that another manager applies it without a conflict', async () => {
    const { plugin } = mutating(injects);
    await using api = await testServer({ admission: [plugin] });
    await api.call(`POST ${maps}?fieldManager=one`, { body: map({ k: 'v' }) });
    const body = map({ injected: 'mine' });
    const answer = await api.call(`PATCH ${maps}/m?fieldManager=two`, { headers: apply, body });
    expect(answer.code).toBe(200);
  });

  test('neither does what the strategy of the kind sets', async () => {
    await using api = await testServer();
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1' }] } };
    const body = { metadata: { name: 'j' }, spec: { template } };
    const { body: job } = await api.call('POST /apis/batch/v1/namespaces/a/jobs', { body });
    expect(job).toHaveProperty('spec.selector');
    expect(job.metadata?.managedFields?.[0]?.fieldsV1).not.toHaveProperty(['f:spec', 'f:selector']);
  });

  test('on a write of the scale', async () => {
    const { plugin, seen } = mutating((object) =>
      object.kind === 'Scale' ? ({ ...object, spec: { replicas: 7 } } as KubeObject) : object,
    );
    await using api = await testServer({ admission: [plugin] });
    const labels = { app: 'd' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i:1' }] } };
    const path = '/apis/apps/v1/namespaces/a/deployments';
    const body = { metadata: { name: 'd' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } };
    await api.call(`POST ${path}?fieldManager=one`, { body });
    const scaled = { metadata: { name: 'd' }, spec: { replicas: 2 } };
    const answer = await api.call(`PUT ${path}/d/scale?fieldManager=two`, { body: scaled });
    expect(answer.body).toMatchObject({ spec: { replicas: 7 } });
    expect(managersOf(seen.at(-1))).toEqual([{ one: { 'f:spec': { 'f:replicas': {} } } }]);
    const { body: after } = await api.call(`GET ${path}/d`);
    expect(after.metadata?.managedFields).toMatchObject([
      { manager: 'one', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ]);
  });
});

describe('managed fields that admission changes', () => {
  const entry = { manager: 'hook', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' };

  test.each([
    ['an unknown operation', [{ ...entry, operation: 'Take', fieldsV1: { 'f:data': {} } }]],
    ['an unknown type of fields', [{ ...entry, fieldsType: 'FieldsV9', fieldsV1: { 'f:data': {} } }]],
    ['fields that cannot be decoded', [{ ...entry, fieldsV1: { 'v:{': {} } }]],
  ])('are restored with a warning if they have %s', async (_name, changed) => {
    for (const [line, headers] of [
      [`POST ${maps}?fieldManager=one`, {}],
      [`PUT ${maps}/m?fieldManager=one`, {}],
      [`PATCH ${maps}/m?fieldManager=one&force=true`, apply],
    ] as const) {
      let isActive = line.startsWith('POST');
      const { plugin } = mutating((object) => (isActive ? withManagers(changed)(object) : object));
      await using api = await testServer({ admission: [plugin] });
      if (!isActive) await api.call(`POST ${maps}?fieldManager=zero`, { body: map({ z: 'z' }) });
      isActive = true;
      const { code, body, warnings } = await api.call(line, { headers, body: map({ k: 'v' }) });
      expect(code).toBeLessThan(300);
      const managers = body.metadata?.managedFields?.map(({ manager }) => manager);
      expect(managers).toContain('one');
      expect(managers).not.toContain('hook');
      expect(warnings).toEqual([
        expect.stringContaining(
          '.metadata.managedFields was in an invalid state after admission; this could be caused',
        ),
      ]);
    }
  });

  test('are kept if they are valid', async () => {
    const { plugin } = mutating(withManagers([{ ...entry, fieldsV1: { 'f:data': {} } }]));
    await using api = await testServer({ admission: [plugin] });
    const { body, warnings } = await api.call(`POST ${maps}?fieldManager=one`, { body: map({ k: 'v' }) });
    expect(managersOf(body)).toEqual([{ hook: { 'f:data': {} } }]);
    expect(warnings).toEqual([]);
  });
});

test('admission does not see system fields that a client sets', async () => {
  const { plugin, seen } = mutating((object) => object);
  await using api = await testServer({ admission: [plugin] });
  const time = '2020-01-01T00:00:00Z';
  const given = { uid: 'u', creationTimestamp: time, deletionTimestamp: time, deletionGracePeriodSeconds: 3 };
  const metadata = { ...given, selfLink: '/x', labels: { a: 'b' } };
  const { code, body } = await api.call(`POST ${maps}`, { body: map({ k: 'v' }, metadata) });
  expect(code).toBe(201);
  expect(Object.keys(seen[0]?.metadata ?? {}).sort()).toEqual(['labels', 'managedFields', 'name', 'namespace']);
  expect(body.metadata?.uid).not.toBe('u');
  expect(JSON.stringify(body)).not.toContain('2020-');
});
