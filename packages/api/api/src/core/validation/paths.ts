/** Validation of paths that must stay within their directory. */
import { fieldError } from '@kubets/machinery/field-error';
import type { Found } from './checks.ts';

const climbs = (path: string): boolean => path.includes('..') && path.split('/').includes('..');

export function pathWithoutBacksteps(found: Found, field: string, path: string): void {
  if (climbs(path)) found.push(fieldError.invalid(field, path, "must not contain '..'"));
}

/** A relative path without `..`. */
export function localDescendingPath(found: Found, field: string, path: string): void {
  if (path.startsWith('/')) found.push(fieldError.invalid(field, path, 'must be a relative path'));
  pathWithoutBacksteps(found, field, path);
}

/** As above. Names that begin with two dots are reserved for the atomic writer of volumes. */
export function localNonReservedPath(found: Found, field: string, path: string): void {
  localDescendingPath(found, field, path);
  if (path.startsWith('..') && !path.startsWith('../')) {
    found.push(fieldError.invalid(field, path, "must not start with '..'"));
  }
}
