/** The conditions of a namespace that is being deleted. */
import { describe, expect, it } from 'vitest';
import { type DeletionFindings, deletionConditions } from './deletion-conditions.ts';

const now = Date.UTC(2026, 0, 2);
const clean: DeletionFindings = { discovery: new Map(), failures: [], remaining: new Map(), finalizers: new Map() };

describe('deletionConditions', () => {
  const said = (findings: Partial<DeletionFindings>) =>
    deletionConditions(undefined, { ...clean, ...findings }, now)
      .filter(({ status }) => status === 'True')
      .map(({ type, reason, message }) => [type, reason, message]);

  it('reports no failure when everything was deleted', () => {
    expect(said({})).toEqual([]);
    expect(deletionConditions(undefined, clean, now)).toHaveLength(5);
  });

  it('reports remaining objects and finalizers', () => {
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

  it('reports failures of discovery and deletion', () => {
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

  it('changes the transition time only with the status', () => {
    const first = deletionConditions(undefined, clean, now);
    expect(deletionConditions(first, clean, now + 60_000)).toEqual(first);
  });
});
