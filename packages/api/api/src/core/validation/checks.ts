/** Basic checks that all kinds use. They append errors to `found`, and allocate nothing for valid values. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain, qualifiedName } from '@kubets/machinery/names';

export type Found = FieldError[];

/** Reports the messages of a name rule. */
export function invalidFor(found: Found, path: string, value: unknown, messages: readonly string[]): void {
  for (const message of messages) found.push(fieldError.invalid(path, value, message));
}

/** Reports an empty string. Returns whether the value is not empty. */
export function required(found: Found, path: string, value: string | undefined): value is string {
  if (value) return true;
  found.push(fieldError.required(path));
  return false;
}

/** Checks a required enumeration value. `supported` is in upstream's order. */
export function closed(found: Found, path: string, value: string | undefined, supported: readonly string[]): void {
  if (required(found, path, value)) among(found, path, value, supported);
}

/** Checks an optional enumeration value. */
export function among(found: Found, path: string, value: string | undefined, supported: readonly string[]): void {
  if (value !== undefined && !supported.includes(value)) found.push(fieldError.notSupported(path, value, supported));
}

export const negativeError = 'must be greater than or equal to 0';
export const notPositiveError = 'must be greater than 0';

export function nonNegative(found: Found, path: string, value: number | undefined): void {
  if (value !== undefined && value < 0) found.push(fieldError.invalid(path, value, negativeError));
}

export function within(found: Found, path: string, value: number | undefined, low: number, high: number): void {
  if (value !== undefined && (value < low || value > high)) {
    found.push(fieldError.invalid(path, value, `must be between ${low} and ${high}, inclusive`));
  }
}

/** Checks user and group ids. */
export function idNumber(found: Found, path: string, value: number | undefined): void {
  within(found, path, value, 0, 2 ** 31 - 1);
}

/** Checks file permission bits. */
export function fileMode(found: Found, path: string, mode: number | undefined): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) {
    found.push(fieldError.invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
  }
}

export function label(found: Found, path: string, value: string): void {
  invalidFor(found, path, value, dns1123Label(value));
}

export function subdomain(found: Found, path: string, value: string): void {
  invalidFor(found, path, value, dns1123Subdomain(value));
}

export function qualified(found: Found, path: string, value: string): void {
  invalidFor(found, path, value, qualifiedName(value));
}

/** Checks an optional name. */
export function optionalSubdomain(found: Found, path: string, value: string | undefined): void {
  if (value) subdomain(found, path, value);
}

export const protocols = ['SCTP', 'TCP', 'UDP'] as const;
