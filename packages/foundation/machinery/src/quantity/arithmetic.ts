/** Sums, comparisons and conversions of quantities. All are exact, except conversions to numbers. */
import { divideAwayFromZero, nanosPerUnit, type Quantity } from './quantity.ts';

/** `a + b` in the notation of `a`, or of `b` if `a` is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** `a - b` in the notation of `a`, or of `b` if `a` is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** −1, 0 or 1. The notation does not matter: `1` equals `1000m`. */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  if (a.nanos === b.nanos) return 0;
  return a.nanos < b.nanos ? -1 : 1;
}

/** The nearest number (`AsApproximateFloat64`). */
export function quantityToNumber(quantity: Quantity): number {
  if (quantity.nanos % nanosPerUnit === 0n) return Number(quantity.nanos / nanosPerUnit);
  return Number(quantity.nanos) / 1e9;
}

/** Whole units, rounded away from zero as `Quantity.Value` does: bytes of memory, counts. */
export function wholeValue(quantity: Quantity): number {
  return Number(divideAwayFromZero(quantity.nanos, nanosPerUnit));
}

/** Thousandths, rounded away from zero as `Quantity.MilliValue` does: CPU. */
export function milliValue(quantity: Quantity): number {
  return Number(divideAwayFromZero(quantity.nanos, 1_000_000n));
}
