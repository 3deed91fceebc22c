/** What admission plugins see of each kind of write, reinvocation, and plugins without configuration. */
import { configMaps, deployments } from '@kubets/api';
import { describe, expect, test } from 'vitest';
import { testServer } from '../testing.ts';
import { type AdmissionAttributes, type AdmissionPlugin, defineAdmission } from './admission.ts';
import { refusal } from './refuse.ts';

const everything = { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] } as const;
const maps = '/api/v1/namespaces/a/configmaps';
const body = { metadata: { name: 'm' } };
const apply = { headers: { 'content-type': 'application/apply-patch+yaml' } };
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };

function recorder(): { readonly plugin: AdmissionPlugin; readonly seen: AdmissionAttributes[] } {
  const seen: AdmissionAttributes[] = [];
  const see = (attributes: AdmissionAttributes): void => {
    seen.push(attributes);
  };
  const plugin: AdmissionPlugin = {
    name: 'recorder',
    on: everything,
    mutate(object, attributes) {
      see(attributes);
      return object;
    },
    mutateDelete: see,
  };
  return { plugin, seen };
}

function summary({ operation, kind, namespace, name, options, subresource }: AdmissionAttributes): string {
  const { kind: optionsKind = 'none', apiVersion: _, ...set } = options ?? {};
  const given = Object.keys(set).length === 0 ? '' : ` ${JSON.stringify(set)}`;
  const part = subresource === '' ? '' : ` ${subresource}`;
  return `${operation} ${kind.group}/${kind.version} ${kind.kind}${part} ${namespace}/${name} ${optionsKind}${given}`;
}

const deployment = {
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
};
const deploymentPath = '/apis/apps/v1/namespaces/a/deployments';

describe('attributes', () => {
  const withMap = [`POST ${maps}`, body] as const;
  const withDeployment = [`POST ${deploymentPath}`, deployment] as const;
  test.each([
    ['a create', [], `POST ${maps}`, { body }, '/v1 ConfigMap a/m CreateOptions'],
    ['of a namespace', [], 'POST /api/v1/namespaces', { body: { metadata: { name: 'n' } } }, 'Namespace n/n Create'],
    [
      'with options',
      [],
      `POST ${maps}?dryRun=All&fieldManager=x&fieldValidation=Strict`,
      { body },
      '"fieldManager":"x"',
    ],
    [
      'a generated name',
      [],
      `POST ${maps}`,
      { body: { metadata: { generateName: 'm' } } },
      'CREATE /v1 ConfigMap a/ C',
    ],
    ['an update', [withMap], `PUT ${maps}/m`, { body }, 'UPDATE /v1 ConfigMap a/m UpdateOptions'],
    ['a patch', [withMap], `PATCH ${maps}/m`, { ...merge, body: {} }, 'UPDATE /v1 ConfigMap a/m UpdateOptions'],
    [
      'an apply that creates',
      [],
      `PATCH ${maps}/m?fieldManager=x`,
      { ...apply, body: { apiVersion: 'v1', kind: 'ConfigMap', ...body } },
      'CREATE /v1 ConfigMap a/m CreateOptions {"fieldManager":"x"}',
    ],
    [
      'a status',
      [withDeployment],
      `PATCH ${deploymentPath}/d/status`,
      { ...merge, body: {} },
      'apps/v1 Deployment status',
    ],
    [
      'a scale',
      [withDeployment],
      `PATCH ${deploymentPath}/d/scale`,
      { ...merge, body: { spec: { replicas: 2 } } },
      'UPDATE autoscaling/v1 Scale scale a/d UpdateOptions',
    ],
    [
      'a deletion',
      [withMap],
      `DELETE ${maps}/m?propagationPolicy=Foreground`,
      {},
      'DELETE /v1 ConfigMap a/m DeleteOptions {"propagationPolicy":"Foreground"}',
    ],
    ['a deletion of a collection', [withMap], `DELETE ${maps}`, {}, 'DELETE /v1 ConfigMap a/ DeleteOptions'],
  ])('of %s', async (_name, before, line, request, expected) => {
    const { plugin, seen } = recorder();
    await using api = await testServer({ admission: [plugin] });
    for (const [create, object] of before) await api.call(create, { body: object });
    seen.length = 0;
    expect((await api.call(line, request)).code).toBeLessThan(300);
    expect(seen.map(summary)).toEqual([expect.stringContaining(expected)]);
  });

  test('a repeated graceful deletion that changes nothing is not admitted again', async () => {
    const { plugin, seen } = recorder();
    await using api = await testServer({ admission: [plugin] });
    const pod = { metadata: { name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] } };
    await api.call('POST /api/v1/namespaces/a/pods', { body: pod });
    seen.length = 0;
    await api.call('DELETE /api/v1/namespaces/a/pods/p');
    await api.call('DELETE /api/v1/namespaces/a/pods/p');
    expect(seen).toHaveLength(1);
  });

  test('an object is available in the equivalent versions of its resource', async () => {
    const { plugin, seen } = recorder();
    await using api = await testServer({ admission: [plugin] });
    const event = {
      metadata: { name: 'e' },
      involvedObject: { name: 'p', namespace: 'a' },
      reason: 'R',
      type: 'Normal',
    };
    await api.call('POST /api/v1/namespaces/a/events', { body: event });
    const equivalents = seen[0]?.equivalents() ?? [];
    expect(equivalents.map(({ kind }) => kind)).toEqual([{ group: 'events.k8s.io', version: 'v1', kind: 'Event' }]);
    const object = seen[0]?.object;
    const converted = await equivalents[0]?.fromRequest(object as object);
    expect(converted).toMatchObject({ apiVersion: 'events.k8s.io/v1', regarding: { name: 'p' } });
    expect(await equivalents[0]?.toRequest(converted as object)).toEqual(object);
  });

  test('a decoded value is canonical and defaulted', async () => {
    const { plugin, seen } = recorder();
    await using api = await testServer({ admission: [plugin] });
    await api.call(`POST ${deploymentPath}`, { body: deployment });
    const decoded = seen[0]?.version.decode({ ...deployment, unknown: 1 });
    expect(decoded).toMatchObject({ kind: 'Deployment', spec: { replicas: 1 } });
    expect(decoded).not.toHaveProperty('unknown');
    expect(() => seen[0]?.version.decode({ spec: { replicas: 'many' } })).toThrow(/cannot be handled as a Deployment/);
  });
});

describe('reinvocation', () => {
  const counting = (name: string, log: string[], request = false) =>
    defineAdmission({
      name,
      on: { resource: configMaps, operations: ['CREATE'] },
      mutate(object, _attributes, context) {
        const memory = context.remembered(name, () => ({ runs: 0 }));
        memory.runs++;
        log.push(`${name} ${memory.runs}${context.isReinvocation ? ' again' : ''}`);
        if (request) context.requestReinvocation();
        return object;
      },
    });

  test.each([
    ['runs all mutating plugins once more', true, ['one 1', 'two 1', 'one 2 again', 'two 2 again']],
    ['does not happen without a request', false, ['one 1', 'two 1']],
  ])('%s', async (_name, request, expected) => {
    const log: string[] = [];
    await using api = await testServer({ admission: [counting('one', log), counting('two', log, request)] });
    await api.call(`POST ${maps}`, { body });
    expect(log).toEqual(expected);
  });
});

test('a plugin that is not configured for a write leaves it synchronous', async () => {
  const asked: string[] = [];
  let ran = 0;
  const plugin: AdmissionPlugin = {
    name: 'configured',
    on: everything,
    isConfigured(operation, { plural }, subresource) {
      asked.push(`${operation} ${plural} ${subresource}`);
      return plural === deployments.plural;
    },
    mutate(object) {
      ran++;
      return object;
    },
    validate() {
      ran++;
    },
  };
  await using api = await testServer({ admission: [plugin] });
  await api.call(`POST ${maps}`, { body });
  expect([asked, ran]).toEqual([['CREATE configmaps ', 'CREATE configmaps '], 0]);
  await api.call(`POST ${deploymentPath}`, { body: deployment });
  expect(ran).toBe(2);
});

test('metrics show how long plugins and steps take', async () => {
  const refuse: AdmissionPlugin = {
    name: 'refusing',
    on: everything,
    async validate(attributes) {
      await api.clock.advance(200);
      throw refusal(attributes, 'no');
    },
  };
  const { plugin } = recorder();
  await using api = await testServer({ admission: [plugin, refuse] });
  expect((await api.call(`POST ${maps}`, { body })).code).toBe(403);
  const { text } = await api.http('GET /metrics');
  const of = (name: string): readonly string[] =>
    text.split('\n').filter((line) => line.startsWith(`apiserver_admission_${name}_admission_duration_seconds`));
  expect(of('controller')).toEqual(
    expect.arrayContaining([
      'apiserver_admission_controller_admission_duration_seconds_bucket{name="recorder",operation="CREATE",rejected="false",type="admit",le="0.005"} 1',
      'apiserver_admission_controller_admission_duration_seconds_bucket{name="refusing",operation="CREATE",rejected="true",type="validate",le="0.1"} 0',
      'apiserver_admission_controller_admission_duration_seconds_bucket{name="refusing",operation="CREATE",rejected="true",type="validate",le="0.5"} 1',
    ]),
  );
  expect(of('step')).toEqual(
    expect.arrayContaining([
      'apiserver_admission_step_admission_duration_seconds_count{operation="CREATE",rejected="false",type="admit"} 1',
      'apiserver_admission_step_admission_duration_seconds_sum{operation="CREATE",rejected="true",type="validate"} 0.2',
    ]),
  );
  expect(of('controller').filter((line) => line.includes('_count'))).toHaveLength(2);
});

test('a mutation cannot move an object to another namespace', async () => {
  const move = defineAdmission({
    name: 'move',
    on: { resource: configMaps, operations: ['CREATE'] },
    mutate: (object) => ({ ...object, metadata: { ...object.metadata, namespace: 'b' } }),
  });
  await using api = await testServer({ admission: [move] });
  expect(await api.call(`POST ${maps}`, { body })).toMatchObject({
    code: 400,
    body: { message: 'the namespace of the provided object does not match the namespace sent on the request' },
  });
});

test('audit annotations are complete when the request is answered; the first value of a key counts', async () => {
  const seen: unknown[] = [];
  const plugin: AdmissionPlugin = {
    name: 'annotating',
    on: everything,
    mutate(object, _attributes, { annotate }) {
      annotate('example.com/a', '1');
      return object;
    },
    validate(_attributes, { annotate }) {
      annotate('example.com/a', '2');
      annotate('example.com/b', '3');
      annotate('example.com/patch', '4', 'Request');
    },
  };
  await using api = await testServer({
    admission: [plugin],
    audit: {
      received:
        ({ annotations }) =>
        () =>
          seen.push(annotations.entries('Metadata')),
    },
  });
  await api.call(`POST ${maps}`, { body });
  expect(seen).toEqual([{ 'example.com/a': '1', 'example.com/b': '3' }]);
});
