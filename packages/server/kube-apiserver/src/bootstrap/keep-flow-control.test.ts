/** FlowSchemas and PriorityLevelConfigurations: those of every cluster, and their validation. */
import type { FlowSchema, PriorityLevelConfiguration } from '@kubets/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { loadLateModules } from '../late-modules.ts';

const root = '/apis/flowcontrol.apiserver.k8s.io/v1';
const schemas = `${root}/flowschemas`;
const levels = `${root}/prioritylevelconfigurations`;
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };
const annotation = 'apf.kubernetes.io/autoupdate-spec';

let cluster: TestCluster;
beforeEach(async () => {
  await loadLateModules();
  cluster = await testCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const names = async (path: string): Promise<readonly string[]> => {
  const { body } = await cluster.call(`GET ${path}`);
  return (body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
};
const schema = async (name: string) => (await cluster.call(`GET ${schemas}/${name}`)).body as unknown as FlowSchema;
const level = async (name: string) =>
  (await cluster.call(`GET ${levels}/${name}`)).body as unknown as PriorityLevelConfiguration;
const until = async (done: () => Promise<boolean>): Promise<void> => {
  expect(await cluster.clock.advanceUntil(done, 120_000)).toBe(true);
};

describe('the objects of every cluster', () => {
  it('are created, and the schemas find their levels', async () => {
    await until(async () => (await schema('exempt')).status?.conditions?.[0]?.status === 'False');
    expect(await names(levels)).toEqual([
      'catch-all',
      'exempt',
      'global-default',
      'leader-election',
      'node-high',
      'system',
      'workload-high',
      'workload-low',
    ]);
    expect(await names(schemas)).toHaveLength(11);
    expect((await schema('exempt')).status?.conditions).toMatchObject([
      {
        type: 'Dangling',
        status: 'False',
        reason: 'Found',
        message: 'This FlowSchema references the PriorityLevelConfiguration object named "exempt" and it exists',
      },
    ]);
  });

  it('are created again when they are deleted', async () => {
    await until(async () => (await names(schemas)).length === 11);
    await cluster.call(`DELETE ${schemas}/probes`);
    await cluster.call(`DELETE ${levels}/catch-all`);
    await until(async () => (await names(schemas)).includes('probes') && (await names(levels)).includes('catch-all'));
  });

  it('have fixed specs if they are mandatory, except the shares of the exempt level', async () => {
    await until(async () => (await names(levels)).includes('exempt'));
    const change = (path: string, spec: object) => cluster.call(`PATCH ${path}`, { spec }, merge);
    expect((await change(`${schemas}/catch-all`, { matchingPrecedence: 9999 })).body.message).toContain(
      "spec of 'catch-all' must equal the fixed value",
    );
    expect((await change(`${levels}/catch-all`, { limited: { nominalConcurrencyShares: 6 } })).body.message).toContain(
      "spec of 'catch-all' must equal the fixed value",
    );
    expect((await change(`${levels}/exempt`, { exempt: { lendablePercent: 10 } })).code).toBe(200);
  });

  it('keep the specs that users have changed, and are restored otherwise', async () => {
    await until(async () => (await names(schemas)).length === 11);
    const shares = { limited: { nominalConcurrencyShares: 99 } };
    await cluster.call(
      `PATCH ${levels}/system`,
      { metadata: { annotations: { [annotation]: 'false' } }, spec: shares },
      merge,
    );
    await cluster.call(`PATCH ${levels}/workload-low`, { spec: shares }, merge);
    const sharesOf = async (name: string) => (await level(name)).spec?.limited?.nominalConcurrencyShares;
    await until(async () => (await sharesOf('workload-low')) === 100);
    await cluster.clock.advance(120_000);
    expect([await sharesOf('system'), await sharesOf('workload-low')]).toEqual([99, 100]);
  });

  it('report a level that does not exist', async () => {
    const rules = [
      {
        subjects: [{ kind: 'User', user: { name: 'eve' } }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/x/*'] }],
      },
    ];
    const spec = { priorityLevelConfiguration: { name: 'none' }, matchingPrecedence: 5, rules };
    expect((await cluster.call(`POST ${schemas}`, { metadata: { name: 'own' }, spec })).code).toBe(201);
    await until(async () => (await schema('own')).status?.conditions?.[0]?.status === 'True');
    expect((await schema('own')).status?.conditions?.[0]?.reason).toBe('NotFound');
  });
});

describe('the validation of a FlowSchema', () => {
  const rule = {
    subjects: [{ kind: 'User', user: { name: 'eve' } }],
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/x'] }],
  };
  const resource = (change: object) => ({
    rules: [
      {
        ...rule,
        resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['a'], ...change }],
      },
    ],
  });
  it.each([
    [{ matchingPrecedence: 1 }, "only the schema named 'exempt' may have matchingPrecedence 1"],
    [{ matchingPrecedence: 10001 }, 'must not be greater than 10000'],
    [{ distinguisherMethod: { type: 'ByMood' } }, 'spec.distinguisherMethod.type: Unsupported value: "ByMood"'],
    [
      { priorityLevelConfiguration: { name: '' } },
      'spec.priorityLevelConfiguration.name: Required value: must reference a priority level',
    ],
    [
      { rules: [{ ...rule, subjects: [] }] },
      'spec.rules[0].subjects: Required value: subjects must contain at least one value',
    ],
    [
      { rules: [{ subjects: rule.subjects }] },
      'at least one of resourceRules and nonResourceRules has to be non-empty',
    ],
    [
      { rules: [{ ...rule, subjects: [{ kind: 'Robot' }] }] },
      'spec.rules[0].subjects[0].kind: Unsupported value: "Robot"',
    ],
    [
      { rules: [{ ...rule, subjects: [{ kind: 'Group', user: { name: 'x' } }] }] },
      "user is forbidden when subject kind is not 'User'",
    ],
    [{ rules: [{ ...rule, subjects: [{ kind: 'Group' }] }] }, "group is required when subject kind is 'Group'"],
    [
      { rules: [{ ...rule, subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: '' } }] }] },
      'must specify namespace for service account',
    ],
    [resource({ verbs: ['get', '*'] }), "if '*' is present, must not specify other verbs"],
    [resource({ verbs: ['eat'] }), 'spec.rules[0].resourceRules[0].verbs: Unsupported value'],
    [resource({ apiGroups: [] }), 'resource rules must supply at least one api group'],
    [resource({ namespaces: [] }), 'resource rules that are not cluster scoped must supply at least one namespace'],
    [resource({ namespaces: ['A'] }), "each member of this list must be '*' or a DNS-1123 label; "],
    [
      { rules: [{ ...rule, nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/a*'] }] }] },
      'wildcard can only do suffix matching',
    ],
  ])('refuses %j', async (change, message) => {
    const spec = { priorityLevelConfiguration: { name: 'x' }, matchingPrecedence: 5, rules: [rule], ...change };
    const { code, body } = await cluster.call(`POST ${schemas}`, { metadata: { name: 'own' }, spec });
    expect([code, body.message]).toEqual([422, expect.stringContaining(message)]);
  });
});

describe('the validation of a PriorityLevelConfiguration', () => {
  const queue = (queuing: object) => ({ type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing } } });
  it.each([
    [{ type: 'Exempt' }, "type must be 'Exempt' if and only if name is 'exempt'"],
    [{ type: 'Open' }, 'spec.type: Unsupported value: "Open"'],
    [
      { type: 'Limited', limited: { limitResponse: { type: 'Drop' } } },
      'spec.limited.limitResponse.type: Unsupported value: "Drop"',
    ],
    [
      { type: 'Limited', limited: { lendablePercent: 101, limitResponse: { type: 'Reject' } } },
      'must be between 0 and 100, inclusive',
    ],
    [
      { type: 'Limited', limited: { nominalConcurrencyShares: -1, limitResponse: { type: 'Reject' } } },
      'must be a non-negative integer',
    ],
    [queue({ queues: 4, handSize: 5 }), 'should not be greater than queues (4)'],
    [
      queue({ queues: 512, handSize: 8 }),
      'required entropy bits of deckSize 512 and handSize 8 should not be greater than 60',
    ],
    [
      queue({ queueLengthLimit: -1 }),
      'spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: -1: must be positive',
    ],
  ])('refuses %j', async (spec, message) => {
    const { code, body } = await cluster.call(`POST ${levels}`, { metadata: { name: 'own' }, spec });
    expect([code, body.message]).toEqual([422, expect.stringContaining(message)]);
  });

  it('accepts a queue with default sizes', async () => {
    const { code, body } = await cluster.call(`POST ${levels}`, { metadata: { name: 'own' }, spec: queue({}) });
    expect([code, body.message]).toEqual([201, undefined]);
  });
});
