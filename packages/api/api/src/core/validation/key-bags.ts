/** Validation of the data of ConfigMaps and Secrets. */
import { fieldError } from '@kubets/machinery/field-error';
import { configMapKey, utf8Length } from '@kubets/machinery/names';
import { semanticEqual } from '../semantic-equal.ts';
import { type Found, invalidFor } from './checks.ts';

/** Total size of all values, in bytes. */
export const maxDataBytes = 1024 * 1024;

export type Bag = Readonly<Record<string, string>> | undefined;

/** The decoded size of a base64 text, in bytes. */
export function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((text.length * 3) / 4) - padding);
}

export const textSize = (bag: Bag): number => Object.values(bag ?? {}).reduce((sum, text) => sum + utf8Length(text), 0);
export const dataSize = (bag: Bag): number =>
  Object.values(bag ?? {}).reduce((sum, text) => sum + decodedLength(text), 0);

export function bagKeys(found: Found, path: string, bag: Bag): void {
  for (const key in bag) invalidFor(found, `${path}[${key}]`, key, configMapKey(key));
}

interface Sealable {
  readonly immutable?: boolean;
}

/** An immutable object stays immutable, and the named fields cannot change. */
export function sealed<T extends Sealable>(found: Found, next: T, old: T, fields: readonly (keyof T & string)[]): void {
  if (!old.immutable) return;
  const detail = 'field is immutable when `immutable` is set';
  if (!next.immutable) found.push(fieldError.forbidden('immutable', detail));
  for (const field of fields) {
    if (!semanticEqual(next[field], old[field])) found.push(fieldError.forbidden(field, detail));
  }
}
