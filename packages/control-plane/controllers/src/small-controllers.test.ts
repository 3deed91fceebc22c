/** The plans of the small controllers: namespaces, root CA, aggregated roles, times to live, sweeping pods. */
import type { ClusterRole, Job, Node, Pod } from '@kubets/api';
import { formatTime } from '@kubets/machinery';
import { describe, expect, it } from 'vitest';
import { planAggregation } from './clusterrole-aggregation/controller.ts';
import { type DeletionFindings, deletionConditions } from './namespace/deletion-conditions.ts';
import { absentNodes, outOfServiceTerminating, surplusTerminated, unscheduledTerminating } from './podgc/plan-sweep.ts';
import { planRootCa } from './root-ca-cert-publisher/controller.ts';
import { isExpired } from './token-cleaner/loop.ts';
import { expiry } from './ttl-after-finished/controller.ts';

const now = Date.UTC(2026, 0, 2);
const clean: DeletionFindings = { discovery: new Map(), failures: [], remaining: new Map(), finalizers: new Map() };

describe('a namespace that is being deleted', () => {
  const said = (findings: Partial<DeletionFindings>) =>
    deletionConditions(undefined, { ...clean, ...findings }, now)
      .filter(({ status }) => status === 'True')
      .map(({ type, reason, message }) => [type, reason, message]);

  it('says nothing bad when all went well', () => {
    expect(said({})).toEqual([]);
    expect(deletionConditions(undefined, clean, now)).toHaveLength(5);
  });

  it('says what is left and what holds it', () => {
    expect(
      said({
        remaining: new Map([
          ['pods.', 2],
          ['things.x.io', 1],
        ]),
        finalizers: new Map([['x.io/f', 1]]),
      }),
    ).toEqual([
      [
        'NamespaceContentRemaining',
        'SomeResourcesRemain',
        'Some resources are remaining: pods. has 2 resource instances, things.x.io has 1 resource instances',
      ],
      [
        'NamespaceFinalizersRemaining',
        'SomeFinalizersRemain',
        'Some content in the namespace has finalizers remaining: x.io/f in 1 resource instances',
      ],
    ]);
  });

  it('says what failed', () => {
    expect(said({ discovery: new Map([['metrics.k8s.io/v1', 'down']]), failures: ['b', 'a'] })).toEqual([
      [
        'NamespaceDeletionDiscoveryFailure',
        'DiscoveryFailed',
        'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1: down',
      ],
      [
        'NamespaceDeletionContentFailure',
        'ContentDeletionFailed',
        'Failed to delete all resource types, 2 remaining: a, b',
      ],
    ]);
  });

  it('moves a time only when the status moves', () => {
    const first = deletionConditions(undefined, clean, now);
    expect(deletionConditions(first, clean, now + 60_000)).toEqual(first);
  });
});

it('the root CA is published, and put right when somebody changes it', () => {
  const made = planRootCa('n', undefined, 'PEM');
  expect(made).toMatchObject({ metadata: { name: 'kube-root-ca.crt', namespace: 'n' }, data: { 'ca.crt': 'PEM' } });
  expect(planRootCa('n', made, 'PEM')).toBeUndefined();
  expect(planRootCa('n', { ...made, data: { 'ca.crt': 'x' } }, 'PEM')?.data).toEqual({ 'ca.crt': 'PEM' });
  const annotations = { 'kubernetes.io/description': 'ours', team: 'a' };
  const described = { ...made, metadata: { ...made?.metadata, annotations } };
  expect(planRootCa('n', described, 'PEM')).toBeUndefined();
  expect(planRootCa('n', { ...described, data: {} }, 'PEM')?.metadata?.annotations).toEqual(annotations);
  const bare = { ...made, metadata: { ...made?.metadata, annotations: {} } };
  expect(planRootCa('n', bare, 'PEM')?.metadata?.annotations).toEqual(made?.metadata?.annotations);
});

it('an aggregated role has every rule of the selected roles once, in the order of their names', () => {
  const role = (name: string, verbs: string[], labels = {}): ClusterRole => ({
    metadata: { name, labels },
    rules: [{ verbs }],
  });
  const view: ClusterRole = {
    metadata: { name: 'view' },
    rules: [],
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'view' } }] },
  };
  const all = [
    role('b', ['list'], { to: 'view' }),
    role('c', ['get'], { to: 'view' }),
    role('a', ['get'], { to: 'view' }),
    role('z', ['watch']),
  ];
  expect(planAggregation(view, all)).toEqual([{ verbs: ['get'] }, { verbs: ['list'] }]);
});

it('rules of very many roles are put together once each', () => {
  const labels = { a: 'b' };
  const role = (at: number): ClusterRole => ({
    metadata: { name: `r${at}`, labels },
    rules: Array.from({ length: 1000 }, (_, on) => ({ verbs: ['get'], apiGroups: [''], resources: [`r${on}`] })),
  });
  const view: ClusterRole = {
    metadata: { name: 'view' },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
  };
  // Compared each with each, these would be 50 million comparisons.
  expect(planAggregation(view, [view, ...Array.from({ length: 50 }, (_, at) => role(at))])).toHaveLength(1000);
});

it('an aggregated cluster role reads each role once, however many selectors choose it', () => {
  let reads = 0;
  const chosen: ClusterRole = {
    metadata: { name: 'chosen' },
    get rules() {
      reads++;
      return [{ verbs: ['get'] }];
    },
  };
  const clusterRoleSelectors = Array.from({ length: 1000 }, () => ({}));
  const gathers: ClusterRole = { metadata: { name: 'all' }, aggregationRule: { clusterRoleSelectors }, rules: [] };
  expect(planAggregation(gathers, [gathers, chosen])).toEqual([{ verbs: ['get'] }]);
  expect(reads).toBe(1);
});

it('a finished Job goes when its time is over, a running one never', () => {
  const job = (ttl: number | undefined, type = 'Complete'): Job => ({
    spec: { template: {}, ...(ttl === undefined ? {} : { ttlSecondsAfterFinished: ttl }) },
    status: { conditions: [{ type, status: 'True', lastTransitionTime: formatTime(now) }] },
  });
  expect([job(10), job(0, 'Failed'), job(undefined), job(10, 'Suspended')].map(expiry)).toEqual([
    now + 10_000,
    now,
    undefined,
    undefined,
  ]);
});

it('a bootstrap token is over at its time, and when nobody can read that', () => {
  const token = (expiration?: string) => ({ data: expiration === undefined ? {} : { expiration: btoa(expiration) } });
  const tokens = [token(formatTime(now)), token(formatTime(now + 1000)), token(), token('tomorrow'), token('')];
  expect(tokens.map((each) => isExpired(each, now))).toEqual([true, false, false, true, false]);
});

describe('sweeping pods', () => {
  const pod = (
    name: string,
    more: { phase?: 'Succeeded' | 'Running'; node?: string; deleted?: boolean; created?: number; reason?: string } = {},
  ): Pod => ({
    metadata: {
      name,
      creationTimestamp: formatTime(now + (more.created ?? 0) * 1000),
      ...(more.deleted ? { deletionTimestamp: formatTime(now) } : {}),
    },
    spec: { containers: [], ...(more.node === undefined ? {} : { nodeName: more.node }) },
    status: { phase: more.phase ?? 'Running', ...(more.reason === undefined ? {} : { reason: more.reason }) },
  });
  const names = (swept: readonly { readonly pod: Pod }[]) => swept.map((each) => each.pod.metadata?.name);

  it('takes the oldest finished ones beyond the threshold, evicted ones first', () => {
    const ended = [
      pod('new', { phase: 'Succeeded', created: 5 }),
      pod('old', { phase: 'Succeeded', created: 1 }),
      pod('evicted', { phase: 'Succeeded', created: 9, reason: 'Evicted' }),
      pod('lives'),
    ];
    expect(names(surplusTerminated(ended, 1))).toEqual(['evicted', 'old']);
    expect(surplusTerminated(ended, 0)).toEqual([]);
  });

  it('takes those that were never scheduled and are to go, and those of dead nodes', () => {
    const dead: Node = {
      metadata: { name: 'd' },
      spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] },
    };
    const all = [
      pod('a', { deleted: true }),
      pod('b', { deleted: true, node: 'd' }),
      pod('c', { node: 'lost' }),
      pod('d'),
    ];
    expect(names(unscheduledTerminating(all))).toEqual(['a']);
    expect(names(outOfServiceTerminating(all, (name) => (name === 'd' ? dead : undefined)))).toEqual(['b']);
    expect([...absentNodes(all, (name) => name === 'd')]).toEqual(['lost']);
  });
});
