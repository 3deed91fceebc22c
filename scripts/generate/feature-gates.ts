/** Packs the feature gates, because each start loads them. `packages/api/api/src/feature-gates.ts` parses them. */
import type { Facts, GateFact } from './facts.ts';

const letters: Readonly<Record<string, string>> = { ALPHA: 'A', BETA: 'B', GA: 'G', DEPRECATED: 'D' };
const minorOf = (release: string): string => release.split('.')[1] ?? '';

/** `36B 37Gdl`: beta in 1.36, and in 1.37 generally available, enabled and locked. `-38` removed in 1.38, `+NAME` requires NAME. */
function packed({ stages, requires = [], removed }: GateFact): string {
  const words = stages.map((stage) => {
    const letter = letters[stage.stage];
    if (letter === undefined) throw new RangeError(`unknown stage ${stage.stage}`);
    return `${minorOf(stage.since)}${letter}${stage.default === true ? 'd' : ''}${stage.locked === true ? 'l' : ''}`;
  });
  if (removed !== undefined) words.push(`-${minorOf(removed)}`);
  return [...words, ...requires.map((name) => `+${name}`)].join(' ');
}

export function packGates({ gates }: Facts): Record<string, string> {
  return Object.fromEntries(Object.entries(gates).map(([name, gate]) => [name, packed(gate)]));
}
