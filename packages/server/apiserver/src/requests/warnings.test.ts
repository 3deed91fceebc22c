/** How warnings are shortened. */
import { expect, test } from 'vitest';
import { Warnings } from './warnings.ts';

const lengths = (texts: readonly string[]): readonly number[] => {
  const warnings = new Warnings();
  for (const text of texts) warnings.add(text);
  return warnings.all.map((each) => [...each].length);
};

const ofLength = (length: number, first = 'a'): string => first.padEnd(length, 'x');

test.each([
  ['as they are', [ofLength(3_000), ofLength(1_096, 'b')], [3_000, 1_096]],
  ['each once, and none that is empty', ['a', 'a', ''], [1]],
  ['shortened when they are too long together', [ofLength(3_000), 'b', ofLength(2_000, 'c'), 'd'], [256, 1, 256, 1]],
  ['one that is too long', [ofLength(5_000)], [256]],
  ['by characters, not by bytes', ['\u{1F600}'.repeat(5_000)], [256]],
  [
    'until the limit is reached again',
    Array.from({ length: 30 }, (_, i) => ofLength(300, `${i} `)),
    Array(16).fill(256),
  ],
])('%s', (_name, texts, expected) => expect(lengths(texts)).toEqual(expected));
