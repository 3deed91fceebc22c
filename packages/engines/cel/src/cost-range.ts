/** Ranges of sizes and costs. "Unbounded" is the maximum uint64, as upstream, and absorbs additions and multiplications. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** 2⁶⁴, the closest number to 2⁶⁴−1. */
export const unbounded = 2 ** 64;

export const fixed = (value: number): Range => ({ min: value, max: value });
export const unknownSize: Range = { min: 0, max: unbounded };

const cap = (value: number): number => Math.min(value, unbounded);

export const sum = (...ranges: readonly Range[]): Range =>
  ranges.reduce((total, each) => ({ min: cap(total.min + each.min), max: cap(total.max + each.max) }), fixed(0));

export const product = (a: Range, b: Range): Range => ({ min: cap(a.min * b.min), max: cap(a.max * b.max) });

/** Rounded up. */
export const scaled = (range: Range, factor: number): Range => ({
  min: cap(Math.ceil(range.min * factor)),
  max:
    range.max === unbounded && factor > 0 && factor < 1
      ? Math.ceil(unbounded * factor)
      : cap(Math.ceil(range.max * factor)),
});

export const union = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });
