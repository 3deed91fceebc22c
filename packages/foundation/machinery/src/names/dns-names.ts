/** DNS labels and subdomains, the rules of most names in Kubernetes. Each function returns messages, or an empty list for a valid name. */
import { utf8Length } from './utf8-length.ts';
import { maxLengthError, regexError } from './wording.ts';

const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`;
const underscoreLabelPattern = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const underscoreSubdomainPattern = `${underscoreLabelPattern}(\\.${underscoreLabelPattern})*`;
const label1035Pattern = '[a-z]([-a-z0-9]*[a-z0-9])?';
const wildcardPattern = `\\*\\.${subdomainPattern}`;

/** All patterns are ours and anchored; each runs in linear time. */
const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const label = whole(labelPattern);
const subdomain = whole(subdomainPattern);
const underscoreSubdomain = whole(underscoreSubdomainPattern);
const label1035 = whole(label1035Pattern);
const wildcard = whole(wildcardPattern);

const labelMessage =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const subdomainMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const underscoreMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
const label1035Message =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const wildcardMessage =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";

export const dnsLabelMaxLength = 63;
export const dnsSubdomainMaxLength = 253;

function tooLong(value: string, limit: number, unit?: 'characters' | 'bytes'): string[] {
  return utf8Length(value) > limit ? [maxLengthError(limit, unit)] : [];
}

/** `my-name`, at most 63 bytes: namespaces, containers, most generated names. */
export function dns1123Label(value: string): readonly string[] {
  const found = tooLong(value, dnsLabelMaxLength);
  if (label.test(value)) return found;
  // A subdomain with dots: its length was already checked.
  found.push(
    subdomain.test(value) ? 'must not contain dots' : regexError(labelMessage, labelPattern, 'my-name', '123-abc'),
  );
  return found;
}

/** `example.com`, at most 253 bytes: the default rule for object names. `unit` is the unit in the message. */
export function dns1123Subdomain(value: string, unit?: 'characters' | 'bytes'): readonly string[] {
  const found = tooLong(value, dnsSubdomainMaxLength, unit);
  if (!subdomain.test(value)) found.push(regexError(subdomainMessage, subdomainPattern, 'example.com'));
  return found;
}

/** A subdomain whose labels may hold underscores: host aliases, search domains. */
export function dns1123SubdomainWithUnderscore(value: string): readonly string[] {
  const found = tooLong(value, dnsSubdomainMaxLength);
  if (!underscoreSubdomain.test(value)) {
    found.push(regexError(underscoreMessage, underscoreSubdomainPattern, 'example.com'));
  }
  return found;
}

/** A label that starts with a letter: Services, names that become environment variables. */
export function dns1035Label(value: string): readonly string[] {
  const found = tooLong(value, dnsLabelMaxLength);
  if (!label1035.test(value)) found.push(regexError(label1035Message, label1035Pattern, 'my-name', 'abc-123'));
  return found;
}

/** `*.example.com`: hosts of Ingresses. */
export function wildcardDns1123Subdomain(value: string): readonly string[] {
  const found = tooLong(value, dnsSubdomainMaxLength);
  if (!wildcard.test(value)) found.push(regexError(wildcardMessage, wildcardPattern, '*.example.com'));
  return found;
}
