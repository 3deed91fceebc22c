/** Independent random streams from one seed, so that the draws of one part do not affect others. */
import { type Random, seededRandom } from '@kubets/base';

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The stream with this name. The same seed and name give the same stream. */
export function randomStream(seed: number, name: string): Random {
  return seededRandom(hashOf(`${seed}/${name}`));
}

/** An exponentially distributed time with this mean, limited to five times the mean. */
export function gap(random: Random, mean: number): number {
  return Math.min(-Math.log(1 - random.next()), 5) * mean;
}

export function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items[random.integer(items.length)];
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}
