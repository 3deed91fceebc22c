/** What a child is told by its parent. */
import { VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { parentGone, statusInWords, takeSupervision } from './supervision.ts';

describe('takeSupervision', () => {
  it('reads what the parent has said, and leaves nothing of it to children', () => {
    const environment = { KUBETS_PARENT: '7', KUBETS_RESTART: '99 139 2', HOME: '/root' };
    expect(takeSupervision(environment, 7)).toEqual({
      parent: 7,
      death: { pid: 99, status: 139, count: 2 },
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

  it('knows the first child and the last', () => {
    expect(takeSupervision({ KUBETS_PARENT: '7' }, 7)).toEqual({ parent: 7, death: undefined, lastOne: false });
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
  expect(statusInWords(status)).toBe(words);
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
  await clock.advance(1000);
  expect(gone).toBe(true);
});
