/** Validation and warnings for fields with IP addresses or CIDRs. */
import { type FieldError, fieldError } from '../field-error.ts';
import { type Cidr, formatCidr, networkOf, parseCidr } from './cidr.ts';
import { formatIp, type IpAddress, isMappedIpv4, parseIp, unmapIp } from './ip-address.ts';

export interface LegacyIpRules {
  /** Refuse leading zeros and IPv4-mapped addresses. */
  readonly strict: boolean;
  /** Values of the stored object, which remain valid. */
  readonly old?: readonly string[];
}

const sloppy = { sloppy: true };
/** Go's `net.IP` prints IPv4-mapped addresses as IPv4. */
const netIp = (ip: IpAddress): string => formatIp(unmapIp(ip));

function ipProblems(value: string, path: string, strict: boolean): FieldError[] {
  const ip = parseIp(value, sloppy);
  if (ip === undefined) {
    return [fieldError.invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  }
  if (!strict) return [];
  if (parseIp(value) === undefined) return [fieldError.invalid(path, value, 'must not have leading 0s')];
  return isMappedIpv4(ip) ? [fieldError.invalid(path, value, 'must not be an IPv4-mapped IPv6 address')] : [];
}

/** `IsValidIPForLegacyField`: for legacy fields. */
export function validateLegacyIp(value: string, path: string, { strict, old = [] }: LegacyIpRules): FieldError[] {
  return old.includes(value) ? [] : ipProblems(value, path, strict);
}

/** `IsValidIP`: new fields accept the canonical form only. */
export function validateIp(value: string, path: string): FieldError[] {
  const found = ipProblems(value, path, true);
  const ip = parseIp(value);
  if (found.length > 0 || ip === undefined || formatIp(ip) === value) return found;
  return [fieldError.invalid(path, value, `must be in canonical form (${JSON.stringify(formatIp(ip))})`)];
}

const hasHostBits = (cidr: Cidr): boolean => networkOf(cidr).value !== cidr.address.value;

function cidrProblems(value: string, path: string, strict: boolean): FieldError[] {
  const cidr = parseCidr(value, sloppy);
  const invalid = (detail: string): FieldError[] => [fieldError.invalid(path, value, detail)];
  if (cidr === undefined) return invalid('must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
  if (!strict) return [];
  if (parseCidr(value) === undefined) return invalid('must not have leading 0s in IP or prefix length');
  if (isMappedIpv4(cidr.address)) return invalid('must not have an IPv4-mapped IPv6 address');
  return hasHostBits(cidr) ? invalid('must not have bits set beyond the prefix length') : [];
}

/** `IsValidCIDRForLegacyField`. */
export function validateLegacyCidr(value: string, path: string, { strict, old = [] }: LegacyIpRules): FieldError[] {
  return old.includes(value) ? [] : cidrProblems(value, path, strict);
}

/** `IsValidCIDR`: new fields accept the canonical form only. */
export function validateCidr(value: string, path: string): FieldError[] {
  const found = cidrProblems(value, path, true);
  const cidr = parseCidr(value);
  if (found.length > 0 || cidr === undefined || formatCidr(cidr) === value) return found;
  return [fieldError.invalid(path, value, `must be in canonical form (${JSON.stringify(formatCidr(cidr))})`)];
}

const none: readonly string[] = [];

/** Warnings for a valid value (`GetWarningsForIP`). */
export function ipWarnings(value: string, path: string): readonly string[] {
  const ip = parseIp(value, sloppy);
  if (ip === undefined || netIp(ip) === value) return none;
  const quoted = JSON.stringify(value);
  if (parseIp(value) === undefined || isMappedIpv4(ip)) {
    return [`${path}: non-standard IP address ${quoted} is invalid: use ${JSON.stringify(netIp(ip))}`];
  }
  if (formatIp(ip) === value) return [];
  return [`${path}: IPv6 address ${quoted} should be in RFC 5952 canonical format (${JSON.stringify(formatIp(ip))})`];
}

/** `GetWarningsForCIDR`. */
export function cidrWarnings(value: string, path: string): readonly string[] {
  const cidr = parseCidr(value, sloppy);
  if (cidr === undefined) return none;
  const canonical = `${formatIp(cidr.address)}/${cidr.prefix}`;
  if (canonical === value && !hasHostBits(cidr) && !isMappedIpv4(cidr.address)) return none;
  const [quoted, network] = [JSON.stringify(value), JSON.stringify(formatCidr(cidr))];
  const found: string[] = [];
  if (hasHostBits(cidr)) {
    const single = JSON.stringify(`${netIp(cidr.address)}/${cidr.address.version === 4 ? 32 : 128}`);
    found.push(`${path}: CIDR value ${quoted} is ambiguous in this context (should be ${network} or ${single}?)`);
  }
  if (parseCidr(value) === undefined || isMappedIpv4(cidr.address)) {
    found.push(`${path}: non-standard CIDR value ${quoted} is invalid: use ${network}`);
  }
  if (found.length === 0 && cidr.address.version === 6 && canonical !== value) {
    found.push(
      `${path}: IPv6 CIDR value ${quoted} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`,
    );
  }
  return found;
}
