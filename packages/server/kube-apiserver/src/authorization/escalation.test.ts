/** No write, and no sequence of writes, gives a subject more rights than it has. */
import { clusterRoles, type PolicyRule } from '@kubets/api';
import type { UserInfo } from '@kubets/apiserver/requests';
import { type Random, seededRandom } from '@kubets/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { planAggregations } from './role-aggregation.ts';
import { uncoveredRules } from './rule-cover.ts';

const group = 'rbac.authorization.k8s.io';
const rbac = `/apis/${group}/v1`;
const eve: UserInfo = { name: 'eve', groups: ['system:authenticated'] };
const subjects = [{ kind: 'User', name: 'eve', apiGroup: group }];
const roleRef = (name: string, kind = 'ClusterRole') => ({ apiGroup: group, kind, name });
const label = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
const secrets: PolicyRule = { verbs: ['get'], apiGroups: [''], resources: ['secrets'] };

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await testCluster();
  await administrator('POST', '/clusterroles', {
    metadata: { name: 'eve' },
    rules: [
      { verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'], apiGroups: [group], resources: ['*'] },
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    ],
  });
  for (const name of ['eve', 'view'])
    await administrator('POST', '/clusterrolebindings', { metadata: { name }, subjects, roleRef: roleRef(name) });
  await administrator('POST', '/namespaces/default/roles', { metadata: { name: 'secrets' }, rules: [secrets] });
  await administrator('POST', '/namespaces/default/rolebindings', {
    metadata: { name: 'eve' },
    subjects,
    roleRef: roleRef('secrets', 'Role'),
  });
  await cluster.clock.advance(1);
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function administrator(method: string, path: string, body: unknown): Promise<void> {
  const { code } = await cluster.call(`${method} ${rbac}${path}`, body);
  expect(code).toBeLessThan(300);
}

interface Write {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

function asEve({ method, path, body, type }: Write) {
  const query = type?.includes('apply') ? '?fieldManager=eve&force=true' : '';
  return cluster.call(`${method} ${rbac}${path}${query}`, body, {
    user: eve,
    ...(type === undefined ? {} : { headers: { 'content-type': `application/${type}` } }),
  });
}

/** The work of the clusterrole-aggregation controller. */
async function aggregate(): Promise<void> {
  const all = await cluster.server.resources.list(clusterRoles);
  for (const planned of planAggregations(all)) {
    const change = (role: typeof planned) => ({ ...role, rules: planned.rules ?? [] });
    await cluster.server.resources.update(clusterRoles, '', planned.metadata?.name ?? '', change);
  }
  await cluster.clock.advance(1);
}

async function rightsIn(namespace: string): Promise<readonly PolicyRule[]> {
  const path = 'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
  const { body } = await cluster.call(path, { spec: { namespace } }, { user: eve });
  const { resourceRules, nonResourceRules } = body.status as unknown as {
    readonly resourceRules: readonly PolicyRule[];
    readonly nonResourceRules: readonly PolicyRule[];
  };
  return [...resourceRules, ...nonResourceRules];
}

const head = { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name: 'cluster-admin', labels: label } };

describe('a label that aggregation selects', () => {
  it.each<[string, Partial<Write>]>([
    ['merge patch', { type: 'merge-patch+json', body: { metadata: { labels: label } } }],
    ['strategic merge patch', { type: 'strategic-merge-patch+json', body: { metadata: { labels: label } } }],
    ['JSON patch', { type: 'json-patch+json', body: [{ op: 'add', path: '/metadata/labels', value: label }] }],
    ['apply', { type: 'apply-patch+yaml', body: head }],
  ])("cannot be set on a role with more rights than the user's by %s", async (_, write) => {
    const path = '/clusterroles/cluster-admin';
    const { code, body } = await asEve({ method: 'PATCH', path, ...write });
    expect([code, body.message]).toEqual([
      403,
      expect.stringContaining('"eve" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not'),
    ]);
  });

  it('cannot be set by an update either', async () => {
    const { body } = await cluster.call(`GET ${rbac}/clusterroles/cluster-admin`);
    const labelled = { ...body, metadata: { ...body.metadata, labels: label } };
    expect((await asEve({ method: 'PUT', path: '/clusterroles/cluster-admin', body: labelled })).code).toBe(403);
  });

  it('and an aggregation rule require all rights', async () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };
    const made = await asEve({
      method: 'POST',
      path: '/clusterroles',
      body: { metadata: { name: 'x' }, aggregationRule },
    });
    expect([made.code, made.body.message]).toEqual([
      403,
      'clusterroles.rbac.authorization.k8s.io "x" is forbidden: must have cluster-admin privileges to use an aggregationRule',
    ]);
    await administrator('POST', '/clusterroles', { metadata: { name: 'y' }, aggregationRule });
    for (const body of [{ aggregationRule: null }, { metadata: { labels: label } }])
      expect((await asEve({ method: 'PATCH', path: '/clusterroles/y', body })).code).toBe(403);
  });
});

describe('a subject without rights of its own', () => {
  it.each(['clusterroles/cluster-admin', 'clusterrolebindings/cluster-admin'])(
    'can change owners and finalizers of %s, and nothing else',
    async (path) => {
      const metadata = { finalizers: ['example.com/f'] };
      const write = { method: 'PATCH', path: `/${path}` };
      expect((await asEve({ ...write, body: { metadata } })).code).toBe(200);
      expect((await asEve({ ...write, body: { metadata: { ...metadata, annotations: { a: 'b' } } } })).code).toBe(403);
      expect((await asEve({ ...write, body: { metadata: { finalizers: null } } })).code).toBe(200);
    },
  );
});

const roleNames = ['cluster-admin', 'admin', 'edit', 'view', 'eve', 'x', 'y'];
const labels = ['admin', 'edit', 'view', 'x'].map((to) => `rbac.authorization.k8s.io/aggregate-to-${to}`);
const rules: readonly PolicyRule[] = [
  secrets,
  { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['escalate', 'bind'], apiGroups: [group], resources: ['*'] },
  { verbs: ['get', 'delete'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
  { verbs: ['get'], nonResourceURLs: ['/metrics'] },
];

function randomObject(random: Random, kind: string): Record<string, unknown> {
  const one = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T;
  const metadata = random.next() < 0.6 ? { labels: { [one(labels)]: one(['true', 'false']) } } : {};
  if (kind.endsWith('bindings')) {
    const ofRole = kind === 'rolebindings' && random.next() < 0.3;
    return { metadata, subjects, roleRef: ofRole ? roleRef(one(['secrets', 'x']), 'Role') : roleRef(one(roleNames)) };
  }
  const selector = { clusterRoleSelectors: [{ matchLabels: { [one(labels)]: 'true' } }] };
  return {
    metadata,
    ...(random.next() < 0.5 ? { rules: random.next() < 0.2 ? [] : [one(rules)] } : {}),
    ...(kind === 'clusterroles' && random.next() < 0.3 ? { aggregationRule: selector } : {}),
  };
}

/** One random write to a random role or binding. Most are refused. */
async function randomWrite(random: Random): Promise<number> {
  const one = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T;
  const kind = one(['clusterroles', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']);
  const isNamespaced = kind === 'roles' || kind === 'rolebindings';
  const place = isNamespaced ? `/namespaces/${one(['default', 'kube-public'])}/${kind}` : `/${kind}`;
  // Not of her own rights: without them she would soon have nothing left to try.
  const name = one(kind === 'roles' ? ['secrets', 'x'] : roleNames.filter((each) => each !== 'eve'));
  const object = randomObject(random, kind);
  const named = { ...object, metadata: { ...(object.metadata as object), name } };
  const kinds = { clusterroles: 'ClusterRole', roles: 'Role', rolebindings: 'RoleBinding' };
  const typed = { apiVersion: `${group}/v1`, kind: kinds[kind as 'roles'] ?? 'ClusterRoleBinding', ...named };
  const path = `${place}/${name}`;
  const write = one<Write>([
    { method: 'POST', path: place, body: named },
    { method: 'PUT', path, body: named },
    { method: 'PATCH', path, body: object },
    { method: 'PATCH', path, type: 'strategic-merge-patch+json', body: object },
    { method: 'PATCH', path, type: 'apply-patch+yaml', body: typed },
    { method: random.next() < 0.2 ? 'DELETE' : 'PATCH', path, body: object },
  ]);
  return (await asEve(write)).code;
}

const places = ['default', 'kube-public', 'kube-system'];

it.each([1, 2, 3])('no sequence of writes extends the rights of a subject: %s', async (seed) => {
  const random = seededRandom(seed);
  const before = new Map<string, readonly PolicyRule[]>();
  for (const namespace of places) before.set(namespace, await rightsIn(namespace));
  const codes = new Map<number, number>();
  for (let step = 0; step < 150; step++) {
    const code = await randomWrite(random);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    await aggregate();
    for (const namespace of places)
      expect(uncoveredRules(before.get(namespace) ?? [], await rightsIn(namespace)).rules).toEqual([]);
  }
  // The sequence tests something only if some of its writes are allowed.
  expect((codes.get(200) ?? 0) + (codes.get(201) ?? 0)).toBeGreaterThan(5);
  expect(codes.get(403)).toBeGreaterThan(20);
});
