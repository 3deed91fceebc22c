/** Validating webhooks: what they are sent, and what their answers and failures mean. */
import { describe, expect, test } from 'vitest';
import { type Answer, configMap, configuration, hook, maps, webhookServer } from './testing.ts';

const allow: Answer = () => ({ allowed: true });

async function server(answers: Readonly<Record<string, Answer>>, ...webhooks: object[]) {
  const all = await webhookServer({ answers });
  const { line, body } = configuration('Validating', 'c', ...webhooks);
  expect(await all.api.call(line, { body })).toMatchObject({ code: 201 });
  return all;
}

describe('the review', () => {
  test('of a create', async () => {
    await using all = await server({ a: allow }, hook('a'));
    const user = { name: 'ann', uid: 'u', groups: ['dev'], extra: { scope: ['x', 'y'] } };
    await all.api.call(`POST ${maps}?fieldManager=me`, { ...configMap('m', { a: '1' }), user });
    const configMapKind = { group: '', version: 'v1', kind: 'ConfigMap' };
    const resource = { group: '', version: 'v1', resource: 'configmaps' };
    expect(all.calls).toHaveLength(1);
    expect(all.calls[0]?.review).toMatchObject({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1',
      request: {
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        kind: configMapKind,
        resource,
        requestKind: configMapKind,
        requestResource: resource,
        name: 'm',
        namespace: 'a',
        operation: 'CREATE',
        userInfo: { username: 'ann', uid: 'u', groups: ['dev'], extra: { scope: ['x', 'y'] } },
        object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'm', namespace: 'a' }, data: { a: '1' } },
        oldObject: null,
        dryRun: false,
        options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
      },
    });
  });

  test('of an update, a dry run and a deletion', async () => {
    await using all = await server({ a: allow }, hook('a', { admissionReviewVersions: ['v2', 'v1beta1', 'v1'] }));
    await all.api.call(`POST ${maps}`, configMap('m', { a: '1' }));
    await all.api.call(`PUT ${maps}/m?dryRun=All`, configMap('m', { a: '2' }));
    await all.api.call(`DELETE ${maps}/m`);
    expect(all.calls.map(({ review: { apiVersion } }) => apiVersion)).toEqual(
      Array(3).fill('admission.k8s.io/v1beta1'),
    );
    expect(all.calls.map(({ review: { request } }) => request)).toMatchObject([
      { operation: 'CREATE' },
      { operation: 'UPDATE', dryRun: true, object: { data: { a: '2' } }, oldObject: { data: { a: '1' } } },
      { operation: 'DELETE', object: null, oldObject: { data: { a: '1' } }, options: { kind: 'DeleteOptions' } },
    ]);
  });

  test('of an equivalent version', async () => {
    const rules = [{ operations: ['*'], apiGroups: ['events.k8s.io'], apiVersions: ['v1'], resources: ['events'] }];
    await using all = await server({ a: allow }, hook('a', { rules }));
    const event = {
      metadata: { name: 'e' },
      involvedObject: { name: 'p', namespace: 'a' },
      reason: 'R',
      type: 'Normal',
    };
    await all.api.call('POST /api/v1/namespaces/a/events', { body: event });
    expect(all.calls[0]?.review.request).toMatchObject({
      kind: { group: 'events.k8s.io', version: 'v1', kind: 'Event' },
      resource: { group: 'events.k8s.io', version: 'v1', resource: 'events' },
      requestKind: { group: '', version: 'v1', kind: 'Event' },
      requestResource: { group: '', version: 'v1', resource: 'events' },
      object: { apiVersion: 'events.k8s.io/v1', regarding: { name: 'p' } },
    });
  });
});

describe('a refusal', () => {
  const denied = 'admission webhook "a.example.com" denied the request';
  test.each([
    ['without explanation', { allowed: false }, 400, `${denied} without explanation`],
    ['with a message', { allowed: false, status: { message: 'no' } }, 400, `${denied}: no`],
    ['with a reason', { allowed: false, status: { reason: 'Forbidden' } }, 400, `${denied}: Forbidden`],
    ['with a code', { allowed: false, status: { code: 403, message: 'no' } }, 403, `${denied}: no`],
    ['that claims success', { allowed: false, status: { code: 200, status: 'Success' } }, 400, 'without explanation'],
    ['with a code that HTTP does not know', { allowed: false, status: { code: 100_000 } }, 500, denied],
    ['by default', {}, 400, denied],
  ])('%s', async (_name, answer, code, message) => {
    await using all = await server({ a: () => answer }, hook('a', { failurePolicy: 'Ignore' }));
    const refused = await all.api.call(`POST ${maps}`, configMap('m'));
    expect(refused).toMatchObject({ code, body: { status: 'Failure', message: expect.stringContaining(message) } });
    expect((await all.api.call(`GET ${maps}/m`)).code).toBe(404);
  });

  test('of one webhook is enough; the others are asked nevertheless', async () => {
    await using all = await server(
      { a: allow, b: () => ({ allowed: false }), c: allow },
      hook('a'),
      hook('b'),
      hook('c'),
    );
    expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(400);
    expect(all.calls.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  });

  test('prevents a deletion', async () => {
    const answer: Answer = ({ request }) => ({ allowed: request.operation !== 'DELETE' });
    await using all = await server({ a: answer }, hook('a'));
    await all.api.call(`POST ${maps}`, configMap('m'));
    expect([(await all.api.call(`DELETE ${maps}/m`)).code, (await all.api.call(`DELETE ${maps}`)).code]).toEqual([
      400, 400,
    ]);
    expect((await all.api.call(`GET ${maps}/m`)).code).toBe(200);
  });
});

describe('a failed call', () => {
  const calling = 'Internal error occurred: failed calling webhook "a.example.com": ';
  const review = (more: object) =>
    JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', ...more });
  test.each<[string, Answer | undefined, string]>([
    ['no server', undefined, 'failed to call webhook: Post "https://hooks/a": no such host'],
    ['garbage', () => '<html>', "failed to call webhook: couldn't get version/kind; json parse error: invalid char"],
    ['no response', () => review({}), 'received invalid webhook response: webhook response was absent'],
    ['another uid', () => ({ uid: 'x', allowed: true }), 'received invalid webhook response: expected response.uid="'],
    ['a patch', () => ({ allowed: true, patch: 'W10=' }), 'validating webhook may not return response.patch'],
    ['a patch type', () => ({ allowed: true, patchType: 'JSONPatch' }), 'may not return response.patchType'],
    [
      'a wrong type',
      () => ({ allowed: 'yes' }),
      'failed to call webhook: json: cannot unmarshal string into Go struct',
    ],
    ['a list', () => '[]', 'failed to call webhook: '],
    ['null', () => 'null', 'webhook response was absent'],
    [
      'no kind',
      ({ request: { uid } }) => JSON.stringify({ response: { uid, allowed: true } }),
      'expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
    ],
    ['another kind', () => '{"kind":"Pod","apiVersion":"v1"}', 'no kind "Pod" is registered'],
    [
      'another version',
      () => '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","response":{"allowed":true}}',
      'converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion',
    ],
    ['a Status', () => '{"kind":"Status","status":"Failure","message":"full"}', 'failed to call webhook: full'],
  ])('%s', async (_name, answer, message) => {
    const answers = answer === undefined ? {} : { a: answer };
    await using all = await server(answers, hook('a'));
    const refused = await all.api.call(`POST ${maps}`, configMap('m'));
    expect(refused).toMatchObject({ code: 500, body: { reason: 'InternalError' } });
    expect(refused.body.message).toContain(calling);
    expect(refused.body.message).toContain(message);
  });

  test('is ignored if the failure policy says so', async () => {
    await using all = await server({}, hook('a', { failurePolicy: 'Ignore' }));
    expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(201);
    expect(all.logs.map(({ message }) => message)).toEqual([
      'an admission webhook could not be called: the failure is ignored',
    ]);
    expect(all.annotations.at(-1)).toEqual({
      'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'a.example.com',
    });
    expect(all.api.server.metrics.text()).toContain(
      'apiserver_admission_webhook_fail_open_count{name="a.example.com",type="validating"} 1',
    );
  });

  test('versions that the server does not know', async () => {
    const stored = hook('a', { admissionReviewVersions: ['v1', 'v9'] });
    await using all = await server({ a: allow }, stored);
    expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(201);
  });
});

/** Side effects that v1 does not accept can have been stored by v1beta1. */
test.each([
  ['None', 201],
  ['NoneOnDryRun', 201],
  ['Some', 400],
  ['Unknown', 400],
])('a dry run of a webhook with side effects %s answers %i', async (sideEffects, code) => {
  await using all = await webhookServer({ answers: { a: allow } });
  const name = 'c';
  const stored = { kind: 'ValidatingWebhookConfiguration', apiVersion: 'admissionregistration.k8s.io/v1' };
  const value = {
    ...stored,
    metadata: { name, uid: 'u' },
    webhooks: [hook('a', { sideEffects, failurePolicy: 'Ignore' })],
  };
  const key = `/registry/validatingwebhookconfigurations/${name}`;
  const operation = { type: 'put', key, value: new TextEncoder().encode(JSON.stringify(value)) } as const;
  await all.api.store.commit({ expect: [], apply: [operation] });
  const answered = await all.api.call(`POST ${maps}?dryRun=All`, configMap('m'));
  expect([answered.code, all.calls.length]).toEqual([code, code === 201 ? 1 : 0]);
  if (code === 400) expect(answered.body.message).toBe('admission webhook "a.example.com" does not support dry run');
});

test('warnings and audit annotations reach the client and the audit event', async () => {
  const answer: Answer = () => ({ allowed: true, warnings: ['old', 'old'], auditAnnotations: { checked: 'yes' } });
  await using all = await server({ a: answer }, hook('a'));
  const created = await all.api.call(`POST ${maps}`, configMap('m'));
  expect(created.warnings).toEqual(['299 - "old"']);
  expect(all.annotations.at(-1)).toEqual({ 'a.example.com/checked': 'yes' });
});

describe('match conditions', () => {
  test.each([
    ['true', 'object.data.a == "1"', 'Fail', 201, 1],
    ['false', 'object.data.a == "2"', 'Fail', 201, 0],
    ['an error', 'object.data.b == "1"', 'Fail', 403, 0],
    ['an ignored error', 'object.data.b == "1"', 'Ignore', 201, 0],
    ['the authorizer', 'authorizer.group("").resource("pods").check("get").allowed()', 'Fail', 201, 1],
  ])('%s', async (_name, expression, failurePolicy, code, calls) => {
    const matchConditions = [{ name: 'c', expression }];
    await using all = await server({ a: allow }, hook('a', { matchConditions, failurePolicy }));
    expect((await all.api.call(`POST ${maps}`, configMap('m', { a: '1' }))).code).toBe(code);
    expect(all.calls).toHaveLength(calls);
  });
});

describe('configurations', () => {
  test('take effect for the next request, and end with it', async () => {
    await using all = await webhookServer({ answers: { a: () => ({ allowed: false }) } });
    expect((await all.api.call(`POST ${maps}`, configMap('before'))).code).toBe(201);
    const { line, body } = configuration('Validating', 'c', hook('a'));
    await all.api.call(line, { body });
    expect((await all.api.call(`POST ${maps}`, configMap('during'))).code).toBe(400);
    await all.api.call(`DELETE ${line.replace('POST ', '')}/c`);
    expect((await all.api.call(`POST ${maps}`, configMap('after'))).code).toBe(201);
  });

  test('are not intercepted themselves', async () => {
    const rules = [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }];
    await using all = await server({ a: () => ({ allowed: false }) }, hook('a', { rules }));
    const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
    expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(400);
    expect((await all.api.call(`DELETE ${path}/c`)).code).toBe(200);
    expect((await all.api.call(`POST ${maps}`, configMap('m'))).code).toBe(201);
  });
});

test('metrics count calls, refusals and failures', async () => {
  let allowed = true;
  await using all = await server({ a: () => ({ allowed }) }, hook('a'));
  await all.api.call(`POST ${maps}`, configMap('m'));
  allowed = false;
  await all.api.call(`POST ${maps}`, configMap('n'));
  const text = all.api.server.metrics.text();
  const labels = 'name="a.example.com",operation="CREATE"';
  for (const line of [
    `apiserver_admission_webhook_admission_duration_seconds_count{${labels},rejected="false",type="validating"} 1`,
    `apiserver_admission_webhook_request_total{code="400",${labels},rejected="true",type="validating"} 1`,
    `apiserver_admission_webhook_rejection_count{error_type="no_error",${labels},rejection_code="400",type="validating"} 1`,
  ])
    expect(text).toContain(line);
});
