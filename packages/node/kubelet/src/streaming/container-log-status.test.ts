/** Which run's log is shown, in every branch of upstream's rule. */
import type { ContainerStatus } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { logChoice } from './container-log-status.ts';

const status = (more: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'c',
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...more,
});
const ended = (id?: string) => ({ terminated: { exitCode: 1, ...(id === undefined ? {} : { containerID: id }) } });
const running = { running: {} };
const waits = (reason?: string) => ({ waiting: reason === undefined ? {} : { reason } });

describe('logChoice', () => {
  it.each<[string, Partial<ContainerStatus> | undefined, boolean, string]>([
    ['no status', undefined, false, 'container "c" in pod "p" is not available'],
    ['running', { state: running, containerID: 'x://2', lastState: ended('x://1') }, false, 'x://2'],
    ['the run before', { state: running, containerID: 'x://2', lastState: ended('x://1') }, true, 'x://1'],
    [
      'no run before',
      { state: running, containerID: 'x://2' },
      true,
      'previous terminated container "c" in pod "p" not found',
    ],
    [
      'a run before that is gone',
      { state: running, lastState: ended() },
      true,
      'previous terminated container "c" in pod "p" not found',
    ],
    ['ended', { state: ended('x://2'), lastState: ended('x://1') }, false, 'x://2'],
    ['not started again', { state: ended(), lastState: ended('x://1') }, false, 'x://1'],
    ['ended without a trace', { state: ended() }, false, 'container "c" in pod "p" is terminated'],
    ['backing off', { state: waits('CrashLoopBackOff'), lastState: ended('x://1') }, false, 'x://1'],
    [
      'backing off without a trace',
      { state: waits('CrashLoopBackOff'), lastState: ended() },
      false,
      'container "c" in pod "p" is terminated',
    ],
    [
      'image',
      { state: waits('ErrImagePull') },
      false,
      'container "c" in pod "p" is waiting to start: image can\'t be pulled',
    ],
    [
      'image again',
      { state: waits('ImagePullBackOff') },
      false,
      'container "c" in pod "p" is waiting to start: trying and failing to pull image',
    ],
    [
      'anything else',
      { state: waits('ContainerCreating') },
      false,
      'container "c" in pod "p" is waiting to start: ContainerCreating',
    ],
    ['no state', {}, false, 'container "c" in pod "p" is waiting to start - no logs yet'],
  ])('%s', (_, given, previous, wanted) => {
    const choice = logChoice('p', given ? { containerStatuses: [status(given)] } : {}, 'c', previous);
    expect(choice.found ? choice.containerID : choice.message).toBe(wanted);
  });

  it.each(['initContainerStatuses', 'ephemeralContainerStatuses'] as const)('finds containers in %s', (field) => {
    const all = { [field]: [status({ state: running, containerID: 'x://1' })] };
    expect(logChoice('p', all, 'c', false)).toEqual({ found: true, containerID: 'x://1' });
  });
});
