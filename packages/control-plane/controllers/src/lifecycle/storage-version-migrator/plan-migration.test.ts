/** The conditions of a migration. */
import { expect, it } from 'vitest';
import { isFinished, isNewer, withOutcome } from './plan-migration.ts';

const now = Date.UTC(2026, 0, 2);

it('a migration that ends is no longer running', () => {
  const running = withOutcome({}, 'Running', '', now);
  expect(isFinished(running)).toBe(false);
  const ended = withOutcome(running, 'Succeeded', '', now + 1000);
  expect(ended.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'Running=False',
    'Succeeded=True',
  ]);
  expect(isFinished(ended)).toBe(true);
  expect(withOutcome(running, 'Running', '', now + 1000)).toEqual(running);
});

it.each([
  ['10', '9', true],
  ['9', '10', false],
  ['9', '9', false],
])('an object of revision %s is newer than %s: %s', (version, begin, newer) => {
  expect(isNewer(version, begin)).toBe(newer);
});
