/** Short simulations with one seed each, as tests. They are in several files so that several workers run them. */
import { describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

const timeoutMs = 120_000;

/** Defines a test for each of `count` seeds, starting with `first`. A failure contains the command that repeats it. */
export function shortLives(first: number, count: number): void {
  describe('a cluster with injected faults', () => {
    it.each(Array.from({ length: count }, (_, index) => first + index))(
      'reaches the desired state: seed %i',
      async (seed) => {
        const life = { seed, minutes: 1, hurry: 2 + (seed % 4), nodes: 1 + (seed % 4), planes: 1 + (seed % 3) };
        const replay = Object.entries(life).map(([name, value]) => `--${name} ${value}`);
        const { violations } = await simulate(life);
        expect(violations, `npm run simulate -- ${replay.join(' ')}`).toEqual([]);
      },
      timeoutMs,
    );
  });
}
