/** Each check finds the violation it is for, in a constructed history. */
import { pods } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { expect, it } from 'vitest';
import { LeaderCheck } from './check-leaders.ts';
import { QuotaChecks } from './check-quotas.ts';
import { ThroughoutChecks } from './check-throughout.ts';
import { historyOf, type Version } from './history-testing.ts';
import { Ledger, mark } from './ledger.ts';
import { WatchChecker } from './watch-checker.ts';

const owned = (uid: string) => ({
  metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: uid, uid, controller: true }] },
});

it.each<
  [
    rule: string,
    resource: string,
    versions: readonly (Version & { readonly resource?: string; readonly name?: string })[],
  ]
>([
  ['a pod is bound once', 'pods', [{ spec: { nodeName: 'a' } }, { spec: { nodeName: 'b' } }]],
  ['a terminal phase is final', 'pods', [{ status: { phase: 'Failed' } }, { status: { phase: 'Running' } }]],
  ['a uid is unique', 'pods', [{ metadata: { uid: 'u' } }, { name: 'other', metadata: { uid: 'u' } }]],
  ['one object is not replaced by another', 'pods', [{ metadata: { uid: 'u' } }, { metadata: { uid: 'v' } }]],
  ['generations never decrease', 'deployments', [{ metadata: { generation: 2 } }, { metadata: { generation: 1 } }]],
  ['a deletion is not reverted', 'pods', [{ metadata: { deletionTimestamp: 'now' } }, {}]],
  [
    'addresses and ports are allocated once',
    'services/specs',
    [{ spec: { clusterIPs: ['10.0.0.1'] } }, { name: 'other', spec: { clusterIPs: ['10.0.0.1'] } }],
  ],
  [
    'addresses and ports are allocated once',
    'services/specs',
    [{ spec: { ports: [{ nodePort: 30_001 }] } }, { name: 'other', spec: { ports: [{ nodePort: 30_001 }] } }],
  ],
  ['a Job counts each pod once', 'jobs', [{ spec: { completions: 2 }, status: { succeeded: 1 } }]],
  [
    'a Job does not exceed its completions',
    'jobs',
    [
      { resource: 'pods', name: 'p', ...owned('one'), status: { phase: 'Succeeded' } },
      { resource: 'pods', name: 'q', ...owned('one'), status: { phase: 'Succeeded' } },
      { spec: { completions: 1 }, status: { succeeded: 2 } },
    ],
  ],
  [
    'no controller creates too many pods',
    'pods',
    [
      { resource: 'replicasets', name: 'set', spec: { replicas: 2 } },
      { resource: 'replicasets', name: 'set', spec: { replicas: 1 } },
      { name: 'a', ...owned('set') },
      { name: 'b', ...owned('set') },
      { name: 'c', ...owned('set') },
    ],
  ],
  ['the counts of a Job never decrease', 'jobs', [{ status: { failed: 2 } }, { status: { failed: 1 } }]],
])('%s (%s)', async (rule, resource, versions) => {
  const told = versions.map(
    ({ resource: other = resource, name = 'one', ...version }) => [other, name, version] as const,
  );
  const { rules } = await historyOf(told, (history, violations) => new ThroughoutChecks(history, violations));
  expect(rules()).toEqual([rule]);
});

it('an orphan counts for the controller that must adopt it', async () => {
  const { rules } = await historyOf(
    [
      ['replicasets', 'set', { spec: { replicas: 1 } }],
      ['pods', 'a', owned('set')],
      ['pods', 'a', {}],
      ['pods', 'b', owned('set')],
    ],
    (history, violations) => new ThroughoutChecks(history, violations),
  );
  expect(rules()).toEqual(['no controller creates too many pods']);
});

it('a replacement for a deleted orphan is allowed', async () => {
  const { rules } = await historyOf(
    [
      ['replicasets', 'set', { spec: { replicas: 1 } }],
      ['pods', 'a', owned('set')],
      ['pods', 'a', {}],
      ['pods', 'a', undefined],
      ['pods', 'b', owned('set')],
    ],
    (history, violations) => new ThroughoutChecks(history, violations),
  );
  expect(rules()).toEqual([]);
});

it('a replacement for a terminated or deleted pod is allowed', async () => {
  const set = ['replicasets', 'set', { spec: { replicas: 1 } }] as const;
  const { rules } = await historyOf(
    [
      set,
      ['pods', 'a', owned('set')],
      ['pods', 'a', { ...owned('set'), status: { phase: 'Failed' } }],
      ['pods', 'b', owned('set')],
      ['pods', 'b', { ...owned('set'), metadata: { ...owned('set').metadata, deletionTimestamp: 'now' } }],
      ['pods', 'c', owned('set')],
      ['pods', 'c', undefined],
      ['pods', 'd', owned('set')],
    ],
    (history, violations) => new ThroughoutChecks(history, violations),
  );
  expect(rules()).toEqual([]);
});

it('finds a write without the Lease', async () => {
  const held = (holderIdentity: string) => ['leases', 'kube-scheduler', { spec: { holderIdentity } }] as const;
  const { history, rules, violations } = await historyOf(
    [held('a'), ['pods', 'p', {}], held('b'), ['pods', 'p', {}], ['pods', 'p', {}]],
    () => undefined,
  );
  const leaders = new LeaderCheck(history, violations);
  const answer = (resourceVersion: string) => ({ metadata: { uid: 'p', resourceVersion } });
  leaders.of('scheduler-0', 'a')(answer('3'), 2);
  leaders.of('scheduler-1', 'b')(answer('5'), 4);
  // It changed nothing, and returned the existing object.
  leaders.of('scheduler-1', 'b')(answer('3'), 4);
  expect(rules()).toEqual([]);
  leaders.of('scheduler-0', 'a')(answer('6'), 5);
  expect(rules()).toEqual(['only the leader writes']);
});

it('the ledger finds writes that are reverted, lost or unknown', async () => {
  const marked = (number: string) => ({ metadata: { annotations: { [mark]: number } } });
  let ledger: Ledger | undefined;
  const { rules, violations } = await historyOf(
    [
      ['configmaps', 'a', marked('1')],
      ['configmaps', 'a', marked('2')],
      ['configmaps', 'a', marked('1')],
      ['configmaps', 'b', marked('3')],
      ['configmaps', 'b', undefined],
    ],
    (history, found) => {
      ledger = new Ledger(history, found);
      for (const name of ['a', 'a', 'b']) ledger.intend('configmaps', 'default', name, {});
    },
  );
  expect(rules()).toEqual(['no write is undone', 'objects disappear only after a deletion']);
  ledger?.acknowledge('configmaps', '3', {
    metadata: { namespace: 'default', name: 'b', uid: 'b', resourceVersion: '5' },
  });
  expect(violations.found).toHaveLength(2);
  ledger?.acknowledge('configmaps', '2', {
    metadata: { namespace: 'default', name: 'a', uid: 'a', resourceVersion: '4' },
  });
  expect(rules()).toContain('acknowledged writes are in the store');
  expect([...(ledger?.unsettled() ?? [])]).toEqual([
    '/registry/configmaps/default/b was acknowledged and not deleted, but does not exist',
  ]);
});

const told = (type: 'ADDED' | 'MODIFIED' | 'DELETED', revision: number): WatchEvent<KubeObject> => ({
  type,
  object: { metadata: { namespace: 'default', name: 'p', resourceVersion: String(revision) } },
});
const whole = [told('ADDED', 2), told('MODIFIED', 3), told('DELETED', 4)];
const bookmark: WatchEvent<KubeObject> = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '4' } } };

it.each<[what: string, events: readonly (WatchEvent<KubeObject> | undefined)[], wrong: number]>([
  ['everything in order', [...whole, bookmark], 0],
  ['a gap', [whole[0], whole[2]], 1],
  ['a repetition', [whole[0], whole[0]], 1],
  ['the wrong order', [whole[1], whole[0], whole[2]], 2],
  ['a bookmark too early', [whole[0], bookmark], 1],
])('a watch that delivers %s', async (_, events, wrong) => {
  const { history, violations } = await historyOf(
    [
      ['pods', 'p', {}],
      ['pods', 'p', {}],
      ['pods', 'p', undefined],
    ],
    () => undefined,
  );
  const stop = new AbortController();
  const client = {
    list: async () => ({ metadata: { resourceVersion: '1' }, items: [] }),
    watch: async function* () {
      for (const event of events) if (event !== undefined) yield event;
      stop.abort();
    },
  } as unknown as Client;
  const clock = new VirtualClock();
  const selected = { type: pods, resource: 'pods', selector: {}, matches: () => true };
  await new WatchChecker({ ...selected, client, clock, history, violations }).run(stop.signal);
  expect(violations.found).toHaveLength(wrong);
});

it('no quota is exceeded, once all servers know it', async () => {
  const limited = { metadata: { namespace: 'default' }, status: { hard: { configmaps: '1' } } };
  let now = 0;
  const { rules } = await historyOf(
    [
      ['resourcequotas', 'q', limited],
      ['configmaps', 'a', {}],
      ['configmaps', 'b', {}],
    ],
    (history, violations) =>
      new QuotaChecks(history, violations, () => {
        now += 50_000;
        return now;
      }),
  );
  expect(rules()).toEqual(['no quota is exceeded']);
});
