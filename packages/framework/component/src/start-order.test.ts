/** The order in which components start. */
import { describe, expect, it } from 'vitest';
import { type Requiring, startOrder } from './start-order.ts';

/** `a`, or `a: b c` for a component a that requires b and c. */
function listOf(lines: readonly string[]): readonly Requiring[] {
  return lines.map((line) => {
    const [name = '', requires] = line.split(': ');
    return { name, requires: requires?.split(' ') ?? [] };
  });
}

describe('startOrder', () => {
  it.each<[criterion: string, lines: readonly string[], order: string]>([
    ['is empty for an empty list', [], ''],
    ['keeps the order of independent components', ['b', 'a', 'c'], 'b a c'],
    ['puts a component after what it requires', ['a: b', 'b'], 'b a'],
    ['puts a component after all that it requires', ['a: c b', 'b: d', 'c', 'd'], 'c d b a'],
    ['orders a diamond', ['top: left right', 'left: base', 'right: base', 'base'], 'base left right top'],
  ])('%s', (_, lines, order) =>
    expect(
      startOrder(listOf(lines))
        .map(({ name }) => name)
        .join(' '),
    ).toBe(order),
  );

  it('takes what is provided elsewhere for ready', () =>
    expect(startOrder(listOf(['a: b']), ['b']).map(({ name }) => name)).toEqual(['a']));

  it.each<[what: string, lines: readonly string[], message: string]>([
    ['a name that is unknown', ['a: b'], 'component a requires b, which is not in the list of components'],
    ['a name that comes twice', ['a', 'a'], 'two components are named a'],
    ['a component that requires itself', ['a: a'], 'components require each other: a → a'],
    ['a cycle', ['d', 'a: b d', 'b: c', 'c: a'], 'components require each other: a → b → c → a'],
    ['a cycle behind others', ['x: a', 'a: b', 'b: a'], 'components require each other: a → b → a'],
  ])('refuses %s', (_, lines, message) => expect(() => startOrder(listOf(lines))).toThrow(message));

  it('refuses a component that is provided elsewhere as well', () =>
    expect(() => startOrder(listOf(['a']), ['a'])).toThrow('two components are named a'));
});
