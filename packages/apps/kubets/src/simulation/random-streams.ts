/** One seed, many independent streams of draws: what one part draws more or less does not change another's luck. */
import { type Random, seededRandom } from '@kubets/base';

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The stream of this name: the same for the same seed and name. */
export function randomStream(seed: number, name: string): Random {
  return seededRandom(hashOf(`${seed}/${name}`));
}

/** A waiting time whose mean is `mean`, as the gaps between independent accidents are; never more than five means. */
export function gap(random: Random, mean: number): number {
  return Math.min(-Math.log(1 - random.next()), 5) * mean;
}

export function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items[random.integer(items.length)];
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}
