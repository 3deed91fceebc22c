/** Who is kept, adopted and released. */
import { type KubeObject, selectorFromLabels } from '@kubets/machinery';
import { expect, it } from 'vitest';
import { planClaims } from './claim.ts';

const owner: KubeObject = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'o', uid: 'uo' } };
const object = (name: string, app: string, controller?: string, deleted = false): KubeObject => ({
  metadata: {
    name,
    labels: { app },
    ...(controller === undefined
      ? {}
      : {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'o', uid: controller, controller: true },
          ],
        }),
    ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  },
});
const candidates = [
  object('mine', 'a', 'uo'),
  object('strayed', 'b', 'uo'),
  object('orphan', 'a'),
  object('stranger', 'b'),
  object('going', 'a', undefined, true),
];
const names = (objects: readonly KubeObject[]): (string | undefined)[] => objects.map((each) => each.metadata?.name);

it('keeps what matches, adopts orphans that match, releases what matches no more', () => {
  const { kept, adopt, release } = planClaims(owner, candidates, selectorFromLabels({ app: 'a' }));
  expect([names(kept), names(adopt), names(release)]).toEqual([['mine'], ['orphan'], ['strayed']]);
});

it('changes nothing for an owner that is going', () => {
  const going = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const { kept, adopt, release } = planClaims(going, candidates, selectorFromLabels({ app: 'a' }));
  expect([names(kept), names(adopt), names(release)]).toEqual([['mine'], [], []]);
});
