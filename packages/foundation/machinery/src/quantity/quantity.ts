/** A resource quantity: an exact number of nano-units, and its notation. */

/** `DecimalSI` writes 12M, `BinarySI` 12Mi, `DecimalExponent` 12e6. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An amount, exact to 10⁻⁹ (anything finer was rounded away from zero when it was read). Immutable. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
  /** The original text, if upstream keeps it instead of the canonical form. */
  readonly text?: string;
}

/** An invalid quantity; `message` is upstream's. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

export const nanosPerUnit = 1_000_000_000n;

/** 10ⁿ, kept for the small exponents that real quantities have. */
const powers: readonly bigint[] = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));
export function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}

/** `amount / divisor`, rounded away from zero; the divisor is positive. */
export function divideAwayFromZero(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  if (quotient * divisor === amount) return quotient;
  return amount < 0n ? quotient - 1n : quotient + 1n;
}

/** A quantity of `value` whole units. */
export function quantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { nanos: BigInt(value) * nanosPerUnit, format };
}
