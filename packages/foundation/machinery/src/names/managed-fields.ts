/** The entries of `managedFields`, and names of field managers, held against their rules. */
import { type FieldError, fieldError } from '../field-error.ts';
import type { ManagedFieldsEntry } from '../meta.ts';
import { utf8Length } from './utf8-length.ts';

const managerMaxLength = 128;
const subresourceMaxLength = 256;

/** Go's `%#U`: the code point, and the character itself where it can be printed (here it never can). */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** At most 128 bytes, all printable; positions are counted in bytes. */
export function validateFieldManager(manager: string, path: string): FieldError[] {
  const found: FieldError[] = [];
  if (utf8Length(manager) > managerMaxLength) found.push(fieldError.tooLong(path, managerMaxLength));
  // The usual case: without it every first write pays for the tables of Unicode below.
  if (/^[ -~]*$/.test(manager)) return found;
  let position = 0;
  for (const character of manager) {
    // Go's IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) {
      const detail = `invalid character ${codePoint(character)} (at position ${position})`;
      found.push(fieldError.invalid(path, manager, detail));
    }
    position += utf8Length(character);
  }
  return found;
}

export function validateManagedFields(entries: readonly ManagedFieldsEntry[] | undefined, path: string): FieldError[] {
  return (entries ?? []).flatMap((entry, index) => {
    const at = `${path}[${index}]`;
    const found: FieldError[] = [];
    if (entry.operation !== 'Apply' && entry.operation !== 'Update') {
      found.push(fieldError.invalid(`${at}.operation`, entry.operation ?? '', 'must be `Apply` or `Update`'));
    }
    if (entry.fieldsType && entry.fieldsType !== 'FieldsV1') {
      found.push(fieldError.invalid(`${at}.fieldsType`, entry.fieldsType, 'must be `FieldsV1`'));
    }
    found.push(...validateFieldManager(entry.manager ?? '', `${at}.manager`));
    if (utf8Length(entry.subresource ?? '') > subresourceMaxLength) {
      found.push(fieldError.tooLong(`${at}.subresource`, subresourceMaxLength));
    }
    return found;
  });
}
