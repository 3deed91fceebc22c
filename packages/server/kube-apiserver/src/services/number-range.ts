/** Ranges of numbers to allocate from: cluster IPs and node ports. */
import type { Random } from '@kubets/base';

export interface NumberRange {
  /** First and last number, both included. */
  readonly first: number;
  readonly last: number;
  /** So many at the start are left to those who ask for a certain number, as long as the rest lasts. */
  readonly reserved: number;
}

/** How much of a range is left to explicit requests: upstream's band, size / step within the bounds. */
export function band(size: number, step: number, least: number, most: number): number {
  const wanted = Math.min(Math.max(least, Math.floor(size / step)), most);
  return size <= least ? 0 : wanted;
}

export const inRange = (number: number, { first, last }: NumberRange): boolean => number >= first && number <= last;

/** A random free number, from the upper part while it has any. Undefined when none is free. */
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
