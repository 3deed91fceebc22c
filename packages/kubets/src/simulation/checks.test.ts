/** The checks have teeth: each finds what it is there to find, told as a history that is wrong. */
import { pods } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject, WatchEvent } from '@kubets/machinery';
import { createMemoryStore } from '@kubets/storage';
import { expect, it } from 'vitest';
import { ThroughoutChecks } from './check-throughout.ts';
import { History, keyOf } from './history.ts';
import { Ledger, mark } from './ledger.ts';
import { Violations } from './violations.ts';
import { WatchChecker } from './watch-checker.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Version {
  readonly metadata?: Fields;
  readonly spec?: Fields;
  readonly status?: Fields;
}

/** A history of versions of objects, by resource and name; `undefined` deletes. */
async function historyOf(
  versions: readonly (readonly [string, string, Version | undefined])[],
  prepare: (history: History, violations: Violations) => void,
) {
  const clock = new VirtualClock();
  const store = createMemoryStore({ clock });
  const history = new History();
  const violations = new Violations(() => 0);
  prepare(history, violations);
  const following = history.follow(store);
  for (const [resource, name, version] of versions) {
    const key = keyOf(resource, 'default', name);
    const object = { ...version, metadata: { namespace: 'default', name, uid: name, ...version?.metadata } };
    const value = new TextEncoder().encode(JSON.stringify(object));
    await store.commit({
      expect: [],
      apply: [version === undefined ? { type: 'delete', key } : { type: 'put', key, value }],
    });
  }
  await clock.advance(0);
  await store[Symbol.asyncDispose]();
  await following;
  return { history, rules: () => [...new Set(violations.found.map((each) => each.rule))], violations };
}

it.each<[rule: string, resource: string, versions: readonly (Version & { readonly name?: string })[]]>([
  ['a pod is bound once', 'pods', [{ spec: { nodeName: 'a' } }, { spec: { nodeName: 'b' } }]],
  ['a pod that has ended has ended', 'pods', [{ status: { phase: 'Failed' } }, { status: { phase: 'Running' } }]],
  ['a uid is given once', 'pods', [{ metadata: { uid: 'u' } }, { name: 'other', metadata: { uid: 'u' } }]],
  ['one object is not replaced by another', 'pods', [{ metadata: { uid: 'u' } }, { metadata: { uid: 'v' } }]],
  ['generations never go back', 'deployments', [{ metadata: { generation: 2 } }, { metadata: { generation: 1 } }]],
  ['a deletion is not taken back', 'pods', [{ metadata: { deletionTimestamp: 'now' } }, {}]],
  [
    'addresses and ports are given once',
    'services/specs',
    [{ spec: { clusterIPs: ['10.0.0.1'] } }, { name: 'other', spec: { clusterIPs: ['10.0.0.1'] } }],
  ],
  [
    'addresses and ports are given once',
    'services/specs',
    [{ spec: { ports: [{ nodePort: 30_001 }] } }, { name: 'other', spec: { ports: [{ nodePort: 30_001 }] } }],
  ],
  ['a Job counts each pod once', 'jobs', [{ spec: { completions: 2 }, status: { succeeded: 1 } }]],
  ['a Job never counts backwards', 'jobs', [{ status: { failed: 2 } }, { status: { failed: 1 } }]],
])('%s (%s)', async (rule, resource, versions) => {
  const told = versions.map(({ name = 'one', ...version }) => [resource, name, version] as const);
  const { rules } = await historyOf(told, (history, violations) => new ThroughoutChecks(history, violations));
  expect(rules()).toEqual([rule]);
});

it('the ledger finds writes that are undone, lost, or never were there', async () => {
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
  expect(rules()).toEqual(['no write is undone', 'nothing goes that nobody deleted']);
  ledger?.acknowledge('configmaps', '3', {
    metadata: { namespace: 'default', name: 'b', uid: 'b', resourceVersion: '5' },
  });
  expect(violations.found).toHaveLength(2);
  ledger?.acknowledge('configmaps', '2', {
    metadata: { namespace: 'default', name: 'a', uid: 'a', resourceVersion: '4' },
  });
  expect(rules()).toContain('what is acknowledged is in the store');
  expect([...(ledger?.unsettled() ?? [])]).toEqual([
    '/registry/configmaps/default/b was acknowledged, nobody deleted it, and it is gone',
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
])('a watch that tells %s', async (_, events, wrong) => {
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
