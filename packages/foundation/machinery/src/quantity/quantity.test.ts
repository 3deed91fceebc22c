/** Quantities: canonical form, refusals, rounding, arithmetic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addQuantities,
  compareQuantities,
  milliValue,
  quantityToNumber,
  subtractQuantities,
  wholeValue,
} from './arithmetic.ts';
import { canonicalQuantity, formatQuantity } from './format-quantity.ts';
import { isQuantity, parseQuantity } from './parse-quantity.ts';
import { type Quantity, quantityOf } from './quantity.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`quantity: fast-check seed ${seed}`);
const law = (property: Parameters<typeof fc.assert>[0]): void => {
  fc.assert(property, { seed, numRuns: 500 });
};

describe('canonicalQuantity', () => {
  test.each([
    ['0', '0'],
    ['000', '0'],
    ['-0', '0'],
    ['0Ki', '0'],
    ['1', '1'],
    ['1000m', '1'],
    ['100m', '100m'],
    ['0.1', '100m'],
    ['1500m', '1500m'],
    ['1.5', '1500m'],
    ['1.500', '1.500'],
    ['+1', '+1'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['1k', '1k'],
    ['1000k', '1M'],
    ['1024Ki', '1Mi'],
    ['1023Ki', '1023Ki'],
    ['1000Ki', '1000Ki'],
    ['0.5Ki', '512'],
    ['0.5Mi', '512Ki'],
    ['1.5Gi', '1536Mi'],
    ['0.1Ki', '102400m'],
    ['1e3', '1e3'],
    ['1E3', '1E3'],
    ['1000e0', '1e3'],
    ['12e4', '120e3'],
    ['5E', '5E'],
    ['1000E', '1000E'],
    ['1e21', '1e21'],
    ['1e-3', '1e-3'],
    ['0.0000000001', '1n'],
    ['1e-100', '1e-9'],
    ['-0.0000000001', '-1n'],
    ['1.0000000001', '1000000001n'],
    ['9Ei', '9223372036854775807'],
    ['-9Ei', '-9223372036854775807'],
    ['.5', '500m'],
    ['5.', '5.'],
    ['.', '0'],
    ['m', '0'],
    ['Ki', '0'],
    [' 2 ', '2'],
    [0.25, '250m'],
    [4, '4'],
  ])('of %s is %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });
});

describe('parseQuantity refuses', () => {
  const format = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  test.each([
    ['', format],
    ['a', format],
    ['1.2.3', format],
    ['1 ', format],
    ['1x', format],
    ['1Mib', format],
    ['--1', "unable to parse quantity's suffix"],
    ['1i', "unable to parse quantity's suffix"],
    ['1e', "unable to parse quantity's suffix"],
    ['1kk', "unable to parse quantity's suffix"],
    ['1K', "unable to parse quantity's suffix"],
    ['1e9999999999', "unable to parse quantity's suffix"],
    ['Ei', 'unable to parse numeric part of quantity'],
    ['9'.repeat(1001), format],
  ])('%s: %s', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
    expect(isQuantity(text)).toBe(false);
  });
});

describe('Quantity values', () => {
  test('are rounded away from zero', () => {
    expect(wholeValue(parseQuantity('1m'))).toBe(1);
    expect(wholeValue(parseQuantity('-1500m'))).toBe(-2);
    expect(milliValue(parseQuantity('100u'))).toBe(1);
    expect(milliValue(parseQuantity('2.5'))).toBe(2500);
    expect(quantityToNumber(parseQuantity('2500m'))).toBe(2.5);
    expect(quantityToNumber(parseQuantity('128Mi'))).toBe(134217728);
  });

  test('are the ones passed to the constructors', () => {
    expect(formatQuantity(quantityOf(3))).toBe('3');
    expect(formatQuantity(quantityOf(2048, 'BinarySI'))).toBe('2Ki');
  });
});

describe('Quantity arithmetic', () => {
  test('keeps the format of the left operand, unless it is zero', () => {
    expect(formatQuantity(addQuantities(parseQuantity('1Gi'), parseQuantity('1M')))).toBe('1074741824');
    expect(formatQuantity(addQuantities(parseQuantity('0'), parseQuantity('1Gi')))).toBe('1Gi');
    expect(formatQuantity(subtractQuantities(parseQuantity('1'), parseQuantity('100m')))).toBe('900m');
  });
});

const quantities: fc.Arbitrary<Quantity> = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
    fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'e3', 'e-2', 'E5'),
    fc.nat(8),
  )
  .map(([digits, suffix, point]) => {
    const text = String(digits);
    const at = Math.max(text.length - point, text.startsWith('-') ? 1 : 0);
    return parseQuantity(`${text.slice(0, at)}.${text.slice(at)}${suffix}`);
  });

describe('Quantity properties', () => {
  test('formatting keeps the amount, and formatting again does not change the text', () => {
    law(
      fc.property(quantities, (quantity) => {
        const text = formatQuantity({ nanos: quantity.nanos, format: quantity.format });
        const again = parseQuantity(text);
        expect(again.nanos).toBe(quantity.nanos);
        expect(formatQuantity({ nanos: again.nanos, format: again.format })).toBe(text);
      }),
    );
  });

  test('addition is commutative and associative, subtraction is its inverse, comparison is the sign of the difference', () => {
    law(
      fc.property(quantities, quantities, quantities, (a, b, c) => {
        expect(addQuantities(a, b).nanos).toBe(addQuantities(b, a).nanos);
        expect(addQuantities(addQuantities(a, b), c).nanos).toBe(addQuantities(a, addQuantities(b, c)).nanos);
        expect(subtractQuantities(addQuantities(a, b), b).nanos).toBe(a.nanos);
        const difference = subtractQuantities(a, b).nanos;
        expect(compareQuantities(a, b)).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1);
      }),
    );
  });

  test('parseQuantity throws only QuantityError for any text', () => {
    law(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.+-eEinumkKMGTP x') }), (text) => {
        expect(typeof isQuantity(text)).toBe('boolean');
      }),
    );
  });
});
