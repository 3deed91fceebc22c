/** Validation of addresses of endpoints and external addresses: no unspecified, loopback or link-local addresses. */
import { fieldError } from '@kubets/machinery/field-error';
import { cidrContains, parseCidr, parseIp, unmapIp } from '@kubets/machinery/values';
import type { Found } from './checks.ts';

const special = [
  [['127.0.0.0/8', '::1/128'], 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [['169.254.0.0/16', 'fe80::/10'], 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [['224.0.0.0/24', 'ff02::/16'], 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
] as const;

const ranges = special.map(
  ([cidrs, message]) => [cidrs.map((text) => parseCidr(text)).filter((cidr) => cidr !== undefined), message] as const,
);

export function nonSpecialIp(found: Found, path: string, address: string): void {
  const parsed = parseIp(address, { sloppy: true });
  if (parsed === undefined) {
    found.push(fieldError.invalid(path, address, 'must be a valid IP address'));
    return;
  }
  const ip = unmapIp(parsed);
  if (ip.value === 0n) found.push(fieldError.invalid(path, address, `may not be unspecified (${address})`));
  for (const [cidrs, message] of ranges) {
    if (cidrs.some((cidr) => cidrContains(cidr, ip))) found.push(fieldError.invalid(path, address, message));
  }
}
