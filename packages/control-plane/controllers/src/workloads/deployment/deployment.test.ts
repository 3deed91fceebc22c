/** Deployments in tables: bounds, steps of a rollout, proportional scaling, revisions, conditions. */
import type { Deployment, ReplicaSet } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { currentSetAnnotations } from './annotations.ts';
import { maxSurge, maxUnavailable } from './bounds.ts';
import { type DeploymentPlan, planDeployment } from './plan-deployment.ts';
import { planProportions } from './plan-proportions.ts';
import { planRolling } from './plan-rolling.ts';
import { byRevision, nameOf, sortSets } from './replica-sets.ts';
import { templateHash } from './template-hash.ts';

const now = Date.UTC(2026, 0, 2);
const template = (image: string) => ({
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'c', image }] },
});

type Spec = Partial<NonNullable<Deployment['spec']>>;
type Bound = number | string;

function deployment(replicas: number, maxSurge: Bound = 1, maxUnavailable: Bound = 1, more: Spec = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'n', uid: 'ud', generation: 1 },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'a' } },
      template: template('new'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...more,
    },
  };
}

let made = 0;
function set(
  image: string,
  replicas: number,
  available = replicas,
  annotations: Record<string, string> = {},
): ReplicaSet {
  made++;
  return {
    metadata: {
      name: `d-${image}`,
      uid: `u-${image}`,
      annotations,
      generation: 1,
      creationTimestamp: formatTime(now - 1e9 + made * 1000),
    },
    spec: { replicas, selector: {}, template: template(image) },
    status: { replicas, availableReplicas: available, readyReplicas: available, observedGeneration: 1 },
  };
}

const scaledFor = (wanted: number, surge: number): Record<string, string> => ({
  'deployment.kubernetes.io/desired-replicas': String(wanted),
  'deployment.kubernetes.io/max-replicas': String(wanted + surge),
});

describe('the bounds of a rollout', () => {
  it.each([
    [10, '25%', '25%', 3, 2],
    [4, '25%', '25%', 1, 1],
    [1, '25%', '25%', 1, 0],
    [3, 0, 0, 0, 1],
    [2, 0, 5, 0, 2],
    [0, '25%', '25%', 0, 0],
    [10, '100%', 0, 10, 0],
  ] as const)('%i replicas, surge %s, unavailable %s', (replicas, surge, unavailable, most, least) => {
    const d = deployment(replicas, surge, unavailable);
    expect([maxSurge(d), maxUnavailable(d)]).toEqual([most, least]);
  });
});

describe('a step of a rolling update', () => {
  const rows: [string, Deployment, ReplicaSet[], Record<string, number>][] = [
    ['grows the new set up to the surge', deployment(10, 3, 2), [set('old', 10), set('new', 0)], { 'd-new': 3 }],
    [
      'shrinks the old sets by what may be missing',
      deployment(10, 3, 2),
      [set('old', 10), set('new', 3, 0)],
      { 'd-old': 8 },
    ],
    ['waits while the new pods are not available', deployment(10, 3, 2), [set('old', 8), set('new', 5, 0)], {}],
    ['goes on as they become available', deployment(10, 3, 2), [set('old', 8), set('new', 5, 5)], { 'd-old': 3 }],
    [
      'takes pods that do not serve first',
      deployment(10, 0, 2),
      [set('older', 5, 0), set('old', 8, 8), set('new', 0)],
      { 'd-older': 0 },
    ],
    ['shrinks a new set that is too large', deployment(2, 1, 1), [set('new', 5)], { 'd-new': 2 }],
    ['without surge frees a place first', deployment(3, 0, 1), [set('old', 3), set('new', 0)], { 'd-old': 2 }],
  ];
  it.each(rows)('%s', (_, d, sets, expected) => {
    const sizes = planRolling(d, sortSets(d, sets));
    expect(Object.fromEntries(Array.from(sizes, ([each, size]) => [nameOf(each), size]))).toEqual(expected);
  });

  it('never has fewer available or more present pods than allowed, whatever becomes available when', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [wanted, surge, missing] = [1 + (seed % 9), seed % 4, seed % 3];
      const d = deployment(wanted, surge, missing);
      let [old, fresh] = [set('old', wanted), set('new', 0)];
      let steps = 0;
      for (; steps < 200 && (fresh.status?.availableReplicas !== wanted || old.spec?.replicas !== 0); steps++) {
        const sizes = planRolling(d, sortSets(d, [old, fresh]));
        const resized = (each: ReplicaSet, grows: number): ReplicaSet => {
          const size = sizes.get(each) ?? each.spec?.replicas ?? 0;
          const available = Math.min(size, (each.status?.availableReplicas ?? 0) + grows);
          return {
            ...each,
            spec: { ...each.spec, selector: {}, replicas: size },
            status: { replicas: size, availableReplicas: available },
          };
        };
        [old, fresh] = [resized(old, 0), resized(fresh, (steps * 7 + seed) % 2)];
        const present = (old.spec?.replicas ?? 0) + (fresh.spec?.replicas ?? 0);
        const available = (old.status?.availableReplicas ?? 0) + (fresh.status?.availableReplicas ?? 0);
        expect(present).toBeLessThanOrEqual(wanted + maxSurge(d));
        expect(available).toBeGreaterThanOrEqual(wanted - maxUnavailable(d));
      }
      expect(steps).toBeLessThan(200);
    }
  });
});

describe('scaling in the middle of a rollout', () => {
  it.each([
    ['grows in proportion, the rest to the largest', 15, 5, [8, 5], [12, 8]],
    ['shrinks in proportion', 5, 2, [8, 5], [4, 3]],
    ['goes to zero', 0, 0, [8, 5], [0, 0]],
  ] as const)('%s', (_, wanted, surge, sizes, expected) => {
    const d = deployment(wanted, surge, 2);
    const sets = sortSets(d, [set('old', sizes[0], 8, scaledFor(10, 3)), set('new', sizes[1], 5, scaledFor(10, 3))]);
    const plan = planProportions(d, sets);
    const [old, current] = [sets.old[0], sets.current];
    expect([old, current].map((each) => each && plan.get(each))).toEqual(expected);
  });

  it('gives a single set all, and an outdated rest nothing once the new set is complete', () => {
    const alone = deployment(7);
    const single = set('new', 3);
    expect([...planProportions(alone, sortSets(alone, [single, set('old', 0)])).values()]).toEqual([7]);
    const sets = [set('old', 1), set('new', 3, 3, scaledFor(3, 1))];
    expect([...planProportions(deployment(3), sortSets(deployment(3), sets)).values()]).toEqual([0]);
  });
});

describe('the plan of a Deployment', () => {
  const plan = (d: Deployment, ...sets: ReplicaSet[]): DeploymentPlan =>
    planDeployment({ deployment: d, sets, podsOf: () => [], now });
  const shown = ({ writes }: DeploymentPlan): string[] =>
    writes.map((write) => `${write.type} ${nameOf(write.set)} ${write.set.spec?.replicas}`);

  it('makes the first ReplicaSet, named and selected by the hash of its template', () => {
    const first = plan(deployment(3));
    const hash = templateHash(template('new'), undefined);
    expect(shown(first)).toEqual([`create d-${hash} 3`]);
    expect(first.revision).toBe(1n);
    const [write] = first.writes;
    expect(write?.set.metadata?.annotations).toEqual({ ...scaledFor(3, 1), 'deployment.kubernetes.io/revision': '1' });
    expect(write?.set.spec?.selector.matchLabels).toEqual({ app: 'a', 'pod-template-hash': hash });
    expect(first.status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Progressing',
        reason: 'NewReplicaSetCreated',
        message: `Created new replica set "d-${hash}"`,
      }),
    );
  });

  it('takes another name after a collision', () => {
    expect(templateHash(template('new'), 1)).not.toBe(templateHash(template('new'), undefined));
    expect(templateHash(template('new'), 1)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  });

  it('rolls back by giving the old ReplicaSet the next revision, with its history', () => {
    const revision = (n: number) => ({ 'deployment.kubernetes.io/revision': String(n) });
    const back = plan(
      deployment(1),
      set('new', 0, 0, revision(1)),
      set('other', 1, 1, { ...revision(2), ...scaledFor(1, 1) }),
    );
    expect(back.revision).toBe(3n);
    expect(back.writes[0]?.set.metadata?.annotations).toMatchObject({
      ...revision(3),
      'deployment.kubernetes.io/revision-history': '1',
    });
  });

  it('keeps a history that fits, forgetting the oldest', () => {
    const past = Array.from({ length: 600 }, (_, i) => i + 1).join(',');
    const annotations = {
      'deployment.kubernetes.io/revision': '601',
      'deployment.kubernetes.io/revision-history': past,
    };
    const history = currentSetAnnotations(deployment(1), set('new', 1, 1, annotations), 700n)[
      'deployment.kubernetes.io/revision-history'
    ];
    expect(history?.length).toBeLessThanOrEqual(2000);
    expect(history?.endsWith(',600,601')).toBe(true);
  });

  it('stands still while paused, except for scaling', () => {
    const paused = deployment(2, 1, 1, { paused: true });
    expect(shown(plan(paused, set('old', 2, 2, scaledFor(2, 1))))).toEqual([]);
    expect(shown(plan(paused, set('old', 5, 5, scaledFor(5, 1))))).toEqual(['update d-old 2']);
    expect(plan(paused, set('old', 2, 2, scaledFor(2, 1))).status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Progressing',
        status: 'Unknown',
        reason: 'DeploymentPaused',
        message: 'Deployment is paused',
      }),
    );
  });

  it('recreates: all old pods go before the first new one comes', () => {
    const recreate = deployment(2, 1, 1, { strategy: { type: 'Recreate' } });
    expect(shown(plan(recreate, set('old', 2, 2, scaledFor(2, 0))))).toEqual(['update d-old 0']);
    const going = set('old', 0, 0);
    const busy = planDeployment({
      deployment: recreate,
      sets: [going],
      podsOf: () => [{ status: { phase: 'Running' } }],
      now,
    });
    expect(shown(busy)).toEqual([]);
    expect(shown(plan(recreate, going))[0]).toMatch(/^create d-\w+ 2$/);
  });

  it.each([
    ['3546343826724305832', '3546343826724305833'],
    ['9007199254740993', '9007199254740994'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '1'],
    ['-7', '1'],
    ['x', '1'],
  ])('goes on after revision %s with %s', (last, next) => {
    const old = set('old', 0, 0, { 'deployment.kubernetes.io/revision': last });
    const planned = plan(deployment(1), old);
    const [write] = planned.writes.filter(({ type }) => type === 'create');
    expect([String(planned.revision), write?.set.metadata?.annotations?.['deployment.kubernetes.io/revision']]).toEqual(
      [next, next],
    );
  });

  it('removes the oldest revisions by their number, however great', () => {
    const revisions = ['9007199254740993', '9007199254740992', '9007199254740994'];
    const old = revisions.map((each) => set(`o${each}`, 0, 0, { 'deployment.kubernetes.io/revision': each }));
    expect(old.toSorted(byRevision).map((each) => each.metadata?.name?.slice(-1))).toEqual(['2', '3', '4']);
  });

  it('removes the oldest revisions beyond the limit once it is complete', () => {
    const done = {
      ...deployment(1, 1, 1, { revisionHistoryLimit: 1 }),
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    };
    const old = (n: number): ReplicaSet => set(`o${n}`, 0, 0, { 'deployment.kubernetes.io/revision': String(n) });
    const current = set('new', 1, 1, { ...scaledFor(1, 1), 'deployment.kubernetes.io/revision': '4' });
    expect(shown(plan(done, old(3), old(1), old(2), current))).toEqual(['delete d-o1 0', 'delete d-o2 0']);
  });

  describe('conditions', () => {
    const progressing = (reason: string, status: string, secondsAgo: number) => ({
      type: 'Progressing',
      status,
      reason,
      message: '',
      lastUpdateTime: formatTime(now - secondsAgo * 1000),
      lastTransitionTime: formatTime(now - secondsAgo * 1000),
    });
    const current = (available: number): ReplicaSet =>
      set('new', 1, available, { ...scaledFor(1, 0), 'deployment.kubernetes.io/revision': '1' });
    const progressOf = (d: Deployment, ...sets: ReplicaSet[]) =>
      plan(d, ...sets).status.conditions?.find(({ type }) => type === 'Progressing');
    const withStatus = (status: Deployment['status']): Deployment => ({
      ...deployment(1, 0, 1),
      ...(status === undefined ? {} : { status }),
    });

    it('say when the rollout has succeeded', () => {
      const d = withStatus({
        conditions: [progressing('ReplicaSetUpdated', 'True', 10)],
        replicas: 1,
        updatedReplicas: 1,
      });
      expect(progressOf(d, current(1))).toMatchObject({
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: 'ReplicaSet "d-new" has successfully progressed.',
      });
    });

    it('start the clock anew with every step', () => {
      const d = withStatus({ conditions: [progressing('ReplicaSetUpdated', 'True', 500)] });
      expect(progressOf(d, current(0))).toMatchObject({
        reason: 'ReplicaSetUpdated',
        lastUpdateTime: formatTime(now),
        lastTransitionTime: formatTime(now - 500_000),
      });
    });

    it('say when the deadline has passed, and not before', () => {
      const stuck = (seconds: number) =>
        withStatus({
          replicas: 1,
          updatedReplicas: 1,
          unavailableReplicas: 1,
          conditions: [progressing('ReplicaSetUpdated', 'True', seconds)],
        });
      expect(progressOf(stuck(590), current(0))).toMatchObject({ reason: 'ReplicaSetUpdated' });
      expect(plan(stuck(590), current(0)).after).toBe(11_000);
      expect(progressOf(stuck(601), current(0))).toMatchObject({
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'ReplicaSet "d-new" has timed out progressing.',
      });
    });

    it('pass on what keeps a ReplicaSet from making pods', () => {
      const failing = {
        ...current(0),
        status: {
          replicas: 0,
          conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota' }],
        },
      };
      expect(plan(deployment(1), failing).status.conditions).toContainEqual(
        expect.objectContaining({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota' }),
      );
    });
  });
});
