/** Validation of IntOrString counts and percentages in rollouts and budgets. */
import { fieldError } from '@kubets/machinery/field-error';
import { percentString } from '@kubets/machinery/names';
import { type Found, invalidFor, nonNegative } from './checks.ts';

export type IntOrPercent = number | string | undefined;

/** Not negative. */
export function intOrPercent(found: Found, path: string, value: IntOrPercent): void {
  if (typeof value === 'string') invalidFor(found, path, value, percentString(value));
  else nonNegative(found, path, value);
}

/** The numeric value of a count or percentage; 0 for other text. */
export function numberOf(value: IntOrPercent): number {
  if (typeof value === 'number') return value;
  return value !== undefined && percentString(value).length === 0 ? Number(value.slice(0, -1)) : 0;
}

export function atMostAll(found: Found, path: string, value: IntOrPercent): void {
  if (typeof value !== 'string' || numberOf(value) <= 100) return;
  found.push(fieldError.invalid(path, value, 'must not be greater than 100%'));
}
