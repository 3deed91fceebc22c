/** Names of ports, variables, keys, headers and path segments. Each returns messages; none means fine. */
import { dnsSubdomainMaxLength } from './dns-names.ts';
import { utf8Length } from './utf8-length.ts';
import { emptyError, inclusiveRangeError, maxLengthError, regexError } from './wording.ts';

function matching(pattern: string, message: string, ...examples: readonly string[]) {
  const expression = new RegExp(`^${pattern}$`);
  const error = regexError(message, pattern, ...examples);
  return (value: string): string[] => (expression.test(value) ? [] : [error]);
}

const configKey = matching(
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
);

/** `MY_NAME`. */
export const cIdentifier: (value: string) => readonly string[] = matching(
  '[A-Za-z_][A-Za-z0-9_]*',
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  'my_name',
  'MY_NAME',
  'MyName',
);

/** `X-Header-Name`. */
export const httpHeaderName: (value: string) => readonly string[] = matching(
  '[-A-Za-z0-9]+',
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  'X-Header-Name',
);

/** `93%`. */
export const percentString: (value: string) => readonly string[] = matching(
  '[0-9]+%',
  "a valid percent string must be a numeric string followed by an ending '%'",
  '1%',
  '93%',
);

/** Names that would lead out of a volume's directory. */
function climbing(value: string): readonly string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

/** Environment variable names with the relaxed rule: printable ASCII without `=`. */
export function relaxedEnvVarName(value: string): readonly string[] {
  if (value === '') return [`environment variable name ${emptyError}`];
  return /^[ -<>-~]*$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Keys of ConfigMaps and Secrets, which become file names. */
export function configMapKey(value: string): readonly string[] {
  const length = utf8Length(value) > dnsSubdomainMaxLength ? [maxLengthError(dnsSubdomainMaxLength)] : [];
  return [...length, ...configKey(value), ...climbing(value)];
}

/** The beginning of a name that becomes one segment of a URL path. */
export function pathSegmentPrefix(value: string): readonly string[] {
  return ['/', '%'].filter((each) => value.includes(each)).map((each) => `may not contain '${each}'`);
}

/** A name that becomes one segment of a URL path: the loosest rule, used by RBAC and others. */
export function pathSegment(value: string): readonly string[] {
  return value === '.' || value === '..' ? [`may not be '${value}'`] : pathSegmentPrefix(value);
}

/** RFC 6335 service names, lower case, at most 15 bytes. */
export function portName(value: string): readonly string[] {
  const found: string[] = [];
  if (utf8Length(value) > 15) found.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(value)) {
    found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) found.push('must contain at least one letter (a-z)');
  if (value.includes('--')) found.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) found.push('must not begin or end with a hyphen');
  return found;
}

/** 1 to 65535. */
export function portNumber(value: number): readonly string[] {
  return value >= 1 && value <= 65535 ? [] : [inclusiveRangeError(1, 65535)];
}
