/** PodSecurity with a whole server in memory: refusals, warnings, audit annotations, exemptions, metrics. */
import type { Pod } from '@kubets/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../../cluster-testing.ts';
import { chooseAdmission } from '../choose-admission.ts';

let cluster: TestCluster;
let annotations: Readonly<Record<string, string>>;

const label = (name: string, value: string) => ({ [`pod-security.kubernetes.io/${name}`]: value });

async function start(configuration?: object): Promise<void> {
  const configurations = new Map<string, unknown>();
  if (configuration !== undefined)
    configurations.set('PodSecurity', {
      apiVersion: 'pod-security.admission.config.k8s.io/v1',
      kind: 'PodSecurityConfiguration',
      ...configuration,
    });
  cluster = await testCluster({
    builtInAdmission: chooseAdmission({ configurations }, (message) => {
      throw new TypeError(message);
    }),
    audit: {
      received: (record) => () => {
        annotations = record.annotations.entries('Metadata');
      },
    },
  });
}

beforeEach(() => start());
afterEach(() => cluster[Symbol.asyncDispose]());

async function namespace(name: string, labels: object = {}) {
  const made = await call('POST /api/v1/namespaces', { metadata: { name, labels } });
  await cluster.server.resources.create({ ...accounts }, name, { metadata: { name: 'default' } });
  return made;
}
const accounts = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
} as const;

const spaces = { ...accounts, kind: 'Namespace', plural: 'namespaces', namespaced: false } as const;

/** The code, the message of an error, and the warnings. */
async function call(line: string, body?: object, user = 'jane') {
  const request = { user: { name: user, groups: ['system:masters'] }, ...(body === undefined ? {} : { body }) };
  const answer = await cluster.answer(line, request);
  const status = answer.type === 'object' ? answer.status : 200;
  const object = answer.type === 'object' ? (answer.object as { message?: string }) : {};
  const warnings = answer.type === 'object' ? (answer.warnings ?? []) : [];
  return { code: status, message: status < 300 ? '' : object.message, warnings };
}

const pod = (name: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});
const podsOf = (space: string) => `POST /api/v1/namespaces/${space}/pods`;

describe('a pod', () => {
  it('that violates the enforced level is refused, with all reasons', async () => {
    await namespace('web', label('enforce', 'baseline'));
    expect(await call(podsOf('web'), pod('a', { hostPID: true, hostNetwork: true }))).toEqual({
      code: 403,
      message:
        'pods "a" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true, hostPID=true)',
      warnings: [],
    });
    expect(annotations).toMatchObject({ 'pod-security.kubernetes.io/enforce-policy': 'baseline:latest' });
  });

  it('that complies is created', async () => {
    await namespace('web', label('enforce', 'baseline'));
    expect(await call(podsOf('web'), pod('a'))).toEqual({ code: 201, message: '', warnings: [] });
  });

  it('is only warned about, and audited, in these modes', async () => {
    await namespace('web', {
      ...label('warn', 'restricted'),
      ...label('warn-version', 'v1.24'),
      ...label('audit', 'baseline'),
    });
    const { code, warnings } = await call(podsOf('web'), pod('a', { hostPID: true }));
    expect(code).toBe(201);
    expect(warnings[0]).toMatch(
      /^would violate PodSecurity "restricted:v1.24": host namespaces \(hostPID=true\), allow/,
    );
    expect(annotations).toMatchObject({
      'pod-security.kubernetes.io/audit-violations':
        'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)',
      'pod-security.kubernetes.io/enforce-policy': 'privileged:latest',
    });
  });

  it('in a namespace with an invalid label is held to the latest restricted level', async () => {
    await namespace('web');
    await cluster.server.resources.update(spaces, '', 'web', (current) => ({
      ...current,
      metadata: { ...current.metadata, labels: label('enforce', 'strict') },
    }));
    const { code, message } = await call(podsOf('web'), pod('a'));
    expect([code, message]).toEqual([403, expect.stringContaining('violates PodSecurity "restricted:latest": ')]);
    expect(annotations['pod-security.kubernetes.io/error']).toBe(
      'Failed to parse policy: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    );
  });

  it('is checked again only if an update adds containers or images', async () => {
    await namespace('web');
    await call(podsOf('web'), pod('a', { hostPID: true }));
    await call('PATCH /api/v1/namespaces/web', { metadata: { labels: label('enforce', 'baseline') } });
    const path = '/api/v1/namespaces/web/pods/a';
    const patched = await cluster.call(`PATCH ${path}`, { metadata: { labels: { a: 'b' } } });
    expect(patched.code).toBe(200);
    const { body } = await cluster.call(`GET ${path}`);
    const current = body as unknown as Pod;
    const containers = current.spec?.containers.map((each) => ({ ...each, image: 'j' }));
    const image = await cluster.call(`PUT ${path}`, { ...current, spec: { ...current.spec, containers } });
    expect([image.code, image.body.message]).toEqual([403, expect.stringContaining('violates PodSecurity')]);
  });

  it('is checked when it gets an ephemeral container', async () => {
    await namespace('web', label('enforce', 'baseline'));
    await call(podsOf('web'), pod('a'));
    const ephemeral = { name: 'e', image: 'i', securityContext: { privileged: true } };
    const { code, body } = await cluster.call('PATCH /api/v1/namespaces/web/pods/a/ephemeralcontainers', {
      spec: { ephemeralContainers: [ephemeral] },
    });
    expect([code, body.message]).toEqual([
      403,
      'pods "a" is forbidden: violates PodSecurity "baseline:latest": privileged (container "e" must not set securityContext.privileged=true)',
    ]);
  });
});

describe('a pod controller', () => {
  const template = { metadata: { labels: { a: 'b' } }, spec: pod('x', { hostPID: true }).spec };
  const selector = { matchLabels: { a: 'b' } };
  const job = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };

  it.each([
    ['apps/v1', 'deployments', { selector, template }],
    ['apps/v1', 'replicasets', { selector, template }],
    ['apps/v1', 'daemonsets', { selector, template }],
    ['apps/v1', 'statefulsets', { selector, template, serviceName: 's' }],
    ['batch/v1', 'jobs', { template: job }],
    ['batch/v1', 'cronjobs', { schedule: '0 0 * * *', jobTemplate: { spec: { template: job } } }],
  ])('%s %s is warned about, not refused', async (version, plural, spec) => {
    await namespace('web', label('enforce', 'baseline'));
    const answer = await call(`POST /apis/${version}/namespaces/web/${plural}`, { metadata: { name: 'd' }, spec });
    expect(answer.code).toBe(201);
    expect(answer.warnings).toContain('would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)');
  });

  it.each([
    ['replicationcontrollers', { spec: { selector: { a: 'b' }, template } }],
    ['podtemplates', { template }],
  ])('%s is warned about, not refused', async (plural, content) => {
    await namespace('web', label('enforce', 'baseline'));
    const answer = await call(`POST /api/v1/namespaces/web/${plural}`, { metadata: { name: 'd' }, ...content });
    expect(answer.code).toBe(201);
    expect(answer.warnings).toContain('would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)');
  });
});

describe('a namespace', () => {
  it('with invalid labels is refused, unless it has them already', async () => {
    const invalid = { ...label('enforce', 'strict'), ...label('warn-version', '1.2') };
    const { code, message } = await call('POST /api/v1/namespaces', { metadata: { name: 'web', labels: invalid } });
    expect([code, message]).toEqual([
      422,
      'Namespace "web" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted, ' +
        'metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.2": must be "latest" or "v1.x"]',
    ]);
  });

  it('keeps invalid labels that it had before', async () => {
    await namespace('web');
    await cluster.server.resources.update(spaces, '', 'web', (current) => ({
      ...current,
      metadata: { ...current.metadata, labels: label('enforce', 'strict') },
    }));
    const relabel = (labels: object) => call('PATCH /api/v1/namespaces/web', { metadata: { labels } });
    expect((await relabel({ a: 'b' })).code).toBe(200);
    expect((await relabel(label('audit', 'lax'))).code).toBe(422);
  });

  it('that gets a stricter level is answered with the pods that violate it', async () => {
    await namespace('web');
    for (const name of ['b', 'a', 'c']) await call(podsOf('web'), pod(name, { hostPID: true }));
    await call(podsOf('web'), pod('d'));
    const relabel = (labels: object) => call('PATCH /api/v1/namespaces/web', { metadata: { labels } });
    expect((await relabel(label('enforce', 'baseline'))).warnings).toEqual([
      'existing pods in namespace "web" violate the new PodSecurity enforce level "baseline:latest"',
      'a (and 2 other pods): host namespaces',
    ]);
    expect((await relabel(label('enforce', 'restricted'))).warnings).toHaveLength(3);
    expect((await relabel(label('enforce', 'baseline'))).warnings).toEqual([]);
    expect((await relabel(label('enforce-version', 'v1.20'))).warnings).toHaveLength(2);
    expect((await relabel({ a: 'b' })).warnings).toEqual([]);
  });
});

describe('configuration', () => {
  beforeEach(async () => {
    await cluster[Symbol.asyncDispose]();
    await start({
      defaults: { enforce: 'baseline' },
      exemptions: { usernames: ['root'], namespaces: ['free'], runtimeClasses: ['vm'] },
    });
  });

  it('applies to namespaces without labels', async () => {
    await namespace('web');
    expect((await call(podsOf('web'), pod('a', { hostPID: true }))).code).toBe(403);
  });

  it('exempts users, namespaces and runtime classes', async () => {
    await namespace('web');
    expect((await call(podsOf('web'), pod('a', { hostPID: true }), 'root')).code).toBe(201);
    expect(annotations).toEqual({ 'pod-security.kubernetes.io/exempt': 'user' });
    const classes = 'POST /apis/node.k8s.io/v1/runtimeclasses';
    await call(classes, { metadata: { name: 'vm' }, handler: 'vm' });
    expect((await call(podsOf('web'), pod('b', { hostPID: true, runtimeClassName: 'vm' }))).code).toBe(201);
    expect(annotations).toMatchObject({ 'pod-security.kubernetes.io/exempt': 'runtimeClass' });
    expect((await namespace('free', label('enforce', 'restricted'))).warnings).toEqual([
      'namespace "free" is exempt from Pod Security, and the policy (enforce=restricted:latest) will be ignored',
    ]);
    expect((await call(podsOf('free'), pod('a', { hostPID: true }))).code).toBe(201);
    expect(annotations).toEqual({ 'pod-security.kubernetes.io/exempt': 'namespace' });
  });

  it('counts evaluations and exemptions', async () => {
    await namespace('web', label('enforce-version', 'v1.99'));
    await call(podsOf('web'), pod('a', { hostPID: true }));
    await call(podsOf('web'), pod('a', { hostPID: true }), 'root');
    const text = cluster.server.metrics.text();
    expect(text).toContain(
      'pod_security_evaluations_total{decision="deny",mode="enforce",policy_level="baseline",policy_version="future",request_operation="create",resource="pod",subresource=""} 1',
    );
    expect(text).toContain('pod_security_exemptions_total{request_operation="create",resource="pod",subresource=""} 1');
  });
});
