/**
 * Integers of 64 bits. Fields that are int64 in the API are `number` to TypeScript, for hardly any ever leaves the range
 * where that is exact. One that does is a bigint at run time: decoders make it one, encoders and comparisons (`<`, `===`
 * between two of them) take it, arithmetic does not. Whoever calculates with such a field uses these functions.
 */

const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/** As a field has it: a number where that is exact. Beyond 64 bits it wraps around, as Go's does. */
export function int64Of(value: bigint): number {
  const wrapped = BigInt.asIntN(64, value);
  const near = Number(wrapped);
  return Number.isSafeInteger(near) ? near : (wrapped as unknown as number);
}

/** Counts one up: generations and revisions. Unset counts as 0. */
export function nextInt64(value: number | undefined): number {
  const next = typeof value === 'bigint' ? Number.NaN : (value ?? 0) + 1;
  return Number.isSafeInteger(next) ? next : int64Of(BigInt(value ?? 0) + 1n);
}

/** As Go's `ParseInt(text, 10, 64)`; undefined where that fails. */
export function parseInt64(text: string): number | undefined {
  if (!/^[+-]?[0-9]{1,100}$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value >= smallest && value <= largest ? int64Of(value) : undefined;
}
