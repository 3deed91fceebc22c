/** The plugins that are disabled by default, each with a whole server in memory. */
import type { Pod } from '@kubets/api';
import { afterEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { chooseAdmission } from './choose-admission.ts';
import { TokenBuckets } from './event-rate-limit/token-buckets.ts';
import { parseNodeSelector } from './pod-node-selector.ts';
import { isSuperset, mergedTolerations } from './pod-toleration-restriction.ts';

let cluster: TestCluster;
const core = '/api/v1/namespaces/default';

async function start(plugin: string, configuration?: object): Promise<void> {
  const configurations = new Map(configuration === undefined ? [] : [[plugin, configuration]]);
  const choice = chooseAdmission({ enable: [plugin], configurations }, (message) => {
    throw new TypeError(message);
  });
  cluster = await testCluster({ builtInAdmission: choice });
  const account = { group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', namespaced: true };
  await cluster.server.resources.create(account, 'default', { metadata: { name: 'default' } });
}
afterEach(() => cluster?.[Symbol.asyncDispose]());

/** The code, and the object or the message of the error. */
async function call(line: string, body?: object, user?: string) {
  const as = user === undefined ? {} : { user: { name: user, groups: ['system:authenticated'] } };
  const { code, body: object } = await cluster.call(line, body, as);
  return { code, message: object.message, object };
}
const pod = (spec: Partial<NonNullable<Pod['spec']>> = {}, name = 'p'): Pod => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i:1' }], ...spec },
});
const create = async (spec?: Partial<NonNullable<Pod['spec']>>, name?: string) => {
  const { code, message, object } = await call(`POST ${core}/pods`, pod(spec, name));
  return { code, message, spec: (object as unknown as Pod).spec };
};
const annotateDefault = (annotations: object) =>
  call('PATCH /api/v1/namespaces/default', { metadata: { annotations } });

it('AlwaysAdmit changes nothing', async () => {
  await start('AlwaysAdmit');
  expect((await create()).code).toBe(201);
});

it('AlwaysDeny refuses creates, updates and deletes', async () => {
  await start('AlwaysDeny');
  expect(await create()).toMatchObject({
    code: 403,
    message: 'pods "p" is forbidden: admission control is denying all modifications',
  });
  expect((await call(`PATCH ${core}/serviceaccounts/default`, { metadata: { labels: { a: 'b' } } })).code).toBe(403);
  expect((await call(`DELETE ${core}/serviceaccounts/default`)).code).toBe(403);
});

it('AlwaysPullImages sets the policy of all containers', async () => {
  await start('AlwaysPullImages');
  const never = { image: 'i:1', imagePullPolicy: 'Never' } as const;
  const { spec } = await create({ containers: [{ name: 'c', ...never }], initContainers: [{ name: 'i', ...never }] });
  expect(spec?.containers[0]?.imagePullPolicy).toBe('Always');
  expect(spec?.initContainers?.[0]?.imagePullPolicy).toBe('Always');
});

it('DenyServiceExternalIPs refuses only new addresses', async () => {
  await start('DenyServiceExternalIPs');
  const service = (externalIPs: readonly string[]) => ({
    metadata: { name: 's' },
    spec: { ports: [{ port: 80 }], externalIPs },
  });
  expect(await call(`POST ${core}/services`, service(['192.0.2.9']))).toMatchObject({
    code: 403,
    message: 'services "s" is forbidden: Use of external IPs is denied by admission control',
  });
  expect((await call(`POST ${core}/services`, service([]))).code).toBe(201);
});

it('ExtendedResourceToleration tolerates the taints of requested resources', async () => {
  await start('ExtendedResourceToleration');
  const resources = { limits: { 'b.com/x': '1', 'a.com/x': '1', cpu: '1' } };
  const { spec } = await create({ containers: [{ name: 'c', image: 'i', resources }] });
  expect(spec?.tolerations?.filter(({ effect }) => effect === 'NoSchedule')).toEqual([
    { key: 'a.com/x', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'b.com/x', operator: 'Exists', effect: 'NoSchedule' },
  ]);
});

it('LimitPodHardAntiAffinityTopology allows anti-affinity by host name only', async () => {
  await start('LimitPodHardAntiAffinityTopology');
  const term = (topologyKey: string) => ({ labelSelector: { matchLabels: { a: 'b' } }, topologyKey });
  const apart = (key: string) => ({
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(key)] } },
  });
  expect((await create(apart('kubernetes.io/hostname'))).code).toBe(201);
  expect(await create(apart('zone'), 'q')).toMatchObject({
    code: 403,
    message:
      'pods "q" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed',
  });
});

it('NamespaceAutoProvision creates the namespace, but not in a dry run', async () => {
  await start('NamespaceAutoProvision');
  const map = { metadata: { name: 'a' } };
  expect((await call('POST /api/v1/namespaces/new/configmaps?dryRun=All', map)).code).toBe(404);
  expect((await call('POST /api/v1/namespaces/new/configmaps', map)).code).toBe(201);
  expect((await call('GET /api/v1/namespaces/new')).code).toBe(200);
});

it('NamespaceExists refuses writes in a missing namespace', async () => {
  await start('NamespaceExists');
  expect(await call('POST /api/v1/namespaces/none/configmaps', { metadata: { name: 'a' } })).toMatchObject({
    code: 404,
    message: 'namespaces "none" not found',
  });
  expect((await call(`POST ${core}/configmaps`, { metadata: { name: 'a' } })).code).toBe(201);
});

describe('OwnerReferencesPermissionEnforcement', () => {
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
  async function allow(...rules: readonly object[]): Promise<void> {
    await call(`POST ${roles}/roles`, { metadata: { name: 'r' }, rules });
    await call(`POST ${roles}/rolebindings`, {
      metadata: { name: 'r' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
    });
  }
  const owned = (name: string, blockOwnerDeletion: boolean, kind = 'ConfigMap') => ({
    metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind, name: 'owner', uid: 'u', blockOwnerDeletion }] },
  });
  const rule = (verb: string, resource: string) => ({ apiGroups: [''], resources: [resource], verbs: [verb] });
  const path = `POST ${core}/configmaps`;

  it('requires the permission to delete the object', async () => {
    await start('OwnerReferencesPermissionEnforcement');
    await allow(rule('create', 'configmaps'));
    expect(await call(path, owned('a', false), 'jane')).toMatchObject({
      code: 403,
      message: 'configmaps "a" is forbidden: cannot set an ownerRef on a resource you can\'t delete: , <nil>',
    });
    expect((await call(path, { metadata: { name: 'b' } }, 'jane')).code).toBe(201);
  });

  it('requires the permission to set finalizers of an owner that it blocks', async () => {
    await start('OwnerReferencesPermissionEnforcement');
    await allow(rule('create', 'configmaps'), rule('delete', 'configmaps'));
    expect((await call(path, owned('a', false), 'jane')).code).toBe(201);
    expect((await call(path, owned('b', true), 'jane')).message).toContain(
      "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on",
    );
    expect((await call(path, owned('c', true, 'Nothing'), 'jane')).message).toContain(
      'cannot find RESTMapping for APIVersion v1 Kind Nothing: no matches for kind "Nothing" in version "v1"',
    );
  });

  it('is satisfied with these permissions', async () => {
    await start('OwnerReferencesPermissionEnforcement');
    await allow(rule('create', 'configmaps'), rule('delete', 'configmaps'), rule('update', 'configmaps/finalizers'));
    expect((await call(path, owned('b', true), 'jane')).code).toBe(201);
  });
});

describe('PodNodeSelector', () => {
  const annotation = 'scheduler.alpha.kubernetes.io/node-selector';

  it('adds the selector of the namespace, and refuses another value', async () => {
    await start('PodNodeSelector');
    await annotateDefault({ [annotation]: 'env=prod, tier=web' });
    expect((await create({ nodeSelector: { disk: 'ssd' } })).spec?.nodeSelector).toEqual({
      env: 'prod',
      tier: 'web',
      disk: 'ssd',
    });
    expect(await create({ nodeSelector: { env: 'test' } }, 'q')).toMatchObject({
      code: 403,
      message: 'pods "q" is forbidden: pod node label selector conflicts with its namespace node label selector',
    });
    await annotateDefault({ [annotation]: 'a=b=c' });
    expect(await create({}, 'r')).toMatchObject({ code: 500, message: 'invalid selector: "a=b=c"' });
  });

  it('applies the default and the whitelists of its configuration', async () => {
    const selectors = { clusterDefaultNodeSelector: 'env=prod', default: 'env=prod,disk=ssd' };
    await start('PodNodeSelector', { podNodeSelectorPluginConfig: selectors });
    expect((await create()).spec?.nodeSelector).toEqual({ env: 'prod' });
    expect(await create({ nodeSelector: { disk: 'hdd' } }, 'q')).toMatchObject({
      code: 403,
      message: 'pods "q" is forbidden: pod node label selector labels conflict with its namespace whitelist',
    });
  });

  it.each([
    ['', {}],
    ['a=b', { a: 'b' }],
    [' a = b ,c= ', { a: 'b', c: '' }],
    ['a', undefined],
    ['a=b=c', undefined],
    ['a b=c', undefined],
  ])('parses %j as %j', (text, expected) => {
    const found = parseNodeSelector(text);
    expect(found && Object.fromEntries(found)).toEqual(expected);
  });
});

describe('PodTolerationRestriction', () => {
  const key = (list: string) => `scheduler.alpha.kubernetes.io/${list}`;
  const dedicated = { key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' } as const;

  it('adds the default tolerations of the namespace', async () => {
    await start('PodTolerationRestriction');
    await annotateDefault({ [key('defaultTolerations')]: JSON.stringify([dedicated]) });
    expect((await create()).spec?.tolerations).toContainEqual(dedicated);
  });

  it('lets pods with requests stay on nodes with little memory', async () => {
    await start('PodTolerationRestriction');
    const resources = { requests: { cpu: '1m' } };
    const { spec } = await create({ containers: [{ name: 'c', image: 'i', resources }] });
    expect(spec?.tolerations?.map((each) => each.key)).toContain('node.kubernetes.io/memory-pressure');
  });

  it('refuses tolerations that are not allowed', async () => {
    await start('PodTolerationRestriction');
    await annotateDefault({
      [key('tolerationsWhitelist')]: JSON.stringify([{ operator: 'Exists', effect: 'NoExecute' }]),
    });
    expect((await create()).code).toBe(201);
    expect(await create({ tolerations: [dedicated] }, 'q')).toMatchObject({
      code: 500,
      message:
        'pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist',
    });
    await annotateDefault({ [key('defaultTolerations')]: '{' });
    expect((await create({}, 'r')).message).toContain(`annotation ${key('defaultTolerations')} of namespace default`);
  });

  it('refuses more tolerations than it can merge', async () => {
    await start('PodTolerationRestriction');
    await annotateDefault({ [key('defaultTolerations')]: JSON.stringify([dedicated]) });
    const tolerations = Array.from({ length: 501 }, (_, index) => ({ key: `k${index}`, operator: 'Exists' as const }));
    expect((await create({ tolerations })).message).toBe(
      'pods "p" is forbidden: a pod may have at most 500 tolerations',
    );
  });

  it.each([
    [{ operator: 'Exists' }, { key: 'a', operator: 'Exists', effect: 'NoSchedule' }, true],
    [{ key: 'a', operator: 'Exists' }, { key: 'a', value: 'b' }, true],
    [{ key: 'a', value: 'b' }, { key: 'a', operator: 'Equal', value: 'b' }, true],
    [{ key: 'a', value: 'b' }, { key: 'a', operator: 'Exists' }, false],
    [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }, { key: 'a', operator: 'Exists' }, false],
    [
      { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
      { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 11 },
      false,
    ],
    [
      { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 },
      { key: 'a', operator: 'Exists', effect: 'NoExecute' },
      false,
    ],
  ] as const)('%j includes %j: %s', (a, b, expected) => {
    expect(isSuperset(a, b)).toBe(expected);
  });

  it('merges without what is included', () => {
    const [all, one, other] = [
      { key: 'a', operator: 'Exists' },
      { key: 'a', operator: 'Equal', value: 'x' },
      { key: 'b', operator: 'Exists' },
    ] as const;
    expect(mergedTolerations([one, other], [all, other])).toEqual([other, all]);
  });
});

describe('EventRateLimit', () => {
  const limits = (...list: readonly object[]) => ({
    apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
    kind: 'Configuration',
    limits: list,
  });
  const event = (name: string, namespace = 'default') => ({
    metadata: { name, namespace },
    involvedObject: { kind: 'Pod', namespace, name: 'p' },
    reason: 'r',
    message: 'm',
    type: 'Normal',
    firstTimestamp: null,
    lastTimestamp: null,
    source: { component: 'test' },
  });
  const post = (name: string) => call(`POST ${core}/events`, event(name));

  it('refuses events above the rate, and admits them later', async () => {
    await start('EventRateLimit', limits({ type: 'Namespace', qps: 1, burst: 2 }));
    expect((await post('a')).code).toBe(201);
    expect((await call(`POST ${core}/events?dryRun=All`, event('x'))).code).toBe(201);
    expect((await post('b')).code).toBe(201);
    expect(await post('c')).toMatchObject({
      code: 429,
      message: 'Too many requests: limit reached on type Namespace for key default',
    });
    await cluster.clock.advance(1_000);
    expect((await post('c')).code).toBe(201);
  });

  it.each([
    ['Server', ''],
    ['User', 'jane'],
    ['SourceAndObject', 'testPoddefaultp'],
  ])('names the key of a limit of type %s', async (type, expected) => {
    await start('EventRateLimit', limits({ type, qps: 1, burst: 1 }));
    await post('a');
    expect((await post('b')).message).toContain(`limit reached on type ${type} for key ${expected}`);
  });

  it('keeps no more buckets than its cache may have, and no long keys', () => {
    const buckets = new TokenBuckets({ qps: 1, burst: 1, cacheSize: 2 });
    for (const key of ['a', 'b', 'c']) expect(buckets.take(key, 0)).toBe(true);
    expect(buckets.size).toBe(2);
    expect(buckets.take('c', 0)).toBe(false);
    expect(buckets.take('a', 0)).toBe(true);
    const long = (end: string) => `${'x'.repeat(5_000)}${end}`;
    expect(buckets.take(long('a'), 0)).toBe(true);
    expect(buckets.take(long('b'), 0)).toBe(true);
  });
});

describe('ResourceQuota with limited resources', () => {
  const apiVersion = 'apiserver.config.k8s.io/v1';
  const kind = 'ResourceQuotaConfiguration';
  const matchScopes = [{ scopeName: 'PriorityClass', operator: 'In', values: ['critical'] }];
  const limit = (more: object) => ({ apiVersion, kind, limitedResources: [{ resource: 'pods', ...more }] });
  const requests = (cpu: string) => ({ containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] });

  it('admits what no quota covers only if it is not limited', async () => {
    await start('ResourceQuota', limit({ matchContains: ['requests.cpu'] }));
    expect((await create()).code).toBe(201);
    expect(await create(requests('1'), 'q')).toMatchObject({
      code: 403,
      message: 'pods "q" is forbidden: insufficient quota to consume: requests.cpu',
    });
  });

  it('limits the pods of a priority', async () => {
    await start('ResourceQuota', limit({ matchScopes }));
    await call('POST /apis/scheduling.k8s.io/v1/priorityclasses', { metadata: { name: 'critical' }, value: 1 });
    expect((await create({ priorityClassName: 'critical' })).message).toContain(
      'insufficient quota to match these scopes: ',
    );
    expect((await create({}, 'q')).code).toBe(201);
  });

  it.each([
    [{ apiVersion, kind, limitedResources: [{}] }, 'limitedResources[0].resource: Required value'],
    [{ apiVersion, kind, limitedResources: [{ resource: 'pods', matchAll: true }] }, 'unknown field "matchAll"'],
    [{ apiVersion, kind, limitedResources: {} }, 'limitedResources must be a list'],
    [{ apiVersion: 'v1', kind }, 'no kind "ResourceQuotaConfiguration" is registered for version "v1"'],
  ])('refuses %j', async (configuration, message) => {
    await expect(start('ResourceQuota', configuration)).rejects.toThrow(message);
  });

  it('accepts the older versions', async () => {
    const old = { apiVersion: 'resourcequota.admission.k8s.io/v1beta1', kind: 'Configuration' };
    await start('ResourceQuota', old);
    expect((await create()).code).toBe(201);
  });
});
