/** Which names a definition is accepted with, and its conditions. */
import type { CustomResourceDefinition } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { NamesInUse } from './names-in-use.ts';
import { planApproval, planEstablished, planNames, planStructure } from './plan-conditions.ts';

const now = '2026-01-02T03:04:05Z';

function definition(
  names: object = {},
  status?: CustomResourceDefinition['status'],
  more: object = {},
): CustomResourceDefinition {
  return {
    metadata: { name: 'gadgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      versions: [],
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList', ...names },
      ...more,
    },
    ...(status === undefined ? {} : { status }),
  };
}

const shown = ({ status }: CustomResourceDefinition): unknown =>
  status?.conditions?.map(({ type, status: value, reason, message }) => `${type}=${value} ${reason}: ${message}`);

describe('planNames', () => {
  const used = (resources: readonly string[], kinds: readonly string[]) => ({
    resources: new Set(resources),
    kinds: new Set(kinds),
  });
  const refused = 'Established=False NotAccepted: not all names are accepted';

  it('accepts names that are free', () => {
    const given = definition({ shortNames: ['gd'], categories: ['all'] });
    const next = planNames(given, used(['other'], ['Other']), now);
    expect(next.status?.acceptedNames).toEqual(given.spec.names);
    expect(shown(next)).toEqual(['NamesAccepted=True NoConflicts: no conflicts found']);
    expect(planNames(next, used(['gadgets'], []), now)).toBe(next);
  });

  it.each([
    [{}, ['gadgets'], [], 'PluralConflict: "gadgets" is already in use', { plural: '' }],
    [{}, ['gadget'], [], 'SingularConflict: "gadget" is already in use', { singular: undefined }],
    [
      { shortNames: ['a', 'b', 'c'] },
      ['a', 'c'],
      [],
      'ShortNamesConflict: ["a" is already in use, "c" is already in use]',
      { shortNames: undefined },
    ],
    [{}, [], ['Gadget'], 'KindConflict: "Gadget" is already in use', { kind: '' }],
    [{}, ['gadget'], ['GadgetList'], 'ListKindConflict: "GadgetList" is already in use', { listKind: undefined }],
  ])('%j conflicts with %j and %j', (names, resources, kinds, reason, accepted) => {
    const next = planNames(definition(names), used(resources, kinds), now);
    expect(shown(next)).toEqual([`NamesAccepted=False ${reason}`, refused]);
    for (const [name, value] of Object.entries(accepted)) {
      expect(next.status?.acceptedNames?.[name as 'plural']).toBe(value);
    }
  });

  it('keeps accepted names if new ones are in use', () => {
    const accepted = definition().spec.names;
    const next = planNames(definition({ kind: 'Taken' }, { acceptedNames: accepted }), used([], ['Taken']), now);
    expect(next.status?.acceptedNames?.kind).toBe('Gadget');
  });
});

it('a definition is established once all its names are accepted, and stays so', () => {
  const accepted = planNames(definition(), { resources: new Set(), kinds: new Set() }, now);
  const established = planEstablished(accepted, now);
  expect(shown(established)).toEqual([
    'NamesAccepted=True NoConflicts: no conflicts found',
    'Established=True InitialNamesAccepted: the initial names have been accepted',
  ]);
  expect(planEstablished(established, now)).toBe(established);
  expect(planEstablished(definition(), now)).toEqual(definition());
});

it.each([
  ['https://github.com/kubernetes/kubernetes/pull/1', 'True ApprovedAnnotation'],
  ['unapproved, an experiment', 'False UnapprovedAnnotation'],
  ['yes', 'False InvalidAnnotation'],
  [undefined, 'False MissingAnnotation'],
])('the approval %j of an API of the community is %s', (value, expected) => {
  const annotations = value === undefined ? {} : { 'api-approved.kubernetes.io': value };
  const given = { ...definition({}, undefined, { group: 'a.k8s.io' }), metadata: { annotations } };
  const next = planApproval(given, now);
  const [condition] = next.status?.conditions ?? [];
  expect(`${condition?.status} ${condition?.reason}`).toBe(expected);
  expect(condition?.type).toBe('KubernetesAPIApprovalPolicyConformant');
  expect(planApproval(next, now)).toBe(next);
  expect(planApproval(definition(), now)).toEqual(definition());
});

it('NonStructuralSchema exists as long as there are violations', () => {
  const next = planStructure(definition(), 'spec.preserveUnknownFields: Invalid value: true: must be false', now);
  expect(shown(next)).toEqual([
    'NonStructuralSchema=True Violations: spec.preserveUnknownFields: Invalid value: true: must be false',
  ]);
  expect(planStructure(next, undefined, now).status?.conditions).toEqual([]);
});

it('names in use are those of other definitions in the group, as of their newest revision', () => {
  const names = new NamesInUse();
  const other = (revision: string, plural: string, group = 'example.com') => ({
    ...definition({}, { acceptedNames: { plural, kind: 'Other' } }, { group }),
    metadata: { name: 'others', resourceVersion: revision },
  });
  names.put(other('5', 'others'));
  names.put(other('4', 'stale'));
  names.put({ ...other('6', 'elsewhere', 'example.org'), metadata: { name: 'x', resourceVersion: '6' } });
  names.put({ ...definition({}, { acceptedNames: { plural: 'gadgets', kind: 'Gadget' } }) });
  expect([...names.used(definition()).resources]).toEqual(['others']);
  names.keepOnly(new Set(['gadgets.example.com', 'x']));
  expect([...names.used(definition()).kinds]).toEqual([]);
});
