/** What the garbage collector does with an object, by the state of its owners. */
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';
import { expect, it } from 'vitest';
import {
  blockers,
  droppedReferences,
  judge,
  type OwnerState,
  type Verdict,
  wrongNamespaceMessage,
} from './classify.ts';

const reference = (uid: string, block = true): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'K',
  name: uid,
  uid,
  blockOwnerDeletion: block,
});
const states = (...all: OwnerState[]) => all.map((state, i) => ({ reference: reference(`u${i}`), state }));
const plain: KubeObject = { metadata: { name: 'x' } };
const held = (finalizer: string): KubeObject => ({ metadata: { name: 'x', finalizers: [finalizer] } });
const waiting: KubeObject = { metadata: { name: 'w', deletionTimestamp: 't', finalizers: ['foregroundDeletion'] } };

it.each<[string, KubeObject, OwnerState[], KubeObject[], Verdict]>([
  ['a living owner keeps it', plain, ['solid'], [], { type: 'keep' }],
  [
    'a living owner keeps it, dead ones are taken off',
    plain,
    ['solid', 'dangling', 'waiting'],
    [],
    { type: 'release', uids: ['u1', 'u2'] },
  ],
  ['an owner that it cannot have keeps it, and the dead ones', plain, ['invalid', 'dangling'], [], { type: 'keep' }],
  ['without owners it goes', plain, ['dangling'], [plain], { type: 'delete', policy: 'Background', unblock: false }],
  ['it goes as it asked to', held('orphan'), ['dangling'], [], { type: 'delete', policy: 'Orphan', unblock: false }],
  [
    'an owner that waits makes it wait too',
    plain,
    ['waiting'],
    [plain],
    { type: 'delete', policy: 'Foreground', unblock: false },
  ],
  ['a leaf just goes', plain, ['waiting'], [], { type: 'delete', policy: 'Background', unblock: false }],
  ['a circle is broken', plain, ['waiting'], [waiting], { type: 'delete', policy: 'Foreground', unblock: true }],
  ['without references nothing happens', plain, [], [], { type: 'keep' }],
])('%s', (_, object, owners, dependents, verdict) => {
  expect(judge(object, states(...owners), dependents)).toEqual(verdict);
});

it('blockers returns only dependents that block the owner', () => {
  const owner: KubeObject = { metadata: { uid: 'o' } };
  const dependent = (block: boolean): KubeObject => ({ metadata: { ownerReferences: [reference('o', block)] } });
  const [first, second] = [dependent(true), dependent(false)];
  expect(blockers(owner, [first, second])).toEqual([first]);
});

it('wrongNamespaceMessage is that of upstream', () => {
  const owner: OwnerReference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u1' };
  expect(wrongNamespaceMessage(owner, 'shop')).toBe(
    'ownerRef [apps/v1/Deployment, namespace: shop, name: web, uid: u1] does not exist in namespace "shop"',
  );
});

/** References that count how often their uids are read. */
function counted(count: number): { readonly references: readonly OwnerReference[]; readonly reads: () => number } {
  let reads = 0;
  const references = Array.from({ length: count }, (_, index) => ({
    ...reference('', false),
    get uid() {
      reads++;
      return `u${index}`;
    },
  }));
  return { references, reads: () => reads };
}

it('droppedReferences is linear in the number of owners', () => {
  const before = counted(2000);
  const after = counted(1999);
  const dropped = droppedReferences(before.references, after.references);
  expect(dropped.map(({ uid }) => uid)).toEqual(['u1999']);
  expect(before.reads() + after.reads()).toBeLessThan(5000);
});

it('droppedReferences includes a reference that stops blocking', () => {
  expect(droppedReferences([reference('a'), reference('b')], [reference('a', false), reference('b')])).toEqual([
    reference('a'),
  ]);
  expect(droppedReferences([reference('a')], [reference('a')])).toEqual([]);
});
