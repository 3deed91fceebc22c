/** Short lives of a cluster, a seed each, as tests. They stand in several files so that several workers run them. */
import { describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

const timeout = 120_000;

/** Defines a test for each of `count` seeds from `first` on. One that fails names the command that runs it again. */
export function shortLives(first: number, count: number): void {
  describe('a cluster under fire', () => {
    it.each(Array.from({ length: count }, (_, index) => first + index))(
      'comes to rest as it was asked to: seed %i',
      async (seed) => {
        const life = { seed, minutes: 1, hurry: 2 + (seed % 4), nodes: 1 + (seed % 4), planes: 1 + (seed % 3) };
        const replay = Object.entries(life).map(([name, value]) => `--${name} ${value}`);
        const { violations } = await simulate(life);
        expect(violations, `npm run simulate -- ${replay.join(' ')}`).toEqual([]);
      },
      timeout,
    );
  });
}
