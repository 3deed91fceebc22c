/** Quantities: parsed, formatted, added and compared. */
export {
  addQuantities,
  compareQuantities,
  milliValue,
  quantityToNumber,
  subtractQuantities,
  wholeValue,
} from './arithmetic.ts';
export { canonicalQuantity, formatQuantity } from './format-quantity.ts';
export { isQuantity, parseQuantity } from './parse-quantity.ts';
export {
  divideAwayFromZero,
  nanosPerUnit,
  powerOfTen,
  type Quantity,
  QuantityError,
  type QuantityFormat,
  quantityOf,
} from './quantity.ts';
