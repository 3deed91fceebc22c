/** Writes quantities in canonical form: no fraction, the largest suffix that leaves an integer. */
import { parseQuantity } from './parse-quantity.ts';
import { nanosPerUnit, type Quantity } from './quantity.ts';

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

function decimal(nanos: bigint, exponential: boolean): string {
  const digits = String(nanos);
  let zeros = digits.length;
  while (digits[zeros - 1] === '0') zeros--;
  let thousands = Math.floor((digits.length - zeros) / 3);
  if (!exponential) thousands = Math.min(thousands, decimalSuffixes.length - 1);
  const mantissa = digits.slice(0, digits.length - 3 * thousands);
  const exponent = 3 * thousands - 9;
  if (!exponential) return mantissa + decimalSuffixes[thousands];
  return exponent === 0 ? mantissa : `${mantissa}e${exponent}`;
}

function binary(units: bigint): string {
  let mantissa = units;
  let thousands = 0;
  while (thousands < binarySuffixes.length - 1 && (mantissa & 1023n) === 0n) {
    mantissa >>= 10n;
    thousands++;
  }
  return `${mantissa}${binarySuffixes[thousands]}`;
}

/** The text of a quantity in the API (`Quantity.String`): the original text if it is kept, or the canonical form. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  const { nanos, format } = quantity;
  if (nanos === 0n) return '0';
  if (format === 'BinarySI' && nanos % nanosPerUnit === 0n) {
    const units = nanos / nanosPerUnit;
    if (units <= -1024n || units >= 1024n) return binary(units);
  }
  return decimal(nanos, format === 'DecimalExponent');
}

/** The form in which the API returns a quantity: `1000m` → `1`, `1024Ki` → `1Mi`. Throws `QuantityError`. */
export function canonicalQuantity(value: string | number): string {
  return formatQuantity(parseQuantity(typeof value === 'string' ? value.trim() : value));
}
