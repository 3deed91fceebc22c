/** What StorageClasses and VolumeAttributesClasses have in common. */
import { fieldError } from '@kubets/machinery/field-error';
import { qualifiedName, utf8Length } from '@kubets/machinery/names';
import { type Found, invalidFor, required } from '../core/validation/checks.ts';

const maxParameters = 512;
const maxParameterBytes = 256 * 1024;

export function validateProvisioner(found: Found, path: string, name: string): void {
  if (required(found, path, name)) invalidFor(found, path, name, qualifiedName(name.toLowerCase()));
}

export function validateParameters(found: Found, parameters: Readonly<Record<string, string>> = {}): void {
  const entries = Object.entries(parameters);
  if (entries.length > maxParameters) {
    found.push(fieldError.tooLong('parameters', maxParameters));
    return;
  }
  let size = 0;
  for (const [key, value] of entries) {
    if (key === '') found.push(fieldError.invalid('parameters', key, 'field can not be empty.'));
    size += utf8Length(key) + utf8Length(value);
  }
  if (size > maxParameterBytes) found.push(fieldError.tooLong('parameters', maxParameterBytes));
}
