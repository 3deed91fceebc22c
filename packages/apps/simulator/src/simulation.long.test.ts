/** The simulator: replay and detection of mutants. The seeds are in the files beside this one. */
import { describe, expect, it } from 'vitest';
import { type Mutant, mutants } from './mutants.ts';
import { simulate } from './simulation.ts';

const timeout = 300_000;
/** A mutant must be found by one of this many seeds. */
const seeds = 24;

describe('the simulator', () => {
  it(
    'lives the same life again from its seed',
    async () => {
      const first = await simulate({ seed: 4711, minutes: 2, hurry: 3 });
      expect(await simulate({ seed: 4711, minutes: 2, hurry: 3 })).toEqual(first);
      expect((await simulate({ seed: 4712, minutes: 2, hurry: 3 })).hash).not.toBe(first.hash);
    },
    timeout,
  );

  it.each(Object.keys(mutants) as Mutant[])(
    'notices when %s',
    async (mutant) => {
      const { found } = mutants[mutant];
      const heard: string[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        const { violations } = await simulate({ seed, minutes: 2, hurry: 4, mutant });
        heard.push(...violations.map(({ rule }) => `${rule} (seed ${seed})`));
        if (violations.some(({ rule }) => rule.startsWith(found))) return;
      }
      expect(
        heard,
        `npm run simulate -- --seed 1 --count ${seeds} --minutes 2 --hurry 4 --mutant '${mutant}'`,
      ).toContain(found);
    },
    timeout,
  );
});
