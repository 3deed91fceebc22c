/** Ranges of numbers to allocate from: cluster IPs and node ports. */
import type { Random } from '@kubets/base';

export interface NumberRange {
  /** First and last number, both included. */
  readonly first: number;
  readonly last: number;
  /** How many numbers at the start are reserved for explicit requests as long as others are free. */
  readonly reserved: number;
}

/** The size of the reserved part: upstream's formula, size / step within bounds. */
export function band(size: number, step: number, least: number, most: number): number {
  const wanted = Math.min(Math.max(least, Math.floor(size / step)), most);
  return size <= least ? 0 : wanted;
}

export const inRange = (number: number, { first, last }: NumberRange): boolean => number >= first && number <= last;

/** A random free number, preferably from the upper part. Undefined if none is free. */
export function pickFree(
  { first, last, reserved }: NumberRange,
  random: Random,
  isTaken: (number: number) => boolean,
): number | undefined {
  return (
    pickBetween(first + reserved, last, random, isTaken) ?? pickBetween(first, first + reserved - 1, random, isTaken)
  );
}

function pickBetween(
  first: number,
  last: number,
  random: Random,
  isTaken: (number: number) => boolean,
): number | undefined {
  const size = last - first + 1;
  if (size <= 0) return undefined;
  const start = random.integer(size);
  for (let step = 0; step < size; step++) {
    const number = first + ((start + step) % size);
    if (!isTaken(number)) return number;
  }
  return undefined;
}
