/** Which writes match rules and selectors, and in which version. */
import type { AdmissionAttributes } from '@kubets/apiserver/admission';
import { describe, expect, test } from 'vitest';
import { deployments, versionOf, writeOf } from '../testing.ts';
import { isExempt } from './exempt-kinds.ts';
import { matchesRule, type RuleWithOperations } from './rules.ts';
import { type MatchCriteria, WriteMatcher } from './write-matcher.ts';

const namespaced = { ...deployments, group: '', plural: 'pods', kind: 'Pod' };
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
const nodes = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
const all: RuleWithOperations = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] };

describe('a rule', () => {
  test.each([
    ['everything', {}, true],
    ['the operation', { operations: ['UPDATE', 'CREATE'] }, true],
    ['another operation', { operations: ['DELETE'] }, false],
    ['no operation', { operations: [] }, false],
    ['the group', { apiGroups: ['apps'] }, true],
    ['another group', { apiGroups: [''] }, false],
    ['another version', { apiVersions: ['v1beta1'] }, false],
    ['the resource', { resources: ['deployments'] }, true],
    ['all resources without subresources', { resources: ['*'] }, true],
    ['its subresources, and it', { resources: ['deployments/*'] }, true],
    ['only a subresource', { resources: ['deployments/scale'] }, false],
    ['a subresource of all', { resources: ['*/scale'] }, false],
    ['namespaced ones', { scope: 'Namespaced' }, true],
    ['cluster-scoped ones', { scope: 'Cluster' }, false],
    ['its name', { resourceNames: ['web'] }, true],
    ['another name', { resourceNames: ['other'] }, false],
  ])('for %s', (_name, rule, expected) => {
    expect(matchesRule({ ...all, ...rule }, deployments, writeOf())).toBe(expected);
  });

  test.each([
    ['*', false],
    ['*/*', true],
    ['*/scale', true],
    ['deployments/*', true],
    ['deployments/scale', true],
    ['deployments', false],
  ])('for a subresource: %s', (resource, expected) => {
    const write = writeOf({ subresource: 'scale' });
    expect(matchesRule({ ...all, resources: [resource] }, deployments, write)).toBe(expected);
  });

  test.each([
    ['a namespace', namespaces, 'n', 'Cluster', true],
    ['a namespace', namespaces, 'n', 'Namespaced', false],
    ['a node', nodes, '', 'Cluster', true],
    ['a node', nodes, '', 'Namespaced', false],
  ])('with the scope of %s: %s', (_name, resource, namespace, scope, expected) => {
    expect(matchesRule({ ...all, scope }, resource, writeOf({ resource, namespace }))).toBe(expected);
  });
});

const labels = { shop: { env: 'prod' } } as Readonly<Record<string, Readonly<Record<string, string>>>>;
const context = {
  get: async (_type: unknown, _namespace: string, name: string) =>
    labels[name] === undefined ? undefined : ({ metadata: { name, labels: labels[name] } } as never),
};
const match = (criteria: MatchCriteria, attributes: AdmissionAttributes) =>
  new WriteMatcher(criteria).match(attributes, context);

describe('selectors', () => {
  const prod = { matchLabels: { env: 'prod' } };
  const test_ = { matchLabels: { env: 'test' } };
  const labeled = (env: string) => ({ metadata: { name: 'web', labels: { env } } });
  const unlabeled = { matchExpressions: [{ key: 'env', operator: 'DoesNotExist' }] };

  test.each([
    ['none', {}, {}, true],
    ['the namespace', { namespaceSelector: prod }, {}, true],
    ['another namespace', { namespaceSelector: test_ }, {}, false],
    ['a cluster-scoped object', { namespaceSelector: test_ }, { resource: nodes, namespace: '' }, true],
    [
      'the labels that a namespace will have',
      { namespaceSelector: test_ },
      { resource: namespaces, namespace: 'shop', object: labeled('test'), operation: 'UPDATE' },
      true,
    ],
    [
      'the labels of a namespace that is deleted',
      { namespaceSelector: prod },
      { resource: namespaces, namespace: 'shop', operation: 'DELETE' },
      true,
    ],
    ['the object', { objectSelector: prod }, { object: labeled('prod') }, true],
    ['the old object', { objectSelector: prod }, { object: labeled('test'), oldObject: labeled('prod') }, true],
    ['neither', { objectSelector: prod }, { object: labeled('test'), oldObject: labeled('test') }, false],
    ['an object without labels', { objectSelector: unlabeled }, { object: { metadata: { name: 'web' } } }, true],
    ['what has no metadata', { objectSelector: unlabeled }, { object: { kind: 'PodExecOptions' } }, false],
  ] as const)('%s', async (_name, selectors, write, expected) => {
    const found = await match({ rules: [all], ...selectors }, writeOf(write as Partial<AdmissionAttributes>));
    expect(found !== undefined).toBe(expected);
  });

  test('a namespace that does not exist is an error, but not for a write that the rules do not match', async () => {
    const write = writeOf({ namespace: 'gone' });
    await expect(match({ rules: [all], namespaceSelector: prod }, write)).rejects.toThrow('"gone" not found');
    const others = [{ ...all, apiGroups: ['batch'] }];
    expect(await match({ rules: others, namespaceSelector: prod }, write)).toBeUndefined();
  });

  test('an invalid selector is refused', () => {
    const invalid = { matchExpressions: [{ key: 'env', operator: 'Is' }] };
    expect(() => new WriteMatcher({ rules: [all], objectSelector: invalid })).toThrow('not a valid label selector');
  });
});

describe('versions', () => {
  const beta = versionOf({ ...deployments, version: 'v1beta1' });
  const alpha = versionOf({ ...deployments, version: 'v1alpha1' });
  const write = writeOf({ equivalents: () => [alpha, beta] });
  const rule = (apiVersions: readonly string[]): RuleWithOperations => ({ ...all, apiVersions });

  test.each([
    ['its own comes first', [rule(['v1beta1']), rule(['v1'])], 'Equivalent', 'v1'],
    ['an equivalent one', [rule(['v1beta1'])], 'Equivalent', 'v1beta1'],
    ['that of the first rule', [rule(['v1beta1']), rule(['v1alpha1'])], 'Equivalent', 'v1beta1'],
    ['none if the policy is Exact', [rule(['v1beta1'])], 'Exact', undefined],
    ['none without a policy', [rule(['v1beta1'])], undefined, undefined],
    ['none of another version', [rule(['v2'])], 'Equivalent', undefined],
    ['any write without rules', undefined, 'Equivalent', 'v1'],
  ])('%s', async (_name, rules, matchPolicy, expected) => {
    const criteria = { ...(rules && { rules }), ...(matchPolicy !== undefined && { matchPolicy }) };
    expect((await match(criteria, write))?.kind.version).toBe(expected);
  });

  test('an excluded equivalent version excludes the write', async () => {
    const criteria = { rules: [all], excludeRules: [rule(['v1beta1'])], matchPolicy: 'Equivalent' };
    expect(await match(criteria, write)).toBeUndefined();
  });
});

test('mayMatch regards operation, resource and subresource', () => {
  const matcher = new WriteMatcher({ rules: [{ ...all, operations: ['CREATE'], resources: ['pods', 'pods/exec'] }] });
  const may = (operation: 'CREATE' | 'UPDATE', resource = namespaced, subresource = '') =>
    matcher.mayMatch(operation, resource, subresource);
  expect([may('CREATE'), may('CREATE', namespaced, 'exec'), may('UPDATE'), may('CREATE', deployments)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('the kinds of this group that configure admission are exempt', () => {
  const group = 'admissionregistration.k8s.io';
  expect(isExempt({ group, plural: 'mutatingwebhookconfigurations' })).toBe(true);
  expect(isExempt({ group, plural: 'others' })).toBe(false);
  expect(isExempt({ group: 'example.com', plural: 'mutatingwebhookconfigurations' })).toBe(false);
});
