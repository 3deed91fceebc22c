/** Fields of disabled feature gates: dropped as upstream drops them, and named in a warning. */
import { expect, test } from 'vitest';
import { testServer } from '../testing.ts';

const path = '/api/v1/namespaces/default/pods';
const spec = {
  schedulingGroup: { podGroupName: 'a' },
  containers: [{ name: 'a', image: 'a', lifecycle: { stopSignal: 'SIGINT' } }],
};
const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec };
const warnings = [
  '299 - "spec.schedulingGroup: dropped because feature gate GenericWorkload is disabled"',
  '299 - "spec.containers[0].lifecycle.stopSignal: dropped because feature gate ContainerStopSignals is disabled"',
];

test.each([
  ['POST', path, 'application/json'],
  ['PATCH', `${path}/a?fieldManager=m`, 'application/apply-patch+yaml'],
])('%s %s with %s drops fields of disabled feature gates, and warns', async (method, target, type) => {
  await using api = await testServer();
  const headers = { 'content-type': type };
  const answer = await api.call(`${method} ${target}`, { body: manifest, headers });
  expect(answer).toMatchObject({ code: 201, warnings });
  expect(answer.body.spec).not.toHaveProperty('schedulingGroup');
  expect(answer.body.spec).toMatchObject({ containers: [{ lifecycle: {} }] });
  expect(JSON.stringify(answer.body.spec)).not.toContain('SIGINT');
});

test.each(['application/merge-patch+json', 'application/strategic-merge-patch+json'])(
  'PATCH with %s drops fields of disabled feature gates, and warns',
  async (type) => {
    await using api = await testServer();
    const { schedulingGroup, ...bare } = spec;
    await api.call(`POST ${path}`, { body: { ...manifest, spec: bare } });
    const headers = { 'content-type': type };
    const answer = await api.call(`PATCH ${path}/a`, { body: { spec: { schedulingGroup } }, headers });
    expect(answer).toMatchObject({ code: 200, warnings: [warnings[0]] });
    expect(answer.body.spec).not.toHaveProperty('schedulingGroup');
  },
);

test('a field of a disabled feature gate must still have its type', async () => {
  await using api = await testServer();
  const body = { ...manifest, spec: { ...spec, schedulingGroup: 'a' } };
  expect(await api.call(`POST ${path}`, { body })).toMatchObject({ code: 400 });
});

test('writes of unimplemented kinds are answered with a warning', async () => {
  await using api = await testServer();
  const body = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a' },
    spec: { podSelector: {} },
  };
  const warning = '299 - "NetworkPolicy is not implemented by kubets: network policies are not enforced"';
  const collection = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
  expect(await api.call(`POST ${collection}`, { body })).toMatchObject({ code: 201, warnings: [warning] });
  expect(await api.call(`PUT ${collection}/a`, { body })).toMatchObject({ code: 200, warnings: [warning] });
  expect(await api.call(`GET ${collection}/a`)).toMatchObject({ code: 200, warnings: [] });
});
