/** StatefulSets in tables: the order of steps, rolling updates, status, and the owners of claims. */
import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { templatePatch } from '../history/revisions.ts';
import { hasConflictingController, isStale, withOwner } from './claim-owners.ts';
import { newPod, type Revisions, revisionOfPod, withIdentity } from './new-pod.ts';
import { parsePodName } from './ordinals.ts';
import { planStatefulSet, type StatefulSetPlan } from './plan-stateful-set.ts';
import { calculateStatus } from './status.ts';
import { withStorage } from './volume-claims.ts';

const now = Date.UTC(2026, 0, 2);
type Spec = Partial<StatefulSet['spec']>;

const template = (image: string): StatefulSet['spec']['template'] => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image }] },
});
const rolling = (partition = 0, maxUnavailable: number | string | undefined = 1): Spec => ({
  updateStrategy: {
    type: 'RollingUpdate',
    rollingUpdate: { partition, ...(maxUnavailable === undefined ? {} : { maxUnavailable }) },
  },
});
/** As served while the feature gate MaxUnavailableStatefulSet is disabled. */
const gateOff: Spec = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } };
const parallel: Spec = { podManagementPolicy: 'Parallel' };

const setOf = (replicas: number, more: Spec = {}, status: object = {}): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace: 'n', uid: 'us', generation: 3 },
  spec: {
    replicas,
    serviceName: 'svc',
    selector: { matchLabels: { app: 'web' } },
    template: template('new'),
    ...rolling(),
    ...more,
  },
  status: { replicas: 0, ...status },
});

const revision = (name: string): ControllerRevision => ({
  metadata: { name },
  data: templatePatch(template(name)),
  revision: 1,
});
const revisions: Revisions = { current: revision('old'), update: revision('new') };

/**
 * A pod by its ordinal and marks: `+` ready, `-` not ready, `x` being deleted, `f` failed, `p` pending; `o` of the old revision.
 */
function podOf(text: string): Pod {
  const ordinal = Number.parseInt(text, 10);
  const has = (mark: string): boolean => text.includes(mark);
  const ready = has('+');
  return withIdentity({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `web-${ordinal}`,
      namespace: 'n',
      uid: `u${ordinal}`,
      labels: { app: 'web', 'controller-revision-hash': has('o') ? 'old' : 'new' },
      ...(has('x') ? { deletionTimestamp: formatTime(now) } : {}),
    },
    spec: { containers: [{ name: 'c', image: 'i' }] },
    status: {
      phase: has('f') ? 'Failed' : has('p') ? 'Pending' : 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: formatTime(now - 10_000) }],
    },
  });
}
const podsOf = (text: string): readonly Pod[] => text.split(' ').filter(Boolean).map(podOf);

const plan = (set: StatefulSet, pods: readonly Pod[], claims: readonly PersistentVolumeClaim[] = []): StatefulSetPlan =>
  planStatefulSet({
    set,
    pods,
    revisions,
    collisionCount: 0,
    claimOf: (name) => claims.find((each) => each.metadata?.name === name),
    now,
  });
const told = ({ stages }: StatefulSetPlan): string =>
  stages
    .flat()
    .map(({ verb, pod }) => `${verb} ${pod.metadata?.name?.slice(4)}`)
    .join(', ');

describe('planStatefulSet', () => {
  it.each<[string, StatefulSet, string, string]>([
    ['creates the first pod', setOf(3), '', 'create 0'],
    ['waits for the pod below', setOf(3), '0-', ''],
    ['creates the next pod', setOf(3), '0+', 'create 1'],
    ['fills a gap first', setOf(3), '0+ 2+', 'create 1'],
    ['waits for a pod that is being deleted', setOf(3), '0+ 1+x', ''],
    ['deletes a failed pod', setOf(3), '0+ 1f 2+', 'delete 1'],
    ['waits for the deletion of a failed pod', setOf(3), '0+ 1fx 2+', ''],
    ['waits for minReadySeconds', setOf(3, { minReadySeconds: 11 }), '0+', ''],
    ['goes on after minReadySeconds', setOf(3, { minReadySeconds: 10 }), '0+', 'create 1'],
    ['starts at ordinals.start', setOf(2, { ordinals: { start: 5 } }), '5+', 'create 6'],
    ['deletes the highest ordinal', setOf(1), '0+ 1+ 2+', 'delete 2'],
    [
      'deletes ordinals below the start after the others are available',
      setOf(1, { ordinals: { start: 2 } }),
      '0+ 1+ 2+',
      'delete 1',
    ],
    ['waits for a deletion before the next one', setOf(1), '0+ 1+ 2+x', ''],
    ['does not scale down while a pod that stays is not ready', setOf(1), '0- 1+ 2+', ''],
    ['does not delete the highest ordinal while one below is not ready', setOf(1), '0+ 1- 2-', ''],
    ['deletes the only unavailable pod', setOf(1), '0+ 1+ 2-', 'delete 2'],
    ['deletes all for zero replicas, one at a time', setOf(0), '0+ 1+', 'delete 1'],
    ['Parallel: creates all', setOf(3, parallel), '', 'create 0, create 1, create 2'],
    ['Parallel: waits for nothing', setOf(3, parallel), '0- 2-x', 'create 1'],
    ['Parallel: deletes all', setOf(1, parallel), '0- 1- 2+ 3x', 'delete 2, delete 1'],
    ['Parallel: deletes failed pods', setOf(2, parallel), '0f 1fo', 'delete 0, delete 1'],
  ])('%s', (_, set, pods, expected) => {
    expect(told(plan(set, podsOf(pods)))).toBe(expected);
  });

  it('does nothing for a set that is being deleted, except for the status', () => {
    const leaving = { ...setOf(3), metadata: { ...setOf(3).metadata, deletionTimestamp: formatTime(now) } };
    const { stages, status } = plan(leaving, podsOf('0+'));
    expect([stages, status.replicas]).toEqual([[], 1]);
  });

  it.each([parallel, {}])('creates at most 500 pods at once, however many are wanted (%j)', (more) => {
    const { stages } = plan(setOf(2 ** 31 - 1, more), []);
    expect(stages.flat().length).toBe(more === parallel ? 500 : 1);
    expect(told(plan(setOf(2 ** 31 - 1, { ...more, ordinals: { start: 2 ** 31 - 1 } }), []))).toMatch(
      /^create 2147483647/,
    );
  });

  it('reports when the next pod becomes available by time', () => {
    expect(plan(setOf(1, { minReadySeconds: 12 }), podsOf('0+')).after).toBe(2000);
  });

  it('restores the labels that identify a pod', () => {
    const [pod] = podsOf('0+');
    const stripped = { ...pod, metadata: { ...pod?.metadata, labels: { 'controller-revision-hash': 'new' } } };
    expect(told(plan(setOf(1), [stripped]))).toBe('repair 0');
  });
});

describe('a rolling update', () => {
  it.each<[string, Spec, string, string]>([
    ['deletes the highest outdated pod', {}, '0+o 1+o 2+o', 'delete 2'],
    ['goes on when it is available', {}, '0+o 1+o 2+', 'delete 1'],
    ['stops at the partition', rolling(2), '0+o 1+o 2+', ''],
    ['deletes several pods', rolling(0, 2), '0+o 1+o 2+o', 'delete 2, delete 1'],
    ['rounds percentages down, and deletes at least one', rolling(0, '50%'), '0+o 1+o 2+o', 'delete 2'],
    ['does nothing with OnDelete', { updateStrategy: { type: 'OnDelete' } }, '0+o 1+o 2+o', ''],
    ['uses one pod without parameters', { updateStrategy: { type: 'RollingUpdate' } }, '0+o 1+o 2+o', 'delete 2'],
    ['waits for an outdated pod that is not ready', {}, '0+o 1-o 2+o', ''],
    ['Parallel: deletes outdated pods that are not ready', parallel, '0-o 1-o 2+o', 'delete 1, delete 0'],
    ['Parallel: counts updated pods that are not ready', parallel, '0+o 1+o 2-', ''],
    ['Parallel: counts pods below the partition', { ...parallel, ...rolling(1) }, '0-o 1+o 2+o', ''],
    ['Parallel: counts pods that are being deleted', { ...parallel, ...rolling(0, 2) }, '0+o 1+o 2+ox', 'delete 1'],
    ['gate off: deletes the highest outdated pod', gateOff, '0+o 1+o 2+o', 'delete 2'],
    ['gate off: waits for it', { ...parallel, ...gateOff }, '0+o 1+o 2-', ''],
    ['gate off: deletes an outdated pod that is not ready', { ...parallel, ...gateOff }, '0-o 1-o 2+', 'delete 1'],
  ])('%s', (_, more, pods, expected) => {
    expect(told(plan(setOf(3, more), podsOf(pods)))).toBe(expected);
  });

  it.each<[string, Spec, object, number, string]>([
    ['below the partition', rolling(2), {}, 1, 'old'],
    ['from the partition', rolling(2), {}, 2, 'new'],
    ['without a partition', {}, { currentReplicas: 3 }, 0, 'new'],
    [
      'that the rollout has not reached',
      { updateStrategy: { type: 'RollingUpdate' } },
      { currentReplicas: 2 },
      1,
      'old',
    ],
    ['that the rollout has reached', { updateStrategy: { type: 'RollingUpdate' } }, { currentReplicas: 2 }, 2, 'new'],
    ['with OnDelete', { updateStrategy: { type: 'OnDelete' } }, { currentReplicas: 3 }, 0, 'new'],
  ])('a new pod %s has the right revision and template', (_, more, status, ordinal, expected) => {
    const pod = newPod(setOf(3, more, status), revisions, ordinal);
    expect([revisionOfPod(pod), pod.spec?.containers[0]?.image]).toEqual([expected, expected]);
  });
});

describe('calculateStatus', () => {
  const statusOf = (set: StatefulSet, pods: string, outdated = 0) =>
    calculateStatus({ set, pods: podsOf(pods), revisions, collisionCount: 1, outdated, now });

  it('counts pods by revision, readiness and availability', () => {
    expect(statusOf(setOf(4, { minReadySeconds: 11 }), '0+o 1+ox 2- 3+', 1)).toEqual({
      observedGeneration: 3,
      replicas: 4,
      readyReplicas: 3,
      updatedReplicas: 2,
      currentRevision: 'old',
      updateRevision: 'new',
      collisionCount: 1,
      availableReplicas: 0,
    });
  });

  it.each<[string, StatefulSet, string, string, number | undefined]>([
    ['all pods are updated and ready', setOf(2), '0+ 1+', 'new', 2],
    ['a pod is outdated', setOf(2), '0+o 1+', 'old', 1],
    ['a pod is not ready', setOf(2), '0+ 1-', 'old', undefined],
    ['a pod is missing', setOf(3), '0+ 1+', 'old', undefined],
    ['the strategy is OnDelete', setOf(1, { updateStrategy: { type: 'OnDelete' } }), '0+', 'old', undefined],
  ])('the current revision when %s', (_, set, pods, currentRevision, currentReplicas) => {
    const status = statusOf(set, pods);
    expect([status.currentRevision, status.currentReplicas]).toEqual([currentRevision, currentReplicas]);
  });
});

it.each([
  ['web-0', { set: 'web', ordinal: 0 }],
  ['a-b-12', { set: 'a-b', ordinal: 12 }],
  ['web-01', undefined],
  ['web', undefined],
  ['-1', undefined],
  ['web-2147483648', undefined],
  ['web-1x', undefined],
])('parsePodName(%s)', (name, expected) => {
  expect(parsePodName(name)).toEqual(expected);
});

describe('the claims of a pod', () => {
  const policy = (whenDeleted: string, whenScaled: string): Spec => ({
    volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
  });
  const bySet = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'us', controller: true };
  const byPod = { apiVersion: 'v1', kind: 'Pod', name: 'web-1', uid: 'u1', controller: true };
  const other = { apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'uo', controller: true };
  const claimOf = (...ownerReferences: (typeof bySet)[]): PersistentVolumeClaim => ({
    metadata: { name: 'data-web-1', ownerReferences },
  });
  const pod = podOf('1+');

  it.each<[string, string, string, number, (typeof bySet)[], string[] | undefined]>([
    ['no owner', 'Retain', 'Retain', 2, [], undefined],
    ['no owner after a change of the policy', 'Retain', 'Retain', 2, [bySet], []],
    ['the set', 'Delete', 'Retain', 2, [], ['us']],
    ['the set also when scaled down', 'Delete', 'Retain', 1, [bySet], undefined],
    ['no owner while in range', 'Retain', 'Delete', 2, [byPod], []],
    ['the pod when scaled down', 'Retain', 'Delete', 1, [], ['u1']],
    ['the pod instead of the set when scaled down', 'Delete', 'Delete', 1, [bySet], ['u1']],
    ['the set again when scaled up', 'Delete', 'Delete', 2, [byPod], ['us']],
    ['the set as controller', 'Delete', 'Retain', 2, [{ ...bySet, controller: false }], ['us']],
    ['nothing else beside another controller', 'Delete', 'Delete', 2, [other, bySet], ['uo']],
    ['what they have beside another controller', 'Delete', 'Delete', 2, [other], undefined],
    ['what they have from a former set', 'Delete', 'Delete', 2, [{ ...bySet, uid: 'former' }], undefined],
    ['what they have from a former pod', 'Delete', 'Delete', 1, [{ ...byPod, uid: 'former' }], undefined],
  ])('belong to %s', (_, deleted, scaled, replicas, owners, expected) => {
    const set = setOf(replicas, policy(deleted, scaled));
    const changed = withOwner(claimOf(...owners), { set, pod });
    expect(changed?.metadata?.ownerReferences?.map((each) => each.uid)).toEqual(expected);
  });

  it('conflict with another controller only if the policy deletes', () => {
    const conflicts = (more: Spec): boolean => hasConflictingController(claimOf(other), { set: setOf(2, more), pod });
    expect([conflicts(policy('Delete', 'Retain')), conflicts(policy('Retain', 'Retain'))]).toEqual([true, false]);
  });

  it('block the creation of a pod while they go with its predecessor', () => {
    const set = setOf(3, { ...policy('Delete', 'Delete'), ...parallel });
    const created = newPod(set, revisions, 1);
    expect(isStale({ set, pod: created }, () => claimOf(byPod))).toBe(true);
    expect(isStale({ set, pod: created }, () => claimOf(bySet))).toBe(false);
    expect(told(plan(set, [], [claimOf(byPod)]))).toBe('create 0, create 2');
  });

  it('are created again for a pending pod, and get their owners when the pod runs', () => {
    const set = setOf(1, policy('Delete', 'Retain'));
    const stored = (text: string): Pod => withStorage(set, podOf(text));
    expect(told(plan(set, [stored('0p')]))).toBe('claim 0');
    const claim: PersistentVolumeClaim = { metadata: { name: 'data-web-0' } };
    expect(told(plan(set, [stored('0+')], [claim]))).toBe('repair 0');
    expect(told(plan(set, [podOf('0+')]))).toBe('repair 0');
  });

  it('get the pod as owner before it is deleted', () => {
    const set = setOf(1, policy('Retain', 'Delete'));
    const claims = [claimOf(bySet)];
    expect(told(plan(set, [withStorage(set, podOf('0+')), podOf('1+')], claims))).toBe('own 1, delete 1');
  });
});
