/** Names and opaque data in the kinds of dynamic resource allocation. Upstream: resource/validation. */
import { fieldError } from '@kubets/machinery/field-error';
import { cIdentifier, dns1123Label, dns1123Subdomain, utf8Length } from '@kubets/machinery/names';
import { type Found, invalidFor, required } from '../../core/validation/checks.ts';
import { csiDriverName } from '../../core/validation/volume-sources.ts';

const maxPoolLength = 253;
const maxIdLength = 32;

/** Driver names follow the rules of CSI drivers. */
export const driverName = csiDriverName;

export function labelName(found: Found, path: string, name: string): void {
  invalidFor(found, path, name, dns1123Label(name));
}

/** The name of a pool consists of parts between slashes. */
export function poolName(found: Found, path: string, name: string): void {
  if (!required(found, path, name)) return;
  if (utf8Length(name) > maxPoolLength) found.push(fieldError.tooLong(path, maxPoolLength));
  for (const part of name.split('/')) invalidFor(found, path, part, dns1123Subdomain(part));
}

function identifier(found: Found, path: string, id: string): void {
  if (utf8Length(id) > maxIdLength) found.push(fieldError.tooLong(path, maxIdLength));
  invalidFor(found, path, id, cIdentifier(id));
}

/** The name of an attribute or a capacity: an identifier, with or without a domain. */
export function qualifiedId(found: Found, path: string, name: string): void {
  const [first = '', id, ...more] = name.split('/');
  if (more.length > 0) found.push(fieldError.invalid(path, name, 'must not contain more than one slash'));
  else if (id === undefined) identifier(found, path, first);
  else {
    if (first === '') found.push(fieldError.invalid(path, '', 'the domain must not be empty'));
    else driverName(found, path, first);
    if (id === '') found.push(fieldError.invalid(path, '', 'the name must not be empty'));
    else identifier(found, path, id);
  }
}

const longestKey = 63 + 1 + maxIdLength;

/** The path of an entry of a map. Long keys are cut in the middle. */
export function keyPath(path: string, key: string): string {
  const rest = longestKey - 3;
  const text =
    key.length <= longestKey ? key : `${key.slice(0, Math.ceil(rest / 2))}...${key.slice(key.length - (rest >> 1))}`;
  return `${path}[${text}]`;
}

/** Opaque data: a JSON object of limited size. The schema accepts nothing that is not an object, except null. */
export function opaqueData(found: Found, path: string, data: unknown, maxBytes: number): void {
  if (data === undefined || data === null) found.push(fieldError.required(path));
  else if (utf8Length(JSON.stringify(data)) > maxBytes) found.push(fieldError.tooLong(path, maxBytes));
  else if (typeof data !== 'object' || Array.isArray(data))
    found.push(fieldError.invalid(path, '<value omitted>', 'must be a valid JSON object'));
}

export const maxOpaqueBytes = 10 * 1024;
