/** Resource quantities: `quantity("1Gi").isGreaterThan(quantity("500Mi"))`. */
import {
  addQuantities,
  compareQuantities,
  isQuantity,
  nanosPerUnit,
  parseQuantity,
  type Quantity,
  QuantityError,
  quantityOf,
  quantityToNumber,
  subtractQuantities,
} from '@kubets/machinery/quantity';
import { type Library, overload, typeNamed } from './functions.ts';
import { CelFault, CelOpaque, type CelValue } from './values.ts';

export const quantityType = typeNamed('quantity');

class CelQuantity extends CelOpaque {
  readonly type = quantityType;
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    super();
    this.quantity = quantity;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof CelQuantity && compareQuantities(this.quantity, other.quantity) === 0;
  }
}

function parse(text: string): CelValue {
  try {
    return new CelQuantity(parseQuantity(text));
  } catch (error) {
    if (error instanceof QuantityError) return new CelFault(error.message);
    throw error;
  }
}

/** The quantity as an int64, if it is a whole number that fits. */
function wholeOf({ quantity }: CelQuantity): bigint | undefined {
  if (quantity.nanos % nanosPerUnit !== 0n) return undefined;
  const value = quantity.nanos / nanosPerUnit;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

const compare = (a: CelQuantity, b: CelQuantity): number => compareQuantities(a.quantity, b.quantity);
const integer = (value: bigint): Quantity => quantityOf(value, 'DecimalExponent');

type Arithmetic = (a: Quantity, b: Quantity) => Quantity;
const calculate =
  (operation: Arithmetic) =>
  (a: CelQuantity, b: CelQuantity): CelValue =>
    new CelQuantity(operation(a.quantity, b.quantity));
const calculateInt =
  (operation: Arithmetic) =>
  (a: CelQuantity, b: bigint): CelValue =>
    new CelQuantity(operation(a.quantity, integer(b)));

function sign({ quantity }: CelQuantity): CelValue {
  if (quantity.nanos === 0n) return 0n;
  return quantity.nanos > 0n ? 1n : -1n;
}

export const quantityLibrary: Library = {
  quantity: [overload('string_to_quantity', '(string) quantity', parse)],
  isQuantity: [overload('is_quantity_string', '(string) bool', isQuantity)],
  sign: [overload('quantity_sign', '(quantity) int', sign)],
  isGreaterThan: [
    overload(
      'quantity_is_greater_than',
      'quantity.(quantity) bool',
      (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0,
    ),
  ],
  isLessThan: [
    overload(
      'quantity_is_less_than',
      'quantity.(quantity) bool',
      (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0,
    ),
  ],
  compareTo: [
    overload('quantity_compare_to', 'quantity.(quantity) int', (a: CelQuantity, b: CelQuantity) =>
      BigInt(compare(a, b)),
    ),
  ],
  asApproximateFloat: [
    overload('quantity_get_float', 'quantity.() double', ({ quantity }: CelQuantity) => quantityToNumber(quantity)),
  ],
  asInteger: [
    overload(
      'quantity_get_int',
      'quantity.() int',
      (value: CelQuantity) => wholeOf(value) ?? new CelFault('cannot convert value to integer'),
    ),
  ],
  isInteger: [
    overload('quantity_is_integer', 'quantity.() bool', (value: CelQuantity) => wholeOf(value) !== undefined),
  ],
  add: [
    overload('quantity_add', 'quantity.(quantity) quantity', calculate(addQuantities)),
    overload('quantity_add_int', 'quantity.(int) quantity', calculateInt(addQuantities)),
  ],
  sub: [
    overload('quantity_sub', 'quantity.(quantity) quantity', calculate(subtractQuantities)),
    overload('quantity_sub_int', 'quantity.(int) quantity', calculateInt(subtractQuantities)),
  ],
};
