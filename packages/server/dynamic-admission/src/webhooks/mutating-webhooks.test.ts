/** Mutating webhooks: patches, their order, reinvocation, audit annotations. */
import { configMaps } from '@kubets/api';
import { type AdmissionPlugin, defineAdmission } from '@kubets/apiserver/admission';
import { describe, expect, test } from 'vitest';
import { type Answer, configMap, configuration, hook, maps, patching, webhookServer } from './testing.ts';

const labelled = (key: string, value = 'yes'): object => ({ op: 'add', path: `/metadata/labels/${key}`, value });
const withLabels = { op: 'add', path: '/metadata/labels', value: {} };
const label =
  (key: string): Answer =>
  ({ request }) => {
    const { labels } = (request.object as { metadata: { labels?: object } }).metadata;
    return patching(...(labels === undefined ? [withLabels] : []), labelled(key));
  };

async function server(
  answers: Readonly<Record<string, Answer>>,
  webhooks: readonly object[],
  plugins: readonly AdmissionPlugin[] = [],
) {
  const all = await webhookServer({ answers, plugins });
  const { line, body } = configuration('Mutating', 'c', ...webhooks);
  expect(await all.api.call(line, { body })).toMatchObject({ code: 201 });
  return all;
}

test('each webhook gets the object of the previous one, by the names of the configurations', async () => {
  await using all = await webhookServer({ answers: { a: label('a'), b: label('b'), c: label('c') } });
  for (const [name, hooks] of [
    ['two', [hook('a')]],
    ['one', [hook('b'), hook('c')]],
  ] as const) {
    const { line, body } = configuration('Mutating', name, ...hooks);
    await all.api.call(line, { body });
  }
  const created = await all.api.call(`POST ${maps}`, configMap('m'));
  expect(created.body.metadata?.labels).toEqual({ a: 'yes', b: 'yes', c: 'yes' });
  const seen = all.calls.map(({ path, review }) => {
    const { labels = {} } = (review.request.object as { metadata: { labels?: object } }).metadata;
    return `${path} ${Object.keys(labels)}`;
  });
  expect(seen).toEqual(['b ', 'c b', 'a b,c']);
});

test('a patched object is decoded and defaulted', async () => {
  const rules = [{ operations: ['*'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] }];
  const answer: Answer = () =>
    patching({ op: 'remove', path: '/spec/replicas' }, { op: 'add', path: '/unknown', value: 1 });
  await using all = await server({ a: answer }, [hook('a', { rules })]);
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const spec = { replicas: 3, selector: { matchLabels: { a: 'b' } }, template };
  const path = '/apis/apps/v1/namespaces/a/deployments';
  const created = await all.api.call(`POST ${path}`, { body: { metadata: { name: 'd' }, spec } });
  expect(created).toMatchObject({ code: 201, body: { spec: { replicas: 1 } } });
  expect(created.body).not.toHaveProperty('unknown');
});

test('a webhook for an equivalent version patches the object in that version', async () => {
  const rules = [{ operations: ['*'], apiGroups: ['events.k8s.io'], apiVersions: ['v1'], resources: ['events'] }];
  const answer: Answer = () => patching({ op: 'replace', path: '/note', value: 'changed' });
  await using all = await server({ a: answer }, [hook('a', { rules })]);
  const event = {
    metadata: { name: 'e' },
    involvedObject: { name: 'p', namespace: 'a' },
    message: 'm',
    type: 'Normal',
  };
  const created = await all.api.call('POST /api/v1/namespaces/a/events', { body: event });
  expect(created).toMatchObject({ code: 201, body: { apiVersion: 'v1', message: 'changed' } });
});

describe('a patch', () => {
  const add = btoa(JSON.stringify([{ op: 'add', path: '/data', value: { a: '1' } }]));
  const failed = 'Internal error occurred: failed calling webhook "a.example.com": ';
  test.each<[string, object, string]>([
    [
      'without a type',
      { allowed: true, patch: add },
      `${failed}received invalid webhook response: webhook returned resp`,
    ],
    ['type without a patch', { allowed: true, patchType: 'JSONPatch' }, 'response.patchType but not response.patch'],
    ['of another type', { allowed: true, patch: add, patchType: 'Merge' }, `${failed}unsupported patch type "Merge"`],
    ['of an empty type', { allowed: true, patch: add, patchType: '' }, 'invalid response.patchType of ""'],
    [
      'that is not JSON',
      { allowed: true, patchType: 'JSONPatch', patch: btoa('text') },
      `${failed}received undecodable patch in webhook response: `,
    ],
    ['that is not base64', { allowed: true, patchType: 'JSONPatch', patch: '%' }, 'illegal base64 data'],
    ['that does not apply', patching({ op: 'remove', path: '/nothing' }), 'Internal error occurred: '],
    ['with a failing test', patching({ op: 'test', path: '/kind', value: 'Pod' }), 'testing value /kind failed'],
    ['to another kind', patching({ op: 'replace', path: '/kind', value: 'Pod' }), 'Internal error occurred: '],
    ['to a wrong type', patching({ op: 'add', path: '/data', value: 1 }), 'cannot unmarshal number into Go struct'],
  ])('%s', async (_name, answer, message) => {
    await using all = await server({ a: () => answer }, [hook('a')]);
    const refused = await all.api.call(`POST ${maps}`, configMap('m'));
    expect(refused).toMatchObject({ code: 500, body: { message: expect.stringContaining(message) } });
  });

  test.each([
    ['no operations', patching(), {}],
    ['null', { allowed: true, patchType: 'JSONPatch', patch: btoa('null') }, {}],
    ['no change', patching({ op: 'test', path: '/kind', value: 'ConfigMap' }), {}],
  ])('with %s changes nothing', async (_name, answer) => {
    await using all = await server({ a: () => answer }, [hook('a')]);
    expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(201);
  });

  test.each([
    ['name of an update', 'PUT', { op: 'replace', path: '/metadata/name', value: 'other' }, 422],
    ['namespace', 'POST', { op: 'replace', path: '/metadata/namespace', value: 'other' }, 400],
    ['type of the data, which is validated', 'POST', { op: 'add', path: '/data', value: { 'a/b': '1' } }, 422],
  ])('cannot change the %s', async (_name, method, operation, code) => {
    let patch = false;
    await using all = await server({ a: () => (patch ? patching(operation) : { allowed: true }) }, [hook('a')]);
    if (method === 'PUT') await all.api.call(`POST ${maps}`, configMap('m'));
    patch = true;
    const path = method === 'PUT' ? `${maps}/m` : maps;
    expect((await all.api.call(`${method} ${path}`, configMap('m'))).code).toBe(code);
  });

  test('of a deletion is refused', async () => {
    const answer: Answer = ({ request }) => (request.operation === 'DELETE' ? patching(withLabels) : { allowed: true });
    await using all = await server({ a: answer }, [hook('a')]);
    await all.api.call(`POST ${maps}`, configMap('m'));
    expect(await all.api.call(`DELETE ${maps}/m`)).toMatchObject({
      code: 500,
      body: {
        message:
          'Internal error occurred: admission webhook "a.example.com" attempted to modify the object, which is not supported for this operation',
      },
    });
  });
});

test('v1beta1 knows only one type of patch', async () => {
  const { patchType: _, ...untyped } = patching(withLabels, labelled('a')) as { patchType: string };
  await using all = await server({ a: () => ({ ...untyped, uid: 'any' }) }, [
    hook('a', { admissionReviewVersions: ['v1beta1'] }),
  ]);
  const created = await all.api.call(`POST ${maps}`, configMap('m'));
  expect(created.body.metadata?.labels).toEqual({ a: 'yes' });
});

describe('reinvocation', () => {
  const paths = (all: { readonly calls: readonly { readonly path: string }[] }) => all.calls.map(({ path }) => path);
  const again = { reinvocationPolicy: 'IfNeeded' };

  test.each([
    ['a webhook that a later one changed after', [hook('a', again), hook('b', again)], ['a', 'b', 'a']],
    ['only with the policy IfNeeded', [hook('a'), hook('b', again)], ['a', 'b']],
    ['not the one that changed the object last', [hook('b', again)], ['b']],
  ])('calls %s', async (_name, webhooks, expected) => {
    await using all = await server({ a: () => ({ allowed: true }), b: label('b') }, webhooks);
    await all.api.call(`POST ${maps}`, configMap('m'));
    expect(paths(all)).toEqual(expected);
  });

  test('runs built-in plugins again; webhooks follow if those change the object', async () => {
    let runs = 0;
    const plugin = defineAdmission({
      name: 'follow',
      on: { resource: configMaps, operations: ['CREATE'] },
      mutate(object) {
        runs++;
        const labels = object.metadata?.labels;
        if (labels?.b === undefined) return object;
        return { ...object, metadata: { ...object.metadata, labels: { ...labels, followed: labels.b } } };
      },
    });
    await using all = await server({ b: label('b') }, [hook('b', again)], [plugin]);
    const created = await all.api.call(`POST ${maps}`, configMap('m'));
    expect(created.body.metadata?.labels).toEqual({ b: 'yes', followed: 'yes' });
    expect([runs, paths(all)]).toEqual([2, ['b', 'b']]);
  });

  test('does not happen if nothing changes', async () => {
    await using all = await server({ a: () => ({ allowed: true }) }, [hook('a', again)]);
    await all.api.call(`POST ${maps}`, configMap('m'));
    expect(paths(all)).toEqual(['a']);
  });
});

test('audit annotations tell which webhook changed what', async () => {
  await using all = await server({ a: label('a'), b: () => ({ allowed: true }) }, [
    hook('a'),
    hook('b'),
    hook('c', { failurePolicy: 'Ignore' }),
  ]);
  await all.api.call(`POST ${maps}`, configMap('m'));
  const annotations = all.annotations.at(-1) ?? {};
  const place = (prefix: string, index: number) => annotations[`${prefix}.k8s.io/round_0_index_${index}`];
  const mutation = 'mutation.webhook.admission';
  expect(place(mutation, 0)).toBe('{"configuration":"c","webhook":"a.example.com","mutated":true}');
  expect(place(mutation, 1)).toBe('{"configuration":"c","webhook":"b.example.com","mutated":false}');
  expect(place(`failed-open.${mutation}`, 2)).toBe('c.example.com');
  expect(JSON.parse(place('patch.webhook.admission', 0) ?? '')).toEqual({
    configuration: 'c',
    webhook: 'a.example.com',
    patch: [withLabels, labelled('a')],
    patchType: 'JSONPatch',
  });
});

test('a refusal ends the calls', async () => {
  await using all = await server({ a: () => ({ allowed: false }), b: label('b') }, [hook('a'), hook('b')]);
  expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(400);
  expect(all.calls).toHaveLength(1);
});
