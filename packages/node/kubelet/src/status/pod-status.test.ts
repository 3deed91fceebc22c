/** Phases, conditions and status patches, case by case. */
import type { ContainerStatus as ApiContainerStatus, Pod } from '@kubets/api';
import type { ContainerStatus } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { conditionsOf } from './conditions.ts';
import { hasFinished, phaseOf } from './phase.ts';
import { podStatus, rejectedStatus } from './pod-status.ts';
import { statusPatch } from './status-patch.ts';

type Spec = NonNullable<Pod['spec']>;

const pod = (spec: Partial<Spec> = {}): Pod => ({ spec: { containers: [{ name: 'a' }], ...spec } });

const status = (
  name: string,
  state: ApiContainerStatus['state'],
  more: Partial<ApiContainerStatus> = {},
): ApiContainerStatus => ({
  name,
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...(state === undefined ? {} : { state }),
  ...more,
});

const running = (name: string): ApiContainerStatus => status(name, { running: {} }, { ready: true, started: true });
const waiting = (name: string, more: Partial<ApiContainerStatus> = {}): ApiContainerStatus =>
  status(name, { waiting: {} }, more);
const ended = (name: string, exitCode: number): ApiContainerStatus => status(name, { terminated: { exitCode } });
const crashed = (name: string): ApiContainerStatus => waiting(name, { lastState: { terminated: { exitCode: 1 } } });

describe('the phase of a pod', () => {
  const init = { initContainers: [{ name: 'i' }] };
  const sidecar: Partial<Spec> = { initContainers: [{ name: 'i', restartPolicy: 'Always' }] };
  const never = { restartPolicy: 'Never' } as const;
  it.each<[string, Pod, readonly ApiContainerStatus[], readonly ApiContainerStatus[], boolean, string]>([
    ['nothing known', pod(), [], [], false, 'Pending'],
    ['waiting', pod(), [], [waiting('a')], false, 'Pending'],
    ['running', pod(), [], [running('a')], false, 'Running'],
    [
      'one runs, one waits',
      pod({ containers: [{ name: 'a' }, { name: 'b' }] }),
      [],
      [running('a'), waiting('b')],
      false,
      'Pending',
    ],
    [
      'one runs, one crashed',
      pod({ containers: [{ name: 'a' }, { name: 'b' }] }),
      [],
      [running('a'), crashed('b')],
      false,
      'Running',
    ],
    ['all crashed, Always', pod(), [], [crashed('a')], false, 'Running'],
    ['ended well, Always', pod(), [], [ended('a', 0)], false, 'Running'],
    ['ended well, Always, terminal', pod(), [], [ended('a', 0)], true, 'Succeeded'],
    ['ended badly, Always, terminal', pod(), [], [ended('a', 137)], true, 'Failed'],
    ['ended well, Never', pod({ restartPolicy: 'Never' }), [], [ended('a', 0)], false, 'Succeeded'],
    ['ended badly, Never', pod({ restartPolicy: 'Never' }), [], [ended('a', 1)], false, 'Failed'],
    ['ended badly, OnFailure', pod({ restartPolicy: 'OnFailure' }), [], [ended('a', 1)], false, 'Running'],
    ['ended well, its sidecar runs', pod({ ...sidecar, ...never }), [running('i')], [ended('a', 0)], false, 'Running'],
    [
      'ended well, its sidecar stopped',
      pod({ ...sidecar, ...never }),
      [ended('i', 0)],
      [ended('a', 0)],
      false,
      'Succeeded',
    ],
    ['init runs', pod(init), [running('i')], [waiting('a')], false, 'Pending'],
    ['init failed, Always', pod(init), [ended('i', 1)], [waiting('a')], false, 'Pending'],
    ['init failed, Never', pod({ ...init, restartPolicy: 'Never' }), [ended('i', 1)], [waiting('a')], false, 'Failed'],
    ['init done', pod(init), [ended('i', 0)], [running('a')], false, 'Running'],
    [
      'sidecar not started',
      pod({ initContainers: [{ name: 'i', restartPolicy: 'Always' }] }),
      [waiting('i')],
      [waiting('a')],
      false,
      'Pending',
    ],
  ])('%s', (_, subject, inits, mains, terminal, expected) => {
    expect(phaseOf(subject, inits, mains, terminal)).toBe(expected);
  });
});

describe('the end of a pod', () => {
  const never = { restartPolicy: 'Never' } as const;
  const unknown = (name: string) => status(name, { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } });
  const container = (name: string, state: 'running' | 'exited', exitCode = 0): ContainerStatus => ({
    id: name,
    sandboxId: 's',
    name,
    attempt: 0,
    image: '',
    imageRef: '',
    state,
    createdAt: 1,
    startedAt: 1,
    finishedAt: 2,
    exitCode,
    reason: '',
    message: '',
    logPath: '',
    labels: {},
    annotations: {},
  });
  const report = (
    subject: Pod,
    containers: readonly ContainerStatus[],
    terminal: boolean,
    failure?: { readonly reason: string; readonly message: string },
  ) =>
    podStatus({
      pod: subject,
      observed: { sandboxes: [], containers },
      knowledge: {
        waiting: () => undefined,
        readiness: () => undefined,
        startup: () => undefined,
        actuated: () => undefined,
        terminationMessage: () => '',
      },
      hostIPs: [],
      firstSeen: 0,
      now: 0,
      terminal,
      failure,
    });
  const was = (phase: 'Pending' | 'Running', subject: Pod): Pod => ({ ...subject, status: { phase } });
  const failure = { reason: 'DeadlineExceeded', message: 'm' };

  it('is not reported while a container may still run', () => {
    const failedInit = was('Pending', pod({ ...never, initContainers: [{ name: 'i' }] }));
    const status = report(failedInit, [container('i', 'exited', 1)], false);
    expect([status.phase, hasFinished(failedInit, status)]).toEqual(['Pending', true]);
    expect(report(failedInit, [container('i', 'exited', 1)], true).phase).toBe('Failed');
  });

  it('has a reason only once it has come', () => {
    const running = was('Running', pod());
    expect(report(running, [container('a', 'running')], false, failure)).toMatchObject({ phase: 'Running' });
    expect(report(running, [container('a', 'running')], false, failure)).not.toHaveProperty('reason');
    expect(report(running, [container('a', 'exited')], true, failure)).toMatchObject({ phase: 'Failed', ...failure });
  });

  it('is a failure where nobody can tell how the containers ended, or where none was ever started', () => {
    const { phase, containerStatuses } = report(was('Pending', pod()), [], true);
    expect([phase, containerStatuses?.[0]?.state]).toMatchObject(['Failed', unknown('a').state]);
    const waits = report(was('Pending', pod({ initContainers: [{ name: 'i' }] })), [], true);
    expect(waits.initContainerStatuses?.[0]?.state).toMatchObject(unknown('i').state ?? {});
    expect(waits.containerStatuses?.[0]?.state?.waiting).toBeDefined();
  });

  it('comes at once for a pod that is refused: without containers, and with no conditions of the kubelet', () => {
    const refused = was('Pending', pod());
    const scheduled = { type: 'PodScheduled', status: 'True' };
    const subject = { ...refused, status: { ...refused.status, conditions: [scheduled] } };
    const final = rejectedStatus(subject, { reason: 'OutOfcpu', message: 'm' }, 0);
    expect(final).toEqual({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: 'm',
      startTime: '1970-01-01T00:00:00Z',
      conditions: [],
      qosClass: 'BestEffort',
    });
    expect(statusPatch(subject.status, final)?.['conditions']).toEqual([{ $patch: 'delete', type: 'PodScheduled' }]);
  });
});

describe('the conditions of a pod', () => {
  const time = '2026-01-01T00:00:00Z';
  const judge = (
    subject: Pod,
    main: readonly ApiContainerStatus[],
    phase: 'Running' | 'Pending' | 'Succeeded' = 'Running',
  ) =>
    conditionsOf({ pod: subject, init: [], main, phase, sandboxReady: true, time }).map(
      ({ type, status: value, reason, message }) =>
        [type, value, reason, message].filter((each) => each !== undefined).join(' '),
    );

  it('says what is not ready', () => {
    expect(judge(pod(), [waiting('a')])).toEqual([
      'PodReadyToStartContainers True',
      'Initialized True',
      'Ready False ContainersNotReady containers with unready status: [a]',
      'ContainersReady False ContainersNotReady containers with unready status: [a]',
      'PodScheduled True',
    ]);
    expect(judge(pod(), [ended('a', 0)], 'Succeeded')[2]).toBe('Ready False PodCompleted');
  });

  it('asks readiness gates, keeps conditions of others, and the time of what did not change', () => {
    const gated: Pod = {
      ...pod({ readinessGates: [{ conditionType: 'x/y' }] }),
      status: {
        conditions: [
          { type: 'x/y', status: 'False' },
          { type: 'PodScheduled', status: 'True', lastTransitionTime: 'then' },
        ],
      },
    };
    const conditions = conditionsOf({
      pod: gated,
      init: [],
      main: [running('a')],
      phase: 'Running',
      sandboxReady: true,
      time,
    });
    const find = (name: string) => conditions.find(({ type }) => type === name);
    expect(find('Ready')).toMatchObject({
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: 'the status of pod readiness gate "x/y" is not "True", but False',
    });
    expect(find('x/y')).toBeDefined();
    expect(find('PodScheduled')?.lastTransitionTime).toBe('then');
    expect(find('Ready')?.lastTransitionTime).toBe(time);
  });
});

describe('the patch of a status', () => {
  it('is nothing where nothing changed, and takes back what is gone', () => {
    const before = {
      phase: 'Pending' as const,
      reason: 'Old',
      podIPs: [{ ip: '10.0.0.1' }],
      conditions: [
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'm', lastProbeTime: null as never },
        { type: 'foreign', status: 'True' },
      ],
    };
    expect(statusPatch(before, before)).toBeUndefined();
    const after = {
      phase: 'Running' as const,
      podIPs: [{ ip: '10.0.0.2' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    };
    expect(statusPatch(before, after)).toEqual({
      phase: 'Running',
      reason: null,
      podIPs: [{ $patch: 'delete', ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
      conditions: [{ type: 'Ready', status: 'True', reason: null, message: null }],
    });
  });
});
