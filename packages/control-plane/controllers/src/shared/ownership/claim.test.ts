/** Which objects are kept, adopted and released. */
import { pods, replicaSets } from '@kubets/api';
import type { ObjectRef } from '@kubets/client';
import type { ReconcileContext } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { selectorFromLabels } from '@kubets/machinery/selectors';
import { errors } from '@kubets/machinery/status-error';
import { expect, it } from 'vitest';
import { claim, planClaims } from './claim.ts';

const owner: KubeObject = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'o', uid: 'uo' } };
const object = (name: string, app: string, controller?: string, deleted = false): KubeObject => ({
  metadata: {
    name,
    uid: `u-${name}`,
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

it('planClaims keeps matching objects, adopts matching orphans, and releases objects that no longer match', () => {
  const { kept, adopt, release } = planClaims(owner, candidates, selectorFromLabels({ app: 'a' }));
  expect([names(kept), names(adopt), names(release)]).toEqual([['mine'], ['orphan'], ['strayed']]);
});

it('planClaims neither adopts nor releases for an owner that is being deleted', () => {
  const going = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const { kept, adopt, release } = planClaims(going, candidates, selectorFromLabels({ app: 'a' }));
  expect([names(kept), names(adopt), names(release)]).toEqual([['mine'], [], []]);
});

/** An API where the owner reads as `live`. Tells what was patched. */
function apiWith(live: KubeObject | undefined): { readonly context: ReconcileContext; readonly patches: object[] } {
  const patches: object[] = [];
  const client = {
    get: async () => {
      if (live === undefined) throw errors.notFound({ group: 'apps', resource: 'replicasets' }, 'o');
      return live;
    },
    patch: async (_: ResourceType, { name }: ObjectRef, type: string, patch: { readonly metadata: object }) => {
      patches.push({ name, type, ...patch.metadata });
      return { metadata: { name } };
    },
  };
  const signal = new AbortController().signal;
  return { context: { client, signal } as unknown as ReconcileContext, patches };
}
const claims = planClaims(owner, candidates, selectorFromLabels({ app: 'a' }));
const finalizer = { name: 'example.com/tracked', isOver: ({ metadata }: KubeObject) => metadata?.name === 'over' };

it('claim adopts and releases by patches that contain the UID of the object', async () => {
  const { context, patches } = apiWith(owner);
  const mine = await claim(owner, replicaSets, pods, { ...claims, finalizer }, context);
  expect(names(mine)).toEqual(['mine', 'orphan']);
  expect(patches).toEqual([
    {
      name: 'strayed',
      type: 'strategic',
      uid: 'u-strayed',
      ownerReferences: [{ $patch: 'delete', uid: 'uo' }],
      '$deleteFromPrimitiveList/finalizers': ['example.com/tracked'],
    },
    {
      name: 'orphan',
      type: 'strategic',
      uid: 'u-orphan',
      ownerReferences: [expect.objectContaining({ uid: 'uo', controller: true, blockOwnerDeletion: true })],
      finalizers: ['example.com/tracked'],
    },
  ]);
});

it('claim adds no finalizer to finished objects', async () => {
  const { context, patches } = apiWith(owner);
  await claim(owner, replicaSets, pods, { kept: [], release: [], adopt: [object('over', 'a')], finalizer }, context);
  expect(patches[0]).not.toHaveProperty('finalizers');
});

it.each<[string, KubeObject]>([
  ['was deleted meanwhile', { metadata: { name: 'o', uid: 'uo', deletionTimestamp: '2026-01-01T00:00:00Z' } }],
  ['is another one of its name by now', { metadata: { name: 'o', uid: 'other' } }],
])('claim adopts nothing for an owner that %s', async (_, live) => {
  const { context, patches } = apiWith(live);
  expect(names(await claim(owner, replicaSets, pods, { ...claims, release: [] }, context))).toEqual(['mine']);
  expect(patches).toEqual([]);
});

it('claim adopts nothing for an owner that does not exist', async () => {
  const { context, patches } = apiWith(undefined);
  await expect(claim(owner, replicaSets, pods, { ...claims, release: [] }, context)).rejects.toThrow('not found');
  expect(patches).toEqual([]);
});
