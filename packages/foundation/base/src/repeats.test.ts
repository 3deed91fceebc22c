/** Repeated keys. */
import { expect, it } from 'vitest';
import { repeats } from './repeats.ts';

it.each<[string, readonly unknown[], readonly boolean[]]>([
  ['one key', ['a'], [false]],
  ['the first key again', ['a', 'a', 'a'], [false, true, true]],
  ['a later key again', ['a', 'b', 'c', 'b', 'a'], [false, false, false, true, true]],
  ['undefined is a key', [undefined, undefined, 'a'], [false, true, false]],
  ['keys compare as in a Set', [1, '1', Number.NaN, Number.NaN], [false, false, false, true]],
])('repeats reports whether each key occurred before: %s', (_, keys, wanted) => {
  const repeated = repeats<unknown>();
  expect(keys.map((key) => repeated(key))).toEqual(wanted);
});

it('repeats keeps separate state for each caller', () => {
  const [one, two] = [repeats<string>(), repeats<string>()];
  expect([one('a'), two('a'), one('a')]).toEqual([false, false, true]);
});
