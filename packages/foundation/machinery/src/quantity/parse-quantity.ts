/** Parses quantities with the grammar, rounding and errors of `resource.ParseQuantity`. */
import {
  divideAwayFromZero,
  nanosPerUnit,
  powerOfTen,
  type Quantity,
  QuantityError,
  type QuantityFormat,
} from './quantity.ts';

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const wrongNumber = 'unable to parse numeric part of quantity';
const wrongSuffix = "unable to parse quantity's suffix";

/** The maximum number of digits, and the maximum exponent. Upstream has no such limits, so that long input can block it. */
const maxDigits = 1_000;
const maxExponent = 1_000;
/** Numerals of up to this many digits fit an int64, and only those keep their text. */
const int64Digits = 18;
const maxBinaryNanos = (2n ** 63n - 1n) * nanosPerUnit;

interface Scale {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const scales = new Map<string, Scale>([
  ...Object.entries({ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }).map(
    ([suffix, exponent]): [string, Scale] => [suffix, { base: 10, exponent, format: 'DecimalSI' }],
  ),
  ...Object.entries({ Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }).map(([suffix, exponent]): [string, Scale] => [
    suffix,
    { base: 2, exponent, format: 'BinarySI' },
  ]),
]);

function scaleOf(suffix: string): Scale {
  const known = scales.get(suffix);
  if (known !== undefined) return known;
  const exponent = /^[eE][-+]?\d+$/.test(suffix) ? Number(suffix.slice(1)) : Number.NaN;
  if (!(Math.abs(exponent) <= maxExponent)) throw new QuantityError(wrongSuffix);
  return { base: 10, exponent, format: 'DecimalExponent' };
}

interface Numeral {
  readonly negative: boolean;
  /** Digits before the point without leading zeros ("0" when none), and those after it. */
  readonly whole: string;
  readonly fraction: string;
  /** Whether there was any digit. `Ki` alone is parsed as zero. */
  readonly digits: boolean;
  readonly suffix: string;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

/** Splits the text in one pass. */
function split(text: string): Numeral {
  const signed = text[0] === '-' || text[0] === '+' ? 1 : 0;
  const wholeEnd = digitsEnd(text, signed);
  const pointed = text[wholeEnd] === '.';
  const end = pointed ? digitsEnd(text, wholeEnd + 1) : wholeEnd;
  let suffixEnd = end;
  while (suffixEnd < text.length && 'eEinumkKMGTP'.includes(text.charAt(suffixEnd))) suffixEnd++;
  if (text[suffixEnd] === '-' || text[suffixEnd] === '+') suffixEnd++;
  suffixEnd = digitsEnd(text, suffixEnd);
  if (text === '' || suffixEnd !== text.length || end > maxDigits) throw new QuantityError(wrongFormat);
  const fraction = pointed ? text.slice(wholeEnd + 1, end) : '';
  return {
    negative: text[0] === '-',
    whole: text.slice(signed, wholeEnd).replace(/^0+/, '') || '0',
    fraction,
    digits: wholeEnd > signed || fraction !== '',
    suffix: text.slice(end),
  };
}

/** Upstream keeps the text of numbers it takes to be canonical already. `1.500` and `+1` pass that test, too. */
function keepsText(numeral: Numeral, scale: Scale): boolean {
  const shifted = numeral.whole + numeral.fraction;
  if (scale.base === 2) {
    const room = 14 - numeral.whole.length - Math.trunc((scale.exponent * 3) / 10);
    return numeral.fraction === '' && room >= 0 && (Number(shifted) & 7) !== 0;
  }
  const exponent = scale.exponent - numeral.fraction.length;
  if (shifted.length > int64Digits || exponent < -9) return false;
  return exponent % 3 === 0 && !shifted.endsWith('000') && shifted[0] !== '0';
}

function magnitudeInNanos(numeral: Numeral, scale: Scale): bigint {
  const mantissa = BigInt(numeral.whole + numeral.fraction);
  if (scale.base === 2) {
    const scaled = (mantissa << BigInt(scale.exponent)) * nanosPerUnit;
    const nanos = divideAwayFromZero(scaled, powerOfTen(numeral.fraction.length));
    return nanos > maxBinaryNanos ? maxBinaryNanos : nanos;
  }
  const exponent = scale.exponent - numeral.fraction.length + 9;
  return exponent >= 0 ? mantissa * powerOfTen(exponent) : divideAwayFromZero(mantissa, powerOfTen(-exponent));
}

/**
 * Reads `1`, `0.5`, `100m`, `12Ki`, `1e3`; a JSON number is read as its digits.
 * Fractions of a nano-unit are rounded away from zero. More than 2⁶³−1 with a binary suffix becomes 2⁶³−1.
 * Throws {@link QuantityError}. No blanks are skipped: the JSON decoder does that. Cost grows with the text, at most 1,000 digits.
 */
export function parseQuantity(value: string | number): Quantity {
  const text = typeof value === 'number' ? String(value) : value;
  const numeral = split(text);
  const scale = scaleOf(numeral.suffix);
  if (!numeral.digits && (scale.exponent === 50 || scale.exponent === 60)) throw new QuantityError(wrongNumber);
  const magnitude = magnitudeInNanos(numeral, scale);
  const nanos = numeral.negative ? -magnitude : magnitude;
  if (keepsText(numeral, scale)) return { nanos, format: scale.format, text };
  const belowOne = scale.base === 2 && magnitude > 0n && magnitude < nanosPerUnit;
  return { nanos, format: belowOne ? 'DecimalSI' : scale.format };
}

/** Whether {@link parseQuantity} accepts the text. */
export function isQuantity(value: string | number): boolean {
  try {
    parseQuantity(value);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}
