/** What the parent passes to its child. */
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { describeExitStatus, parentGone, takeSupervision } from './supervision.ts';

describe('takeSupervision', () => {
  it("reads the parent's variables, and removes them from the environment", () => {
    const environment = { KUBETS_PARENT: '7', KUBETS_RESTART: '99 139 2', HOME: '/root' };
    expect(takeSupervision(environment, 7)).toEqual({
      parent: 7,
      crash: { pid: 99, status: 139, count: 2 },
      lastOne: false,
    });
    expect(environment).toEqual({ HOME: '/root' });
  });

  it.each([
    ['nobody', {}],
    ['another parent', { KUBETS_PARENT: '8' }],
    ['nonsense', { KUBETS_PARENT: 'x' }],
  ])('finds %s', (_, environment) => {
    expect(takeSupervision(environment, 7)).toBeUndefined();
  });

  it('recognizes the first and the last child', () => {
    expect(takeSupervision({ KUBETS_PARENT: '7' }, 7)).toEqual({ parent: 7, crash: undefined, lastOne: false });
    expect(takeSupervision({ KUBETS_PARENT: '7', KUBETS_RESTART: '9 1 6', KUBETS_GIVE_UP: 'yes' }, 7)?.lastOne).toBe(
      true,
    );
  });
});

it.each([
  [139, 'signal SIGSEGV'],
  [134, 'signal SIGABRT'],
  [137, 'signal SIGKILL'],
  [1, 'exit code 1'],
  [128, 'exit code 128'],
  [255, 'exit code 255'],
])('status %i is %s', (status, words) => {
  expect(describeExitStatus(status)).toBe(words);
});

it('parentGone resolves once the process has another parent', async () => {
  const clock = new VirtualClock();
  let parent = 7;
  let gone = false;
  void parentGone(7, () => parent, clock).then(() => {
    gone = true;
  });
  await clock.advance(10_000);
  expect(gone).toBe(false);
  parent = 1;
  await clock.advance(2000);
  expect(gone).toBe(true);
});
