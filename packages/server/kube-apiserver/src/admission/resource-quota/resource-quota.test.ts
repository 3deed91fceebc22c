/** ResourceQuota in a whole server: refusals, charges, several servers. */
import { type Pod, type ResourceQuota, resourceQuotas } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../../cluster-testing.ts';

let cluster: TestCluster;
const core = '/api/v1/namespaces/default';

beforeEach(async () => {
  cluster = await testCluster();
  await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
});
afterEach(() => cluster[Symbol.asyncDispose]());

type Amounts = Readonly<Record<string, string>>;

/** A quota with a computed usage. */
async function quota(name: string, hard: Amounts, used: Amounts, spec: object = {}, on = cluster): Promise<void> {
  await on.call(`POST ${core}/resourcequotas`, { metadata: { name }, spec: { hard, ...spec } });
  await setStatus(name, { hard, used }, on);
}

async function setStatus(name: string, status: NonNullable<ResourceQuota['status']>, on = cluster): Promise<void> {
  await on.server.resources.update<ResourceQuota>(resourceQuotas, 'default', name, (it) => ({ ...it, status }), {
    subresource: 'status',
  });
}

async function usedOf(name: string, on = cluster): Promise<unknown> {
  return ((await on.call(`GET ${core}/resourcequotas/${name}`)).body as unknown as ResourceQuota).status?.used;
}

const pod = (name: string, resources: object = {}, more: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i', resources }], ...more },
});

describe('a pod', () => {
  it('is charged to the quota by its own commit', async () => {
    await quota('q', { pods: '2', 'requests.cpu': '1' }, { pods: '0', 'requests.cpu': '0' });
    const { code } = await cluster.call(`POST ${core}/pods`, pod('a', { requests: { cpu: '250m' } }));
    expect(code).toBe(201);
    expect(await usedOf('q')).toEqual({ pods: '1', 'requests.cpu': '250m' });
  });

  it('is refused if it exceeds the quota, and charges nothing', async () => {
    await quota('q', { pods: '2', 'requests.cpu': '1' }, { pods: '1', 'requests.cpu': '800m' });
    const { code, body } = await cluster.call(`POST ${core}/pods`, pod('a', { requests: { cpu: '250m' } }));
    expect([code, body.reason, body.message]).toEqual([
      403,
      'Forbidden',
      'pods "a" is forbidden: exceeded quota: q, requested: requests.cpu=250m, used: requests.cpu=800m, limited: requests.cpu=1',
    ]);
    expect(await usedOf('q')).toEqual({ pods: '1', 'requests.cpu': '800m' });
  });

  it('must set what the quota limits', async () => {
    await quota('q', { 'limits.cpu': '1', 'requests.memory': '1Gi' }, { 'limits.cpu': '0', 'requests.memory': '0' });
    const { body } = await cluster.call(`POST ${core}/pods`, pod('a'));
    expect(body.message).toBe(
      'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.memory for: c',
    );
  });

  it('is refused while the usage of a limit is unknown', async () => {
    await quota('q', { pods: '2', 'requests.cpu': '1' }, { pods: '0' });
    const { body } = await cluster.call(`POST ${core}/pods`, pod('a', { requests: { cpu: '1' } }));
    expect(body.message).toBe('pods "a" is forbidden: status unknown for quota: q, resources: pods,requests.cpu');
  });

  it('charges nothing in a dry run', async () => {
    await quota('q', { pods: '1' }, { pods: '0' });
    expect((await cluster.call(`POST ${core}/pods?dryRun=All`, pod('a'))).code).toBe(201);
    expect(await usedOf('q')).toEqual({ pods: '0' });
  });

  it('charges nothing if it exists already', async () => {
    await quota('q', { pods: '5' }, { pods: '0' });
    await cluster.call(`POST ${core}/pods`, pod('a'));
    expect((await cluster.call(`POST ${core}/pods`, pod('a'))).code).toBe(409);
    expect(await usedOf('q')).toEqual({ pods: '1' });
  });

  it('is charged for the difference when it is resized', async () => {
    await cluster.call(`POST ${core}/pods`, pod('a', { requests: { cpu: '100m' } }));
    await quota('q', { 'requests.cpu': '1' }, { 'requests.cpu': '100m' });
    const resized = async (cpu: string) => {
      const { body } = await cluster.call(`GET ${core}/pods/a`);
      const read = body as unknown as Pod;
      const containers = read.spec?.containers.map((each) => ({ ...each, resources: { requests: { cpu } } }));
      return cluster.call(`PUT ${core}/pods/a/resize`, { ...read, spec: { ...read.spec, containers } });
    };
    expect((await resized('600m')).code).toBe(200);
    expect(await usedOf('q')).toEqual({ 'requests.cpu': '600m' });
    expect((await resized('1100m')).body.message).toContain(
      'exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
  });

  it.each([
    [
      'a priority class in the selector',
      { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] } },
      {},
      '0',
    ],
    ['NotTerminating', { scopes: ['NotTerminating'] }, {}, '1'],
    ['Terminating', { scopes: ['Terminating'] }, {}, '0'],
    ['Terminating, with a deadline', { scopes: ['Terminating'] }, { activeDeadlineSeconds: 5 }, '1'],
    ['BestEffort', { scopes: ['BestEffort'] }, {}, '1'],
    ['NotBestEffort', { scopes: ['NotBestEffort'] }, {}, '0'],
  ])('counts in a quota with the scope %s only if it belongs to it', async (_, spec, more, used) => {
    await quota('q', { pods: '5' }, { pods: '0' }, spec);
    expect((await cluster.call(`POST ${core}/pods`, pod('a', {}, more))).code).toBe(201);
    expect(await usedOf('q')).toEqual({ pods: used });
  });
});

describe('other objects', () => {
  it('are counted by count/RESOURCE.GROUP', async () => {
    await quota(
      'q',
      { 'count/deployments.apps': '0', configmaps: '1' },
      { 'count/deployments.apps': '0', configmaps: '0' },
    );
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const spec = { selector: { matchLabels: { a: 'b' } }, template };
    const { body } = await cluster.call('POST /apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'd' },
      spec,
    });
    expect(body.message).toBe(
      'deployments.apps "d" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
    );
    expect((await cluster.call(`POST ${core}/configmaps`, { metadata: { name: 'a' } })).code).toBe(201);
    expect((await cluster.call(`POST ${core}/configmaps`, { metadata: { name: 'b' } })).code).toBe(403);
  });

  it('are charged when a Service changes its type', async () => {
    const ports = [{ port: 80 }];
    await cluster.call(`POST ${core}/services`, { metadata: { name: 's' }, spec: { ports } });
    await quota('q', { services: '1', 'services.nodeports': '1' }, { services: '1', 'services.nodeports': '0' });
    const patch = (type: string) =>
      cluster.call(
        `PATCH ${core}/services/s`,
        { spec: { type } },
        { headers: { 'content-type': 'application/merge-patch+json' } },
      );
    expect((await patch('NodePort')).code).toBe(200);
    expect(await usedOf('q')).toEqual({ services: '1', 'services.nodeports': '1' });
  });

  it('of namespaces without a quota are not counted', async () => {
    await quota('q', { configmaps: '0' }, { configmaps: '0' });
    await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'free' } });
    expect((await cluster.call('POST /api/v1/namespaces/free/configmaps', { metadata: { name: 'a' } })).code).toBe(201);
  });
});

describe('concurrent writers', () => {
  const codes = (answers: readonly { code: number }[]) => answers.map(({ code }) => code).sort();

  it('never exceed the quota together', async () => {
    await quota('q', { configmaps: '5' }, { configmaps: '0' });
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const answers = await Promise.all(
      names.map((name) => cluster.call(`POST ${core}/configmaps`, { metadata: { name } })),
    );
    expect(codes(answers)).toEqual([...Array(5).fill(201), ...Array(15).fill(403)]);
    expect(await usedOf('q')).toEqual({ configmaps: '5' });
  });

  it('never exceed it on several servers', async () => {
    const store = createMemoryStore({ clock: new VirtualClock() });
    await using first = await testCluster({ store });
    await using second = await testCluster({ store });
    await quota('q', { configmaps: '7' }, { configmaps: '0' }, {}, first);
    const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
    const answers = await Promise.all(
      names.map((name, index) => (index % 2 ? first : second).call(`POST ${core}/configmaps`, { metadata: { name } })),
    );
    expect(codes(answers)).toEqual([...Array(7).fill(201), ...Array(23).fill(403)]);
    expect(await usedOf('q', second)).toEqual({ configmaps: '7' });
  });

  it('are admitted again if the controller has just computed the usage', async () => {
    // The quota limits nothing yet. Its status arrives between the admission and the commit of the object.
    await cluster.call(`POST ${core}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard: { configmaps: '0' } } });
    const [answer] = await Promise.all([
      cluster.call(`POST ${core}/configmaps`, { metadata: { name: 'a' } }),
      setStatus('q', { hard: { configmaps: '0' }, used: { configmaps: '0' } }),
    ]);
    const stored = (await cluster.call(`GET ${core}/configmaps/a`)).code === 200;
    expect(answer.code === 201).toBe(stored);
    const { body } = await cluster.call(`GET ${core}/resourcequotas/q`);
    const quotaVersion = Number(body.metadata?.resourceVersion);
    const made = (await cluster.call(`GET ${core}/configmaps/a`)).body.metadata?.resourceVersion;
    if (stored) expect(Number(made)).toBeLessThan(quotaVersion);
  });
});
