/** Label keys (also called qualified names) and label values. Each returns messages; none means fine. */
import { dns1123Subdomain } from './dns-names.ts';
import { utf8Length } from './utf8-length.ts';
import { emptyError, maxLengthError, regexError } from './wording.ts';

const keyPattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const key = new RegExp(`^${keyPattern}$`);
const keyMessage =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const keyError = regexError(keyMessage, keyPattern, 'MyName', 'my.name', '123-abc');
const valuePattern = `(${keyPattern})?`;
const valueMessage =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

export const labelValueMaxLength = 63;

/** `name` or `example.com/name`: keys of labels, annotations (lower-cased first), finalizers, resource names. */
export function qualifiedName(value: string): readonly string[] {
  const parts = value.split('/', 3);
  if (parts.length > 2) {
    return [`a valid label key ${keyError} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const found: string[] = [];
  const [prefix] = parts;
  const name = parts[parts.length - 1] ?? '';
  if (parts.length === 2 && prefix !== undefined) {
    const messages = prefix === '' ? [emptyError] : dns1123Subdomain(prefix, 'bytes');
    found.push(...messages.map((message) => `prefix part ${message}`));
  }
  if (name === '') found.push(`name part ${emptyError}`);
  else if (utf8Length(name) > 63) found.push(`name part ${maxLengthError(63, 'bytes')}`);
  if (!key.test(name)) found.push(`name part ${keyError}`);
  return found;
}

/** At most 63 bytes, alphanumeric at both ends; empty is fine. */
export function labelValue(value: string): readonly string[] {
  const found: string[] = [];
  if (utf8Length(value) > labelValueMaxLength) found.push(maxLengthError(labelValueMaxLength, 'bytes'));
  if (value !== '' && !key.test(value)) {
    found.push(regexError(valueMessage, valuePattern, 'MyValue', 'my_value', '12345'));
  }
  return found;
}
